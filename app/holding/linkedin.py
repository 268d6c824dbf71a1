"""The address that opens LinkedIn's own form to add a credential to a profile (addtoprofile.linkedin.com).

It is a link and no more: nothing of LinkedIn is on our pages, and nothing leaves before the worker follows it. It says what
the skill is, who gave it, from when until when, and where it can be verified; not who has it.
"""

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from app.credentials.model import Credential
from app.holding.passport import read_held
from app.holding.share import ShareLink, share_url
from app.holding.sort_credentials import load_held
from app.holding.wording import local_date
from app.platform.context import Context

_FORM: Final = "https://www.linkedin.com/profile/add"


def linkedin_url(credential: Credential, address: str) -> str:
    """The form, filled in for one credential that a share link shows at `address`."""
    begin = local_date(credential.valid_from)
    fields: dict[str, str | int] = {
        "startTask": "CERTIFICATION_NAME",
        "name": credential.achievement.name,
        "organizationName": credential.issuer.name or credential.issuer.id,
        "issueYear": begin.year,
        "issueMonth": begin.month,
    }
    if credential.valid_until is not None:
        end = local_date(credential.valid_until)
        fields |= {"expirationYear": end.year, "expirationMonth": end.month}
    return f"{_FORM}?{urlencode({**fields, 'certUrl': address})}"


async def offer_linkedin(
    context: Context, holder_id: UUID, link: ShareLink, secret: str, credential_ids: Sequence[UUID]
) -> str | None:
    """The form for a new link that shows one credential to everybody who has it; None for any other link."""
    if link.is_single_use or len(credential_ids) != 1:
        return None
    credential = read_held(await load_held(context, holder_id, credential_ids[0]))
    return linkedin_url(credential, share_url(context.settings.public_url, secret))
