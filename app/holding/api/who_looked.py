"""JSON route on who of the staff looked."""

from app.holding.dependencies import CurrentHolder
from app.holding.entry_schemas import StaffViewView
from app.holding.errors import NotWhileHelped
from app.holding.who_looked import list_staff_views
from app.platform.errors import InvalidInput, Unauthenticated
from app.web.dependencies import Ctx, PageQuery
from app.web.problems import problems
from app.web.routing import Router
from app.web.schemas import PageView

router = Router(prefix="/v1/passport", tags=["passport"])


@router.get(
    "/staff-views",
    operation_id="listStaffViews",
    summary="List which staff looked at what is yours",
    responses=problems(InvalidInput, Unauthenticated, NotWhileHelped),
)
async def get_staff_views(ctx: Ctx, holder: CurrentHolder, page: PageQuery) -> PageView[StaffViewView]:
    """Newest first, of a year at most; one line an hour for the same thing by the same person."""
    found = await list_staff_views(ctx, holder, page)
    views = [
        StaffViewView(
            organisation_id=one.organisation_id,
            roles=list(one.roles),
            what=one.what,
            object_id=one.object_id,
            viewed_at=one.viewed_at,
        )
        for one in found.items
    ]
    return PageView(items=views, next_cursor=found.next_cursor)
