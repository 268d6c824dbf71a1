"""JSON routes of the credentials in the passport."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Response

from app.holding.dependencies import CurrentHolder
from app.holding.envelopes import order_envelope
from app.holding.errors import CredentialStateConflict
from app.holding.passport import HeldCredential, list_held_credentials, read_held
from app.holding.schemas import HeldCredentialView
from app.holding.sort_credentials import sort_credential
from app.issuing.envelope_schemas import EnvelopeBody, EnvelopeView, envelope_view
from app.issuing.errors import ClockUntrusted, CredentialAlreadyRevoked, LintMismatch, SignerUnavailable
from app.platform.errors import InvalidInput, NotFound, TooMany, Unauthenticated
from app.trust.errors import IssuerNotActive, NoSigningKey
from app.web.dependencies import Ctx, IdempotencyKey, PageQuery
from app.web.problems import problems
from app.web.replays import REPLAY_ERRORS, REPLAYED
from app.web.routing import Router
from app.web.schemas import PageView

ENVELOPE_ERRORS = (
    InvalidInput,
    TooMany,
    CredentialAlreadyRevoked,
    NoSigningKey,
    IssuerNotActive,
    LintMismatch,
    SignerUnavailable,
    ClockUntrusted,
    *REPLAY_ERRORS,
)
router = Router(prefix="/v1/passport", tags=["passport"])
CredentialId = Annotated[UUID, Path(alias="credentialId")]


@router.get(
    "/credentials",
    operation_id="listPassportCredentials",
    summary="List the credentials in the passport",
    responses=problems(InvalidInput, Unauthenticated),
)
async def get_credentials(ctx: Ctx, holder: CurrentHolder, page: PageQuery) -> PageView[HeldCredentialView]:
    """Newest first, each with its signed text: it is the holder's to keep."""
    found = await list_held_credentials(ctx, holder, page)
    return PageView(items=[_held_view(held) for held in found.items], next_cursor=found.next_cursor)


@router.post(
    "/credentials/{credentialId}/envelopes",
    status_code=201,
    operation_id="createPassportEnvelope",
    summary="Get a credential of the passport in another format",
    responses=problems(*ENVELOPE_ERRORS, NotFound, Unauthenticated),
)
async def post_envelope(
    body: EnvelopeBody,
    ctx: Ctx,
    holder: CurrentHolder,
    credential_id: CredentialId,
    key: IdempotencyKey,
    response: Response,
) -> EnvelopeView:
    """Its issuer signs it again, with a status of its own; at most sixty an hour."""
    request = body.to_request(f"passport/{holder}/{key}", credential_id)
    issued = await order_envelope(ctx, holder, request)
    if issued.is_replay:
        response.headers[REPLAYED] = "true"
    return envelope_view(issued, ctx.settings.public_url)


@router.post(
    "/credentials/{credentialId}/_accept",
    operation_id="acceptPassportCredential",
    summary="Say that a credential of the passport is right",
    responses=problems(InvalidInput, NotFound, CredentialStateConflict, Unauthenticated),
)
async def post_accept(ctx: Ctx, holder: CurrentHolder, credential_id: CredentialId) -> HeldCredentialView:
    """Also for one that was refused or hidden before; twice is no error."""
    return _held_view(await sort_credential(ctx, holder, credential_id, "accepted"))


@router.post(
    "/credentials/{credentialId}/_refuse",
    operation_id="refusePassportCredential",
    summary="Refuse a credential of the passport",
    responses=problems(InvalidInput, NotFound, CredentialStateConflict, Unauthenticated),
)
async def post_refuse(ctx: Ctx, holder: CurrentHolder, credential_id: CredentialId) -> HeldCredentialView:
    """No share link shows it from this moment, and none can be made for it."""
    return _held_view(await sort_credential(ctx, holder, credential_id, "refused"))


@router.post(
    "/credentials/{credentialId}/_hide",
    operation_id="hidePassportCredential",
    summary="Hide a credential of the passport",
    responses=problems(InvalidInput, NotFound, CredentialStateConflict, Unauthenticated),
)
async def post_hide(ctx: Ctx, holder: CurrentHolder, credential_id: CredentialId) -> HeldCredentialView:
    """Like refusing, for one that is right but that nobody needs to see."""
    return _held_view(await sort_credential(ctx, holder, credential_id, "hidden"))


def _held_view(held: HeldCredential) -> HeldCredentialView:
    return HeldCredentialView(
        id=held.credential_id,
        organisation_id=held.organisation_id,
        name=read_held(held).achievement.name,
        format=held.secured.format,
        credential=held.secured.text,
        received_at=held.received_at,
        state=held.state,
        state_changed_at=held.state_changed_at,
    )
