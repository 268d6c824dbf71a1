"""The JSON route that verifies."""

from typing import Final

import orjson
from fastapi import Depends, Request
from fastapi.responses import Response

from app.accounts.dependencies import BEARER, find_verifier
from app.holding.dependencies import phrasebook_of
from app.platform.errors import Forbidden, InvalidInput, TooMany, Unauthenticated
from app.verifying.answers import verification_answer
from app.verifying.errors import InvalidPresentation, InvalidVerificationRequest
from app.verifying.ler_rs import write_ler_rs
from app.verifying.limits import count_anonymous
from app.verifying.receipts import make_receipt
from app.verifying.schemas import VerificationBody, VerificationView
from app.verifying.verify_request import verify_request
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
    verifier = await find_verifier(ctx, request)
    if verifier is None:
        count_anonymous(ctx, client_address(request))
    organisation_id = verifier.organisation_id if verifier else None
    verification = await verify_request(ctx, body, client_address(request), verifier=organisation_id)
    phrasebook = phrasebook_of(request)
    answer = verification_answer(verification, phrasebook)
    if body.with_receipt:
        answer["receipt"] = (await make_receipt(ctx, verification, phrasebook)).text
    if body.with_ler_rs:
        answer["lerRs"] = write_ler_rs(verification)
    return Response(orjson.dumps(answer), media_type="application/json")
