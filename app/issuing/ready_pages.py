"""What the pages on validated claims show: what waits for a credential, and what an employer will read in it."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from app.accounts.page_models import FieldProblem
from app.accounts.permissions import Issuer
from app.assessing.dossier_states import ClaimState
from app.assessing.dossiers import list_claims_in
from app.assessing.outcomes import load_outcome
from app.assessing.skill_sets import load_skill_set
from app.assessing.validation_levels import load_ladder
from app.issuing.issue_outcome import request_of
from app.platform.context import Context
from app.platform.database import Session

MOST: Final = 50


@dataclass(frozen=True, slots=True)
class ReadyLine:
    """A validated claim."""

    name: str
    title: str
    level: int
    assessed_on: date
    address: str


@dataclass(frozen=True, slots=True)
class ReadyList:
    """Template issuing/ready.html."""

    lines: tuple[ReadyLine, ...]


@dataclass(frozen=True, slots=True)
class ReadyPage:
    """Template issuing/ready_one.html: the credential before it exists."""

    line: ReadyLine
    level_name: str
    level_meaning: str
    issuer_name: str
    assessor_role: str
    method: str
    reasons: str
    evidence: tuple[str, ...]
    has_mail: bool
    action: str
    back: str
    problems: tuple[FieldProblem, ...] = ()


def ready_address(member: Issuer) -> str:
    """The list of what can be issued."""
    return f"/desk/{member.slug}/ready"


async def build_ready_list(context: Context, member: Issuer, *, language: str) -> ReadyList:
    """The validated claims that wait longest."""
    organisation_id = member.organisation_id
    async with context.database.transaction(organisation_id=organisation_id) as session:
        claims = await list_claims_in(session, organisation_id, [ClaimState.validated], limit=MOST)
        lines = [(await _load(context, session, member, claim.id, language))[0] for claim in claims]
    return ReadyList(tuple(lines))


async def build_ready_page(
    context: Context,
    member: Issuer,
    claim_id: UUID,
    *,
    language: str,
    problems: tuple[FieldProblem, ...] = (),
) -> tuple[ReadyPage, UUID]:
    """What an employer will read, and the dossier it comes from. Raises NotFound, NotInThisState."""
    async with context.database.transaction(organisation_id=member.organisation_id) as session:
        line, dossier_id = await _load(context, session, member, claim_id, language)
        outcome = await load_outcome(context, session, member.organisation_id, claim_id)
    asked = request_of(outcome)
    told = asked.assessment
    rung = load_ladder().find_level(line.level)
    words = rung.in_language(language) if rung else None
    page = ReadyPage(
        line=line,
        level_name=words.name if words else "",
        level_meaning=words.meaning if words else "",
        issuer_name=member.organisation_name,
        assessor_role=asked.assessor_role,
        method=(told.method if told else None) or "",
        reasons=(told.reasons if told else None) or "",
        evidence=tuple(item.summary for item in asked.evidence),
        has_mail=asked.recipient_email is not None,
        action=line.address,
        back=ready_address(member),
        problems=problems,
    )
    return page, dossier_id


async def _load(
    context: Context, session: Session, member: Issuer, claim_id: UUID, language: str
) -> tuple[ReadyLine, UUID]:
    organisation_id = member.organisation_id
    outcome = await load_outcome(context, session, organisation_id, claim_id)
    wanted = outcome.requirements
    published = await load_skill_set(session, organisation_id, wanted.skill_set_id, wanted.version)
    achievement = published.content.find_achievement(wanted.achievement_id)
    line = ReadyLine(
        name=outcome.candidate.name or outcome.candidate.reference,
        title=achievement.name[language] if achievement else "",
        level=outcome.level,
        assessed_on=outcome.assessed_on,
        address=f"{ready_address(member)}/{claim_id}",
    )
    return line, outcome.dossier.id
