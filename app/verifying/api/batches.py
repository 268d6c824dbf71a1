"""The JSON routes for systems that verify much, and for who builds such a system."""

from http import HTTPStatus
from typing import Any, Final

import orjson
from fastapi import Depends, Request
from fastapi.responses import Response

from app.accounts.dependencies import BEARER, find_verifier
from app.holding.dependencies import phrasebook_of
from app.platform.errors import AppError, Forbidden, InvalidInput, Overloaded, TooMany, Unauthenticated
from app.verifying.answers import verification_answer
from app.verifying.batch import verify_batch
from app.verifying.batch_schemas import (
    FixturesView,
    FixtureView,
    VerificationBatchBody,
    VerificationBatchView,
)
from app.verifying.limits import count_anonymous, count_batch
from app.verifying.sandbox.fixtures import make_fixtures
from app.verifying.verify import Verification
from app.web.dependencies import Ctx, client_address, context_of
from app.web.problems import STATUS_OF, problems
from app.web.routing import DirectRoute, Router

MOST_BYTES: Final = 8 * 1024 * 1024
MOST_MEMBERS: Final = 100_000
batches = Router(
    prefix="/v1",
    tags=["verifications"],
    body_limit=MOST_BYTES,
    refusal_event="verify.reject",
    route_class=DirectRoute,
    most_members=MOST_MEMBERS,
)
sandbox = Router(prefix="/v1", tags=["verifications"])


@batches.post(
    "/verifications/_batch",
    operation_id="createVerificationBatch",
    summary="Verify up to a thousand at once",
    response_model=VerificationBatchView,
    dependencies=[Depends(BEARER)],
    responses=problems(InvalidInput, TooMany, Unauthenticated, Forbidden, Overloaded),
)
async def post_verification_batch(body: VerificationBatchBody, request: Request) -> Response:
    """Answers in the order of the items; one that cannot be read has a problem of its own.

    Items count as single verifications do: without an API key 60 a minute, with one 20,000.
    """
    ctx, address = context_of(request), client_address(request)
    verifier = await find_verifier(ctx, request)
    if verifier is None:
        count_anonymous(ctx, address, len(body.items))
    else:
        count_batch(ctx, verifier.actor, len(body.items))
    found = await verify_batch(
        ctx, body.items, address, verifier=verifier.organisation_id if verifier else None
    )
    phrasebook = phrasebook_of(request)
    items: list[dict[str, Any]] = [
        {"verification": verification_answer(each, phrasebook), "problem": None}
        if isinstance(each, Verification)
        else {"verification": None, "problem": _problem(each)}
        for each in found
    ]
    return Response(orjson.dumps({"items": items}), HTTPStatus.OK, media_type="application/json")


@sandbox.get("/sandbox/fixtures", operation_id="listSandboxFixtures", responses=problems(InvalidInput))
async def get_fixtures(ctx: Ctx) -> FixturesView:
    """Fixed test credentials: one for each verdict and each reason, with what this service answers to it."""
    made = make_fixtures(ctx.settings.public_url)
    return FixturesView(
        items=[
            FixtureView(
                code=one.code,
                verdict=one.verdict,
                request=None if one.request is None else dict(one.request),
                file=one.file,
                note=one.note,
            )
            for one in made
        ]
    )


def _problem(error: AppError) -> dict[str, Any]:
    return {
        "status": STATUS_OF[error.kind],
        "code": error.slug.replace("-", "_"),
        "detail": error.detail,
    }
