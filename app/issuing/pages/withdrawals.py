"""Pages of a coordinator: withdraw chosen credentials, or all of a sheet, for ever."""

from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.dependencies import require_member
from app.accounts.page_models import FieldProblem
from app.accounts.permissions import Issuer, Scope
from app.issuing.credential_pages import build_credential_list, credentials_address
from app.issuing.desk_words import WITHDRAWALS
from app.issuing.revoke import RevocationReason
from app.issuing.revoke_many import revoke_batch, revoke_many
from app.issuing.withdrawal_pages import WithdrawPage, build_sheet_withdrawal, build_withdrawal
from app.platform.pagination import Page
from app.web.csrf import Csrf
from app.web.dependencies import Ctx
from app.web.marking import N_
from app.web.rendering import language_of, render
from app.web.routing import PageRouter
from app.web.translations import translate

pages = PageRouter(prefix="/desk/{slug}")

Revoker = Annotated[Issuer, Depends(require_member(Scope.CREDENTIALS_REVOKE))]
BatchId = Annotated[UUID, Path(alias="batchId")]
MOST_AT_ONCE: Final = 200
# A thousand each; after that the page asks again, with what is left.
MOST_ROUNDS: Final = 5
_CHOOSE: Final = N_("Kies eerst een bewijs dat nog geldt.")
_REASON: Final = N_("Kies waarom.")
_SURE: Final = N_("Vink aan dat u het zeker weet.")


@pages.post("/credentials/withdraw")
async def post_withdrawal(request: Request, member: Revoker, ctx: Ctx, _csrf: Csrf) -> Response:
    """Ask why and whether it is certain; with both answered, withdraw all of them."""
    form, language = await request.form(), language_of(request)
    ids = _read_ids([str(value) for value in form.getlist("credential")])
    page = await build_withdrawal(ctx, member, ids, language=language)
    if not page.lines:
        problem = translate(_CHOOSE, language)
        found = await build_credential_list(ctx, member, Page(), language=language, problem=problem)
        return render(request, "issuing/credentials.html", status_code=HTTPStatus.BAD_REQUEST, page=found)
    if "asked" not in form:
        return render(request, "issuing/withdraw.html", page=page)
    reason, problems = await _read_answers(request)
    if problems:
        return _refuse(request, page, reason, problems)
    await revoke_many(ctx, member, page.chosen, reason=RevocationReason(reason))
    where = page.lines[0].address if page.count == 1 else credentials_address(member)
    return RedirectResponse(where, HTTPStatus.SEE_OTHER)


@pages.get("/sheets/{batchId}/withdraw")
async def get_sheet_withdrawal(
    request: Request, member: Revoker, batch_id: BatchId, ctx: Ctx
) -> HTMLResponse:
    """Whose credentials go with a sheet, or that none is left. Raises NotFound."""
    page = await build_sheet_withdrawal(ctx, member, batch_id, language=language_of(request))
    return render(request, "issuing/withdraw.html", page=page)


@pages.post("/sheets/{batchId}/withdraw")
async def post_sheet_withdrawal(
    request: Request, member: Revoker, batch_id: BatchId, ctx: Ctx, _csrf: Csrf
) -> Response:
    """Withdraw all that came from a sheet, at most some thousands at once. Raises NotFound."""
    page = await build_sheet_withdrawal(ctx, member, batch_id, language=language_of(request))
    reason, problems = await _read_answers(request)
    if page.count and problems:
        return _refuse(request, page, reason, problems)
    is_complete = not page.count
    for _ in range(MOST_ROUNDS):
        if is_complete:
            break
        _, is_complete = await revoke_batch(ctx, member, batch_id, reason=RevocationReason(reason))
    return RedirectResponse(page.action, HTTPStatus.SEE_OTHER)


def _refuse(
    request: Request, page: WithdrawPage, reason: str, problems: tuple[FieldProblem, ...]
) -> HTMLResponse:
    again = replace(page, reason=reason, problems=problems)
    return render(request, "issuing/withdraw.html", status_code=HTTPStatus.BAD_REQUEST, page=again)


async def _read_answers(request: Request) -> tuple[str, tuple[FieldProblem, ...]]:
    form, language = await request.form(), language_of(request)
    reason, problems = str(form.get("reason", ""))[:40], []
    if reason not in {choice.value for choice in WITHDRAWALS}:
        problems.append(FieldProblem("reason", translate(_REASON, language)))
    if not form.get("sure"):
        problems.append(FieldProblem("sure", translate(_SURE, language)))
    return reason, tuple(problems)


def _read_ids(values: list[str]) -> list[UUID]:
    """The ids in a form; what is none is left out."""
    found = []
    for value in values[:MOST_AT_ONCE]:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
    return found
