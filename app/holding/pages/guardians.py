"""Pages of a passport whose holder is not sixteen: whom to ask, what waits, and what a parent or guardian says."""

from http import HTTPStatus
from typing import Annotated, Final
from uuid import UUID

from fastapi import Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.holding.contact_pages import WRONG_EMAIL
from app.holding.dependencies import (
    SESSION_COOKIE,
    LookedPassport,
    OwnHolder,
    PageHolder,
    phrasebook_of,
)
from app.holding.errors import GuardianLinkNotWorking, OwnAddress
from app.holding.guardians import answer_question, ask_again, ask_guardian, find_question, load_waiting
from app.holding.limits import count_missed_answer, ensure_may_answer
from app.holding.pages.frame import render_for_holder
from app.holding.sessions import find_holder
from app.holding.under_sixteen import load_youth
from app.platform.context import Context
from app.platform.errors import TooMany
from app.platform.mail import InvalidEmail
from app.web.cookies import read_cookie
from app.web.csrf import Csrf
from app.web.dependencies import Ctx, client_address
from app.web.marking import N_
from app.web.rendering import language_of, render
from app.web.routing import PageRouter

pages = PageRouter()
Secret = Annotated[str, Path(max_length=200)]
_LONGEST_TYPED: Final = 300
_GUARDIAN: Final = "/passport/guardian"
_SAYS: Final = frozenset({"yes", "no"})
OWN_ADDRESS: Final = N_("Dit is uw eigen adres. Vul dat van uw ouder of verzorger in.")
TOO_OFTEN: Final = N_("U vroeg het al vaak. Probeer het morgen weer.")


@pages.get("/passport/from-sixteen")
async def get_from_sixteen(request: Request, ctx: Ctx, holder: PageHolder) -> Response:
    """Why nothing is shared yet, and from which day it is."""
    youth = await load_youth(ctx, holder)
    if youth is None:
        return RedirectResponse("/passport/share", HTTPStatus.SEE_OTHER)
    return await render_for_holder(request, ctx, holder, "holding/from_sixteen.html", day=youth.sixteen_on)


@pages.get(_GUARDIAN)
async def get_guardian(request: Request, ctx: Ctx, passport: LookedPassport, other: bool = False) -> Response:
    """Whom to ask, or that an answer is awaited; on the device of a coach only that."""
    is_helped = passport.helped is not None
    return await _show(request, ctx, passport.holder_id, asks_other=other, is_helped=is_helped)


@pages.post(_GUARDIAN)
async def post_guardian(request: Request, ctx: Ctx, holder: OwnHolder, _csrf: Csrf) -> Response:
    """Send the mail, and show that it is on its way."""
    typed = str((await request.form()).get("email", ""))[:_LONGEST_TYPED]
    try:
        await ask_guardian(ctx, holder, typed, language=language_of(request))
    except (InvalidEmail, OwnAddress, TooMany) as error:
        problem = phrasebook_of(request).translate(problem_of(error))
        return await _show(request, ctx, holder, asks_other=True, typed=typed, problem=problem)
    return RedirectResponse(_GUARDIAN, HTTPStatus.SEE_OTHER)


@pages.post(f"{_GUARDIAN}/again")
async def post_again(request: Request, ctx: Ctx, holder: OwnHolder, _csrf: Csrf) -> Response:
    """Send it once more to the same address."""
    try:
        await ask_again(ctx, holder)
    except TooMany:
        return await _show(request, ctx, holder, problem=phrasebook_of(request).translate(TOO_OFTEN))
    return RedirectResponse(_GUARDIAN, HTTPStatus.SEE_OTHER)


@pages.api_route("/guardian/{secret}", methods=["GET", "HEAD"])
async def get_question(request: Request, secret: Secret, ctx: Ctx) -> HTMLResponse:
    """What it is about, and the buttons. Nothing happens: mail scanners open links too (threat A25)."""
    ensure_may_answer(ctx, client_address(request))
    question = await find_question(ctx, secret)
    if question is None:
        return _gone(request, ctx)
    is_own = question.holder_id == await find_holder(ctx, read_cookie(request, SESSION_COOKIE))
    return render(
        request,
        "holding/guardian_question.html",
        page=question,
        is_own=is_own,
        action=f"/guardian/{secret}",
    )


@pages.post("/guardian/{secret}")
async def post_question(request: Request, secret: Secret, ctx: Ctx, _csrf: Csrf) -> Response:
    """Use the link up, and say what follows. A device on which the passport itself is open answers nothing."""
    ensure_may_answer(ctx, client_address(request))
    answer = (await request.form()).get("answer")
    question = await find_question(ctx, secret)
    if question is None:
        return _gone(request, ctx)
    is_own = question.holder_id == await find_holder(ctx, read_cookie(request, SESSION_COOKIE))
    if is_own or answer not in _SAYS:
        return RedirectResponse(f"/guardian/{secret}", HTTPStatus.SEE_OTHER)
    try:
        said = await answer_question(ctx, secret, agrees=answer == "yes")
    except GuardianLinkNotWorking:
        return _gone(request, ctx)
    return render(request, "holding/guardian_answered.html", said=said, day=question.sixteen_on)


def problem_of(error: Exception) -> str:
    """What is wrong with whom to ask, in a sentence; Dutch, for the page to translate."""
    if isinstance(error, OwnAddress):
        return OWN_ADDRESS
    return TOO_OFTEN if isinstance(error, TooMany) else WRONG_EMAIL


async def _show(
    request: Request,
    ctx: Context,
    holder: UUID,
    *,
    asks_other: bool = False,
    is_helped: bool = False,
    typed: str = "",
    problem: str | None = None,
) -> Response:
    waiting = await load_waiting(ctx, holder)
    if waiting is None or waiting.youth.consent == "yes":
        return RedirectResponse("/passport", HTTPStatus.SEE_OTHER)
    return await render_for_holder(
        request,
        ctx,
        holder,
        "holding/guardian.html",
        status_code=HTTPStatus.BAD_REQUEST if problem else HTTPStatus.OK,
        page=waiting,
        asks=not is_helped and (asks_other or waiting.hint is None),
        is_helped=is_helped,
        typed=typed,
        problem=problem,
    )


def _gone(request: Request, ctx: Context) -> HTMLResponse:
    count_missed_answer(ctx, client_address(request))
    return render(request, "holding/guardian_gone.html", status_code=HTTPStatus.NOT_FOUND)
