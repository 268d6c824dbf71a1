"""The JSON route that collects credentials."""

from fastapi import Request

from app.holding.dependencies import MaybeHolder
from app.holding.limits import count_missed_claim, ensure_may_claim
from app.holding.receive import receive_claim
from app.holding.schemas import ClaimBody, ClaimView
from app.issuing.errors import AlreadyCollected, ClaimLinkNotFound
from app.platform.errors import InvalidInput, TooMany, Unauthenticated
from app.web.dependencies import Ctx, client_address
from app.web.problems import problems
from app.web.routing import Router

router = Router(prefix="/v1/passport", tags=["passport"])


@router.post(
    "/claims",
    status_code=201,
    operation_id="createClaim",
    summary="Collect the credentials of a claim link in a passport",
    responses=problems(InvalidInput, ClaimLinkNotFound, AlreadyCollected, Unauthenticated, TooMany),
)
async def post_claim(body: ClaimBody, request: Request, ctx: Ctx, holder: MaybeHolder) -> ClaimView:
    """Uses up the claim code. Without a holder token a new passport is made and its token answered, once."""
    ensure_may_claim(ctx, client_address(request))
    try:
        received = await receive_claim(ctx, body.claim_code, holder_id=holder)
    except ClaimLinkNotFound:
        count_missed_claim(ctx, client_address(request))
        raise
    session = received.session
    return ClaimView(
        holder_token=session.token if session else None,
        holder_token_expires_at=session.expires_at if session else None,
        credential_count=received.credential_count,
    )
