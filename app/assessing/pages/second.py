"""Pages of a second person: read what was signed and its evidence, then agree or send it back."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import Depends, Request
from fastapi.responses import Response

from app.accounts.dependencies import require_member
from app.accounts.permissions import Issuer, Scope
from app.assessing.cases import Case, list_case_evidence, load_case
from app.assessing.errors import MandateMissing, NotIndependent, NotInThisState
from app.assessing.judge import find_last_role
from app.assessing.judgement_answers import Conflict
from app.assessing.judging_forms import text_of
from app.assessing.judging_page_models import DonePage
from app.assessing.judging_pages import case_address, cases_address
from app.assessing.judging_summary import build_second_page
from app.assessing.judging_wording import FIELD_PROBLEMS, NOT_PLAIN
from app.assessing.pages.judging import ClaimId, problems_of, see, speech_of
from app.assessing.second import Decision, SecondDraft, give_second_judgement, load_for_second
from app.platform.context import Context
from app.platform.errors import InvalidInput
from app.web.csrf import Csrf
from app.web.dependencies import Ctx
from app.web.rendering import render
from app.web.routing import PageRouter

pages = PageRouter(prefix="/desk/{slug}/judge/{claim_id}/second")
Second = Annotated[Issuer, Depends(require_member(Scope.DOSSIERS_SECOND))]
_FIELDS: Final = {"/declaresNoConflict": "conflict", "/role": "role", "/reason": "reason"}
_MOST_TEXT: Final = {"role": 200, "reason": 2000}


@pages.get("")
async def get_second(request: Request, member: Second, claim_id: ClaimId, ctx: Ctx) -> Response:
    """What the first person signed, for who may be the second. Raises NotFound."""
    return await _show(request, ctx, member, claim_id)


@pages.post("")
async def post_second(request: Request, member: Second, claim_id: ClaimId, ctx: Ctx, _csrf: Csrf) -> Response:
    """Agree or send back; with an interest of one's own it stays for somebody else. Raises NotFound."""
    form = await request.form()
    sent = {name: text_of(form, name) for name in ("conflict", "role", "reason", "decision")}
    if sent["conflict"] == Conflict.conflict:
        page = DonePage("left", cases_address(member.slug))
        return render(request, "assessing/judge_done.html", page=page)
    if sent["decision"] not in list(Decision):
        return await _show(request, ctx, member, claim_id, sent)
    draft = SecondDraft(
        decision=Decision(sent["decision"]),
        declares_no_conflict=sent["conflict"] == Conflict.none,
        role=sent["role"],
        reason=sent["reason"] or None,
    )
    problems = {name: NOT_PLAIN for name, most in _MOST_TEXT.items() if len(sent[name]) > most}
    if not problems:
        try:
            async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
                await give_second_judgement(ctx, session, member, claim_id, draft)
        except InvalidInput as error:
            problems = _problems(error)
        except (MandateMissing, NotIndependent, NotInThisState):
            return see(f"{case_address(member.slug, claim_id)}/second")
    if problems:
        return await _show(request, ctx, member, claim_id, sent, problems)
    return see(f"{case_address(member.slug, claim_id)}/done")


def _problems(error: InvalidInput) -> dict[str, str]:
    found = {}
    for fault in error.errors:
        field = _FIELDS.get(fault.pointer, "decision")
        found[field] = NOT_PLAIN if fault.code == "unsafe_content" else FIELD_PROBLEMS[field]
    return found


async def _show(
    request: Request,
    ctx: Context,
    member: Issuer,
    claim_id: ClaimId,
    sent: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
) -> Response:
    speech, typed = speech_of(request), sent or {}
    async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
        case = await load_case(ctx, session, member, claim_id)
        try:
            first, _, _ = await load_for_second(ctx, session, member, claim_id)
        except (MandateMissing, NotIndependent, NotInThisState) as error:
            return _refuse(request, member, case, error)
        evidence = await list_case_evidence(ctx, session, case)
        role = typed.get("role") or await find_last_role(ctx, session, member) or ""
    page = build_second_page(
        case,
        first,
        evidence,
        member.slug,
        speech,
        role=role,
        reason=typed.get("reason", ""),
        conflict=typed.get("conflict", ""),
        problems=problems_of(problems or {}, speech),
    )
    status = HTTPStatus.BAD_REQUEST if sent is not None else HTTPStatus.OK
    return render(request, "assessing/judge_second.html", status_code=status, page=page)


def _refuse(request: Request, member: Issuer, case: Case, error: Exception) -> Response:
    """Why this person is no second here; who signed the judgement is led to what comes of it."""
    if isinstance(error, NotInThisState) or case.judgement is not None:
        return see(f"{case_address(member.slug, case.claim.id)}/done")
    what = "no-mandate" if isinstance(error, MandateMissing) else "not-independent"
    page = DonePage(what, cases_address(member.slug))
    return render(request, "assessing/judge_done.html", status_code=HTTPStatus.FORBIDDEN, page=page)
