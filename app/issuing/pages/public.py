"""The public address of an achievement: a page for people, JSON for software that asks for it."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

import orjson
from fastapi import Header, Path, Request, Response

from app.accounts.organisations import find_organisation
from app.credentials.model import Profile
from app.issuing.achievement_pages import achievement_json, achievement_page, prefers_json
from app.issuing.achievements import load_public_achievement
from app.issuing.claim_mails import find_unsubscriber, unsubscribe
from app.issuing.partnership_pages import load_partnership
from app.platform.database import enter
from app.platform.errors import NotFound
from app.trust.identity import issuer_did
from app.web.dependencies import Ctx
from app.web.rendering import language_of, render
from app.web.routing import PageRouter

pages = PageRouter()
Token = Annotated[str, Path(max_length=100)]
CACHE = {"Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*", "Vary": "Accept"}


@dataclass(frozen=True, slots=True)
class UnsubscribePage:
    """Template issuing/unsubscribe.html: it asks (`ask`), it is done (`done`), or there is no such link (`gone`)."""

    state: str
    action: str


@pages.get("/achievements/{achievementId}/{version}")
async def get_public_achievement(
    request: Request,
    ctx: Ctx,
    achievement_id: Annotated[UUID, Path(alias="achievementId")],
    version: Annotated[int, Path(ge=1, le=1_000_000)],
    accept: Annotated[str, Header()] = "",
) -> Response:
    """What a credential says somebody can do, as its organisation published it."""
    async with ctx.database.transaction() as session:
        organisation_id, snapshot = await load_public_achievement(session, achievement_id, version)
        await enter(session, organisation_id=organisation_id)
        organisation = await find_organisation(session, organisation_id)
    if organisation is None:
        raise NotFound
    if prefers_json(accept):
        creator = Profile(id=issuer_did(ctx.settings, organisation.slug), name=organisation.name)
        document = achievement_json(snapshot, public_url=ctx.settings.public_url, creator=creator)
        return Response(orjson.dumps(document), media_type="application/ld+json", headers=CACHE)
    page = achievement_page(
        snapshot,
        language=language_of(request),
        organisation_name=organisation.name,
        organisation_address=organisation.website,
    )
    return render(request, "issuing/achievement.html", page=page)


@pages.api_route("/unsubscribe/{token}", methods=["GET", "HEAD"])
async def get_unsubscribe(request: Request, ctx: Ctx, token: Token) -> Response:
    """A button; nothing happens, as mail scanners open links too."""
    async with ctx.database.transaction() as session:
        is_known = await find_unsubscriber(session, token) is not None
    status = HTTPStatus.OK if is_known else HTTPStatus.NOT_FOUND
    page = UnsubscribePage("ask" if is_known else "gone", f"/unsubscribe/{token}")
    return render(request, "issuing/unsubscribe.html", status_code=status, page=page)


@pages.post("/unsubscribe/{token}")
async def post_unsubscribe(request: Request, ctx: Ctx, token: Token) -> Response:
    """No more reminders. A mail reader may press the button for its user (RFC 8058), so it needs no form of ours."""
    is_known = await unsubscribe(ctx, token)
    status = HTTPStatus.OK if is_known else HTTPStatus.NOT_FOUND
    page = UnsubscribePage("done" if is_known else "gone", f"/unsubscribe/{token}")
    return render(request, "issuing/unsubscribe.html", status_code=status, page=page)


@pages.get("/partnerships/{slug}")
async def get_partnership(
    request: Request, ctx: Ctx, slug: Annotated[str, Path(pattern=r"^[a-z0-9-]{1,63}$")]
) -> Response:
    """Who a partnership is, how it stands in the register, and which proofs it gives."""
    partnership, achievements = await load_partnership(ctx, slug, language_of(request))
    return render(request, "accounts/partnership.html", partnership=partnership, achievements=achievements)
