"""Routes of mandates: grant, list, revoke."""

from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import Depends, Path, Query, Response
from pydantic import AwareDatetime

from app.accounts.dependencies import require
from app.accounts.permissions import Issuer, Scope
from app.assessing.mandate_schemas import MandateBody, MandateView, mandate_view
from app.assessing.mandates import MandateFilter, grant_mandate, list_mandates, load_mandate, revoke_mandate
from app.platform.database import enter
from app.platform.errors import Forbidden, InvalidInput, NotFound, TooMany, Unauthenticated
from app.web.dependencies import Ctx, Db, IdempotencyKey, Now, PageQuery
from app.web.problems import problems
from app.web.replays import REPLAY_ERRORS, Order, answer_once
from app.web.routing import Router
from app.web.schemas import PageView

router = Router(prefix="/v1/organisations/{organisationId}/mandates", tags=["Mandates"])

GUARDED: Final = (Unauthenticated, Forbidden, NotFound, InvalidInput, TooMany)
MandateId = Annotated[UUID, Path(alias="mandateId")]
CanManage = Annotated[Issuer, Depends(require(Scope.MANDATES_MANAGE))]
State = Annotated[
    Literal["active", "all"], Query(description="active leaves out mandates that ended or were revoked.")
]
PersonQuery = Annotated[UUID | None, Query(alias="personId", description="Only mandates of this person.")]
EndsBefore = Annotated[
    AwareDatetime | None, Query(alias="endsBefore", description="Only mandates that end before this moment.")
]


@router.post("", status_code=201, operation_id="grantMandate", responses=problems(*GUARDED, *REPLAY_ERRORS))
async def post_mandate(
    body: MandateBody,
    ctx: Ctx,
    issuer: CanManage,
    db: Db,
    now: Now,
    key: IdempotencyKey,
    response: Response,
) -> MandateView:
    """Let a member judge a skill set or one achievement, for at most 18 months; never yourself."""

    async def make() -> MandateView:
        return mandate_view(await grant_mandate(ctx, db, issuer, body.to_request()))

    await enter(db, organisation_id=issuer.organisation_id)
    order = Order(issuer.organisation_id, "grantMandate", key, body)
    return await answer_once(db, order, make, view=MandateView, sealer=ctx.vault, response=response, now=now)


@router.get("", operation_id="listMandates", responses=problems(*GUARDED))
async def get_mandates(
    issuer: CanManage,
    db: Db,
    page: PageQuery,
    now: Now,
    state: State = "active",
    person_id: PersonQuery = None,
    ends_before: EndsBefore = None,
) -> PageView[MandateView]:
    """List mandates, those whose period ends soonest first."""
    active_at: datetime | None = now if state == "active" else None
    only = MandateFilter(person_id, active_at, ends_before)
    await enter(db, organisation_id=issuer.organisation_id)
    found = await list_mandates(db, issuer.organisation_id, page=page, only=only)
    return PageView[MandateView](
        items=[mandate_view(mandate) for mandate in found.items], next_cursor=found.next_cursor
    )


@router.get("/{mandateId}", operation_id="getMandate", responses=problems(*GUARDED))
async def get_mandate(issuer: CanManage, db: Db, mandate_id: MandateId) -> MandateView:
    """Read one mandate, ended or not."""
    await enter(db, organisation_id=issuer.organisation_id)
    return mandate_view(await load_mandate(db, issuer.organisation_id, mandate_id))


@router.post("/{mandateId}/_revoke", operation_id="revokeMandate", responses=problems(*GUARDED))
async def post_revocation(ctx: Ctx, issuer: CanManage, db: Db, mandate_id: MandateId) -> MandateView:
    """End a mandate now. What was judged before stays valid; revoking again changes nothing."""
    await enter(db, organisation_id=issuer.organisation_id)
    return mandate_view(await revoke_mandate(ctx, db, issuer, mandate_id))
