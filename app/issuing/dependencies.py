"""What every route of staff does besides: write down whom it showed."""

from collections.abc import AsyncIterator, Mapping
from typing import Final
from uuid import UUID

from fastapi import Depends, Request

from app.issuing.staff_views import CLAIM, CREDENTIAL, DOSSIER, PERSON, note_view
from app.web.dependencies import Ctx

# Which parameter of a path names a person, or something of one person.
WATCHED: Final[Mapping[str, str]] = {
    "recipientId": PERSON,
    "credentialId": CREDENTIAL,
    "dossierId": DOSSIER,
    "claimId": CLAIM,
    "claim_id": CLAIM,
}


async def note_staff_view(request: Request, ctx: Ctx) -> AsyncIterator[None]:
    """After the page or answer was made and before it leaves; so what could not be written down is not shown.

    A refusal or a missing thing ends before that, and writes nothing.
    """
    yield
    staff = getattr(request.state, "staff", None)
    named = next((name for name in WATCHED if name in request.path_params), None)
    if staff is None or named is None or request.method != "GET":
        return
    await note_view(ctx, staff, WATCHED[named], UUID(str(request.path_params[named])))


NOTED: Final = Depends(note_staff_view, scope="function")
