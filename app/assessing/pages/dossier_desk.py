"""Pages of a coordinator and a coach: open a dossier, say what somebody wants to show, ask who judges, stop."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.dependencies import require_member
from app.accounts.page_models import FieldProblem
from app.accounts.permissions import Issuer, Scope
from app.assessing.appeals import ask_appeal
from app.assessing.claims import add_claim, try_again
from app.assessing.desk_forms import Option, Say, find_problems
from app.assessing.dossier_desk import (
    build_claim,
    build_dossier,
    build_dossier_list,
    dossier_address,
    dossiers_address,
    list_left,
    open_seen,
)
from app.assessing.dossier_forms import (
    DeskForm,
    appeal_fields,
    claim_fields,
    find_open_questions,
    first,
    opening_fields,
    read_candidate,
    read_id,
)
from app.assessing.dossier_states import DossierState
from app.assessing.dossier_wording import DOSSIER_STATES
from app.assessing.dossiers import open_dossier
from app.assessing.errors import AppealTooLate, ClaimExists, DossierClosed, NotInThisState
from app.assessing.independence import person_of
from app.assessing.mandate_pages import in_words
from app.assessing.pages.coaching import list_coaches
from app.assessing.seen_dossiers import load_seen, load_seen_claim, sees_all
from app.assessing.skill_sets import SkillSetState, list_skill_sets
from app.assessing.withdraw import withdraw_dossier
from app.platform.errors import InvalidInput
from app.platform.pagination import Page
from app.web.csrf import Csrf
from app.web.dependencies import Ctx
from app.web.forms import read_form, say_of
from app.web.marking import N_
from app.web.qr import qr_svg
from app.web.rendering import language_of, render
from app.web.routing import PageRouter

pages = PageRouter(prefix="/desk/{slug}/dossiers")

Opener = Annotated[Issuer, Depends(require_member(Scope.DOSSIERS_OPEN))]
DossierId = Annotated[UUID, Path(alias="dossierId")]
ClaimId = Annotated[UUID, Path(alias="claimId")]
_MOST: Final = 100
_LATE: Final = N_("Iemand anders ging al verder met dit dossier. Kijk hoe het nu staat.")
_TOO_LATE: Final = N_("Een nieuwe beoordeling vragen kan tot 6 weken erna.")
_EXISTS: Final = N_("Deze vaardigheid staat al in het dossier.")


@pages.get("")
async def get_dossiers(
    request: Request,
    member: Opener,
    ctx: Ctx,
    state: DossierState | None = None,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> HTMLResponse:
    """Dossiers, the newest first. Raises InvalidInput for a broken cursor."""
    say = say_of(request)
    page = await build_dossier_list(
        ctx, member, say, language=language_of(request), state=state, cursor=cursor
    )
    states = [(one.value, say(name)) for one, name in DOSSIER_STATES.items()]
    return render(request, "assessing/dossiers.html", page=page, states=states, state=state)


@pages.get("/new")
async def get_new_dossier(request: Request, member: Opener, ctx: Ctx) -> HTMLResponse:
    """Asks who it is about and what somebody wants to show."""
    return _show(request, await _opening_form(request, ctx, member))


@pages.post("/new")
async def post_dossier(request: Request, member: Opener, ctx: Ctx, _csrf: Csrf) -> Response:
    """Open it; with mistakes the form comes back."""
    form, say = await read_form(request), say_of(request)
    problems = find_open_questions(form, ("name", "skillSetId"), say)
    skill_set_id = read_id(first(form, "skillSetId"))
    coach_id = read_id(first(form, "coachId")) if sees_all(member) else person_of(member)
    try:
        if problems or skill_set_id is None:
            raise InvalidInput("The dossier was not opened.")
        async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
            dossier, _ = await open_dossier(
                ctx, session, member, read_candidate(form), skill_set_id=skill_set_id, coach_id=coach_id
            )
    except InvalidInput as error:
        page = await _opening_form(request, ctx, member)
        found = (*problems, *find_problems(error.errors, say))
        return _show(request, page.with_answers(form, found), HTTPStatus.BAD_REQUEST)
    return _to(dossier_address(member, dossier.id))


@pages.get("/{dossierId}")
async def get_dossier(request: Request, member: Opener, ctx: Ctx, dossier_id: DossierId) -> HTMLResponse:
    """One dossier as a whole. Raises NotFound."""
    return await _show_dossier(request, ctx, member, dossier_id)


@pages.get("/{dossierId}/claims/new")
async def get_new_claim(request: Request, member: Opener, ctx: Ctx, dossier_id: DossierId) -> HTMLResponse:
    """Asks which skill somebody wants to show. Raises NotFound."""
    return _show(request, await _claim_form(request, ctx, member, dossier_id))


@pages.post("/{dossierId}/claims/new")
async def post_claim(
    request: Request, member: Opener, ctx: Ctx, dossier_id: DossierId, _csrf: Csrf
) -> Response:
    """Add it; with mistakes the form comes back. Raises NotFound."""
    form, say = await read_form(request), say_of(request)
    page = await _claim_form(request, ctx, member, dossier_id)
    achievement_id, level = read_id(first(form, "achievementId")), first(form, "levelAsked")
    problems: Sequence[FieldProblem] = find_open_questions(form, ("achievementId", "levelAsked"), say)
    try:
        if problems or achievement_id is None:
            raise InvalidInput("The claim was not added.")
        number = int(level) if level.isascii() and level.isdecimal() and len(level) < 3 else -1
        async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
            claim = await add_claim(
                ctx, session, member, dossier_id, achievement_id=achievement_id, level_asked=number
            )
    except InvalidInput as error:
        found = (*problems, *find_problems(error.errors, say))
        return _show(request, page.with_answers(form, found), HTTPStatus.BAD_REQUEST)
    except ClaimExists:
        found = (FieldProblem("achievementId", say(_EXISTS)),)
        return _show(request, page.with_answers(form, found), HTTPStatus.CONFLICT)
    except DossierClosed:
        return await _show_dossier(request, ctx, member, dossier_id, _LATE)
    return _to(f"{dossier_address(member, dossier_id)}/claims/{claim.id}")


@pages.post("/{dossierId}/withdraw")
async def post_withdrawal(
    request: Request, member: Opener, ctx: Ctx, dossier_id: DossierId, _csrf: Csrf
) -> Response:
    """Stop for ever, at the worker's wish. Raises NotFound."""
    try:
        async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
            await load_seen(session, member, dossier_id)
            await withdraw_dossier(ctx, session, member, dossier_id)
    except DossierClosed:
        return await _show_dossier(request, ctx, member, dossier_id, _LATE)
    return _to(dossier_address(member, dossier_id))


@pages.get("/{dossierId}/claims/{claimId}")
async def get_claim(
    request: Request, member: Opener, ctx: Ctx, dossier_id: DossierId, claim_id: ClaimId
) -> HTMLResponse:
    """One claim: what there is, and whom to ask. Raises NotFound."""
    return await _show_claim(request, ctx, member, dossier_id, claim_id)


@pages.post("/{dossierId}/claims/{claimId}/again")
async def post_again(
    request: Request, member: Opener, ctx: Ctx, dossier_id: DossierId, claim_id: ClaimId, _csrf: Csrf
) -> Response:
    """The worker practised: a new round. Raises NotFound."""
    try:
        async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
            await load_seen_claim(session, member, dossier_id, claim_id)
            await try_again(ctx, session, member, claim_id)
    except NotInThisState:
        return await _show_claim(request, ctx, member, dossier_id, claim_id, _LATE)
    return _to(f"{dossier_address(member, dossier_id)}/claims/{claim_id}")


@pages.get("/{dossierId}/claims/{claimId}/appeal")
async def get_appeal(
    request: Request, member: Opener, ctx: Ctx, dossier_id: DossierId, claim_id: ClaimId
) -> HTMLResponse:
    """Asks why another person has to look. Raises NotFound."""
    async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
        await load_seen_claim(session, member, dossier_id, claim_id)
    return _show(request, _appeal_form(request, member, dossier_id, claim_id))


@pages.post("/{dossierId}/claims/{claimId}/appeal")
async def post_appeal(
    request: Request, member: Opener, ctx: Ctx, dossier_id: DossierId, claim_id: ClaimId, _csrf: Csrf
) -> Response:
    """Ask another judgement; with mistakes the form comes back. Raises NotFound."""
    form, say = await read_form(request), say_of(request)
    try:
        async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
            await load_seen_claim(session, member, dossier_id, claim_id)
            await ask_appeal(ctx, session, member, claim_id, reason=first(form, "reason"))
    except InvalidInput as error:
        page = _appeal_form(request, member, dossier_id, claim_id)
        found = find_problems(error.errors, say)
        return _show(request, page.with_answers(form, found), HTTPStatus.BAD_REQUEST)
    except (AppealTooLate, NotInThisState) as error:
        sentence = _TOO_LATE if isinstance(error, AppealTooLate) else _LATE
        return await _show_claim(request, ctx, member, dossier_id, claim_id, sentence)
    return _to(f"{dossier_address(member, dossier_id)}/claims/{claim_id}")


async def _opening_form(request: Request, ctx: Ctx, member: Issuer) -> DeskForm:
    say, language = say_of(request), language_of(request)
    async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
        published = await list_skill_sets(
            session, member.organisation_id, page=Page(_MOST), state=SkillSetState.published
        )
        coaches = await list_coaches(ctx, session, member) if sees_all(member) else ()
    sets = [Option(str(one.id), in_words(one.content.name, language)) for one in published.items]
    return DeskForm(
        title=say(N_("Open een dossier")),
        lead=say(N_("In een dossier staat wat iemand wil laten zien.")),
        action=f"{dossiers_address(member)}/new",
        back=dossiers_address(member),
        back_text=say(N_("Terug naar de dossiers")),
        button=say(N_("Open het dossier")),
        fields=opening_fields(sets, coaches, say),
    )


async def _claim_form(request: Request, ctx: Ctx, member: Issuer, dossier_id: UUID) -> DeskForm:
    say, base = say_of(request), dossier_address(member, dossier_id)
    async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
        opened = await open_seen(ctx, session, member, dossier_id)
    left = set(list_left(opened))
    achievements = [one for one in opened.skill_set.content.achievements if one.id in left]
    return DeskForm(
        title=say(N_("Voeg een vaardigheid toe")),
        lead=opened.candidate.name or opened.candidate.reference,
        action=f"{base}/claims/new",
        back=base,
        back_text=say(N_("Terug naar het dossier")),
        button=say(N_("Voeg toe")),
        fields=claim_fields(achievements, language_of(request), say),
    )


def _appeal_form(request: Request, member: Issuer, dossier_id: UUID, claim_id: UUID) -> DeskForm:
    say = say_of(request)
    back = f"{dossier_address(member, dossier_id)}/claims/{claim_id}"
    return DeskForm(
        title=say(N_("Vraag een nieuwe beoordeling")),
        lead=say(N_("Iemand anders beoordeelt dan opnieuw.")),
        action=f"{back}/appeal",
        back=back,
        back_text=say(N_("Terug zonder te vragen")),
        button=say(N_("Vraag een nieuwe beoordeling")),
        fields=appeal_fields(say),
    )


def _show(request: Request, page: DeskForm, status: HTTPStatus = HTTPStatus.OK) -> HTMLResponse:
    return render(request, "assessing/desk_form.html", status_code=status, page=page)


async def _show_dossier(
    request: Request, ctx: Ctx, member: Issuer, dossier_id: UUID, problem: str = ""
) -> HTMLResponse:
    say: Say = say_of(request)
    page = await build_dossier(ctx, member, dossier_id, say, language=language_of(request))
    status = HTTPStatus.CONFLICT if problem else HTTPStatus.OK
    sentence = say(problem) if problem else ""
    return render(request, "assessing/dossier.html", status_code=status, page=page, problem=sentence)


async def _show_claim(
    request: Request, ctx: Ctx, member: Issuer, dossier_id: UUID, claim_id: UUID, problem: str = ""
) -> HTMLResponse:
    say: Say = say_of(request)
    page = await build_claim(ctx, member, dossier_id, claim_id, say, language=language_of(request))
    status = HTTPStatus.CONFLICT if problem else HTTPStatus.OK
    return render(
        request,
        "assessing/dossier_claim.html",
        status_code=status,
        page=page,
        problem=say(problem) if problem else "",
        qr=qr_svg(page.judge_address) if page.judge_address else None,
    )


def _to(address: str) -> Response:
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)
