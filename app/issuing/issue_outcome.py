"""Issue what a dossier found: a validated claim becomes a credential, once for each round of judging."""

from dataclasses import replace
from typing import Final
from uuid import UUID

from app.accounts.permissions import Issuer
from app.assessing.assessment import NO_ASSESSMENT, Assessment
from app.assessing.candidates import Candidate
from app.assessing.evidence import Evidence
from app.assessing.outcomes import Outcome, load_outcome
from app.issuing.adopt import adopt_skill_set
from app.issuing.issuances import IssuedCredential
from app.issuing.issue import issue_credential
from app.issuing.issue_requests import EvidenceSummary, IssueRequest
from app.issuing.recipient_rows import RecipientRepository
from app.issuing.register_recipients import Person, register_recipients
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import NotFound

# A credential is in Dutch: who confirms is told in words, never by name.
RELATIONS: Final = {
    "manager": "leidinggevende",
    "colleague": "collega",
    "client": "klant",
    "trainer": "begeleider",
    "other": "iemand anders",
}
SELF: Final = "De persoon zelf"


async def issue_claim(context: Context, issuer: Issuer, dossier_id: UUID, claim_id: UUID) -> IssuedCredential:
    """The credential of a validated claim; again answers the same, and another round another.

    Raises NotFound, NotInThisState for a claim that is not validated, and what `issue_credential` raises.
    """
    organisation_id = issuer.organisation_id
    async with context.database.transaction(organisation_id=organisation_id) as session:
        outcome = await load_outcome(context, session, organisation_id, claim_id)
        if outcome.dossier.id != dossier_id:
            raise NotFound
        wanted = outcome.requirements
        # The event of the publication may still be on its way.
        await adopt_skill_set(context, session, organisation_id, wanted.skill_set_id, wanted.version)
        await _bind_to_passport(context, session, outcome.candidate)
    return await issue_credential(context, issuer, request_of(outcome))


async def _bind_to_passport(context: Context, session: Session, candidate: Candidate) -> None:
    """Who asked for this from a passport, finds it there, without a link; what somebody collected stays theirs."""
    if candidate.holder_id is None:
        return
    repository = RecipientRepository(session, candidate.organisation_id)
    person = Person(candidate.reference, candidate.name)
    found = await register_recipients(context, repository, [person], now=context.clock.now())
    await repository.bind_unclaimed(found[candidate.reference].id, candidate.holder_id)


def request_of(outcome: Outcome) -> IssueRequest:
    """What is asked of the ledger, in the words of a call: the same rule judges it at the same door."""
    claim, candidate = outcome.claim, outcome.candidate
    return IssueRequest(
        key=f"claim/{claim.id}/{claim.round}",
        reference=candidate.reference,
        recipient_name=candidate.name,
        recipient_email=candidate.mail,
        recipient_language=candidate.language,
        achievement_id=claim.achievement_id,
        achievement_version=outcome.requirements.version,
        level=outcome.level,
        assessed_on=outcome.assessed_on,
        assessor_role=_in_words(outcome.assessor_role) or SELF,
        evidence=tuple(_summarise(item) for item in outcome.evidence),
        assessment=_told(outcome),
        claim_id=claim.id,
    )


def _in_words(role: str) -> str:
    return RELATIONS.get(role, role)


def _summarise(item: Evidence) -> EvidenceSummary:
    return EvidenceSummary(item.kind.value, item.summary, item.seen_on, item.digest.hex())


def _told(outcome: Outcome) -> Assessment | None:
    given = outcome.assessment
    if given == NO_ASSESSMENT:
        return None
    relation = given.confirmer_relation
    return replace(given, confirmer_relation=relation and _in_words(relation))
