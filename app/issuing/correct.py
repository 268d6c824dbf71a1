"""Correct a credential: what its issuer may say otherwise, and the request for the one that takes its place.

Achievement and level stay, as another judgement is another credential. A mandate is asked about the moment at which the
older credential was issued: who mends words judges nothing anew.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from app.accounts.permissions import Issuer
from app.assessing.assessment import Assessment, Mastery, Reference, Standard, Vraak
from app.assessing.errors import NotInThisState
from app.assessing.outcomes import load_outcome
from app.credentials.assessment import POINTS, AssessmentSummary
from app.credentials.evidence import Evidence
from app.credentials.model import Credential
from app.credentials.verification import read
from app.issuing.assessment_documents import digest_in
from app.issuing.deliveries import RecipientOverview, load_recipient
from app.issuing.errors import NotReplaceable
from app.issuing.grounds import load_grounds
from app.issuing.issuances import Issuance, IssuedCredential, data_key_of, recipient_context
from app.issuing.issue import issue_credential
from app.issuing.issue_requests import EvidenceSummary, IssueRequest
from app.issuing.ledger import load_issued
from app.issuing.ledger_rows import LedgerRepository
from app.issuing.recipient_rows import RecipientRepository
from app.issuing.rosters import AMSTERDAM, end_of_day
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import FieldError, NotFound

_DAY: Final = re.compile(r"(.*) \((\d{4}-\d{2}-\d{2})\)", re.DOTALL)
# A row keeps the whole second in which it was made; a mandate may have begun within it.
_WITHIN_SECOND: Final = timedelta(microseconds=999_999)


@dataclass(frozen=True, slots=True)
class Correction:
    """What a credential says and may say otherwise. `valid_until` is its last day in the Netherlands."""

    recipient_name: str
    assessed_on: date
    assessor_role: str
    valid_until: date | None
    evidence: tuple[EvidenceSummary, ...]
    reasons: str = ""


@dataclass(frozen=True, slots=True)
class Original:
    """A credential in force, what it says, and what the service knows of the assessment behind it.

    `asks_reasons`: the judgement's reasons are neither in the credential nor in a dossier.
    """

    issued: IssuedCredential
    recipient: RecipientOverview
    assessment: Assessment | None
    says: Correction
    asks_reasons: bool


async def load_original(context: Context, session: Session, issuer: Issuer, credential_id: UUID) -> Original:
    """What can be corrected. Raises NotFound, NotReplaceable for what is withdrawn or has a newer one."""
    organisation_id = issuer.organisation_id
    issued, state = await load_issued(context, session, organisation_id, credential_id)
    taken = await LedgerRepository(session, organisation_id).find_superseded([credential_id])
    if taken or state.state == "revoked":
        raise NotReplaceable("This credential was withdrawn, or another took its place.")
    credential = Credential.from_document(read(issued.secured.text).claims)
    recipient = await load_recipient(context, session, organisation_id, issued.issuance.recipient_id)
    assessment = await _assess(context, session, issued.issuance, credential.assessment)
    return Original(
        issued,
        recipient,
        assessment,
        _read(issued.issuance, credential, recipient),
        asks_reasons=issued.issuance.assessor_mandate_id is not None
        and not (assessment and assessment.reasons),
    )


def request_of(original: Original, correction: Correction) -> IssueRequest:
    """The credential that takes the place; a credential is replaced once, so its own id is the key."""
    older, recipient = original.issued.issuance, original.recipient
    until = older.valid_until
    if correction.valid_until != original.says.valid_until:
        until = end_of_day(correction.valid_until) if correction.valid_until else None
    assessment = original.assessment
    if assessment is not None and original.asks_reasons:
        assessment = replace(assessment, reasons=correction.reasons)
    return IssueRequest(
        key=f"correction/{older.id}",
        reference=recipient.reference,
        recipient_name=correction.recipient_name or None,
        achievement_id=older.achievement_id,
        achievement_version=older.achievement_version,
        level=older.level,
        assessed_on=correction.assessed_on,
        assessor_role=correction.assessor_role,
        evidence=correction.evidence,
        assessment=assessment,
        valid_from=older.valid_from if correction.assessed_on <= older.valid_from.date() else None,
        valid_until=until,
        supersedes=older.id,
    )


async def find_correction_faults(
    context: Context, session: Session, issuer: Issuer, request: IssueRequest
) -> list[FieldError]:
    """What the ledger would say of it, before anything happens."""
    grounds = await load_grounds(session, issuer.organisation_id, [request])
    return grounds.find_faults(request, context.clock.now())


async def correct_credential(
    context: Context, issuer: Issuer, credential_id: UUID, correction: Correction
) -> IssuedCredential:
    """Issues the corrected credential, and withdraws the older one as superseded in the same act.

    A name that is corrected is from then on the name of the recipient. Raises what `load_original` and
    `issue_credential` raise.
    """
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        original = await load_original(context, session, issuer, credential_id)
    issued = await issue_credential(context, issuer, request_of(original, correction))
    if correction.recipient_name not in ("", original.recipient.name):
        await _rename(context, issued.issuance, correction.recipient_name)
    return issued


async def _rename(context: Context, row: Issuance, name: str) -> None:
    place = recipient_context(row.organisation_id, row.recipient_id, "name_sealed")
    sealed = data_key_of(context.vault, row).seal(name.encode(), context=place)
    async with context.database.transaction(organisation_id=row.organisation_id) as session:
        await RecipientRepository(session, row.organisation_id).rename_recipient(row.recipient_id, sealed)


def _read(row: Issuance, credential: Credential, recipient: RecipientOverview) -> Correction:
    awarded, until = credential.awarded_at, row.valid_until
    return Correction(
        recipient_name=credential.subject.name or recipient.name or "",
        assessed_on=(awarded or row.issued_at).date(),
        assessor_role=credential.assessor.role if credential.assessor else "",
        valid_until=until.astimezone(AMSTERDAM).date() if until else None,
        evidence=tuple(_summarise(item) for item in credential.evidence),
    )


def _summarise(item: Evidence) -> EvidenceSummary:
    told = item.narrative or ""
    found = _DAY.fullmatch(told)
    summary, day = (found[1], date.fromisoformat(found[2])) if found else (told, None)
    return EvidenceSummary(item.genre or item.name, summary, day, digest_in(item.id))


async def _assess(
    context: Context, session: Session, row: Issuance, told: AssessmentSummary | None
) -> Assessment | None:
    """What the credential tells of the assessment, with what only a dossier and the ledger know."""
    if told is None:
        return None
    judged_at = row.issued_at + _WITHIN_SECOND
    given = replace(
        _told(told),
        assessor_mandate_id=row.assessor_mandate_id,
        second_mandate_id=row.second_mandate_id,
        second_declares_no_conflict=row.second_mandate_id is not None,
        judged_at=judged_at,
        second_judged_at=judged_at,
    )
    if row.claim_id is None or given.reasons:
        return given
    try:
        kept = (await load_outcome(context, session, row.organisation_id, row.claim_id)).assessment
    except (NotFound, NotInThisState):
        # The dossier is gone, as it should be after its time.
        return given
    return replace(given, reasons=kept.reasons)


def _told(told: AssessmentSummary) -> Assessment:
    checklist = dict(zip(POINTS, told.checklist, strict=True)) if told.checklist else {}
    return Assessment(
        method=told.method,
        standard=Standard(told.standard.name, told.standard.url) if told.standard else None,
        reasons=told.reasons,
        has_public_reasons=told.reasons is not None,
        checklist=Vraak(**checklist),
        second_role=told.second_role,
        quality_scheme=told.quality_scheme,
        confirmer_relation=told.confirmer_relation,
        reference=Reference(told.reference.name, url=told.reference.url) if told.reference else None,
        mastery=Mastery(told.mastery.code, told.mastery.name, told.mastery.descriptor)
        if told.mastery
        else None,
    )
