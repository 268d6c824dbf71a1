"""Public JSON routes of the register: issuers, and who recognises whom; the same for everybody, and cacheable."""

from hashlib import sha256
from typing import Annotated, Final
from uuid import UUID

from fastapi import Header, Path, Query, Request, Response
from pydantic import BaseModel

from app.platform.errors import InvalidInput, NotFound
from app.trust.recognition_schemas import (
    IssuerEntryView,
    IssuerView,
    RecognitionView,
    entry_view,
    issuer_view,
    recognition_view,
)
from app.trust.register import list_recognition_page, list_register, load_register_entry
from app.trust.repository.recognitions import find_recognition
from app.trust.resolver import read_did
from app.web.conditional import publish
from app.web.dependencies import Db, Now, PageQuery
from app.web.problems import problems
from app.web.routing import Router
from app.web.schemas import PageView

router = Router(prefix="/v1", tags=["Register"])

# Whoever polls sees a change within seconds; a withdrawn recognition must not stand long in a cache.
_CACHE: Final = "public, max-age=2"
KnownTag = Annotated[str | None, Header(alias="If-None-Match", max_length=1_000)]
NamePart = Annotated[
    str | None, Query(max_length=100, description="Only issuers with this in their name, in any case.")
]
IssuerQuery = Annotated[
    str | None, Query(alias="issuerDid", max_length=512, description="Only of this recognised issuer.")
]
RecogniserQuery = Annotated[
    str | None, Query(alias="recogniserDid", max_length=512, description="Only by this recogniser.")
]


@router.get(
    "/issuers",
    operation_id="listIssuers",
    response_model=PageView[IssuerView],
    responses=problems(InvalidInput),
)
async def get_issuers(
    db: Db, page: PageQuery, now: Now, name: NamePart = None, known_tag: KnownTag = None
) -> Response:
    """List the issuers in the register by name, in whatever state."""
    found = await list_register(db, page=page, name=name or "")
    items = [issuer_view(line, now) for line in found.items]
    return _publish(PageView[IssuerView](items=items, next_cursor=found.next_cursor), known_tag)


@router.get(
    "/issuers/{did}",
    operation_id="getIssuer",
    response_model=IssuerEntryView,
    responses=problems(InvalidInput, NotFound),
)
async def get_issuer(
    request: Request,
    db: Db,
    now: Now,
    did: Annotated[str, Path(max_length=512)],
    known_tag: KnownTag = None,
) -> Response:
    """Read an issuer: its state and history, who recognises it, whom it recognises, who takes over."""
    wanted = read_did(request.scope.get("raw_path", b""), did, start="/v1/issuers/")
    return _publish(entry_view(await load_register_entry(db, wanted), now), known_tag)


@router.get(
    "/recognitions",
    operation_id="listRecognitions",
    response_model=PageView[RecognitionView],
    responses=problems(InvalidInput),
)
async def get_recognitions(
    db: Db,
    page: PageQuery,
    now: Now,
    issuer_did: IssuerQuery = None,
    recogniser_did: RecogniserQuery = None,
    known_tag: KnownTag = None,
) -> Response:
    """List who recognises whom and for what, in the order of recording, withdrawn ones too."""
    found = await list_recognition_page(db, page=page, issuer_did=issuer_did, recogniser_did=recogniser_did)
    items = [recognition_view(one, now) for one in found.items]
    return _publish(PageView[RecognitionView](items=items, next_cursor=found.next_cursor), known_tag)


@router.get(
    "/recognitions/{recognitionId}",
    operation_id="getRecognition",
    response_model=RecognitionView,
    responses=problems(InvalidInput, NotFound),
)
async def get_recognition(
    db: Db,
    now: Now,
    recognition_id: Annotated[UUID, Path(alias="recognitionId")],
    known_tag: KnownTag = None,
) -> Response:
    """Read one recognition with its signed statement, and whether it was withdrawn."""
    found = await find_recognition(db, recognition_id)
    if found is None:
        raise NotFound
    return _publish(recognition_view(found, now), known_tag)


@router.get(
    "/recognitions/{recognitionId}/statement",
    operation_id="getRecognitionStatement",
    response_class=Response,
    responses={
        200: {
            "content": {"application/jwt": {"schema": {"type": "string"}}},
            "description": "The statement.",
        },
        **problems(InvalidInput, NotFound),
    },
)
async def get_statement(
    db: Db, recognition_id: Annotated[UUID, Path(alias="recognitionId")], known_tag: KnownTag = None
) -> Response:
    """Download the signed EndorsementCredential (Open Badges 3.0) of a recognition as a VC-JWT."""
    found = await find_recognition(db, recognition_id)
    if found is None:
        raise NotFound
    body = found.statement.encode("ascii")
    answer = publish(
        body, media_type="application/jwt", etag=_tag(body), cache_control=_CACHE, known_tag=known_tag
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="erkenning-{recognition_id}.jwt"'
    return answer


def _publish(view: BaseModel, known_tag: str | None) -> Response:
    body = view.model_dump_json(by_alias=True).encode()
    return publish(
        body, media_type="application/json", etag=_tag(body), cache_control=_CACHE, known_tag=known_tag
    )


def _tag(body: bytes) -> str:
    return f'"{sha256(body).hexdigest()[:32]}"'
