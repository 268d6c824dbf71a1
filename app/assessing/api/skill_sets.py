"""Routes of skill sets: draft, edit, publish, list, read."""

from typing import Annotated, Final, TypeAlias
from uuid import UUID

from fastapi import Depends, Path, Query, Response

from app.accounts.dependencies import CurrentIssuer, require
from app.accounts.errors import FourEyesNeeded
from app.accounts.permissions import Issuer, Scope
from app.assessing.errors import (
    SkillSetChanged,
    SkillSetDrafted,
    SkillSetExists,
    SkillSetPublished,
)
from app.assessing.lint_skill_set import find_hints
from app.assessing.publish_skill_set import find_publishing_faults, publish_skill_set
from app.assessing.skill_set_schemas import SkillSetBody
from app.assessing.skill_set_views import (
    SkillSetSummaryView,
    SkillSetView,
    skill_set_summary_view,
    skill_set_view,
)
from app.assessing.skill_sets import (
    SkillSet,
    SkillSetState,
    draft_next_version,
    draft_skill_set,
    edit_skill_set,
    list_skill_sets,
    load_skill_set,
)
from app.platform.context import Context
from app.platform.database import Session, enter
from app.platform.errors import Forbidden, InvalidInput, NotFound, TooMany, Unauthenticated
from app.web.conditional import IfMatch, read_revision, revision_tag
from app.web.dependencies import Ctx, Db, IdempotencyKey, Now, PageQuery
from app.web.errors import PreconditionRequired
from app.web.problems import problems
from app.web.replays import REPLAY_ERRORS, Order, answer_once
from app.web.routing import Router
from app.web.schemas import PageView

# Fifty achievements with ten criteria in two languages.
MOST_BYTES: Final = 1024 * 1024
router = Router(
    prefix="/v1/organisations/{organisationId}/skill-sets", tags=["Skill sets"], body_limit=MOST_BYTES
)

GUARDED: Final = (Unauthenticated, Forbidden, NotFound, InvalidInput, TooMany)
CHANGING: Final = (*GUARDED, SkillSetPublished, SkillSetChanged, PreconditionRequired)
SkillSetId: TypeAlias = Annotated[UUID, Path(alias="skillSetId")]
Version: TypeAlias = Annotated[int, Path(ge=1, le=1_000_000)]
CanWrite = Annotated[Issuer, Depends(require(Scope.SKILL_SETS_WRITE))]
CanPublish = Annotated[Issuer, Depends(require(Scope.SKILL_SETS_PUBLISH))]
State = Annotated[
    SkillSetState | None, Query(description="Versions in this state; the newest of each when left out.")
]


@router.post(
    "",
    status_code=201,
    operation_id="draftSkillSet",
    responses=problems(*GUARDED, SkillSetExists, *REPLAY_ERRORS),
)
async def post_skill_set(
    body: SkillSetBody,
    ctx: Ctx,
    issuer: CanWrite,
    db: Db,
    now: Now,
    key: IdempotencyKey,
    response: Response,
) -> SkillSetView:
    """Draft a skill set. It may be incomplete: `remarks` says what publishing still needs."""

    async def make() -> SkillSetView:
        return await _view(ctx, db, await draft_skill_set(ctx, db, issuer, body.to_content()))

    await enter(db, organisation_id=issuer.organisation_id)
    order = Order(issuer.organisation_id, "draftSkillSet", key, body)
    made = await answer_once(db, order, make, view=SkillSetView, sealer=ctx.vault, response=response, now=now)
    response.headers["ETag"] = revision_tag(made.revision)
    return made


@router.get("", operation_id="listSkillSets", responses=problems(*GUARDED))
async def get_skill_sets(
    ctx: Ctx, issuer: CurrentIssuer, db: Db, page: PageQuery, state: State = None
) -> PageView[SkillSetSummaryView]:
    """List your skill sets, each in its newest version or its version in one state; last drafted first."""
    await enter(db, organisation_id=issuer.organisation_id)
    found = await list_skill_sets(db, issuer.organisation_id, page=page, state=state)
    return PageView[SkillSetSummaryView](
        items=[skill_set_summary_view(one, ctx.settings.public_url) for one in found.items],
        next_cursor=found.next_cursor,
    )


@router.get("/{skillSetId}", operation_id="getSkillSet", responses=problems(*GUARDED))
async def get_skill_set(
    ctx: Ctx, issuer: CurrentIssuer, db: Db, skill_set_id: SkillSetId, response: Response
) -> SkillSetView:
    """Read a skill set in its newest version, draft or not."""
    await enter(db, organisation_id=issuer.organisation_id)
    found = await load_skill_set(db, issuer.organisation_id, skill_set_id)
    return await _tagged(ctx, db, found, response)


@router.post(
    "/{skillSetId}/versions",
    status_code=201,
    operation_id="draftSkillSetVersion",
    responses=problems(*GUARDED, SkillSetDrafted),
)
async def post_version(
    ctx: Ctx, issuer: CanWrite, db: Db, skill_set_id: SkillSetId, response: Response
) -> SkillSetView:
    """Draft the next version, with what the newest says. There is one draft at a time."""
    await enter(db, organisation_id=issuer.organisation_id)
    return await _tagged(ctx, db, await draft_next_version(ctx, db, issuer, skill_set_id), response)


@router.get(
    "/{skillSetId}/versions/{version}", operation_id="getSkillSetVersion", responses=problems(*GUARDED)
)
async def get_version(
    ctx: Ctx, issuer: CurrentIssuer, db: Db, skill_set_id: SkillSetId, version: Version, response: Response
) -> SkillSetView:
    """Read one version; its ETag is for changing or publishing a draft."""
    await enter(db, organisation_id=issuer.organisation_id)
    found = await load_skill_set(db, issuer.organisation_id, skill_set_id, version)
    return await _tagged(ctx, db, found, response)


@router.put(
    "/{skillSetId}/versions/{version}",
    operation_id="editSkillSet",
    responses=problems(*CHANGING, SkillSetExists),
)
async def put_version(
    body: SkillSetBody,
    ctx: Ctx,
    issuer: CanWrite,
    db: Db,
    skill_set_id: SkillSetId,
    version: Version,
    response: Response,
    if_match: IfMatch = None,
) -> SkillSetView:
    """Give a draft other content, when nobody changed it after you read it."""
    await enter(db, organisation_id=issuer.organisation_id)
    await load_skill_set(db, issuer.organisation_id, skill_set_id, version)
    edited = await edit_skill_set(
        ctx, db, issuer, skill_set_id, version, body.to_content(), revision=read_revision(if_match)
    )
    return await _tagged(ctx, db, edited, response)


@router.post(
    "/{skillSetId}/versions/{version}/_publish",
    operation_id="publishSkillSet",
    responses=problems(*CHANGING, FourEyesNeeded),
)
async def post_publication(
    ctx: Ctx,
    issuer: CanPublish,
    db: Db,
    skill_set_id: SkillSetId,
    version: Version,
    response: Response,
    if_match: IfMatch = None,
) -> SkillSetView:
    """Publish what somebody else drafted and last edited. The version never changes after; the one before is superseded."""
    await enter(db, organisation_id=issuer.organisation_id)
    await load_skill_set(db, issuer.organisation_id, skill_set_id, version)
    published = await publish_skill_set(
        ctx, db, issuer, skill_set_id, version, revision=read_revision(if_match)
    )
    return await _tagged(ctx, db, published, response)


async def _tagged(ctx: Context, db: Session, found: SkillSet, response: Response) -> SkillSetView:
    response.headers["ETag"] = revision_tag(found.revision)
    return await _view(ctx, db, found)


async def _view(ctx: Context, db: Session, found: SkillSet) -> SkillSetView:
    faults = await find_publishing_faults(ctx, db, found)
    hints = [] if found.is_published else find_hints(found.content)
    return skill_set_view(found, ctx.settings.public_url, faults=faults, hints=hints)
