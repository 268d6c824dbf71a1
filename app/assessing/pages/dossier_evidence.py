"""Pages on which evidence comes into a dossier: in words, as a file, or confirmed by somebody with a link."""

from http import HTTPStatus
from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.dependencies import require_member
from app.accounts.page_models import FieldProblem
from app.accounts.permissions import Issuer, Scope
from app.accounts.wording import address_problem
from app.assessing.co_sign import LIFETIME, create_co_sign_link, withdraw_co_sign_link
from app.assessing.co_sign_mail import mail_co_sign_link
from app.assessing.desk_forms import Option, find_problems
from app.assessing.dossier_desk import dossier_address, open_seen, title_of
from app.assessing.dossier_forms import (
    MAIL_TO,
    DeskForm,
    co_sign_fields,
    evidence_fields,
    file_fields,
    find_open_questions,
    first,
    read_evidence,
)
from app.assessing.errors import DossierClosed, NotInThisState
from app.assessing.evidence import EvidenceDraft, add_evidence, find_evidence_faults, remove_evidence
from app.assessing.evidence_files import erase_file, load_file_owner
from app.assessing.evidence_kinds import EvidenceKind
from app.assessing.file_evidence import add_kept_file, keep_file
from app.assessing.file_wording import sentence_of as sentence_of_file
from app.assessing.seen_dossiers import load_seen, load_seen_claim
from app.platform.errors import AppError, InvalidInput, TooMany
from app.platform.mail import InvalidEmail
from app.web.csrf import FIELD, Csrf, ensure_secret
from app.web.dependencies import Ctx
from app.web.forms import as_typed, read_form, say_of
from app.web.marking import N_
from app.web.qr import qr_svg
from app.web.rendering import language_of, render
from app.web.routing import PageRouter, Router
from app.web.upload_forms import announced_bytes, read_upload_form

pages = PageRouter(prefix="/desk/{slug}/dossiers/{dossierId}")
# A file is read as it comes, so this route has no limit of a page's own.
uploads = Router(prefix="/desk/{slug}/dossiers/{dossierId}", include_in_schema=False)

Opener = Annotated[Issuer, Depends(require_member(Scope.DOSSIERS_OPEN))]
DossierId = Annotated[UUID, Path(alias="dossierId")]
ClaimId = Annotated[UUID, Path(alias="claimId")]
EvidenceId = Annotated[UUID, Path(alias="evidenceId")]
LinkId = Annotated[UUID, Path(alias="linkId")]
_CLOSED: Final = N_("Dit is al beoordeeld. De bewijsstukken blijven zoals ze zijn.")
_CHOOSE: Final = N_("Kies een bestand.")
_TOO_MUCH_MAIL: Final = N_("Er ging net veel mail weg. Probeer het over een uur opnieuw.")


@pages.get("/evidence/new")
async def get_new_evidence(request: Request, member: Opener, ctx: Ctx, dossier_id: DossierId) -> HTMLResponse:
    """Asks what there is to show, in words. Raises NotFound."""
    return _show(request, await _evidence_form(request, ctx, member, dossier_id))


@pages.post("/evidence/new")
async def post_evidence(
    request: Request, member: Opener, ctx: Ctx, dossier_id: DossierId, _csrf: Csrf
) -> Response:
    """Add it; with mistakes the form comes back. Raises NotFound."""
    form, say = await read_form(request), say_of(request)
    page = await _evidence_form(request, ctx, member, dossier_id)
    draft = read_evidence(form)
    if draft is None:
        problems = find_open_questions(form, ("kind", "summary", "seenOn"), say)
        return _show(request, page.with_answers(form, problems), HTTPStatus.BAD_REQUEST)
    try:
        async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
            await add_evidence(ctx, session, member, dossier_id, draft)
    except InvalidInput as error:
        problems = find_problems(error.errors, say)
        return _show(request, page.with_answers(form, problems), HTTPStatus.BAD_REQUEST)
    except (DossierClosed, NotInThisState):
        problems = (FieldProblem("claimId", say(_CLOSED)),)
        return _show(request, page.with_answers(form, problems), HTTPStatus.CONFLICT)
    return _to(dossier_address(member, dossier_id))


@pages.get("/evidence/file")
async def get_new_file(request: Request, member: Opener, ctx: Ctx, dossier_id: DossierId) -> HTMLResponse:
    """Asks for a file and what it shows. Raises NotFound."""
    return _show(request, await _file_form(request, ctx, member, dossier_id))


@uploads.post("/evidence/file")
async def post_file(request: Request, member: Opener, ctx: Ctx, dossier_id: DossierId) -> Response:
    """Keep the file and add it as evidence; with mistakes the form comes back. Raises NotFound, Forbidden."""
    sent = await read_upload_form(request.stream(), request.headers.get("content-type", ""))
    ensure_secret(request, sent.fields.get(FIELD))
    form, say = {name: [as_typed(value)] for name, value in sent.fields.items()}, say_of(request)
    page = await _file_form(request, ctx, member, dossier_id)
    problems = list(find_open_questions(form, ("summary", "seenOn"), say))
    draft = read_evidence(form, kind=EvidenceKind.document)
    if draft is not None and not problems:
        faults = find_evidence_faults(draft, now=ctx.clock.now())
        problems = list(find_problems(faults, say))
    if sent.content is None or not sent.name:
        problems.append(FieldProblem("file", say(_CHOOSE)))
    if problems or draft is None or sent.content is None:
        return _show(request, page.with_answers(form, problems), HTTPStatus.BAD_REQUEST)
    try:
        size = announced_bytes(request.headers)
        owner, kept = await keep_file(ctx, member, dossier_id, sent.content, sent.name, size)
    except AppError as error:
        problems = [FieldProblem("file", say(sentence_of_file(error)))]
        return _show(request, page.with_answers(form, problems), HTTPStatus.BAD_REQUEST)
    try:
        await add_kept_file(ctx, member, owner, kept, draft)
    except AppError as error:
        problems = list(find_problems(error.errors, say)) or [FieldProblem("claimId", say(_CLOSED))]
        return _show(request, page.with_answers(form, problems), HTTPStatus.CONFLICT)
    return _to(dossier_address(member, dossier_id))


@pages.post("/evidence/{evidenceId}/remove")
async def post_removal(
    request: Request, member: Opener, ctx: Ctx, dossier_id: DossierId, evidence_id: EvidenceId, _csrf: Csrf
) -> Response:
    """Take it away, with its file; what was judged keeps it. Raises NotFound."""
    try:
        async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
            await load_seen(session, member, dossier_id)
            owner = await load_file_owner(ctx, session, member.organisation_id, dossier_id)
            files = await remove_evidence(ctx, session, member, dossier_id, evidence_id)
    except (DossierClosed, NotInThisState):
        page = await _evidence_form(request, ctx, member, dossier_id)
        problem = FieldProblem("kind", say_of(request)(_CLOSED))
        return _show(request, page.with_answers({}, [problem]), HTTPStatus.CONFLICT)
    for file_id in files:
        await erase_file(ctx, owner, file_id)
    return _to(dossier_address(member, dossier_id))


@pages.get("/claims/{claimId}/confirmation")
async def get_confirmation(
    request: Request, member: Opener, ctx: Ctx, dossier_id: DossierId, claim_id: ClaimId
) -> HTMLResponse:
    """Asks what somebody who was there is to confirm. Raises NotFound."""
    return _show(request, await _co_sign_form(request, ctx, member, dossier_id, claim_id))


@pages.post("/claims/{claimId}/confirmation")
async def post_confirmation(
    request: Request, member: Opener, ctx: Ctx, dossier_id: DossierId, claim_id: ClaimId, _csrf: Csrf
) -> Response:
    """Make the link, and show it this once. Raises NotFound."""
    form, say = await read_form(request), say_of(request)
    page = await _co_sign_form(request, ctx, member, dossier_id, claim_id)
    draft = read_evidence(form, kind=EvidenceKind.observation)
    problems = find_open_questions(form, ("summary", "seenOn"), say)
    if draft is None or problems:
        return _show(request, page.with_answers(form, problems), HTTPStatus.BAD_REQUEST)
    to = first(form, MAIL_TO)
    try:
        address = await _make_link(
            ctx, member, dossier_id, claim_id, draft, to=to, language=first(form, "language")
        )
    except InvalidEmail:
        problems = (FieldProblem(MAIL_TO, address_problem(to, language_of(request))),)
        return _show(request, page.with_answers(form, problems), HTTPStatus.BAD_REQUEST)
    except TooMany:
        problems = (FieldProblem(MAIL_TO, say(_TOO_MUCH_MAIL)),)
        return _show(request, page.with_answers(form, problems), HTTPStatus.TOO_MANY_REQUESTS)
    except InvalidInput as error:
        problems = find_problems(error.errors, say)
        return _show(request, page.with_answers(form, problems), HTTPStatus.BAD_REQUEST)
    except DossierClosed:
        problems = (FieldProblem("summary", say(_CLOSED)),)
        return _show(request, page.with_answers(form, problems), HTTPStatus.CONFLICT)
    return render(
        request,
        "assessing/co_sign_link.html",
        address=address,
        qr=qr_svg(address),
        until=ctx.clock.now() + LIFETIME,
        observation=draft.summary,
        mailed_to=to,
        back=page.back,
    )


@pages.post("/claims/{claimId}/links/{linkId}/withdraw")
async def post_link_withdrawal(
    member: Opener, ctx: Ctx, dossier_id: DossierId, claim_id: ClaimId, link_id: LinkId, _csrf: Csrf
) -> Response:
    """The link stops working. Raises NotFound."""
    async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
        await load_seen_claim(session, member, dossier_id, claim_id)
        await withdraw_co_sign_link(ctx, session, member, claim_id, link_id)
    return _to(f"{dossier_address(member, dossier_id)}/claims/{claim_id}")


async def _make_link(
    ctx: Ctx,
    member: Issuer,
    dossier_id: UUID,
    claim_id: UUID,
    draft: EvidenceDraft,
    *,
    to: str,
    language: str,
) -> str:
    """The address of a new link, mailed where somebody typed to whom. Raises as the two use cases."""
    async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
        link, secret = await create_co_sign_link(
            ctx, session, member, claim_id, observation=draft.summary, seen_on=draft.seen_on
        )
        address = f"{ctx.settings.public_url}/confirm/{secret}"
        if to:
            spoken = "en" if language == "en" else "nl"
            await mail_co_sign_link(
                ctx,
                session,
                member,
                address,
                to=to,
                language=spoken,
                expires_at=link.expires_at,
                about=dossier_id,
            )
    return address


async def _claim_options(
    request: Request, ctx: Ctx, member: Issuer, dossier_id: UUID
) -> tuple[str, list[Option]]:
    async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
        opened = await open_seen(ctx, session, member, dossier_id)
    language, claims = language_of(request), opened.dossier.claims
    options = [Option(str(one.id), title_of(opened, one.achievement_id, language)) for one in claims]
    return opened.candidate.name or opened.candidate.reference, options


async def _evidence_form(request: Request, ctx: Ctx, member: Issuer, dossier_id: UUID) -> DeskForm:
    name, claims = await _claim_options(request, ctx, member, dossier_id)
    say, base = say_of(request), dossier_address(member, dossier_id)
    return DeskForm(
        title=say(N_("Voeg een bewijsstuk toe")),
        lead=name,
        action=f"{base}/evidence/new",
        back=base,
        back_text=say(N_("Terug naar het dossier")),
        button=say(N_("Voeg toe")),
        fields=evidence_fields(claims, ctx.clock.now().date(), say),
    )


async def _file_form(request: Request, ctx: Ctx, member: Issuer, dossier_id: UUID) -> DeskForm:
    name, claims = await _claim_options(request, ctx, member, dossier_id)
    say, base = say_of(request), dossier_address(member, dossier_id)
    return DeskForm(
        title=say(N_("Voeg een bestand toe")),
        lead=name,
        action=f"{base}/evidence/file",
        back=base,
        back_text=say(N_("Terug naar het dossier")),
        button=say(N_("Voeg toe")),
        fields=file_fields(claims, ctx.clock.now().date(), say),
        upload_label=say(N_("Bestand")),
        upload_help=say(N_("Een foto, film, geluid of pdf.")),
    )


async def _co_sign_form(
    request: Request, ctx: Ctx, member: Issuer, dossier_id: UUID, claim_id: UUID
) -> DeskForm:
    async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
        await load_seen_claim(session, member, dossier_id, claim_id)
    say, back = say_of(request), f"{dossier_address(member, dossier_id)}/claims/{claim_id}"
    return DeskForm(
        title=say(N_("Laat iemand bevestigen wat er te zien was")),
        lead=say(N_("Diegene krijgt een link en heeft geen account nodig.")),
        action=f"{back}/confirmation",
        back=back,
        back_text=say(N_("Terug zonder te vragen")),
        button=say(N_("Maak de link")),
        fields=co_sign_fields(ctx.clock.now().date(), say),
    )


def _show(request: Request, page: DeskForm, status: HTTPStatus = HTTPStatus.OK) -> HTMLResponse:
    return render(request, "assessing/desk_form.html", status_code=status, page=page)


def _to(address: str) -> Response:
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)
