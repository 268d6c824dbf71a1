"""Pages after the last criterion: reasons, the summary, the signature, and what comes after it."""

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from app.accounts.people import find_person_names
from app.accounts.permissions import Issuer
from app.assessing.cases import Case, list_case_evidence, load_case
from app.assessing.errors import MandateMissing, NotIndependent, NotInThisState
from app.assessing.evidence import EvidenceDraft, add_evidence
from app.assessing.evidence_kinds import EvidenceKind
from app.assessing.independence import person_of
from app.assessing.judge import Judgement, find_last_role, lock_judgement, save_answers
from app.assessing.judgement_rules import Outcome
from app.assessing.judging_forms import Filled, FilledReasons, read_reasons, text_of, version_of
from app.assessing.judging_page_models import DonePage, FieldProblem
from app.assessing.judging_pages import (
    asks_reference,
    build_reasons_page,
    case_address,
    case_head,
    cases_address,
    draft_outcome,
)
from app.assessing.judging_summary import build_summary_page
from app.assessing.judging_wording import FIELD_PROBLEMS, NOT_PLAIN
from app.assessing.pages.judging import (
    Assessor,
    ClaimId,
    Member,
    is_open,
    load_open_case,
    problems_of,
    save,
    see,
    speech_of,
)
from app.assessing.second import has_second_judgement
from app.assessing.sign import check_judgement, sign_judgement
from app.platform.context import Context
from app.platform.errors import FieldError, InvalidInput
from app.web.csrf import Csrf
from app.web.dependencies import Ctx
from app.web.rendering import render
from app.web.routing import PageRouter

pages = PageRouter(prefix="/desk/{slug}/judge/{claim_id}")


@pages.get("/reasons")
async def get_reasons(request: Request, member: Assessor, claim_id: ClaimId, ctx: Ctx) -> Response:
    """The questions about all of it. Raises NotFound."""
    case = await load_open_case(ctx, member, claim_id)
    if not is_open(case):
        return see(case_address(member.slug, claim_id))
    return await _show_reasons(request, ctx, member, case)


@pages.post("/reasons")
async def post_reasons(
    request: Request, member: Assessor, claim_id: ClaimId, ctx: Ctx, _csrf: Csrf
) -> Response:
    """Save what is right; with something missing the page comes back, unless the way is back. Raises NotFound."""
    case = await load_open_case(ctx, member, claim_id)
    base = case_address(member.slug, claim_id)
    outcome = draft_outcome(case)
    if not is_open(case) or outcome is None:
        return see(base)
    form = await request.form()
    sent = read_reasons(
        form,
        is_met=outcome is Outcome.met,
        masteries=[one.code for one in case.skill_set.content.mastery_levels],
        asks_reference=asks_reference(case),
        asks_observation=form.get("observation") is not None,
    )
    if not await save(ctx, member, case, sent.filled.answers, version_of(form)):
        return see(base)
    if text_of(form, "go") == "back":
        return see(f"{base}/{len(case.achievement.criteria)}")
    problems = sent.filled.problems | await _keep_observation(ctx, member, case, sent)
    if problems:
        case = await load_open_case(ctx, member, claim_id)
        return await _show_reasons(request, ctx, member, case, problems, sent)
    return see(f"{base}/summary")


@pages.get("/summary")
async def get_summary(request: Request, member: Assessor, claim_id: ClaimId, ctx: Ctx) -> Response:
    """Everything that is about to be signed. Raises NotFound."""
    case = await load_open_case(ctx, member, claim_id)
    if not is_open(case):
        return see(case_address(member.slug, claim_id))
    return await _show_summary(request, ctx, member, case)


@pages.post("/summary")
async def post_signature(
    request: Request, member: Assessor, claim_id: ClaimId, ctx: Ctx, _csrf: Csrf
) -> Response:
    """Sign what was shown; final from then on. Raises NotFound."""
    case = await load_open_case(ctx, member, claim_id)
    if case.judgement is None or not is_open(case):
        return see(case_address(member.slug, claim_id))
    form = await request.form()
    filled, role = Filled(), text_of(form, "role")
    filled.take_text("role", role, is_needed=True)
    is_changed = version_of(form) != case.judgement.version
    if filled.problems or is_changed:
        problems = filled.problems
        return await _show_summary(request, ctx, member, case, problems, role=role, is_changed=is_changed)
    try:
        await _sign(ctx, member, case.judgement, role)
    except (InvalidInput, MandateMissing, NotIndependent, NotInThisState):
        case = await load_open_case(ctx, member, claim_id)
        if not is_open(case):
            return see(case_address(member.slug, claim_id))
        return await _show_summary(request, ctx, member, case, role=role, is_changed=True)
    return see(f"{case_address(member.slug, claim_id)}/done")


@pages.get("/done")
async def get_done(request: Request, member: Member, claim_id: ClaimId, ctx: Ctx) -> Response:
    """What comes of what this person did; to anybody else only that there is nothing to judge. Raises NotFound."""
    async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
        case = await load_case(ctx, session, member, claim_id)
        decided = await has_second_judgement(session, member, case.claim)
    what = _what_was_done(case, decided)
    head = case_head(case, member.slug, speech_of(request)) if what != "nothing" else None
    page = DonePage(what, cases_address(member.slug), head)
    return render(request, "assessing/judge_done.html", page=page)


def _what_was_done(case: Case, decided: bool) -> str:
    own = case.judgement or next(iter(reversed(case.own_judgements)), None)
    if own is None:
        return "second" if decided else "nothing"
    if own.handed_over_at is not None:
        return "handed-over"
    if own.outcome is None:
        return "nothing"
    if own.outcome is Outcome.not_yet:
        return "not-yet"
    return "met-second" if case.claim.state.value == "second" else "met"


async def _sign(ctx: Context, member: Issuer, shown: Judgement, role: str) -> None:
    """Keeps role and name, and signs, in one transaction in which nothing else changes. Raises NotInThisState."""
    async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
        draft, _ = await lock_judgement(ctx, session, member, shown.id)
        if draft.version != shown.version:
            raise NotInThisState
        names = await find_person_names(ctx, session, {draft.person_id})
        answers = {"role": role, "name": names[draft.person_id]}
        saved = await save_answers(ctx, session, member, draft.id, answers, version=draft.next_version)
        await sign_judgement(ctx, session, member, draft.id, seen_version=saved.version)


async def _keep_observation(ctx: Context, member: Issuer, case: Case, sent: FilledReasons) -> dict[str, str]:
    """What the assessor saw becomes evidence, once the page has no other mistake."""
    if sent.filled.problems or not sent.observation or sent.seen_on is None:
        return {}
    draft = EvidenceDraft(EvidenceKind.observation, sent.observation, sent.seen_on, claim_id=case.claim.id)
    try:
        async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
            await add_evidence(ctx, session, member, case.dossier.id, draft)
    except InvalidInput as error:
        is_day = any(fault.pointer == "/seenOn" for fault in error.errors)
        return {"seen-on": FIELD_PROBLEMS["seen-on"]} if is_day else {"observation": NOT_PLAIN}
    return {}


async def _show_reasons(
    request: Request,
    ctx: Context,
    member: Issuer,
    case: Case,
    problems: Mapping[str, str] | None = None,
    sent: FilledReasons | None = None,
) -> HTMLResponse:
    speech = speech_of(request)
    async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
        evidence = await list_case_evidence(ctx, session, case)
    page = build_reasons_page(
        case,
        evidence,
        member.slug,
        speech,
        now=ctx.clock.now(),
        typed=_typed(sent) if sent else None,
        problems=problems_of(problems or {}, speech),
    )
    status = HTTPStatus.BAD_REQUEST if problems else HTTPStatus.OK
    return render(request, "assessing/judge_reasons.html", status_code=status, page=page)


def _typed(sent: FilledReasons) -> dict[str, str]:
    day = sent.seen_on.isoformat() if sent.seen_on else ""
    more = {"observation": sent.observation, "seen-on": day, "points": sent.points_choice}
    return {**sent.texts, **more}


async def _show_summary(
    request: Request,
    ctx: Context,
    member: Issuer,
    case: Case,
    problems: Mapping[str, str] | None = None,
    *,
    role: str | None = None,
    is_changed: bool = False,
) -> HTMLResponse:
    if case.judgement is None:
        raise NotInThisState
    speech = speech_of(request)
    async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
        evidence = await list_case_evidence(ctx, session, case)
        names = await find_person_names(ctx, session, {person_of(member)})
        known = case.judgement.answers.text("role") or await find_last_role(ctx, session, member)
        faults: list[FieldError] = []
        if case.has_mandate_at(ctx.clock.now()):
            _, faults = await check_judgement(ctx, session, member, case.judgement.id)
    found: list[FieldProblem] = problems_of(problems or {}, speech)
    page = build_summary_page(
        case,
        case.judgement,
        evidence,
        faults,
        member.slug,
        speech,
        now=ctx.clock.now(),
        name=names.get(person_of(member), ""),
        role=role if role is not None else known or "",
        is_changed=is_changed,
        problems=found,
    )
    is_refused = bool(found) or is_changed
    status = HTTPStatus.BAD_REQUEST if is_refused else HTTPStatus.OK
    return render(request, "assessing/judge_summary.html", status_code=status, page=page)
