"""JSON routes: what can be earned."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Response

from app.accounts.dependencies import CurrentIssuer, require
from app.accounts.permissions import Issuer, Scope
from app.issuing.achievements import (
    add_achievement,
    add_version,
    list_achievements,
    load_achievement,
)
from app.issuing.answers import achievement_view, next_cursor
from app.issuing.api.guards import GUARDED, ORGANISATION
from app.issuing.errors import (
    AchievementExists,
    AchievementOfSkillSet,
)
from app.issuing.schemas import (
    AchievementBody,
    AchievementVersionBody,
    AchievementView,
)
from app.platform.database import enter
from app.platform.pagination import read_place
from app.web.dependencies import Ctx, Db, IdempotencyKey, Now, PageQuery
from app.web.problems import problems
from app.web.replays import REPLAY_ERRORS, Order, answer_once
from app.web.routing import Router
from app.web.schemas import PageView

AchievementId = Annotated[UUID, Path(alias="achievementId")]
CanWriteAchievements = Annotated[Issuer, Depends(require(Scope.ACHIEVEMENTS_WRITE))]

router = Router(refusal_event="issue.denied")


@router.post(
    f"{ORGANISATION}/achievements",
    status_code=201,
    operation_id="createAchievement",
    tags=["Achievements"],
    responses=problems(*GUARDED, AchievementExists, *REPLAY_ERRORS),
)
async def post_achievement(
    body: AchievementBody,
    ctx: Ctx,
    db: Db,
    now: Now,
    issuer: CanWriteAchievements,
    key: IdempotencyKey,
    response: Response,
) -> AchievementView:
    """Make an achievement, in version 1."""

    async def make() -> AchievementView:
        snapshot = await add_achievement(ctx, db, issuer, body.to_draft(body.code))
        return achievement_view(snapshot, ctx.settings.public_url)

    await enter(db, organisation_id=issuer.organisation_id)
    order = Order(issuer.organisation_id, "createAchievement", key, body)
    return await answer_once(
        db, order, make, view=AchievementView, sealer=ctx.vault, response=response, now=now
    )


@router.get(
    f"{ORGANISATION}/achievements",
    operation_id="listAchievements",
    tags=["Achievements"],
    responses=problems(*GUARDED),
)
async def get_achievements(ctx: Ctx, issuer: CurrentIssuer, page: PageQuery) -> PageView[AchievementView]:
    """List your achievements, each in its newest version, last made first."""
    async with ctx.database.transaction(organisation_id=issuer.organisation_id) as session:
        found = await list_achievements(
            session, issuer.organisation_id, limit=page.limit + 1, before=read_place(page)
        )
    return PageView[AchievementView](
        items=[achievement_view(item, ctx.settings.public_url) for item in found[: page.limit]],
        next_cursor=next_cursor([(item.created_at, item.id) for item in found], page.limit),
    )


@router.get(
    f"{ORGANISATION}/achievements/{{achievementId}}",
    operation_id="getAchievement",
    tags=["Achievements"],
    responses=problems(*GUARDED),
)
async def get_achievement(ctx: Ctx, issuer: CurrentIssuer, achievement_id: AchievementId) -> AchievementView:
    """Read an achievement in its newest version."""
    async with ctx.database.transaction(organisation_id=issuer.organisation_id) as session:
        snapshot = await load_achievement(session, issuer.organisation_id, achievement_id)
    return achievement_view(snapshot, ctx.settings.public_url)


@router.post(
    f"{ORGANISATION}/achievements/{{achievementId}}/versions",
    status_code=201,
    operation_id="createAchievementVersion",
    tags=["Achievements"],
    responses=problems(*GUARDED, AchievementExists, AchievementOfSkillSet, *REPLAY_ERRORS),
)
async def post_achievement_version(
    body: AchievementVersionBody,
    ctx: Ctx,
    db: Db,
    now: Now,
    issuer: CanWriteAchievements,
    achievement_id: AchievementId,
    key: IdempotencyKey,
    response: Response,
) -> AchievementView:
    """Make the next version of an achievement; issued credentials keep the version they name."""

    async def make() -> AchievementView:
        snapshot = await add_version(ctx, db, issuer, achievement_id, body.to_draft(""))
        return achievement_view(snapshot, ctx.settings.public_url)

    await enter(db, organisation_id=issuer.organisation_id)
    order = Order(issuer.organisation_id, "createAchievementVersion", key, body, achievement_id)
    return await answer_once(
        db, order, make, view=AchievementView, sealer=ctx.vault, response=response, now=now
    )
