"""Claims: which achievements of the skill set a worker says to master, each with the level asked, and in which words."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from app.accounts.acts import record_act
from app.accounts.permissions import Issuer
from app.assessing.candidates import Candidate
from app.assessing.dossier_states import ClaimAct, DossierState
from app.assessing.dossiers import (
    Claim,
    Dossier,
    load_candidate_of,
    load_claim,
    load_open_dossier,
    move_claim,
)
from app.assessing.errors import ClaimExists
from app.assessing.repository.dossiers import DossierRepository
from app.assessing.skill_sets import load_skill_set
from app.assessing.text_faults import find_text_fault
from app.assessing.validation_levels import load_ladder
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import FieldError, InvalidInput

LONGEST_WORDS: Final = 1000
_WORDS: Final = "claims/words_sealed"


async def add_claim(
    context: Context,
    session: Session,
    issuer: Issuer,
    dossier_id: UUID,
    *,
    achievement_id: UUID,
    level_asked: int,
    words: str = "",
) -> Claim:
    """A new claim, with what the worker says about it; a dossier that was closed is open again.

    Raises NotFound, DossierClosed, ClaimExists, and InvalidInput for an unknown level or achievement, or such words.
    """
    _ensure_sound(level_asked, words)
    dossier = await load_open_dossier(session, issuer.organisation_id, dossier_id)
    skill_set = await load_skill_set(
        session, issuer.organisation_id, dossier.skill_set_id, dossier.skill_set_version
    )
    if skill_set.content.find_achievement(achievement_id) is None:
        detail = "The skill set of this dossier has no such achievement."
        raise InvalidInput(errors=[FieldError("/achievementId", "unknown_achievement", detail)])
    repository = DossierRepository(session, issuer.organisation_id)
    claim_id, now = context.randomness.uuid(), context.clock.now()
    candidate = await load_candidate_of(context, session, issuer.organisation_id, dossier)
    told = words.strip()
    values = {
        "id": claim_id,
        "dossier_id": dossier.id,
        "achievement_id": achievement_id,
        "level_asked": level_asked,
        "words_sealed": candidate.seal(told, _WORDS, claim_id) if told else None,
        "now": now,
    }
    if not await repository.add_claim(values):
        raise ClaimExists
    await repository.set_state(dossier.id, DossierState.open.value, now=now, closed_at=None)
    await record_act(context, session, issuer, "claim.added", claim_id, level=level_asked)
    claim, _ = await load_claim(session, issuer.organisation_id, claim_id)
    return claim


async def try_again(context: Context, session: Session, issuer: Issuer, claim_id: UUID) -> Claim:
    """After a not-yet: the worker practised, and a new round begins. Raises NotFound, NotInThisState."""
    claim, _ = await load_claim(session, issuer.organisation_id, claim_id, is_locked=True)
    moved = await move_claim(
        session, issuer.organisation_id, claim, ClaimAct.try_again, now=context.clock.now()
    )
    await record_act(context, session, issuer, "claim.tried-again", claim_id, round=moved.round)
    return moved


def _ensure_sound(level_asked: int, words: str) -> None:
    if fault := find_text_fault("/words", words, LONGEST_WORDS):
        raise InvalidInput("The claim was not added.", errors=[fault])
    if load_ladder().find_level(level_asked) is None:
        highest = load_ladder().levels[-1].number
        detail = f"Use a level from 0 to {highest}."
        raise InvalidInput(errors=[FieldError("/levelAsked", "unknown_level", detail)])


async def read_words(
    session: Session, organisation_id: UUID, dossier: Dossier, candidate: Candidate
) -> Mapping[UUID, str]:
    """What the worker said, by claim; it is no evidence, and nobody signs it."""
    rows = await DossierRepository(session, organisation_id).list_words(dossier.id)
    return {row["id"]: candidate.open(row["words_sealed"], _WORDS, row["id"]) for row in rows}
