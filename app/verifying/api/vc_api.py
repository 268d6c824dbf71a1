"""JSON routes of the VC-API for verifiers; mounted only when the settings say so."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

import orjson
from fastapi import Depends, Query, Request
from fastapi.responses import Response

from app.accounts.dependencies import BEARER, find_verifier
from app.credentials.report import Check, Outcome
from app.platform.errors import Forbidden, TooMany, Unauthenticated
from app.verifying.challenges import create_challenge
from app.verifying.limits import count_anonymous
from app.verifying.presentations import Wanted
from app.verifying.vc_api import Findings, verify_any_credential, verify_any_presentation
from app.verifying.vc_api_schemas import (
    VcApiChallengeView,
    VcApiCredentialBody,
    VcApiPresentationBody,
    VcApiVerifiedView,
    VcApiVerifyOptions,
)
from app.web.dependencies import Ctx, client_address
from app.web.problems import PROBLEM_TYPE, problems
from app.web.routing import Router

MOST_BYTES: Final = 512 * 1024
_GUARDED: Final = (Unauthenticated, Forbidden, TooMany)
# What has no type of W3C, such as a revocation.
_UNTYPED: Final = "about:blank"
_NOT_VERIFIED: Final[dict[int | str, dict[str, Any]]] = {
    400: {
        "description": "What was sent does not verify, or the request has a mistake.",
        "content": {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
}
vc_api = Router(
    prefix="/vc-api",
    tags=["Verifying"],
    body_limit=MOST_BYTES,
    refusal_event="verify.reject",
    dependencies=[Depends(BEARER)],
)
Style = Annotated[
    Literal["vc-api", "vcalm"],
    Query(description="`vcalm`: answer 200 also when it does not verify, with what is wrong."),
]


async def _ensure_may_verify(request: Request, ctx: Ctx) -> None:
    if await find_verifier(ctx, request) is None:
        count_anonymous(ctx, client_address(request))


@vc_api.post(
    "/credentials/verify",
    operation_id="verifyDocument",
    response_model=VcApiVerifiedView,
    dependencies=[Depends(_ensure_may_verify)],
    responses={**problems(*_GUARDED), **_NOT_VERIFIED},
)
async def post_credential(body: VcApiCredentialBody, ctx: Ctx, style: Style = "vc-api") -> Response:
    """Verify a credential of any kind: 200 when everything holds, 400 with what is wrong when it does not."""
    found = await verify_any_credential(ctx, body.verifiable_credential, _wanted(body.options))
    return _answer(found, body.options, style)


@vc_api.post(
    "/presentations/verify",
    operation_id="verifyPresentation",
    response_model=VcApiVerifiedView,
    dependencies=[Depends(_ensure_may_verify)],
    responses={**problems(*_GUARDED), **_NOT_VERIFIED},
)
async def post_presentation(body: VcApiPresentationBody, ctx: Ctx, style: Style = "vc-api") -> Response:
    """Verify a presentation and every credential in it. A challenge made here counts once."""
    found = await verify_any_presentation(ctx, body.verifiable_presentation, _wanted(body.options))
    return _answer(found, body.options, style)


@vc_api.post(
    "/challenges",
    operation_id="createChallenge",
    dependencies=[Depends(_ensure_may_verify)],
    responses=problems(*_GUARDED),
)
async def post_challenge(ctx: Ctx) -> VcApiChallengeView:
    """Make a challenge for a holder to sign within five minutes."""
    return VcApiChallengeView(challenge=await create_challenge(ctx))


def _wanted(options: VcApiVerifyOptions) -> Wanted:
    return Wanted(options.expected_proof_purpose, options.domain, options.challenge)


def _answer(found: Findings, options: VcApiVerifyOptions, style: str) -> Response:
    view = _view(found)
    if found.is_verified or style == "vcalm" or options.return_problem_details:
        return Response(orjson.dumps(view), media_type="application/json")
    first = view["problemDetails"][0]
    problem = {**first, "status": 400, **view}
    return Response(orjson.dumps(problem), 400, media_type=PROBLEM_TYPE)


def _view(found: Findings) -> Mapping[str, Any]:
    faults = [_problem(check) for check in found.faults]
    return {
        "verified": found.is_verified,
        "checks": list(
            dict.fromkeys(check.name for check in found.checks if check.outcome is Outcome.PASSED)
        ),
        "warnings": [],
        "errors": [fault["detail"] for fault in faults],
        "problemDetails": faults,
    }


def _problem(check: Check) -> dict[str, str]:
    title = check.code.replace("_", " ").capitalize()
    return {
        "type": check.problem_type or _UNTYPED,
        "title": title,
        "detail": check.detail or title,
        "code": check.code,
    }
