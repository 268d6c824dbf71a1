"""JSON routes of trust: signing keys of an organisation, and the public documents that show its keys."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Header, Path, Request, Response

from app.accounts.dependencies import CurrentIssuer, require
from app.accounts.permissions import Issuer, Scope
from app.credentials.encoding import strict_json
from app.credentials.keys import algorithms
from app.platform.context import Context
from app.platform.database import Session, enter
from app.platform.errors import Forbidden, InvalidInput, NotFound, TooMany, Unauthenticated
from app.trust import keys
from app.trust.did_documents import (
    PublishedDocument,
    load_did_document,
    load_jwks,
    load_service_document,
    load_service_jwks,
)
from app.trust.errors import RotationPending
from app.trust.resolver import (
    DOCUMENT_TYPES,
    RESULT_TYPE,
    Failure,
    Resolution,
    choose_type,
    read_did,
    resolve_did,
)
from app.trust.schemas import Algorithm, CompromiseKeyBody, RotateKeyBody, SigningKeyView
from app.trust.signing_keys import SigningKey
from app.web.conditional import publish
from app.web.dependencies import Ctx, Db, IdempotencyKey, Now, client_address
from app.web.problems import problems
from app.web.replays import REPLAY_ERRORS, Order, answer_once
from app.web.routing import Router
from app.web.schemas import PageView

router = Router(tags=["Signing keys"])

_KEYS: Final = "/v1/organisations/{organisationId}/signing-keys"
_READING: Final = (InvalidInput, Unauthenticated, NotFound, TooMany)
_RESOLUTIONS_A_MINUTE: Final = 60
_MAX_AGE: Final = "public, max-age=60"
KeyId = Annotated[UUID, Path(alias="keyId")]
Slug = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,63}$", description="The short name of a partnership.")]
KnownTag = Annotated[str | None, Header(alias="If-None-Match", max_length=1_000)]
KeyManager = Annotated[Issuer, Depends(require(Scope.KEYS_MANAGE))]


@router.get(_KEYS, operation_id="listSigningKeys", responses=problems(*_READING))
async def get_signing_keys(issuer: CurrentIssuer, db: Db, now: Now) -> PageView[SigningKeyView]:
    """List all signing keys of your organisation, retired and compromised ones too."""
    await enter(db, organisation_id=issuer.organisation_id)
    found = await keys.list_keys(db, organisation_id=issuer.organisation_id)
    return PageView(items=[_view(key, now) for key in found], next_cursor=None)


@router.post(
    f"{_KEYS}/_rotate",
    operation_id="rotateSigningKey",
    responses=problems(*_READING, Forbidden, RotationPending, *REPLAY_ERRORS),
)
async def post_key_rotation(
    body: RotateKeyBody,
    issuer: KeyManager,
    ctx: Ctx,
    db: Db,
    now: Now,
    key: IdempotencyKey,
    response: Response,
) -> SigningKeyView:
    """Publish the next key of a purpose; it takes over by itself, then the key before it retires."""
    await enter(db, organisation_id=issuer.organisation_id)
    return await answer_once(
        db,
        Order(issuer.organisation_id, "rotateSigningKey", key, body),
        lambda: _rotate(ctx, db, issuer, body, now),
        view=SigningKeyView,
        sealer=ctx.vault,
        response=response,
        now=now,
        status=200,
    )


async def _rotate(
    ctx: Context, db: Session, issuer: Issuer, body: RotateKeyBody, now: datetime
) -> SigningKeyView:
    following = await keys.rotate_key(
        ctx,
        db,
        organisation_id=issuer.organisation_id,
        purpose=body.purpose,
        algorithm=None if body.algorithm is None else algorithms.Algorithm(body.algorithm),
        actor=issuer.actor,
    )
    return _view(following, now)


@router.post(
    f"{_KEYS}/{{keyId}}/_compromise",
    operation_id="compromiseSigningKey",
    responses=problems(*_READING, Forbidden),
)
async def post_key_compromise(
    body: CompromiseKeyBody, issuer: KeyManager, key_id: KeyId, ctx: Ctx, db: Db, now: Now
) -> SigningKeyView:
    """Mark a key as compromised: what it signed since counts only if our ledger has it from before."""
    await enter(db, organisation_id=issuer.organisation_id)
    marked = await keys.mark_compromised(
        ctx,
        db,
        organisation_id=issuer.organisation_id,
        key_id=key_id,
        compromised_at=body.compromised_at,
        actor=issuer.actor,
    )
    return _view(marked, now)


@router.get(
    "/partnerships/{slug}/did.json", operation_id="getDidDocument", responses=problems(InvalidInput, NotFound)
)
async def get_did_document(ctx: Ctx, slug: Slug, known_tag: KnownTag = None) -> Response:
    """The DID document of a partnership, with its retired keys."""
    return _publish(await load_did_document(ctx, slug), "application/did+json", known_tag)


@router.get(
    "/partnerships/{slug}/jwks.json", operation_id="getJwks", responses=problems(InvalidInput, NotFound)
)
async def get_jwks(ctx: Ctx, slug: Slug, known_tag: KnownTag = None) -> Response:
    """The keys of a partnership as a JSON Web Key set, with its retired keys."""
    return _publish(await load_jwks(ctx, slug), "application/jwk-set+json", known_tag)


@router.get("/.well-known/did.json", operation_id="getServiceDidDocument", responses=problems(InvalidInput))
async def get_service_did_document(ctx: Ctx, known_tag: KnownTag = None) -> Response:
    """The DID document of the service itself, with the keys of its receipts."""
    return _publish(await load_service_document(ctx), "application/did+json", known_tag)


@router.get("/.well-known/jwks.json", operation_id="getServiceJwks", responses=problems(InvalidInput))
async def get_service_jwks(ctx: Ctx, known_tag: KnownTag = None) -> Response:
    """The keys of the service itself as a JSON Web Key set: with them its receipts are checked."""
    return _publish(await load_service_jwks(ctx), "application/jwk-set+json", known_tag)


@router.get("/1.0/identifiers/{did:path}", operation_id="resolveDid", responses=problems(TooMany))
async def get_identifier(
    request: Request, ctx: Ctx, did: str, accept: Annotated[str | None, Header()] = None
) -> Response:
    """Resolve a DID (W3C DID Resolution, HTTPS binding): did:web, did:key and did:jwk; 60 a minute for all."""
    ctx.caches.limiter.hit(f"resolve:{client_address(request)}", limit=_RESOLUTIONS_A_MINUTE, window=60.0)
    media_type = choose_type(accept)
    if media_type is None:
        found = Resolution(failure=Failure.REPRESENTATION_NOT_SUPPORTED)
    elif request.url.query:
        found = Resolution(failure=Failure.FEATURE_NOT_SUPPORTED)
    else:
        found = await resolve_did(ctx, read_did(request.scope.get("raw_path", b""), did))
    return _answer(found, media_type or RESULT_TYPE)


def _answer(found: Resolution, media_type: str) -> Response:
    headers = {"Access-Control-Allow-Origin": "*", "Vary": "Accept"}
    if found.failure is not None:
        body = strict_json.dumps(found.to_result(media_type))
        return Response(body, found.failure.status, headers, RESULT_TYPE)
    headers["Cache-Control"] = _MAX_AGE
    told = found.to_result(DOCUMENT_TYPES[0]) if media_type == RESULT_TYPE else found.document
    return Response(strict_json.dumps(told), 200, headers, media_type)


def _publish(document: PublishedDocument, media_type: str, known_tag: str | None) -> Response:
    return publish(
        document.body,
        media_type=media_type,
        etag=document.etag,
        cache_control=_MAX_AGE,
        known_tag=known_tag,
    )


def _view(key: SigningKey, now: datetime) -> SigningKeyView:
    return SigningKeyView(
        id=key.id,
        kid=key.kid,
        purpose=key.purpose,
        algorithm=Algorithm(key.algorithm),
        state=key.state(now),
        public_jwk=key.public.to_jwk(),
        created_at=key.created_at,
        valid_from=key.valid_from,
        retired_at=key.retired_at,
        compromised_at=key.compromised_at,
    )
