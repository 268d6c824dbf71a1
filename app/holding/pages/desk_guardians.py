"""Pages of staff about somebody under sixteen: from which day they are sixteen, and what a parent or guardian said."""

from datetime import date
from http import HTTPStatus
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Depends, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.dependencies import require_member
from app.accounts.page_models import FieldProblem
from app.accounts.permissions import Issuer, Scope
from app.holding.errors import NothingCollected, OwnAddress
from app.holding.guardians_at_desk import ask_at_desk, find_young_recipient, write_down
from app.holding.pages.guardians import OWN_ADDRESS, problem_of
from app.issuing.ages import find_age, tell_age
from app.issuing.deliveries import load_recipient
from app.platform.context import Context
from app.platform.errors import InvalidInput, TooMany
from app.platform.mail import InvalidEmail
from app.web.csrf import Csrf
from app.web.dependencies import Ctx
from app.web.marking import N_
from app.web.rendering import language_of, render
from app.web.routing import PageRouter
from app.web.translations import translate

pages = PageRouter(prefix="/desk/{slug}/help/{recipientId}")
Helper = Annotated[Issuer, Depends(require_member(Scope.PASSPORTS_HELP))]
RecipientId = Annotated[UUID, Path(alias="recipientId")]
_LONGEST_TYPED: Final = 300
_WRONG_DAY: Final = N_("Kies een dag. Hoogstens 16 jaar vanaf nu.")
_NOT_SEEN: Final = N_("Kruis aan dat u het papier hebt gezien.")
_THEIR_ADDRESS: Final = N_("Dit is het adres van deze persoon zelf. Vul een ander in.")


@pages.get("/age")
async def get_age(request: Request, member: Helper, recipient_id: RecipientId, ctx: Ctx) -> HTMLResponse:
    """From which day somebody is sixteen. Raises NotFound."""
    return await _show_age(request, ctx, member, recipient_id)


@pages.post("/age")
async def post_age(
    request: Request, member: Helper, recipient_id: RecipientId, ctx: Ctx, _csrf: Csrf
) -> Response:
    """Tell it, or take it back with an empty field. Raises NotFound."""
    typed = str((await request.form()).get("sixteenOn", "")).strip()[:40]
    try:
        await tell_age(ctx, member, recipient_id, date.fromisoformat(typed) if typed else None)
    except (ValueError, InvalidInput):
        return await _show_age(request, ctx, member, recipient_id, typed, _WRONG_DAY)
    return _back(member, recipient_id)


@pages.get("/guardian")
async def get_guardian(request: Request, member: Helper, recipient_id: RecipientId, ctx: Ctx) -> HTMLResponse:
    """What a parent or guardian said, and how to ask. Raises NotFound."""
    return await _show_guardian(request, ctx, member, recipient_id)


@pages.post("/guardian")
async def post_guardian(
    request: Request, member: Helper, recipient_id: RecipientId, ctx: Ctx, _csrf: Csrf
) -> Response:
    """Send the mail for somebody who is at the desk. Raises NotFound."""
    typed = str((await request.form()).get("email", ""))[:_LONGEST_TYPED]
    try:
        await ask_at_desk(ctx, member, recipient_id, typed, language=language_of(request))
    except (InvalidEmail, OwnAddress, TooMany) as error:
        words = _THEIR_ADDRESS if problem_of(error) == OWN_ADDRESS else problem_of(error)
        return await _show_guardian(request, ctx, member, recipient_id, "email", words, typed)
    return _back(member, recipient_id)


@pages.post("/guardian/paper")
async def post_paper(
    request: Request, member: Helper, recipient_id: RecipientId, ctx: Ctx, _csrf: Csrf
) -> Response:
    """Write down what stands on paper, under the name of who saw it. Raises NotFound."""
    form = await request.form()
    if form.get("seen") != "yes":
        return await _show_guardian(request, ctx, member, recipient_id, "seen", _NOT_SEEN)
    await write_down(ctx, member, recipient_id, agrees=form.get("answer") == "yes")
    return _back(member, recipient_id)


def _back(member: Issuer, recipient_id: UUID) -> RedirectResponse:
    return RedirectResponse(f"/desk/{member.slug}/help/{recipient_id}/guardian", HTTPStatus.SEE_OTHER)


async def _show_age(
    request: Request,
    ctx: Context,
    member: Issuer,
    recipient_id: UUID,
    typed: str | None = None,
    problem: str | None = None,
) -> HTMLResponse:
    async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
        day = await find_age(session, member.organisation_id, recipient_id)
    value = typed if typed is not None else day.isoformat() if day else ""
    facts = {"value": value, "has_day": day is not None}
    return await _render(request, ctx, member, recipient_id, "desk_age", facts, "sixteenOn", problem)


async def _show_guardian(
    request: Request,
    ctx: Context,
    member: Issuer,
    recipient_id: UUID,
    field: str = "",
    problem: str | None = None,
    typed: str = "",
) -> HTMLResponse:
    consent: str
    try:
        found = await find_young_recipient(ctx, member, recipient_id)
        consent = found[1].consent if found else "older"
    except NothingCollected:
        consent = "no-passport"
    facts = {"consent": consent, "typed": typed}
    return await _render(request, ctx, member, recipient_id, "desk_guardian", facts, field, problem)


async def _render(
    request: Request,
    ctx: Context,
    member: Issuer,
    recipient_id: UUID,
    name: str,
    facts: dict[str, Any],
    field: str,
    problem: str | None,
) -> HTMLResponse:
    async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
        known = await load_recipient(ctx, session, member.organisation_id, recipient_id)
    wrong = (FieldProblem(field, translate(problem, language_of(request))),) if problem else ()
    return render(
        request,
        f"holding/{name}.html",
        status_code=HTTPStatus.BAD_REQUEST if problem else HTTPStatus.OK,
        person=known.name or known.reference,
        start=f"/desk/{member.slug}/help/{recipient_id}",
        back=f"/desk/{member.slug}/help/{recipient_id}",
        problems=wrong,
        **facts,
    )
