"""Claims: which achievements of the skill set a worker says to master, each with the level asked."""

from uuid import UUID

from app.accounts.acts import record_act
from app.accounts.permissions import Issuer
from app.assessing.dossier_states import ClaimAct, DossierState
from app.assessing.dossiers import Claim, load_claim, load_open_dossier, move_claim
from app.assessing.errors import ClaimExists
from app.assessing.repository.dossiers import DossierRepository
from app.assessing.skill_sets import load_skill_set
from app.assessing.validation_levels import load_ladder
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import FieldError, InvalidInput


async def add_claim(
    context: Context,
    session: Session,
    issuer: Issuer,
    dossier_id: UUID,
    *,
    achievement_id: UUID,
    level_asked: int,
) -> Claim:
    """A new claim; a dossier that was closed is open again.

    Raises NotFound, DossierClosed, ClaimExists, and InvalidInput for an unknown level or achievement.
    """
    if load_ladder().find_level(level_asked) is None:
        highest = load_ladder().levels[-1].number
        detail = f"Use a level from 0 to {highest}."
        raise InvalidInput(errors=[FieldError("/levelAsked", "unknown_level", detail)])
    dossier = await load_open_dossier(session, issuer.organisation_id, dossier_id)
    skill_set = await load_skill_set(
        session, issuer.organisation_id, dossier.skill_set_id, dossier.skill_set_version
    )
    if skill_set.content.find_achievement(achievement_id) is None:
        detail = "The skill set of this dossier has no such achievement."
        raise InvalidInput(errors=[FieldError("/achievementId", "unknown_achievement", detail)])
    repository = DossierRepository(session, issuer.organisation_id)
    claim_id, now = context.randomness.uuid(), context.clock.now()
    values = {
        "id": claim_id,
        "dossier_id": dossier.id,
        "achievement_id": achievement_id,
        "level_asked": level_asked,
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
