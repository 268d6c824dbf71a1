"""Pages of a coordinator: mend what a credential says, see what changes, and give the new one in its place."""

from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.dependencies import require_member
from app.accounts.page_models import FieldProblem
from app.accounts.permissions import Issuer, Scope
from app.issuing.correct import (
    Original,
    correct_credential,
    find_correction_faults,
    load_original,
    request_of,
)
from app.issuing.correction_pages import (
    CorrectionPage,
    build_correction,
    list_changes,
    read_correction,
)
from app.issuing.credential_pages import credentials_address
from app.issuing.desk_words import list_snapshots, title_of
from app.issuing.errors import NotReplaceable
from app.issuing.issue_requests import IssueRequest
from app.platform.context import Context
from app.platform.errors import FieldError
from app.web.csrf import Csrf
from app.web.dependencies import Ctx
from app.web.forms import read_form, say_of
from app.web.marking import N_
from app.web.rendering import language_of, render
from app.web.routing import PageRouter

pages = PageRouter(prefix="/desk/{slug}/credentials/{credentialId}/correct")

Giver = Annotated[Issuer, Depends(require_member(Scope.CREDENTIALS_ISSUE))]
# To replace a credential is to issue one and to revoke another.
Revoker = Annotated[Issuer, Depends(require_member(Scope.CREDENTIALS_REVOKE))]
CredentialId = Annotated[UUID, Path(alias="credentialId")]
_NOTHING: Final = N_("U veranderde nog niets.")


@pages.get("")
async def get_correction(
    request: Request, member: Giver, _reviser: Revoker, credential_id: CredentialId, ctx: Ctx
) -> Response:
    """The credential as a form. Raises NotFound; leads to the credential when it can no longer be replaced."""
    try:
        page, _ = await _load(ctx, member, credential_id, language_of(request))
    except NotReplaceable:
        return _to(member, credential_id)
    return render(request, "issuing/correct.html", page=page)


@pages.post("")
async def post_correction(
    request: Request, member: Giver, _reviser: Revoker, credential_id: CredentialId, ctx: Ctx, _csrf: Csrf
) -> Response:
    """Show what changes; confirmed, give the new one in the place of the old. Raises NotFound."""
    form, language = await read_form(request), language_of(request)
    try:
        before, original = await _load(ctx, member, credential_id, language)
        page = before.with_answers(form)
        correction, faults = read_correction(original, form)
        faults = faults or await _check(ctx, member, request_of(original, correction))
        if faults:
            return _refuse(request, page.with_faults(faults, say_of(request)))
        changes = list_changes(before, page, language)
        if not changes:
            problem = FieldProblem(page.groups[0].fields[0].name, say_of(request)(_NOTHING))
            return _refuse(request, replace(page, problems=(problem,)))
        if "edit" in form:
            return render(request, "issuing/correct.html", page=page)
        if "sure" not in form:
            return render(request, "issuing/correct_check.html", page=replace(page, changes=changes))
        issued = await correct_credential(ctx, member, credential_id, correction)
    except NotReplaceable:
        return _to(member, credential_id)
    return _to(member, issued.id)


async def _load(
    context: Context, member: Issuer, credential_id: UUID, language: str
) -> tuple[CorrectionPage, Original]:
    async with context.database.transaction(organisation_id=member.organisation_id) as session:
        original = await load_original(context, session, member, credential_id)
        row = original.issued.issuance
        snapshots = await list_snapshots(session, member.organisation_id, {row.achievement_id})
    title = title_of(snapshots.get((row.achievement_id, row.achievement_version)), language)
    return build_correction(original, member, title, language), original


async def _check(context: Context, member: Issuer, asked: IssueRequest) -> list[FieldError]:
    async with context.database.transaction(organisation_id=member.organisation_id) as session:
        return await find_correction_faults(context, session, member, asked)


def _refuse(request: Request, page: CorrectionPage) -> HTMLResponse:
    return render(request, "issuing/correct.html", status_code=HTTPStatus.BAD_REQUEST, page=page)


def _to(member: Issuer, credential_id: UUID) -> Response:
    return RedirectResponse(f"{credentials_address(member)}/{credential_id}", HTTPStatus.SEE_OTHER)
