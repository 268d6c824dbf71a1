"""What a worker does with one claim of an own dossier: prove it with hours or a file, take that back, appeal.

What others saw or say is theirs to add: a worker who could add a statement would confirm herself.
"""

from datetime import date
from typing import Final
from uuid import UUID

from app.accounts.permissions import Issuer
from app.assessing.dossiers import Claim, load_candidate_of, load_claim, load_dossier
from app.assessing.evidence import Evidence, EvidenceDraft, add_evidence, list_evidence, remove_evidence
from app.assessing.evidence_files import FileOwner, erase_file, load_file, load_file_owner
from app.assessing.evidence_kinds import EvidenceKind
from app.holding.own_dossiers import ACTOR, OwnClaim, own_dossier, read_claim
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import FieldError, InvalidInput, NotFound

LEVEL: Final = 2


async def load_own_claim(session: Session, issuer: Issuer, dossier_id: UUID, claim_id: UUID) -> Claim:
    """A claim of a dossier that is known to be the holder's. Raises NotFound."""
    claim, _ = await load_claim(session, issuer.organisation_id, claim_id)
    if claim.dossier_id != dossier_id:
        raise NotFound
    return claim


async def show_own_claim(
    context: Context, session: Session, issuer: Issuer, dossier_id: UUID, claim_id: UUID
) -> OwnClaim:
    """The claim as the worker sees it. Raises NotFound."""
    claim = await load_own_claim(session, issuer, dossier_id, claim_id)
    dossier = await load_dossier(session, issuer.organisation_id, dossier_id)
    candidate = await load_candidate_of(context, session, issuer.organisation_id, dossier)
    return await read_claim(context, session, dossier, claim, candidate)


async def add_own_evidence(
    context: Context,
    session: Session,
    issuer: Issuer,
    claim: Claim,
    *,
    summary: str,
    seen_on: date,
    hours: int | None = None,
    file_id: UUID | None = None,
) -> Evidence:
    """Hours, or a file that the worker sent to this dossier before.

    Raises DossierClosed, NotInThisState for what was judged, InvalidInput.
    """
    if (hours is None) == (file_id is None):
        raise InvalidInput(errors=[FieldError("/hours", "one_of", "Send either hours or fileId.")])
    kind = EvidenceKind.hours
    if file_id is not None:
        kind = await _find_kind(context, session, issuer, claim.dossier_id, file_id)
    draft = EvidenceDraft(kind, summary, seen_on, claim_id=claim.id, hours=hours, file_id=file_id)
    return await add_evidence(context, session, issuer, claim.dossier_id, draft)


async def remove_own_evidence(context: Context, holder_id: UUID, dossier_id: UUID, evidence_id: UUID) -> None:
    """Take away what the holder added, with its file; what somebody else added stays.

    Raises NotFound, DossierClosed, NotInThisState once it was judged.
    """
    async with own_dossier(context, holder_id, dossier_id) as (session, issuer):
        where = issuer.organisation_id
        dossier = await load_dossier(session, where, dossier_id)
        found = await list_evidence(context, session, where, dossier)
        if not any(item.id == evidence_id and item.added_by == ACTOR for item in found):
            raise NotFound
        owner = await load_file_owner(context, session, where, dossier_id)
        files = await remove_evidence(context, session, issuer, dossier_id, evidence_id)
    for file_id in files:
        await erase_file(context, owner, file_id)


async def load_own_file_owner(
    context: Context, holder_id: UUID, dossier_id: UUID
) -> tuple[Issuer, FileOwner]:
    """Whose the files of this dossier are, when one is to be added. Raises NotFound, DossierClosed."""
    async with own_dossier(context, holder_id, dossier_id) as (session, issuer):
        where = issuer.organisation_id
        return issuer, await load_file_owner(context, session, where, dossier_id, is_open=True)


async def _find_kind(
    context: Context, session: Session, issuer: Issuer, dossier_id: UUID, file_id: UUID
) -> EvidenceKind:
    owner = await load_file_owner(context, session, issuer.organisation_id, dossier_id)
    try:
        file = await load_file(session, owner, file_id)
    except NotFound:
        file = None
    if file is None or file.added_by != ACTOR:
        fault = FieldError("/fileId", "unknown_file", "Name a file that you sent to this dossier.")
        raise InvalidInput("The evidence was not added.", errors=[fault])
    return EvidenceKind(file.media_type.family.value)
