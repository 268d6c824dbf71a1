"""An organisation that can issue, and requests it makes, for the contract tests of issuing."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from app.accounts.organisations import create_organisation
from app.accounts.permissions import Issuer, Scope
from app.commands.partnerships import add_signing_keys
from app.credentials.model import Alignment
from app.demo.assessors import Mandates, appoint, assess, write_cells
from app.issuing.achievements import AchievementDraft, create_achievement
from app.issuing.documents import AchievementSnapshot
from app.issuing.issue_requests import EvidenceSummary, IssueRequest
from app.platform.clock import FixedClock
from app.platform.context import Context

DRAFT = AchievementDraft(
    code="HEFTRUCK",
    name={"nl": "Heftruck rijden", "en": "Drive a forklift"},
    description={"nl": "Rijdt veilig met een heftruck.", "en": "Drives a forklift safely."},
    criteria=({"nl": "Kijkt om voor het achteruitrijden.", "en": "Looks back before reversing."},),
    alignments=(Alignment("drive forklift", "http://data.europa.eu/esco/skill/1", "ESCO", "ext:ESCOSkill"),),
)
ROSTER_HEADER = "workerReference,name,achievement,level,assessedOn,assessorRole,evidenceKind,evidenceSummary"


@dataclass(frozen=True, slots=True)
class Desk:
    """An issuer with one achievement."""

    issuer: Issuer
    achievement: AchievementSnapshot
    mandates: Mandates

    def request(self, key: str, *, worker: int = 1, **changes: Any) -> IssueRequest:
        """A request that can be fulfilled, unless it is changed."""
        values: dict[str, Any] = {
            "key": f"credential/{key}",
            "reference": f"W-{worker}",
            "recipient_name": "Jan Jansen",
            "achievement_id": self.achievement.id,
            "level": 2,
            "assessed_on": date(2026, 1, 15),
            "assessor_role": "Praktijkopleider",
            "evidence": (EvidenceSummary("observation", "Heeft twee uur gereden.", date(2026, 1, 15)),),
            "assessment": assess(self.mandates),
        }
        return IssueRequest(**(values | changes))


async def open_desk(context: Context) -> Desk:
    """A new partnership with its keys and an achievement."""
    slug = f"desk-{context.randomness.token(6).hex()}"
    organisation = await create_organisation(context, slug=slug, name=f"Samenwerking {slug}")
    await add_signing_keys(context, organisation)
    issuer = Issuer(
        organisation_id=organisation.id,
        actor="api-key:test",
        scopes=frozenset(Scope),
        organisation_name=organisation.name,
        slug=slug,
    )
    achievement = await create_achievement(context, issuer, DRAFT)
    # So long ago that a test may say of a reservation that it was made before now.
    before = replace(context, clock=FixedClock(context.clock.now() - timedelta(days=30)))
    mandates = await appoint(before, issuer, [achievement.id])
    return Desk(issuer, achievement, mandates[achievement.id])


async def pieces_of(text: str, size: int = 4_096) -> AsyncIterator[bytes]:
    """A file as an upload brings it."""
    content = text.encode()
    for start in range(0, len(content), size):
        yield content[start : start + size]


def roster(count: int, mandates: Mandates, *, bad_row: int | None = None) -> str:
    """A roster of so many workers; the bad row has a level that does not exist."""
    assessment = write_cells(mandates, 2)
    told = ",".join(f'"{cell}"' for cell in assessment.values())
    rows = [
        f"R-{number},Piet {number},HEFTRUCK,{9 if number == bad_row else 2},2026-01-15,Rol,foto,Rijdt veilig,{told}"
        for number in range(1, count + 1)
    ]
    return "\n".join([f"{ROSTER_HEADER},{','.join(assessment)}", *rows])
