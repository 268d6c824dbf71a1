"""Pages of an assessor on a phone: a link or QR code opens a case, one question a page, each answer saved at once."""

from collections.abc import AsyncIterator, Mapping
from functools import partial
from http import HTTPStatus
from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile

from app.accounts.dependencies import require_member
from app.accounts.permissions import Issuer, Scope
from app.assessing.cases import Case, list_case_evidence, load_case
from app.assessing.dossier_states import ClaimAct, ClaimState, can
from app.assessing.errors import MandateMissing, NotIndependent, NotInThisState
from app.assessing.evidence import EvidenceDraft, add_evidence
from app.assessing.evidence_files import load_file_owner
from app.assessing.evidence_kinds import EvidenceKind
from app.assessing.file_wording import sentence_of
from app.assessing.judge import hand_over, save_answers, start_judging
from app.assessing.judgement_answers import Conflict, Value
from app.assessing.judging_forms import read_question, text_of, version_of
from app.assessing.judging_page_models import FieldProblem
from app.assessing.judging_pages import (
    build_question_page,
    build_start_page,
    case_address,
    has_declared,
    next_address,
)
from app.assessing.judging_wording import FIELD_PROBLEMS, NO_MANDATE, NOT_INDEPENDENT, PHOTO_OF, Speech
from app.assessing.uploads import store_file
from app.platform.context import Context
from app.platform.errors import AppError, NotFound
from app.web.csrf import Csrf
from app.web.dependencies import Ctx
from app.web.middleware import SAVING_SCRIPT_POLICY
from app.web.rendering import language_of, render
from app.web.routing import PageRouter
from app.web.translations import translate

PHOTO_FORM_BYTES: Final = 20 * 1024 * 1024
pages = PageRouter(prefix="/desk/{slug}/judge", body_limit=PHOTO_FORM_BYTES)

Member = Annotated[Issuer, Depends(require_member(Scope.DOSSIERS_JUDGE, Scope.DOSSIERS_SECOND))]
Assessor = Annotated[Issuer, Depends(require_member(Scope.DOSSIERS_JUDGE))]
ClaimId = Annotated[UUID, Path()]
Number = Annotated[int, Path(ge=1, le=100)]
_SCRIPTED: Final = {"Content-Security-Policy": SAVING_SCRIPT_POLICY}
_PIECE_BYTES: Final = 64 * 1024


def speech_of(request: Request) -> Speech:
    """The language of the visitor."""
    language = language_of(request)
    return Speech(language, partial(translate, language=language))


def problems_of(problems: Mapping[str, str], speech: Speech) -> list[FieldProblem]:
    """The sentences about fields, in the language of the visitor."""
    return [FieldProblem(field, speech.translate(sentence)) for field, sentence in problems.items()]


def see(address: str) -> Response:
    """Leads on, so that going back or again sends nothing twice."""
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)


@pages.get("/{claim_id}")
async def get_case(request: Request, member: Member, claim_id: ClaimId, ctx: Ctx) -> Response:
    """Where this person stands with the case: before it, at the first open question, or after it. Raises NotFound."""
    case = await _load(ctx, member, claim_id)
    if is_open(case):
        return see(next_address(case, member.slug))
    if case.claim.state is ClaimState.second and case.judgement is None:
        return see(f"{case_address(member.slug, claim_id)}/second")
    is_done = case.judgement is not None and not case.judgement.is_draft
    if is_done or not can(case.claim.state, ClaimAct.start_judging):
        return see(f"{case_address(member.slug, claim_id)}/done")
    return await _show_start(request, ctx, member, case)


@pages.post("/{claim_id}")
async def post_start(
    request: Request, member: Assessor, claim_id: ClaimId, ctx: Ctx, _csrf: Csrf
) -> Response:
    """Begin without an interest of one's own, or leave it to somebody else. Raises NotFound."""
    given = text_of(await request.form(), "conflict")
    case = await _load(ctx, member, claim_id)
    if given not in list(Conflict):
        return await _show_start(request, ctx, member, case, {"conflict": FIELD_PROBLEMS["conflict"]})
    try:
        await _begin(ctx, member, claim_id, Conflict(given))
    except (MandateMissing, NotIndependent) as error:
        sentence = NO_MANDATE if isinstance(error, MandateMissing) else NOT_INDEPENDENT
        return await _show_start(request, ctx, member, case, {"conflict": sentence})
    except NotInThisState:
        pass
    return see(case_address(member.slug, claim_id))


@pages.post("/{claim_id}/hand-over")
async def post_hand_over(member: Assessor, claim_id: ClaimId, ctx: Ctx, _csrf: Csrf) -> Response:
    """Somebody else judges; what was answered is seen by nobody. Raises NotFound."""
    case = await _load(ctx, member, claim_id)
    if case.is_drafting and case.judgement is not None:
        async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
            await hand_over(ctx, session, member, case.judgement.id)
    return see(f"{case_address(member.slug, claim_id)}/done")


@pages.get("/{claim_id}/{number}")
async def get_question(
    request: Request, member: Assessor, claim_id: ClaimId, number: Number, ctx: Ctx
) -> Response:
    """One criterion. Raises NotFound."""
    case = await load_open_case(ctx, member, claim_id, number)
    if not is_open(case):
        return see(case_address(member.slug, claim_id))
    return await _show_question(request, ctx, member, case, number)


@pages.post("/{claim_id}/{number}")
async def post_question(
    request: Request, member: Assessor, claim_id: ClaimId, number: Number, ctx: Ctx, _csrf: Csrf
) -> Response:
    """Save the rating and go on; with a mistake in the remark or photo the page comes back. Raises NotFound."""
    case = await load_open_case(ctx, member, claim_id, number)
    if not is_open(case):
        return see(case_address(member.slug, claim_id))
    form = await request.form()
    criterion = case.achievement.criteria[number - 1]
    rating = case.judgement.answers.rating(criterion.id) if case.judgement else None
    words = case.skill_set.content.rating_words
    filled = read_question(form, criterion.id, words, rating.word if rating else None)
    if not await save(ctx, member, case, filled.answers, version_of(form)):
        return see(case_address(member.slug, claim_id))
    problems = filled.problems | await _keep_photo(ctx, member, case, number, form)
    if problems:
        case = await _load(ctx, member, claim_id)
        typed = text_of(form, "remark")
        return await _show_question(request, ctx, member, case, number, problems, typed)
    return see(_after(case, number, form, member.slug))


@pages.post("/{claim_id}/{number}/remark")
async def post_remark(
    request: Request, member: Assessor, claim_id: ClaimId, number: Number, ctx: Ctx, _csrf: Csrf
) -> Response:
    """Save a remark while it is typed; there is nothing to show. Raises NotFound."""
    case = await load_open_case(ctx, member, claim_id, number)
    form = await request.form()
    criterion = case.achievement.criteria[number - 1]
    rating = case.judgement.answers.rating(criterion.id) if case.judgement else None
    words = case.skill_set.content.rating_words
    filled = read_question(form, criterion.id, words, rating.word if rating else None)
    is_saved = is_open(case) and await save(ctx, member, case, filled.answers, version_of(form))
    return Response(status_code=HTTPStatus.NO_CONTENT if is_saved else HTTPStatus.CONFLICT)


def is_open(case: Case) -> bool:
    """Whether the person is answering the questions."""
    return case.is_drafting and has_declared(case.judgement)


async def load_open_case(ctx: Context, member: Issuer, claim_id: UUID, number: int = 1) -> Case:
    """The case, for a question that it has. Raises NotFound."""
    case = await _load(ctx, member, claim_id)
    if number > len(case.achievement.criteria):
        raise NotFound
    return case


async def save(ctx: Context, member: Issuer, case: Case, answers: Mapping[str, Value], version: int) -> bool:
    """Keeps the answers of a page; False when the judgement does not change any more. Raises InvalidInput."""
    if case.judgement is None:
        return False
    try:
        async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
            await save_answers(ctx, session, member, case.judgement.id, answers, version=version)
    except NotInThisState:
        return False
    return True


async def _load(ctx: Context, member: Issuer, claim_id: UUID) -> Case:
    async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
        return await load_case(ctx, session, member, claim_id)


async def _begin(ctx: Context, member: Issuer, claim_id: UUID, conflict: Conflict) -> None:
    async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
        draft = await start_judging(ctx, session, member, claim_id)
        answers = {"conflict": conflict}
        await save_answers(ctx, session, member, draft.id, answers, version=draft.next_version)
        if conflict is Conflict.conflict:
            await hand_over(ctx, session, member, draft.id)


async def _show_start(
    request: Request, ctx: Context, member: Issuer, case: Case, problems: Mapping[str, str] | None = None
) -> HTMLResponse:
    speech = speech_of(request)
    async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
        evidence = await list_case_evidence(ctx, session, case)
    page = build_start_page(
        case,
        evidence,
        member.slug,
        speech,
        now=ctx.clock.now(),
        problems=problems_of(problems or {}, speech),
    )
    status = HTTPStatus.BAD_REQUEST if problems else HTTPStatus.OK
    return render(request, "assessing/judge_start.html", status_code=status, page=page)


async def _show_question(
    request: Request,
    ctx: Context,
    member: Issuer,
    case: Case,
    number: int,
    problems: Mapping[str, str] | None = None,
    typed: str | None = None,
) -> HTMLResponse:
    speech = speech_of(request)
    async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
        evidence = await list_case_evidence(ctx, session, case)
    found = problems_of(problems or {}, speech)
    page = build_question_page(case, evidence, number, member.slug, speech, remark=typed, problems=found)
    status = HTTPStatus.BAD_REQUEST if problems else HTTPStatus.OK
    return render(request, "assessing/judge_question.html", status_code=status, headers=_SCRIPTED, page=page)


def _after(case: Case, number: int, form: FormData, slug: str) -> str:
    base = case_address(slug, case.claim.id)
    if text_of(form, "go") == "back":
        return f"{base}/{max(1, number - 1)}"
    if not text_of(form, "word"):
        return f"{base}/{number}"
    if text_of(form, "from") == "summary":
        return f"{base}/summary"
    return f"{base}/{number + 1}" if number < len(case.achievement.criteria) else f"{base}/reasons"


async def _keep_photo(
    ctx: Context, member: Issuer, case: Case, number: int, form: FormData
) -> dict[str, str]:
    """Keeps a photo as evidence; the sentence about one that is refused."""
    photo = form.get("photo")
    if not isinstance(photo, UploadFile) or not photo.size:
        return {}
    criterion = case.achievement.criteria[number - 1].text[case.candidate.language]
    summary = translate(PHOTO_OF, case.candidate.language) % {"criterion": criterion}
    try:
        async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
            owner = await load_file_owner(ctx, session, member.organisation_id, case.dossier.id, is_open=True)
        kept = await store_file(
            ctx, owner, actor=member.actor, stream=_pieces(photo), name=photo.filename, size=photo.size
        )
        draft = EvidenceDraft(
            kind=EvidenceKind(kept.media_type.family.value),
            summary=summary,
            seen_on=ctx.clock.now().date(),
            claim_id=case.claim.id,
            file_id=kept.id,
        )
        async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
            await add_evidence(ctx, session, member, case.dossier.id, draft)
    except AppError as error:
        return {"photo": sentence_of(error)}
    return {}


async def _pieces(photo: UploadFile) -> AsyncIterator[bytes]:
    while piece := await photo.read(_PIECE_BYTES):
        yield piece
