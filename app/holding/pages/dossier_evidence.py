"""Pages on which a worker proves a skill from a telephone: with hours, or with a photo, film, sound or document."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.page_models import FieldProblem
from app.assessing.dossier_forms import DeskForm, find_open_questions, read_evidence, read_id
from app.assessing.errors import DossierClosed, NotInThisState
from app.assessing.evidence import find_evidence_faults
from app.assessing.evidence_kinds import EvidenceKind
from app.assessing.file_evidence import add_kept_file, keep_file
from app.assessing.file_wording import sentence_of as sentence_of_file
from app.holding.dependencies import PageHolder, phrasebook_of
from app.holding.dossier_pages import BASE, build_evidence_form, find_own_problems
from app.holding.dossier_words import CHOOSE_FILE, JUDGED
from app.holding.own_claims import add_own_evidence, load_own_claim, load_own_file_owner, remove_own_evidence
from app.holding.own_dossiers import own_dossier
from app.holding.pages.dossiers import load_claim_page, show_claim
from app.holding.pages.frame import render_for_holder
from app.platform.context import Context
from app.platform.errors import AppError, InvalidInput, NotFound
from app.web.csrf import FIELD, Csrf, ensure_secret
from app.web.dependencies import Ctx
from app.web.forms import as_typed, first_of, read_form
from app.web.routing import PageRouter, Router
from app.web.upload_forms import announced_bytes, read_upload_form

pages = PageRouter(prefix=f"{BASE}/{{dossierId}}")
# A file is read as it comes, so this route has no limit of a page's own.
uploads = Router(prefix=f"{BASE}/{{dossierId}}", include_in_schema=False)
DossierId = Annotated[UUID, Path(alias="dossierId")]
ClaimId = Annotated[UUID, Path(alias="claimId")]
EvidenceId = Annotated[UUID, Path(alias="evidenceId")]


@pages.get("/claims/{claimId}/hours")
async def get_hours(
    request: Request, ctx: Ctx, holder: PageHolder, dossier_id: DossierId, claim_id: ClaimId
) -> HTMLResponse:
    """Asks how many hours, and of what. Raises NotFound."""
    page = await _form(request, ctx, holder, dossier_id, claim_id, "hours")
    return await _ask(request, ctx, holder, page)


@pages.post("/claims/{claimId}/hours")
async def post_hours(
    request: Request, ctx: Ctx, holder: PageHolder, dossier_id: DossierId, claim_id: ClaimId, _csrf: Csrf
) -> Response:
    """Add them; with mistakes the question comes back. Raises NotFound."""
    form, words = await read_form(request), phrasebook_of(request)
    page = await _form(request, ctx, holder, dossier_id, claim_id, "hours")
    problems = find_open_questions(form, ("hours", "summary", "seenOn"), words.translate)
    draft = read_evidence(form, kind=EvidenceKind.hours)
    if draft is not None and draft.hours is None and not problems:
        problems = (FieldProblem("hours", words.translate("Vul een heel getal in.")),)
    if problems or draft is None:
        return await _ask(request, ctx, holder, page.with_answers(form, problems), HTTPStatus.BAD_REQUEST)
    try:
        async with own_dossier(ctx, holder, dossier_id) as (session, issuer):
            claim = await load_own_claim(session, issuer, dossier_id, claim_id)
            await add_own_evidence(
                ctx, session, issuer, claim, summary=draft.summary, seen_on=draft.seen_on, hours=draft.hours
            )
    except InvalidInput as error:
        page = page.with_answers(form, find_own_problems(error.errors, words))
        return await _ask(request, ctx, holder, page, HTTPStatus.BAD_REQUEST)
    except (DossierClosed, NotInThisState):
        return await show_claim(request, ctx, holder, dossier_id, claim_id, JUDGED)
    return _to_claim(dossier_id, claim_id)


@pages.get("/claims/{claimId}/file")
async def get_file(
    request: Request, ctx: Ctx, holder: PageHolder, dossier_id: DossierId, claim_id: ClaimId
) -> HTMLResponse:
    """Asks for a file and what it shows. Raises NotFound."""
    page = await _form(request, ctx, holder, dossier_id, claim_id, "file")
    return await _ask(request, ctx, holder, page)


@uploads.post("/claims/{claimId}/file")
async def post_file(
    request: Request, ctx: Ctx, holder: PageHolder, dossier_id: DossierId, claim_id: ClaimId
) -> Response:
    """Keep the file and add it; with mistakes the question comes back. Raises NotFound, Forbidden."""
    sent = await read_upload_form(request.stream(), request.headers.get("content-type", ""))
    ensure_secret(request, sent.fields.get(FIELD))
    form, words = {name: [as_typed(value)] for name, value in sent.fields.items()}, phrasebook_of(request)
    page = await _form(request, ctx, holder, dossier_id, claim_id, "file")
    problems = list(find_open_questions(form, ("summary", "seenOn"), words.translate))
    draft = read_evidence({**form, "claimId": [str(claim_id)]}, kind=EvidenceKind.document)
    if draft is not None and not problems:
        problems += find_own_problems(find_evidence_faults(draft, now=ctx.clock.now()), words)
    if sent.content is None or not sent.name:
        problems.append(FieldProblem("file", words.translate(CHOOSE_FILE)))
    if problems or draft is None or sent.content is None:
        return await _ask(request, ctx, holder, page.with_answers(form, problems), HTTPStatus.BAD_REQUEST)
    try:
        issuer, _ = await load_own_file_owner(ctx, holder, dossier_id)
        owner, kept = await keep_file(
            ctx, issuer, dossier_id, sent.content, sent.name, announced_bytes(request.headers)
        )
    except DossierClosed:
        return await show_claim(request, ctx, holder, dossier_id, claim_id, JUDGED)
    except AppError as error:
        problems = [FieldProblem("file", words.translate(sentence_of_file(error)))]
        return await _ask(request, ctx, holder, page.with_answers(form, problems), HTTPStatus.BAD_REQUEST)
    try:
        await add_kept_file(ctx, issuer, owner, kept, draft)
    except InvalidInput as error:
        page = page.with_answers(form, find_own_problems(error.errors, words))
        return await _ask(request, ctx, holder, page, HTTPStatus.BAD_REQUEST)
    except (DossierClosed, NotInThisState):
        return await show_claim(request, ctx, holder, dossier_id, claim_id, JUDGED)
    return _to_claim(dossier_id, claim_id)


@pages.post("/evidence/{evidenceId}/remove")
async def post_removal(
    request: Request,
    ctx: Ctx,
    holder: PageHolder,
    dossier_id: DossierId,
    evidence_id: EvidenceId,
    _csrf: Csrf,
) -> Response:
    """Take back what the worker added; what was judged stays. Raises NotFound."""
    claim_id = read_id(first_of(await read_form(request), "claim"))
    if claim_id is None:
        raise NotFound
    try:
        await remove_own_evidence(ctx, holder, dossier_id, evidence_id)
    except (DossierClosed, NotInThisState):
        return await show_claim(request, ctx, holder, dossier_id, claim_id, JUDGED)
    return _to_claim(dossier_id, claim_id)


async def _form(
    request: Request, ctx: Context, holder: UUID, dossier_id: UUID, claim_id: UUID, kind: str
) -> DeskForm:
    page = await load_claim_page(request, ctx, holder, dossier_id, claim_id)
    return build_evidence_form(page, kind, ctx.clock.now().date(), phrasebook_of(request))


async def _ask(
    request: Request, ctx: Context, holder: UUID, page: DeskForm, status: HTTPStatus = HTTPStatus.OK
) -> HTMLResponse:
    return await render_for_holder(
        request, ctx, holder, "holding/dossier_form.html", status_code=status, page=page, method="post"
    )


def _to_claim(dossier_id: UUID, claim_id: UUID) -> Response:
    return RedirectResponse(f"{BASE}/{dossier_id}/claims/{claim_id}", HTTPStatus.SEE_OTHER)
