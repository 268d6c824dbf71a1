"""JSON routes of the share links."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Request, Response

from app.holding.dependencies import CurrentHolder, phrasebook_of
from app.holding.errors import InvalidShare, LinkNotForPaper, UnderSixteen, UnknownShareLink
from app.holding.followers import list_followers
from app.holding.mail_share import add_share_mail, find_own_link
from app.holding.passport import load_data_key
from app.holding.print_paper import PAPER_HEADERS, PDF, choose_for_paper, print_paper
from app.holding.schemas import (
    CreatedShareLinkView,
    ShareFollowersView,
    ShareFollowerView,
    ShareLinkBody,
    ShareLinkView,
    ShareMailBody,
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
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import InvalidInput, TooMany, Unauthenticated
from app.platform.mail import InvalidEmail
from app.web.dependencies import Ctx, IdempotencyKey, Now, PageQuery
from app.web.problems import problems
from app.web.replays import REPLAY_ERRORS, Order, answer_once
from app.web.routing import Router
from app.web.schemas import PageView

router = Router(prefix="/v1/passport", tags=["passport"])
ShareLinkId = Annotated[UUID, Path(alias="shareLinkId")]


@router.post(
    "/share-links",
    status_code=201,
    operation_id="createShareLink",
    summary="Share chosen credentials by link",
    responses=problems(InvalidInput, InvalidShare, UnderSixteen, Unauthenticated, *REPLAY_ERRORS),
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
        name_display=body.name_display,
        shows_evidence=body.shows_evidence,
        has_code=body.has_code,
        own_skill_ids=tuple(body.own_skill_ids),
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


@router.post(
    "/share-links/{shareLinkId}/_mail",
    status_code=202,
    operation_id="mailShareLink",
    summary="Send a share link by mail",
    responses=problems(
        InvalidInput, InvalidEmail, UnknownShareLink, Unauthenticated, TooMany, *REPLAY_ERRORS
    ),
)
async def post_mail(
    share_link_id: ShareLinkId,
    body: ShareMailBody,
    ctx: Ctx,
    holder: CurrentHolder,
    now: Now,
    key: IdempotencyKey,
    response: Response,
) -> ShareLinkView:
    """The mail tells nobody's name and nothing of what is shared. At most ten an hour, and five to one address."""
    link = await find_own_link(ctx, holder, body.secret)
    if link.id != share_link_id:
        raise UnknownShareLink
    async with ctx.database.transaction(holder_id=holder) as session:
        return await answer_once(
            session,
            Order(holder, "mailShareLink", key, body, share_link_id),
            lambda: _mail(ctx, session, holder, link, body),
            view=ShareLinkView,
            sealer=await load_data_key(ctx, session, holder),
            response=response,
            now=now,
            status=202,
        )


async def _mail(
    ctx: Context, session: Session, holder: UUID, link: ShareLink, body: ShareMailBody
) -> ShareLinkView:
    await add_share_mail(ctx, session, holder, link, body.secret, body.email, language=body.language)
    return _link_view(link)


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


def _link_view(link: ShareLink) -> ShareLinkView:
    return ShareLinkView(
        id=link.id,
        purpose=link.purpose,
        recipient_label=link.recipient_label,
        name_display=link.name_display,
        shows_evidence=link.shows_evidence,
        code=link.code,
        credential_count=link.credential_count,
        own_skill_count=link.own_skill_count,
        is_single_use=link.is_single_use,
        state=link.state,
        created_at=link.created_at,
        expires_at=link.expires_at,
        view_count=link.view_count,
        last_viewed_at=link.last_viewed_at,
        is_for_paper=link.is_for_paper,
    )


@router.get(
    "/share-links/{shareLinkId}/followers",
    operation_id="listShareLinkFollowers",
    summary="List the systems that follow a share link",
    responses=problems(InvalidInput, UnknownShareLink, Unauthenticated),
)
async def get_followers(share_link_id: ShareLinkId, ctx: Ctx, holder: CurrentHolder) -> ShareFollowersView:
    """Who is told when something changes, since when and until when. Stopping the link ends all of them."""
    await load_share_link(ctx, holder, share_link_id)
    found = await list_followers(ctx, holder, [share_link_id])
    items = [ShareFollowerView.model_validate(one, from_attributes=True) for one in found[share_link_id]]
    return ShareFollowersView(items=items)
