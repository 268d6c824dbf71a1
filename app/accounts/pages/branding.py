"""The brand of a partnership: its style sheet and logo for everybody, and the form of who may change it."""

import hashlib
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import Depends, Header, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile

from app.accounts.branding import (
    MOST_LOGO_BYTES,
    Branding,
    change_branding,
    load_branding,
    load_public_branding,
    write_styles,
)
from app.accounts.branding_form import BrandingForm, find_problem
from app.accounts.dependencies import require_member
from app.accounts.errors import BrandingChanged
from app.accounts.permissions import Issuer, Scope
from app.platform.errors import InvalidInput, NotFound
from app.platform.media.kinds import FileRefused
from app.web.conditional import publish
from app.web.csrf import Csrf
from app.web.dependencies import Ctx
from app.web.rendering import language_of, render
from app.web.routing import PageRouter

# A form of at most a megabyte is read in memory; a larger one would go through a file.
pages = PageRouter(body_limit=MOST_LOGO_BYTES)
BrandWriter = Annotated[Issuer, Depends(require_member(Scope.BRANDING_WRITE))]
Slug = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,63}$")]
KnownTag = Annotated[str | None, Header(alias="If-None-Match", max_length=1_000)]
_CACHE: Final = "public, max-age=300"
_PNG: Final = "image/png"


@pages.get("/branding/{slug}.css")
async def get_styles(ctx: Ctx, slug: Slug, known_tag: KnownTag = None) -> Response:
    """The custom properties of a brand. Raises NotFound."""
    body = write_styles(await load_public_branding(ctx, slug)).encode()
    return _publish(body, "text/css", known_tag)


@pages.get("/branding/{slug}/logo")
async def get_logo(ctx: Ctx, slug: Slug, known_tag: KnownTag = None) -> Response:
    """The logo, as we wrote it. Raises NotFound."""
    logo = (await load_public_branding(ctx, slug)).logo
    if logo is None:
        raise NotFound
    return _publish(logo, _PNG, known_tag)


@pages.get("/desk/{slug}/branding")
async def get_branding(request: Request, member: BrandWriter, ctx: Ctx) -> HTMLResponse:
    """The colours and the logo as they are."""
    known = await _load(ctx, member)
    return _render(request, BrandingForm.of(known, member.slug))


@pages.post("/desk/{slug}/branding")
async def post_branding(request: Request, member: BrandWriter, ctx: Ctx, _csrf: Csrf) -> Response:
    """Keep them; with mistakes the form comes back, with what to do."""
    form, known = await request.form(), await _load(ctx, member)
    filled = BrandingForm.read(form, known, member.slug)
    try:
        logo = await _read_logo(form, known)
        await change_branding(
            ctx,
            member,
            expected=filled.revision,
            colour=filled.colour,
            text_colour=filled.text_colour,
            logo=logo,
        )
    except (InvalidInput, FileRefused, BrandingChanged) as error:
        return _render(request, filled.refused(find_problem(error, language_of(request)), known.revision))
    return RedirectResponse(f"/desk/{member.slug}/branding", HTTPStatus.SEE_OTHER)


async def _load(ctx: Ctx, member: Issuer) -> Branding:
    async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
        return await load_branding(session, member.organisation_id)


async def _read_logo(form: FormData, known: Branding) -> bytes | None:
    """What was sent, nothing when it is to go, and the known one otherwise."""
    sent = form.get("logo")
    if isinstance(sent, UploadFile) and sent.size:
        return await sent.read()
    return None if form.get("no-logo") else known.logo


def _render(request: Request, page: BrandingForm) -> HTMLResponse:
    status = HTTPStatus.BAD_REQUEST if page.problems else HTTPStatus.OK
    return render(request, "accounts/branding.html", status_code=status, page=page)


def _publish(body: bytes, media_type: str, known_tag: str | None) -> Response:
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    return publish(body, media_type=media_type, etag=etag, cache_control=_CACHE, known_tag=known_tag)
