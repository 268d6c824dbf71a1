"""The pages and documents of the service itself: start, API reference, problems, health, figures."""

from functools import lru_cache
from hmac import compare_digest
from pathlib import Path as FilePath
from typing import Annotated, Any, Final

from fastapi import APIRouter, FastAPI, Header, Path, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from app.platform.errors import NotFound
from app.platform.logging import log
from app.web import security_txt
from app.web.api_reference import ApiReference, build_reference
from app.web.assets import get_asset
from app.web.conditional import publish
from app.web.dependencies import Ctx, Now
from app.web.documents import Document, parse_document
from app.web.middleware import is_loopback
from app.web.openapi import API, VC_API, Part, build_openapi, contact_of, write_openapi
from app.web.published import find_published
from app.web.readiness import find_faults
from app.web.rendering import render
from app.web.routing import PageRouter

_PROBLEMS: Final = FilePath(__file__).resolve().parents[2] / "docs" / "problems"
_PUBLIC: Final = {"Cache-Control": "public, max-age=300"}
_FOR_EVER: Final = "public, max-age=31536000, immutable"
pages = PageRouter()
router = APIRouter(include_in_schema=False, redirect_slashes=False)
router.add_route("/static/{name:path}", get_asset, methods=["GET", "HEAD"], include_in_schema=False)


@pages.get("/")
async def get_home(request: Request) -> HTMLResponse:
    """What this service is, for each of its three visitors."""
    return render(request, "home.html", headers=_PUBLIC)


@pages.get("/docs")
async def get_docs(request: Request) -> HTMLResponse:
    """The API reference, made from the API description."""
    return render(request, "api_docs.html", headers=_PUBLIC, reference=_reference(request.app))


@pages.get("/problems/{slug}")
async def get_problem(
    request: Request, slug: Annotated[str, Path(pattern=r"^[a-z0-9-]{1,60}$")]
) -> HTMLResponse:
    """What one kind of problem means and what to do. Raises NotFound."""
    document = _problem(slug)
    if document is None:
        raise NotFound
    return render(request, "problem_page.html", headers=_PUBLIC, document=document, slug=slug)


@router.get("/schemas/{name:path}")
async def get_schema(
    name: str, known_tag: Annotated[str | None, Header(alias="If-None-Match", max_length=1_000)] = None
) -> Response:
    """A released schema or context of ours; it never changes under its address. Raises NotFound."""
    found = find_published(name)
    if found is None:
        raise NotFound
    return publish(
        found.body, media_type=found.media_type, etag=found.etag, cache_control=_FOR_EVER, known_tag=known_tag
    )


@router.get(API.document_address)
async def get_openapi_document(request: Request) -> Response:
    """The API description, for anybody from any site."""
    return _publish_description(request, API)


@router.get(VC_API.document_address)
async def get_vc_api_document(request: Request) -> Response:
    """The description of the VC-API. Raises NotFound where it is not mounted."""
    if not request.app.state.settings.vc_api:
        raise NotFound
    return _publish_description(request, VC_API)


@router.get(security_txt.PATH)
async def get_security_txt(ctx: Ctx, now: Now) -> PlainTextResponse:
    """Where to report a weakness (RFC 9116). Raises NotFound when the operator named no contact."""
    text = security_txt.write_security_txt(ctx.settings, now)
    if text is None:
        raise NotFound
    return PlainTextResponse(text, headers=_PUBLIC)


@router.get("/healthz")
async def get_health() -> PlainTextResponse:
    """The process answers; nothing else is asked."""
    return PlainTextResponse("ok\n")


@router.get("/readyz")
async def get_readiness(ctx: Ctx) -> PlainTextResponse:
    """Whether requests can be served: database, migrations, keys. Tells no more than yes or no."""
    faults = await find_faults(ctx)
    if faults:
        log.warning("service.not_ready", reason="; ".join(faults))
        return PlainTextResponse("not ready\n", status_code=503, headers={"Retry-After": "5"})
    return PlainTextResponse("ready\n")


@router.get("/metrics")
async def get_metrics(request: Request, ctx: Ctx) -> Response:
    """The figures of this process, for who has the token, or for this machine. Raises NotFound."""
    token = ctx.settings.metrics_token
    given = request.headers.get("authorization", "").encode()
    has_token = bool(token) and compare_digest(given, f"Bearer {token}".encode())
    if not has_token and not (request.client is not None and is_loopback(request.client.host)):
        raise NotFound
    return Response(generate_latest(ctx.metrics), media_type=CONTENT_TYPE_LATEST)


def _publish_description(request: Request, part: Part) -> Response:
    headers = {"Access-Control-Allow-Origin": "*", **_PUBLIC}
    return Response(_document(request.app, part), media_type="application/json", headers=headers)


def _described(app: FastAPI, part: Part) -> dict[str, Any]:
    settings = app.state.settings
    server = f"{settings.public_url}{part.prefix}"
    return build_openapi(app, part=part, server=server, contact=contact_of(settings))


@lru_cache(maxsize=4)
def _document(app: FastAPI, part: Part) -> bytes:
    return write_openapi(_described(app, part))


@lru_cache(maxsize=4)
def _reference(app: FastAPI) -> ApiReference:
    base = app.state.settings.public_url
    return build_reference(_described(app, API), base_url=base, document_address=API.document_address)


@lru_cache(maxsize=200)
def _problem(slug: str) -> Document | None:
    path = _PROBLEMS / f"{slug}.md"
    return parse_document(path.read_text(encoding="utf-8")) if path.is_file() else None
