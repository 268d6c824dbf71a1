"""The JSON route by which a holder takes everything along."""

from fastapi import Request, Response

from app.holding.dependencies import CurrentHolder, phrasebook_of
from app.holding.export import EXPORT_HEADERS, ZIP, export_passport
from app.platform.errors import TooMany, Unauthenticated
from app.web.dependencies import Ctx
from app.web.problems import problems
from app.web.routing import Router

router = Router(prefix="/v1/passport", tags=["passport"])


@router.post(
    "/_export",
    operation_id="exportPassport",
    summary="Take everything along",
    response_class=Response,
    responses={**problems(Unauthenticated, TooMany), 200: {"content": {ZIP: {}}}},
)
async def post_export(request: Request, ctx: Ctx, holder: CurrentHolder) -> Response:
    """An archive of signed files, a PDF, a bundle, keys and status lists; verifies without us. Ten an hour."""
    archive = await export_passport(ctx, holder, phrasebook_of(request))
    return Response(archive, media_type=ZIP, headers=EXPORT_HEADERS)
