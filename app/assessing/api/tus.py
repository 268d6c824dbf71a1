"""What tus 1.0.0 asks of every door for uploads: core, creation, expiration, termination (https://tus.io/protocols)."""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable, Coroutine
from datetime import UTC
from email.utils import format_datetime
from typing import Any, Final
from uuid import UUID

from fastapi import Request, Response
from starlette.requests import ClientDisconnect

from app.accounts.permissions import Issuer
from app.assessing.evidence_files import FileOwner, erase_file, load_file_owner
from app.assessing.file_errors import TusVersionNeeded
from app.assessing.uploads import Upload, append, begin_upload, load_upload, most_bytes
from app.platform.context import Context
from app.platform.errors import AppError, FieldError, InvalidInput, UnsupportedMediaType
from app.web.problems import error_response
from app.web.refusals import log_refusal
from app.web.routing import StrictRoute

VERSION: Final = "1.0.0"
PART_TYPE: Final = "application/offset+octet-stream"
_MOST_METADATA: Final = 2_000
_VERSION_HEADER: Final = "Tus-Resumable"
_Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class TusRoute(StrictRoute):
    """A route whose every answer, a refusal too, says the version of tus."""

    def get_route_handler(self) -> _Handler:
        """The handler that FastAPI made, inside the protocol."""
        handle = super().get_route_handler()

        async def speak(request: Request) -> Response:
            try:
                response = await handle(request)
            except AppError as error:
                log_refusal(request.scope.get("route"), error)
                response = error_response(request, error)
            except ClientDisconnect:
                # What came is kept, and nobody hears the answer.
                response = Response(status_code=400)
            response.headers[_VERSION_HEADER] = VERSION
            if response.status_code == 412:
                response.headers["Tus-Version"] = VERSION
            return response

        return speak


def capabilities(context: Context) -> Response:
    """What this server speaks."""
    return Response(
        status_code=204,
        headers={
            "Tus-Version": VERSION,
            "Tus-Max-Size": str(most_bytes(context)),
            "Tus-Extension": "creation,expiration,termination",
        },
    )


async def create(context: Context, request: Request, issuer: Issuer, dossier_id: UUID) -> Response:
    """Makes room for a file. Raises NotFound, DossierClosed, TusVersionNeeded, InvalidInput, what `begin_upload` raises."""
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        owner = await load_file_owner(context, session, issuer.organisation_id, dossier_id, is_open=True)
        _ensure_version(request)
        size, name = _read_number(request, "Upload-Length"), _read_name(request)
        upload = await begin_upload(context, session, owner, actor=issuer.actor, size=size, name=name)
    location = f"{request.url.path.rstrip('/')}/{upload.id}"
    return Response(status_code=201, headers={"Location": location, **_progress(upload)})


async def see(context: Context, issuer: Issuer, dossier_id: UUID, upload_id: UUID) -> Response:
    """How far a file has come. Raises NotFound."""
    _, upload = await _load(context, issuer, dossier_id, upload_id)
    headers = {"Upload-Length": str(upload.announced), "Cache-Control": "no-store"}
    return Response(status_code=200, headers={**headers, **_progress(upload)})


async def add(
    context: Context, request: Request, issuer: Issuer, dossier_id: UUID, upload_id: UUID
) -> Response:
    """Takes the next bytes. Raises NotFound, TusVersionNeeded, UnsupportedMediaType, and what `append` raises."""
    owner, _ = await _load(context, issuer, dossier_id, upload_id)
    _ensure_version(request)
    if request.headers.get("content-type") != PART_TYPE:
        raise UnsupportedMediaType(f"Send {PART_TYPE}.")
    offset = _read_number(request, "Upload-Offset")
    upload = await append(context, owner, upload_id, offset=offset, stream=request.stream())
    return Response(status_code=204, headers=_progress(upload))


async def cancel(
    context: Context, request: Request, issuer: Issuer, dossier_id: UUID, upload_id: UUID
) -> Response:
    """Forgets an upload, or the file that it became. Raises NotFound, TusVersionNeeded."""
    owner, _ = await _load(context, issuer, dossier_id, upload_id)
    _ensure_version(request)
    await erase_file(context, owner, upload_id)
    return Response(status_code=204)


async def _load(
    context: Context, issuer: Issuer, dossier_id: UUID, upload_id: UUID
) -> tuple[FileOwner, Upload]:
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        owner = await load_file_owner(context, session, issuer.organisation_id, dossier_id)
        return owner, await load_upload(session, owner, upload_id)


def _ensure_version(request: Request) -> None:
    if request.headers.get(_VERSION_HEADER) != VERSION:
        raise TusVersionNeeded(f"Send the header {_VERSION_HEADER}: {VERSION}.")


def _progress(upload: Upload) -> dict[str, str]:
    headers = {"Upload-Offset": str(upload.received)}
    if upload.expires_at is not None:
        headers["Upload-Expires"] = format_datetime(upload.expires_at.astimezone(UTC), usegmt=True)
    return headers


def _read_number(request: Request, name: str) -> int:
    text = request.headers.get(name, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise InvalidInput(errors=[FieldError(name, "invalid_number", "Send a whole number of bytes.")])
    return int(text)


def _read_name(request: Request) -> str | None:
    """The value of `filename` in Upload-Metadata: pairs with commas, each a key and Base64."""
    text = request.headers.get("Upload-Metadata", "")
    fault = FieldError("Upload-Metadata", "invalid_metadata", "Send keys with values in Base64.")
    if len(text) > _MOST_METADATA:
        raise InvalidInput(errors=[fault])
    for pair in text.split(","):
        key, _, value = pair.strip().partition(" ")
        if key == "filename":
            try:
                return b64decode(value, validate=True).decode()
            except (NotBase64, UnicodeDecodeError) as error:
                raise InvalidInput(errors=[fault]) from error
    return None
