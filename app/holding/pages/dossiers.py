"""Pages of a worker's own dossiers: where, what, in whose words, and how it stands. Another worker's is not there."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.page_models import FieldProblem
from app.assessing.appeals import ask_appeal
from app.assessing.claims import add_claim
from app.assessing.dossier_forms import DeskForm, find_open_questions, first, read_id
from app.assessing.errors import AppealTooLate, ClaimExists, DossierClosed, NotInThisState
from app.assessing.withdraw import withdraw_dossier
from app.holding.dependencies import PageHolder, phrasebook_of
from app.holding.dossier_pages import (
    BASE,
    OwnClaimPage,
    build_appeal_form,
    build_claim_form,
    build_claim_page,
    build_dossier_page,
    build_opening_form,
    build_place_form,
    find_own_problems,
)
from app.holding.dossier_words import EXISTS, LATE, PROBLEMS, TOO_LATE, TOO_OFTEN
from app.holding.own_claims import LEVEL, load_own_claim
from app.holding.own_dossiers import (
    find_offer,
    list_known_partnerships,
    list_own_dossiers,
    load_own_dossier,
    open_own_dossier,
    own_dossier,
)
from app.holding.pages.frame import render_for_holder
from app.platform.context import Context
from app.platform.errors import InvalidInput, NotFound, TooMany
from app.web.csrf import Csrf
from app.web.dependencies import Ctx
from app.web.forms import read_form, say_of
from app.web.rendering import language_of
from app.web.routing import PageRouter

pages = PageRouter(prefix=BASE)
DossierId = Annotated[UUID, Path(alias="dossierId")]
ClaimId = Annotated[UUID, Path(alias="claimId")]
Place = Annotated[str, Query(max_length=100)]


@pages.get("")
async def get_dossiers(request: Request, ctx: Ctx, holder: PageHolder) -> HTMLResponse:
    """What the worker is showing, and where."""
    words = phrasebook_of(request)
    found = [build_dossier_page(own, words) for own in await list_own_dossiers(ctx, holder)]
    return await render_for_holder(request, ctx, holder, "holding/dossiers.html", dossiers=found)


@pages.get("/new")
async def get_new(
    request: Request, ctx: Ctx, holder: PageHolder, at: Place = "", other: Place = ""
) -> HTMLResponse:
    """At which partnership; then what, in the same address."""
    words = phrasebook_of(request)
    slug = (other or at).strip().lower().rsplit("/", 1)[-1]
    known = [] if slug else await list_known_partnerships(ctx, holder)
    if not slug:
        return await _ask(request, ctx, holder, build_place_form(known, words), method="get")
    try:
        offer = await find_offer(ctx, holder, slug)
    except NotFound:
        known = list(await list_known_partnerships(ctx, holder))
        problem = FieldProblem("other", words.translate(PROBLEMS["unknown_partnership"]))
        page = build_place_form(known, words, slug).with_answers({"at": [at], "other": [other]}, [problem])
        return await _ask(request, ctx, holder, page, HTTPStatus.NOT_FOUND, method="get")
    return await _ask(request, ctx, holder, build_opening_form(offer, words))


@pages.post("/new")
async def post_new(request: Request, ctx: Ctx, holder: PageHolder, _csrf: Csrf, at: Place) -> Response:
    """Begin; with mistakes the question comes back. Raises NotFound."""
    form, words = await read_form(request), phrasebook_of(request)
    page = build_opening_form(await find_offer(ctx, holder, at), words)
    skill_set_id = read_id(first(form, "skillSetId"))
    problems: Iterable[FieldProblem] = find_open_questions(form, ("skillSetId",), words.translate)
    try:
        if skill_set_id is None:
            raise InvalidInput("Nothing was chosen.")
        async with ctx.database.transaction(holder_id=holder) as session:
            opened = await open_own_dossier(
                ctx,
                session,
                holder,
                at,
                skill_set_id,
                name=first(form, "name") or None,
                language=language_of(request),
                is_sixteen_or_older="yes" in form.get("isSixteenOrOlder", ()),
            )
    except InvalidInput as error:
        problems = (*problems, *find_own_problems(error.errors, words))
    except TooMany:
        problems = (FieldProblem("skillSetId", words.translate(TOO_OFTEN)),)
    else:
        return _to(f"{BASE}/{opened.dossier.id}/claims/new")
    return await _ask(request, ctx, holder, page.with_answers(form, problems), HTTPStatus.BAD_REQUEST)


@pages.get("/{dossierId}")
async def get_dossier(request: Request, ctx: Ctx, holder: PageHolder, dossier_id: DossierId) -> HTMLResponse:
    """One dossier. Raises NotFound."""
    return await _show_dossier(request, ctx, holder, dossier_id)


@pages.post("/{dossierId}/withdraw")
async def post_withdrawal(
    request: Request, ctx: Ctx, holder: PageHolder, dossier_id: DossierId, _csrf: Csrf
) -> Response:
    """Stop for ever; a second press changes nothing more. Raises NotFound."""
    try:
        async with own_dossier(ctx, holder, dossier_id) as (session, issuer):
            await withdraw_dossier(ctx, session, issuer, dossier_id)
    except DossierClosed:
        return await _show_dossier(request, ctx, holder, dossier_id, LATE)
    return _to(BASE)


@pages.get("/{dossierId}/claims/new")
async def get_new_claim(
    request: Request, ctx: Ctx, holder: PageHolder, dossier_id: DossierId
) -> HTMLResponse:
    """Which skill, and in the worker's own words. Raises NotFound."""
    own = await load_own_dossier(ctx, holder, dossier_id)
    return await _ask(request, ctx, holder, build_claim_form(own, phrasebook_of(request)))


@pages.post("/{dossierId}/claims/new")
async def post_claim(
    request: Request, ctx: Ctx, holder: PageHolder, dossier_id: DossierId, _csrf: Csrf
) -> Response:
    """Add it; with mistakes the question comes back. Raises NotFound."""
    form, words = await read_form(request), phrasebook_of(request)
    page = build_claim_form(await load_own_dossier(ctx, holder, dossier_id), words)
    achievement_id = read_id(first(form, "achievementId"))
    problems: Iterable[FieldProblem] = find_open_questions(form, ("achievementId",), words.translate)
    try:
        if achievement_id is None:
            raise InvalidInput("Nothing was chosen.")
        async with own_dossier(ctx, holder, dossier_id) as (session, issuer):
            claim = await add_claim(
                ctx,
                session,
                issuer,
                dossier_id,
                achievement_id=achievement_id,
                level_asked=LEVEL,
                words=first(form, "words"),
            )
    except InvalidInput as error:
        problems = (*problems, *find_own_problems(error.errors, words))
    except ClaimExists:
        problems = (FieldProblem("achievementId", words.translate(EXISTS)),)
    except DossierClosed:
        return await _show_dossier(request, ctx, holder, dossier_id, LATE)
    else:
        return _to(f"{BASE}/{dossier_id}/claims/{claim.id}")
    return await _ask(request, ctx, holder, page.with_answers(form, problems), HTTPStatus.BAD_REQUEST)


@pages.get("/{dossierId}/claims/{claimId}")
async def get_claim(
    request: Request, ctx: Ctx, holder: PageHolder, dossier_id: DossierId, claim_id: ClaimId
) -> HTMLResponse:
    """How one skill stands, and why. Raises NotFound."""
    return await show_claim(request, ctx, holder, dossier_id, claim_id)


@pages.get("/{dossierId}/claims/{claimId}/appeal")
async def get_appeal(
    request: Request, ctx: Ctx, holder: PageHolder, dossier_id: DossierId, claim_id: ClaimId
) -> Response:
    """Asks what the worker does not agree with; where that is over, how it stands. Raises NotFound."""
    page = await load_claim_page(request, ctx, holder, dossier_id, claim_id)
    if page.appeal_until is None:
        return _to(page.address)
    return await _ask(request, ctx, holder, build_appeal_form(page, phrasebook_of(request)))


@pages.post("/{dossierId}/claims/{claimId}/appeal")
async def post_appeal(
    request: Request, ctx: Ctx, holder: PageHolder, dossier_id: DossierId, claim_id: ClaimId, _csrf: Csrf
) -> Response:
    """Ask another judgement; with mistakes the question comes back. Raises NotFound."""
    form, words = await read_form(request), phrasebook_of(request)
    try:
        async with own_dossier(ctx, holder, dossier_id) as (session, issuer):
            claim = await load_own_claim(session, issuer, dossier_id, claim_id)
            await ask_appeal(ctx, session, issuer, claim.id, reason=first(form, "reason"))
    except InvalidInput as error:
        page = await load_claim_page(request, ctx, holder, dossier_id, claim_id)
        problems = find_own_problems(error.errors, words)
        asked = build_appeal_form(page, words).with_answers(form, problems)
        return await _ask(request, ctx, holder, asked, HTTPStatus.BAD_REQUEST)
    except (AppealTooLate, NotInThisState) as error:
        sentence = TOO_LATE if isinstance(error, AppealTooLate) else LATE
        return await show_claim(request, ctx, holder, dossier_id, claim_id, sentence)
    return _to(f"{BASE}/{dossier_id}/claims/{claim_id}")


async def load_claim_page(
    request: Request, ctx: Context, holder: UUID, dossier_id: UUID, claim_id: UUID
) -> OwnClaimPage:
    """One claim of an own dossier. Raises NotFound."""
    own = await load_own_dossier(ctx, holder, dossier_id)
    for one in own.claims:
        if one.claim.id == claim_id:
            return build_claim_page(own, one, ctx.clock.now(), phrasebook_of(request))
    raise NotFound


async def show_claim(
    request: Request, ctx: Context, holder: UUID, dossier_id: UUID, claim_id: UUID, problem: str = ""
) -> HTMLResponse:
    """The page of a claim, with what went wrong. Raises NotFound."""
    page = await load_claim_page(request, ctx, holder, dossier_id, claim_id)
    return await render_for_holder(
        request,
        ctx,
        holder,
        "holding/dossier_claim.html",
        status_code=HTTPStatus.CONFLICT if problem else HTTPStatus.OK,
        page=page,
        problem=say_of(request)(problem) if problem else "",
    )


async def _show_dossier(
    request: Request, ctx: Context, holder: UUID, dossier_id: UUID, problem: str = ""
) -> HTMLResponse:
    page = build_dossier_page(await load_own_dossier(ctx, holder, dossier_id), phrasebook_of(request))
    return await render_for_holder(
        request,
        ctx,
        holder,
        "holding/dossier.html",
        status_code=HTTPStatus.CONFLICT if problem else HTTPStatus.OK,
        page=page,
        problem=say_of(request)(problem) if problem else "",
    )


async def _ask(
    request: Request,
    ctx: Context,
    holder: UUID,
    page: DeskForm,
    status: HTTPStatus = HTTPStatus.OK,
    *,
    method: str = "post",
) -> HTMLResponse:
    return await render_for_holder(
        request, ctx, holder, "holding/dossier_form.html", status_code=status, page=page, method=method
    )


def _to(address: str) -> Response:
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)
