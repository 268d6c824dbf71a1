"""JSON routes of what a holder tells about themselves."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Response

from app.holding.dependencies import CurrentHolder
from app.holding.own_skills import OwnSkill, list_own_skills, remove_own_skill, write_own_skill
from app.holding.passport import load_data_key
from app.holding.schemas import OwnSkillBody, OwnSkillView
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import InvalidInput, NotFound, Unauthenticated
from app.web.dependencies import Ctx, IdempotencyKey, Now
from app.web.problems import problems
from app.web.replays import REPLAY_ERRORS, Order, answer_once
from app.web.routing import Router
from app.web.schemas import PageView

router = Router(prefix="/v1/passport", tags=["passport"])


@router.post(
    "/own-skills",
    status_code=201,
    operation_id="createOwnSkill",
    summary="Tell about a skill in the holder's own words",
    responses=problems(InvalidInput, Unauthenticated, *REPLAY_ERRORS),
)
async def post_own_skill(
    body: OwnSkillBody, ctx: Ctx, holder: CurrentHolder, now: Now, key: IdempotencyKey, response: Response
) -> OwnSkillView:
    """At most fifty. Nobody validates it; a link shows it only when `ownSkillIds` names it."""
    async with ctx.database.transaction(holder_id=holder) as session:
        return await answer_once(
            session,
            Order(holder, "createOwnSkill", key, body),
            lambda: _write(ctx, session, holder, body),
            view=OwnSkillView,
            sealer=await load_data_key(ctx, session, holder),
            response=response,
            now=now,
        )


async def _write(ctx: Context, session: Session, holder: UUID, body: OwnSkillBody) -> OwnSkillView:
    return _view(await write_own_skill(ctx, session, holder, body.name, body.words))


@router.get(
    "/own-skills",
    operation_id="listOwnSkills",
    summary="List what the holder tells about themselves",
    responses=problems(Unauthenticated),
)
async def get_own_skills(ctx: Ctx, holder: CurrentHolder) -> PageView[OwnSkillView]:
    """Oldest first, all of them."""
    return PageView(items=[_view(one) for one in await list_own_skills(ctx, holder)], next_cursor=None)


@router.delete(
    "/own-skills/{ownSkillId}",
    status_code=204,
    operation_id="deleteOwnSkill",
    summary="Remove a skill in the holder's own words",
    responses=problems(InvalidInput, NotFound, Unauthenticated),
)
async def delete_own_skill(
    own_skill_id: Annotated[UUID, Path(alias="ownSkillId")], ctx: Ctx, holder: CurrentHolder
) -> None:
    """It is gone at once, also from every link."""
    await remove_own_skill(ctx, holder, own_skill_id)


def _view(skill: OwnSkill) -> OwnSkillView:
    return OwnSkillView(id=skill.id, name=skill.name, words=skill.words, created_at=skill.created_at)
