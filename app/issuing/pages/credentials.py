"""Pages of a coordinator: what was given, setting it aside for a while, and withdrawing it for ever."""

from http import HTTPStatus
from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.dependencies import require_member
from app.accounts.page_models import FieldProblem
from app.accounts.permissions import Issuer, Scope
from app.issuing.credential_pages import (
    build_credential,
    build_credential_list,
    build_withdrawal,
    credentials_address,
)
from app.issuing.desk_words import N_, SUSPENSIONS, WITHDRAWALS
from app.issuing.errors import Irreversible
from app.issuing.revoke import RevocationReason
from app.issuing.revoke_many import revoke_many
from app.issuing.suspend import SuspensionReason, reinstate, suspend
from app.platform.pagination import Page
from app.web.csrf import Csrf
from app.web.dependencies import Ctx
from app.web.rendering import language_of, render
from app.web.routing import PageRouter
from app.web.translations import translate

pages = PageRouter(prefix="/desk/{slug}/credentials")

Reader = Annotated[Issuer, Depends(require_member(Scope.CREDENTIALS_READ))]
Revoker = Annotated[Issuer, Depends(require_member(Scope.CREDENTIALS_REVOKE))]
CredentialId = Annotated[UUID, Path(alias="credentialId")]
MOST_AT_ONCE: Final = 200
_CHOOSE: Final = N_("Kies eerst een bewijs dat nog geldt.")
_REASON: Final = N_("Kies waarom.")
_SURE: Final = N_("Vink aan dat u het zeker weet.")
_GONE: Final = N_("Dit bewijs is al ingetrokken.")


@pages.get("")
async def get_credentials(
    request: Request,
    member: Reader,
    ctx: Ctx,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> HTMLResponse:
    """Credentials, newest first. Raises InvalidInput for a broken cursor."""
    page = await build_credential_list(ctx, member, Page(cursor=cursor), language=language_of(request))
    return render(request, "issuing/credentials.html", page=page)


@pages.post("/withdraw")
async def post_withdrawal(request: Request, member: Revoker, ctx: Ctx, _csrf: Csrf) -> Response:
    """Ask why and whether it is certain; with both answered, withdraw all of them."""
    form, language = await request.form(), language_of(request)
    ids = _read_ids([str(value) for value in form.getlist("credential")])
    reason = str(form.get("reason", ""))[:40]
    page = await build_withdrawal(ctx, member, ids, language=language, reason=reason)
    if not page.lines:
        problem = translate(_CHOOSE, language)
        found = await build_credential_list(ctx, member, Page(), language=language, problem=problem)
        return render(request, "issuing/credentials.html", status_code=HTTPStatus.BAD_REQUEST, page=found)
    if "asked" not in form:
        return render(request, "issuing/withdraw.html", page=page)
    problems = _find_problems(reason, is_sure=bool(form.get("sure")), language=language)
    if problems:
        again = await build_withdrawal(ctx, member, ids, language=language, reason=reason, problems=problems)
        return render(request, "issuing/withdraw.html", status_code=HTTPStatus.BAD_REQUEST, page=again)
    await revoke_many(ctx, member, [line.id for line in page.lines], reason=RevocationReason(reason))
    where = page.lines[0].address if len(page.lines) == 1 else credentials_address(member)
    return RedirectResponse(where, HTTPStatus.SEE_OTHER)


@pages.get("/{credentialId}")
async def get_credential(
    request: Request, member: Reader, credential_id: CredentialId, ctx: Ctx
) -> HTMLResponse:
    """One credential. Raises NotFound."""
    page = await build_credential(ctx, member, credential_id, language=language_of(request))
    return render(request, "issuing/credential.html", page=page)


@pages.post("/{credentialId}/suspend")
async def post_suspension(
    request: Request, member: Revoker, credential_id: CredentialId, ctx: Ctx, _csrf: Csrf
) -> Response:
    """Set it aside until it counts again. Raises NotFound."""
    reason = str((await request.form()).get("reason", ""))
    if reason not in {choice.value for choice in SUSPENSIONS}:
        return await _refuse(request, member, ctx, credential_id, _REASON)
    try:
        await suspend(ctx, member, credential_id, reason=SuspensionReason(reason))
    except Irreversible:
        return await _refuse(request, member, ctx, credential_id, _GONE)
    return RedirectResponse(f"{credentials_address(member)}/{credential_id}", HTTPStatus.SEE_OTHER)


@pages.post("/{credentialId}/reinstate")
async def post_reinstatement(
    request: Request, member: Revoker, credential_id: CredentialId, ctx: Ctx, _csrf: Csrf
) -> Response:
    """Let it count again. Raises NotFound."""
    try:
        await reinstate(ctx, member, credential_id)
    except Irreversible:
        return await _refuse(request, member, ctx, credential_id, _GONE)
    return RedirectResponse(f"{credentials_address(member)}/{credential_id}", HTTPStatus.SEE_OTHER)


async def _refuse(
    request: Request, member: Issuer, ctx: Ctx, credential_id: UUID, sentence: str
) -> HTMLResponse:
    language = language_of(request)
    wrong = FieldProblem("reason", translate(sentence, language))
    page = await build_credential(ctx, member, credential_id, language=language, problems=(wrong,))
    return render(request, "issuing/credential.html", status_code=HTTPStatus.BAD_REQUEST, page=page)


def _find_problems(reason: str, *, is_sure: bool, language: str) -> tuple[FieldProblem, ...]:
    problems = []
    if reason not in {choice.value for choice in WITHDRAWALS}:
        problems.append(FieldProblem("reason", translate(_REASON, language)))
    if not is_sure:
        problems.append(FieldProblem("sure", translate(_SURE, language)))
    return tuple(problems)


def _read_ids(values: list[str]) -> list[UUID]:
    """The ids in a form; what is none is left out."""
    found = []
    for value in values[:MOST_AT_ONCE]:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
    return found
