"""The only place that knows HTTP statuses: every refusal becomes a problem document (RFC 9457) or a page."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final, cast

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from app.credentials.errors import CredentialError
from app.platform.errors import (
    AppError,
    FieldError,
    InvalidInput,
    Kind,
    NotFound,
    StorageUnavailable,
    UnknownField,
    UnsafeContent,
    UnsupportedMediaType,
)
from app.web.errors import ElsewhereFirst, InvalidJson, SignInNeeded
from app.web.faults import read_faults
from app.web.once import SentBefore
from app.web.page_problems import render_problem
from app.web.refusals import log_refusal
from app.web.return_to import remember_page
from app.web.routing import PageRoute

PROBLEM_TYPE: Final = "application/problem+json"
STATUS_OF: Final[Mapping[Kind, int]] = {
    Kind.invalid: 400,
    Kind.unauthenticated: 401,
    Kind.forbidden: 403,
    Kind.not_found: 404,
    Kind.conflict: 409,
    Kind.gone: 410,
    Kind.precondition_failed: 412,
    Kind.too_large: 413,
    Kind.unsupported_media: 415,
    Kind.precondition_required: 428,
    Kind.too_many: 429,
    Kind.broken: 500,
    Kind.not_implemented: 501,
    Kind.unavailable: 503,
}
_MOST_ERRORS: Final = 100
_STORAGE_RETRY_SECONDS: Final = 5
_SLUGS: Final[Mapping[int, tuple[str, str]]] = {
    404: ("not-found", NotFound.title),
    405: ("method-not-allowed", "This address does not know that method"),
    413: ("too-large", "The request is too large"),
    415: ("unsupported-media-type", UnsupportedMediaType.title),
    500: ("internal-error", "Something went wrong on our side"),
}
_ADVICE: Final[Mapping[int, str]] = {
    404: "Check the address. All addresses stand in the API description, at /docs.",
    405: "Use a method that the Allow header names.",
}
# A request with nothing but these faults is answered with the problem of that name.
_PROBLEM_OF_FAULT: Final[Mapping[str, type[AppError]]] = {
    "unknown_field": UnknownField,
    "unsafe_content": UnsafeContent,
}
_JSON_TYPES: Final = frozenset({"application/json", "application/ld+json", PROBLEM_TYPE})


def problems(*errors: type[AppError]) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that can raise these errors, for the API description."""
    titles: dict[int, list[str]] = {}
    for error in errors:
        found = titles.setdefault(STATUS_OF[error.kind], [])
        if error.title not in found:
            found.append(error.title)
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {
        status: {"description": "; ".join(texts) + ".", "content": {PROBLEM_TYPE: schema}}
        for status, texts in sorted(titles.items())
    }


def register_problems(app: FastAPI) -> None:
    """Make `app` answer every refusal as a problem."""
    app.add_exception_handler(AppError, _on_app_error)
    app.add_exception_handler(SentBefore, _on_sent_before)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(CredentialError, _on_credential_error)
    app.add_exception_handler(HTTPException, _on_http_exception)


def problem_response(
    request: Request,
    *,
    status: int,
    slug: str,
    title: str,
    detail: str,
    errors: Sequence[FieldError] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """One refusal, as a page for people and as a problem document for software."""
    if _wants_page(request):
        return render_problem(request, status, headers)
    document: dict[str, Any] = {
        "type": f"{request.app.state.settings.public_url}/problems/{slug}",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": f"urn:request:{request_id_of(request)}",
        "code": slug.replace("-", "_"),
        "request_id": request_id_of(request),
    }
    if errors:
        document["errors"] = [
            {"pointer": error.pointer, "code": error.code, "detail": error.detail}
            for error in errors[:_MOST_ERRORS]
        ]
    return Response(orjson.dumps(document), status, dict(headers or {}), media_type=PROBLEM_TYPE)


def error_response(request: Request, error: AppError) -> Response:
    """The answer to a known error."""
    headers: dict[str, str] = {}
    status = STATUS_OF[error.kind]
    named = _name_by_faults(error)
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    if error.kind is Kind.unauthenticated:
        headers["WWW-Authenticate"] = "Bearer"
    return problem_response(
        request,
        status=status,
        slug=named.slug,
        title=named.title,
        detail=error.detail,
        errors=error.errors,
        headers=headers,
    )


def _name_by_faults(error: AppError) -> AppError | type[AppError]:
    codes = {fault.code for fault in error.errors}
    if type(error) is InvalidInput and len(codes) == 1:
        return _PROBLEM_OF_FAULT.get(codes.pop(), error)
    return error


def unexpected_response(request: Request, error: Exception) -> Response:
    """The answer to an accident: nothing of it is told."""
    if is_storage_fault(error):
        return error_response(request, StorageUnavailable(retry_after=_STORAGE_RETRY_SECONDS))
    detail = "The fault has been logged. Try again later, and give the operator the request_id."
    slug, title = _SLUGS[500]
    return problem_response(request, status=500, slug=slug, title=title, detail=detail)


def is_storage_fault(error: BaseException | None) -> bool:
    """Whether the database was away. By name: only the platform knows the database's library."""
    names = {"OperationalError", "InterfaceError", "PoolTimeout", "DisconnectionError", "TimeoutError"}
    while error is not None:
        for kind in type(error).__mro__:
            library = kind.__module__.partition(".")[0]
            if kind.__name__ in names and library in {"sqlalchemy", "psycopg", "psycopg_pool", "asyncpg"}:
                return True
        error = error.__cause__
    return isinstance(error, ConnectionError)


def request_id_of(request: Request) -> str:
    """The id under which this request is logged."""
    return str(request.scope.get("request_id", ""))


async def _on_app_error(request: Request, error: Exception) -> Response:
    if isinstance(error, SignInNeeded) and _wants_page(request):
        # Who scanned a code on the floor lands there again after signing in.
        remember_page(request)
        return RedirectResponse(error.sign_in_path, HTTPStatus.SEE_OTHER)
    if isinstance(error, ElsewhereFirst) and _wants_page(request):
        return RedirectResponse(error.page_path, HTTPStatus.SEE_OTHER)
    return _refuse(request, cast(AppError, error))


async def _on_sent_before(_request: Request, error: Exception) -> Response:
    return RedirectResponse(cast(SentBefore, error).location, HTTPStatus.SEE_OTHER)


def _refuse(request: Request, error: AppError) -> Response:
    log_refusal(request.scope.get("route"), error)
    return error_response(request, error)


async def _on_invalid(request: Request, error: Exception) -> Response:
    invalid = cast(RequestValidationError, error)
    if request.headers.get("content-length") != "0" and any(
        fault["type"] == "json_invalid" for fault in invalid.errors()
    ):
        return _refuse(request, InvalidJson())
    is_page = isinstance(request.scope.get("route"), PageRoute)
    if is_page and all(fault["loc"][0] == "path" for fault in invalid.errors()):
        return _refuse(request, NotFound())
    return _refuse(request, InvalidInput(errors=read_faults(invalid.errors())))


async def _on_credential_error(request: Request, error: Exception) -> Response:
    fault = cast(CredentialError, error)
    return _refuse(request, InvalidInput(errors=[FieldError("", fault.code, fault.detail)]))


async def _on_http_exception(request: Request, error: Exception) -> Response:
    fault = cast(HTTPException, error)
    status = HTTPStatus(fault.status_code)
    slug, title = _SLUGS.get(status, ("invalid-input" if status < 500 else "internal-error", status.phrase))
    detail = _ADVICE.get(status, f"{title}.")
    return problem_response(
        request, status=status, slug=slug, title=title, detail=detail, headers=fault.headers
    )


def _wants_page(request: Request) -> bool:
    route = request.scope.get("route")
    accepted = [part.partition(";")[0].strip() for part in request.headers.get("accept", "").split(",")]
    html_at = accepted.index("text/html") if "text/html" in accepted else len(accepted)
    if any(kind in _JSON_TYPES for kind in accepted[:html_at]):
        return False
    if isinstance(route, PageRoute):
        return True
    return "text/html" in accepted and not request.url.path.startswith("/v1/") and route is None
