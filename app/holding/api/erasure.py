"""The JSON route by which a holder has everything erased."""

from app.holding.dependencies import CurrentHolder
from app.holding.erase import erase_passport
from app.holding.schemas import ErasureBody, ErasureView
from app.platform.errors import InvalidInput, Unauthenticated
from app.web.dependencies import Ctx, Now
from app.web.problems import problems
from app.web.routing import Router

router = Router(prefix="/v1/passport", tags=["passport"])


@router.post(
    "/_erase",
    operation_id="erasePassport",
    summary="Erase the passport and all that partnerships know of its holder",
    responses=problems(InvalidInput, Unauthenticated),
)
async def post_erasure(body: ErasureBody, ctx: Ctx, holder: CurrentHolder, now: Now) -> ErasureView:
    """At once and for ever; links stop working, and the token of this call too. Export first what you want to keep."""
    del body  # it was refused unless it says yes
    return ErasureView(organisation_count=await erase_passport(ctx, holder), erased_at=now)
