"""JSON routes of the passport: claim, credentials, share links."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Request, Response

from app.holding.dependencies import CurrentHolder, MaybeHolder, phrasebook_of
from app.holding.envelopes import order_envelope
from app.holding.errors import InvalidShare, LinkNotForPaper, UnknownShareLink
from app.holding.limits import count_missed_claim, ensure_may_claim
from app.holding.passport import HeldCredential, list_held_credentials, load_data_key, read_held
from app.holding.print_paper import PAPER_HEADERS, PDF, choose_for_paper, print_paper
from app.holding.receive import receive_claim
from app.holding.schemas import (
    ClaimBody,
    ClaimView,
    CreatedShareLinkView,
    HeldCredentialView,
    ShareLinkBody,
    ShareLinkView,
    ShareViewView,
)
from app.holding.share import (
    ShareLink,
    ShareRequest,
    add_share_link,
    list_share_links,
    list_views,
    load_share_link,
    share_url,
    stop_share_link,
)
from app.issuing.envelope_schemas import EnvelopeBody, EnvelopeView, envelope_view
from app.issuing.errors import (
    ClaimLinkNotFound,
    ClockUntrusted,
    CredentialAlreadyRevoked,
    LintMismatch,
    SignerUnavailable,
)
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import InvalidInput, NotFound, TooMany, Unauthenticated
from app.trust.errors import NoSigningKey
from app.web.dependencies import Ctx, IdempotencyKey, Now, PageQuery, client_address
from app.web.problems import problems
from app.web.replays import REPLAY_ERRORS, REPLAYED, Order, answer_once
from app.web.routing import Router
from app.web.schemas import PageView

ENVELOPE_ERRORS = (
    InvalidInput,
    TooMany,
    CredentialAlreadyRevoked,
    NoSigningKey,
    LintMismatch,
    SignerUnavailable,
    ClockUntrusted,
    *REPLAY_ERRORS,
)
router = Router(prefix="/v1/passport", tags=["passport"])
CredentialId = Annotated[UUID, Path(alias="credentialId")]
ShareLinkId = Annotated[UUID, Path(alias="shareLinkId")]


@router.post(
    "/claims",
    status_code=201,
    operation_id="createClaim",
    summary="Collect the credentials of a claim link in a passport",
    responses=problems(InvalidInput, ClaimLinkNotFound, Unauthenticated, TooMany),
)
async def post_claim(body: ClaimBody, request: Request, ctx: Ctx, holder: MaybeHolder) -> ClaimView:
    """Uses up the claim code. Without a holder token a new passport is made and its token answered, once."""
    ensure_may_claim(ctx, client_address(request))
    try:
        received = await receive_claim(ctx, body.claim_code, holder_id=holder)
    except ClaimLinkNotFound:
        count_missed_claim(ctx, client_address(request))
        raise
    session = received.session
    return ClaimView(
        holder_token=session.token if session else None,
        holder_token_expires_at=session.expires_at if session else None,
        credential_count=received.credential_count,
    )


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
    "/share-links",
    status_code=201,
    operation_id="createShareLink",
    summary="Share chosen credentials by link",
    responses=problems(InvalidInput, InvalidShare, Unauthenticated, *REPLAY_ERRORS),
)
async def post_share_link(
    body: ShareLinkBody, ctx: Ctx, holder: CurrentHolder, now: Now, key: IdempotencyKey, response: Response
) -> CreatedShareLinkView:
    """The address is shown only now, and to whoever repeats the request: it is sealed under the holder's key."""
    request = await _read_request(ctx, holder, body)
    async with ctx.database.transaction(holder_id=holder) as session:
        return await answer_once(
            session,
            Order(holder, "createShareLink", key, body),
            lambda: _make_share_link(ctx, session, holder, request),
            view=CreatedShareLinkView,
            sealer=await load_data_key(ctx, session, holder),
            response=response,
            now=now,
        )


async def _read_request(ctx: Context, holder: UUID, body: ShareLinkBody) -> ShareRequest:
    chosen = tuple(body.credential_ids)
    return ShareRequest(
        credential_ids=await choose_for_paper(ctx, holder, chosen) if body.is_for_paper else chosen,
        purpose=body.purpose,
        recipient_label=body.recipient_label,
        expires_at=body.expires_at,
        is_single_use=body.is_single_use,
        is_for_paper=body.is_for_paper,
    )


async def _make_share_link(
    ctx: Context, session: Session, holder: UUID, request: ShareRequest
) -> CreatedShareLinkView:
    link, secret = await add_share_link(ctx, session, holder, request)
    return CreatedShareLinkView(
        **_link_view(link).model_dump(), url=share_url(ctx.settings.public_url, secret)
    )


@router.get(
    "/share-links",
    operation_id="listShareLinks",
    summary="List the share links of the passport",
    responses=problems(InvalidInput, Unauthenticated),
)
async def get_share_links(ctx: Ctx, holder: CurrentHolder, page: PageQuery) -> PageView[ShareLinkView]:
    """Newest first, with how often each was opened."""
    found = await list_share_links(ctx, holder, page)
    return PageView(items=[_link_view(link) for link in found.items], next_cursor=found.next_cursor)


@router.get(
    "/share-links/{shareLinkId}",
    operation_id="getShareLink",
    summary="Read one share link",
    responses=problems(InvalidInput, UnknownShareLink, Unauthenticated),
)
async def get_share_link(share_link_id: ShareLinkId, ctx: Ctx, holder: CurrentHolder) -> ShareLinkView:
    """The state and the use of a link; never its secret."""
    return _link_view(await load_share_link(ctx, holder, share_link_id))


@router.get(
    "/share-links/{shareLinkId}/pdf",
    operation_id="printShareLink",
    summary="Print a share link for paper",
    response_class=Response,
    responses={
        200: {"description": "PDF/A-3a and PDF/UA-1.", "content": {PDF: {}}},
        **problems(InvalidInput, UnknownShareLink, LinkNotForPaper, Unauthenticated, TooMany),
    },
)
async def get_paper(
    share_link_id: ShareLinkId, request: Request, ctx: Ctx, holder: CurrentHolder
) -> Response:
    """A passport, or of one credential a card, as things stand now; the signed credentials are in the file.

    It is in the language of Accept-Language, and is not stored. At most sixty an hour.
    """
    pdf = await print_paper(ctx, holder, share_link_id, phrasebook_of(request))
    return Response(pdf, media_type=PDF, headers=PAPER_HEADERS)


@router.post(
    "/share-links/{shareLinkId}/_stop",
    operation_id="stopShareLink",
    summary="Stop a share link at once",
    responses=problems(InvalidInput, UnknownShareLink, Unauthenticated),
)
async def post_stop(share_link_id: ShareLinkId, ctx: Ctx, holder: CurrentHolder) -> ShareLinkView:
    """A stopped link never works again; stopping it twice is no error."""
    return _link_view(await stop_share_link(ctx, holder, share_link_id))


@router.get(
    "/share-links/{shareLinkId}/views",
    operation_id="listShareLinkViews",
    summary="List when a share link was opened",
    responses=problems(InvalidInput, UnknownShareLink, Unauthenticated),
)
async def get_views(
    share_link_id: ShareLinkId, ctx: Ctx, holder: CurrentHolder, page: PageQuery
) -> PageView[ShareViewView]:
    """Newest first: the moment, and whether by page or by API."""
    found = await list_views(ctx, holder, share_link_id, page)
    views = [ShareViewView(channel=view.channel, viewed_at=view.viewed_at) for view in found.items]
    return PageView(items=views, next_cursor=found.next_cursor)


def _held_view(held: HeldCredential) -> HeldCredentialView:
    return HeldCredentialView(
        id=held.credential_id,
        organisation_id=held.organisation_id,
        name=read_held(held).achievement.name,
        format=held.secured.format,
        credential=held.secured.text,
        received_at=held.received_at,
    )


def _link_view(link: ShareLink) -> ShareLinkView:
    return ShareLinkView(
        id=link.id,
        purpose=link.purpose,
        recipient_label=link.recipient_label,
        name_display="full",
        credential_count=link.credential_count,
        is_single_use=link.is_single_use,
        state=link.state,
        created_at=link.created_at,
        expires_at=link.expires_at,
        view_count=link.view_count,
        last_viewed_at=link.last_viewed_at,
        is_for_paper=link.is_for_paper,
    )
