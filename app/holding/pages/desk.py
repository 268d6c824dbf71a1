"""Pages of staff who help a worker: look along in a passport, or give a new way in. They see nothing of it here."""

from http import HTTPStatus
from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.dependencies import require_member
from app.accounts.page_models import FieldProblem
from app.accounts.permissions import Issuer, Scope
from app.holding.dependencies import give_help
from app.holding.errors import NothingCollected
from app.holding.helped import open_help
from app.holding.recover import start_recovery
from app.issuing.deliveries import find_recipient_by_reference, load_recipient
from app.platform.context import Context
from app.web.csrf import Csrf
from app.web.dependencies import Ctx
from app.web.marking import N_
from app.web.rendering import language_of, render
from app.web.routing import PageRouter
from app.web.translations import translate

pages = PageRouter(prefix="/desk/{slug}/help")
Helper = Annotated[Issuer, Depends(require_member(Scope.PASSPORTS_HELP))]
RecipientId = Annotated[UUID, Path(alias="recipientId")]
_LONGEST_TYPED: Final = 200
_ONCE: Final = {"Cache-Control": "no-store"}
_WRONG_CODE: Final = N_("Deze code klopt niet of werkt niet meer.")
_NOT_THERE: Final = N_("Wij kennen dit nummer niet. Kijk het na.")
_NOT_SEEN: Final = N_("Kruis aan dat de persoon bij u is.")
_NO_PASSPORT: Final = N_("Deze persoon heeft nog geen paspoort. Maak een gewone code.")


@pages.get("")
async def get_help(request: Request, member: Helper) -> HTMLResponse:
    """Look along, or give a new way in."""
    return _render(request, member)


@pages.post("/look")
async def post_look(request: Request, member: Helper, ctx: Ctx, _csrf: Csrf) -> Response:
    """Open the passport whose holder made this code, for an hour and to see only. Raises TooMany."""
    opened = await open_help(ctx, member, str((await request.form()).get("code", ""))[:_LONGEST_TYPED])
    if opened is None:
        return _render(request, member, ("code", _WRONG_CODE))
    give_help(request, opened.token)
    return RedirectResponse("/passport", HTTPStatus.SEE_OTHER)


@pages.post("/find")
async def post_find(request: Request, member: Helper, ctx: Ctx, _csrf: Csrf) -> Response:
    """Lead to the person with this number; the number is in no address."""
    reference = str((await request.form()).get("reference", "")).strip()[:_LONGEST_TYPED]
    async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
        found = await find_recipient_by_reference(ctx, session, member.organisation_id, reference)
    if found is None:
        return _render(request, member, ("reference", _NOT_THERE))
    return RedirectResponse(f"/desk/{member.slug}/help/{found}", HTTPStatus.SEE_OTHER)


@pages.get("/{recipientId}")
async def get_new_way_in(
    request: Request, member: Helper, recipient_id: RecipientId, ctx: Ctx
) -> HTMLResponse:
    """Asks whether the person is there. Raises NotFound."""
    return await _render_person(request, ctx, member, recipient_id)


@pages.post("/{recipientId}")
async def post_new_way_in(
    request: Request, member: Helper, recipient_id: RecipientId, ctx: Ctx, _csrf: Csrf
) -> HTMLResponse:
    """Make the code, and show it once with from when it opens. Raises NotFound, TooMany."""
    if (await request.form()).get("seen") != "yes":
        return await _render_person(request, ctx, member, recipient_id, _NOT_SEEN)
    try:
        made = await start_recovery(ctx, member, recipient_id)
    except NothingCollected:
        return await _render_person(request, ctx, member, recipient_id, _NO_PASSPORT)
    return render(
        request,
        "holding/desk_code.html",
        headers=_ONCE,
        made=made,
        is_at_once=made.opens_at <= ctx.clock.now(),
        claim_address=f"{ctx.settings.public_url}/claim",
        back=f"/desk/{member.slug}/help",
    )


async def _render_person(
    request: Request, ctx: Context, member: Issuer, recipient_id: UUID, problem: str | None = None
) -> HTMLResponse:
    async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
        known = await load_recipient(ctx, session, member.organisation_id, recipient_id)
    return render(
        request,
        "holding/desk_new_way_in.html",
        status_code=HTTPStatus.BAD_REQUEST if problem else HTTPStatus.OK,
        person=known.name or known.reference,
        back=f"/desk/{member.slug}/help",
        action=f"/desk/{member.slug}/help/{recipient_id}",
        problems=_problems(request, "seen", problem),
    )


def _render(request: Request, member: Issuer, problem: tuple[str, str] | None = None) -> HTMLResponse:
    field, text = problem or ("", None)
    return render(
        request,
        "holding/desk_help.html",
        status_code=HTTPStatus.BAD_REQUEST if problem else HTTPStatus.OK,
        start=f"/desk/{member.slug}/help",
        problems=_problems(request, field, text),
    )


def _problems(request: Request, field: str, text: str | None) -> tuple[FieldProblem, ...]:
    return (FieldProblem(field, translate(text, language_of(request))),) if text else ()
