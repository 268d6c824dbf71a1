"""The JSON route that verifies."""

from typing import Final

import orjson
from fastapi import Depends, Request
from fastapi.responses import Response

from app.accounts.dependencies import BEARER, find_verifier
from app.holding.dependencies import phrasebook_of
from app.platform.context import Context
from app.platform.errors import FieldError, Forbidden, InvalidInput, TooMany, Unauthenticated
from app.verifying.answers import verification_answer
from app.verifying.errors import InvalidPresentation, InvalidVerificationRequest
from app.verifying.limits import count_anonymous, count_miss, ensure_may_look
from app.verifying.presentations import Wanted
from app.verifying.receipts import make_receipt
from app.verifying.schemas import VerificationBody, VerificationView
from app.verifying.share_addresses import read_share_secret
from app.verifying.verify import (
    LINK_NOT_WORKING,
    Verification,
    verify_credential,
    verify_presentation,
    verify_share_link,
)
from app.web.dependencies import client_address, context_of
from app.web.problems import problems
from app.web.routing import DirectRoute, Router

MOST_BYTES: Final = 512 * 1024  # a presentation holds up to 50 credentials
router = Router(
    prefix="/v1",
    tags=["verifications"],
    body_limit=MOST_BYTES,
    refusal_event="verify.reject",
    route_class=DirectRoute,
)


@router.post(
    "/verifications",
    operation_id="createVerification",
    summary="Verify a credential, a presentation or a share link",
    response_model=VerificationView,
    dependencies=[Depends(BEARER)],
    responses=problems(
        InvalidInput, InvalidVerificationRequest, InvalidPresentation, TooMany, Unauthenticated, Forbidden
    ),
)
async def post_verification(body: VerificationBody, request: Request) -> Response:
    """Answers 200 to every well-formed request, whatever the verdict: valid, caution, invalid, indeterminate.

    Without an API key at most 60 requests a minute. Opening a share link is counted for its holder.
    """
    ctx = context_of(request)
    if await find_verifier(ctx, request) is None:
        count_anonymous(ctx, client_address(request))
    verification = await _verify(ctx, request, body)
    phrasebook = phrasebook_of(request)
    answer = verification_answer(verification, phrasebook)
    if body.with_receipt:
        answer["receipt"] = (await make_receipt(ctx, verification, phrasebook)).text
    return Response(orjson.dumps(answer), media_type="application/json")


async def _verify(ctx: Context, request: Request, body: VerificationBody) -> Verification:
    given = [member for member in (body.credential, body.presentation, body.share_link) if member is not None]
    if len(given) != 1:
        raise InvalidVerificationRequest(errors=[_EXACTLY_ONE])
    if body.presentation is None and (body.domain is not None or body.challenge is not None):
        raise InvalidVerificationRequest(errors=[_ONLY_PRESENTED])
    if body.credential is not None:
        return await verify_credential(ctx, body.credential)
    if body.presentation is not None:
        return await verify_presentation(ctx, body.presentation, Wanted(None, body.domain, body.challenge))
    return await _verify_link(ctx, request, body.share_link or "")


async def _verify_link(ctx: Context, request: Request, link: str) -> Verification:
    secret = read_share_secret(link, public_url=ctx.settings.public_url)
    if secret is None:
        raise InvalidVerificationRequest(errors=[_NOT_OUR_LINK])
    address = client_address(request)
    ensure_may_look(ctx, address)
    verification = await verify_share_link(ctx, secret, "api")
    if verification.code == LINK_NOT_WORKING:
        count_miss(ctx, address)
    return verification


_EXACTLY_ONE: Final = FieldError(
    "", "exactly_one", "Send exactly one of credential, presentation and shareLink."
)
_ONLY_PRESENTED: Final = FieldError(
    "", "only_with_presentation", "Send domain and challenge only with a presentation."
)
_NOT_OUR_LINK: Final = FieldError(
    "/shareLink", "not_a_share_link", "Send the whole address of a share page of this service, or its secret."
)
