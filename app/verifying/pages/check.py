"""The page on which anybody verifies a code, a file or a text: no account, no cookie, and nothing is kept."""

from http import HTTPStatus
from typing import Final

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.page_models import FieldProblem
from app.holding.dependencies import phrasebook_of
from app.platform.errors import InvalidInput
from app.verifying.card_brands import with_brands
from app.verifying.cards import build_card
from app.verifying.check import MOST_BYTES, BroughtNothing, BroughtReceipt, check_content
from app.verifying.check_page_models import CheckForm
from app.verifying.checked_page import build_checked_page
from app.verifying.limits import count_anonymous
from app.verifying.pages.answers import PRIVATE_HEADERS, give_receipt
from app.verifying.receipt_lines import build_receipt_page
from app.verifying.receipts import make_receipt, read_receipt
from app.verifying.share_addresses import read_share_secret
from app.verifying.wording import CHECK_PROBLEMS
from app.web.dependencies import Ctx, client_address
from app.web.middleware import SCRIPT_POLICY
from app.web.rendering import render
from app.web.routing import PageRouter
from app.web.upload_forms import read_upload_form

MOST_TEXT_BYTES: Final = 1024 * 1024
_FORM_BYTES: Final = 16 * 1024
_codes = PageRouter()
_texts = PageRouter(body_limit=3 * MOST_TEXT_BYTES)  # a form writes some signs as three
_files = PageRouter(body_limit=MOST_BYTES + _FORM_BYTES)
pages = (_codes, _texts, _files)
# The script reads a QR code with the camera, when the visitor asks for it.
_HEADERS: Final = {
    "Content-Security-Policy": SCRIPT_POLICY,
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
}


@_codes.api_route("/check", methods=["GET", "HEAD"])
async def get_check(request: Request) -> HTMLResponse:
    """Asks for a code, a file or a text."""
    return _show(request, CheckForm())


@_codes.get("/check/{kind}")
async def get_answer(kind: str) -> Response:
    """Answers are not kept, so whoever comes back to one asks again."""
    return RedirectResponse("/check", status_code=HTTPStatus.SEE_OTHER)


@_codes.post("/check/code")
async def post_code(request: Request, ctx: Ctx) -> Response:
    """Leads to the page of a code or link. A typing error is told without looking anything up."""
    code = await _field(request, "code")
    secret = read_share_secret(code, public_url=ctx.settings.public_url)
    if secret is None:
        return _refuse(request, "code", CheckForm(code=code[:200]))
    return RedirectResponse(f"/s/{secret}", HTTPStatus.SEE_OTHER, headers=PRIVATE_HEADERS)


@_texts.post("/check/text")
async def post_text(request: Request, ctx: Ctx) -> Response:
    """Verifies what was pasted; the address of a share page leads there."""
    text = (await _field(request, "text")).strip()
    secret = read_share_secret(text, public_url=ctx.settings.public_url)
    if secret is not None:
        return RedirectResponse(f"/s/{secret}", HTTPStatus.SEE_OTHER, headers=PRIVATE_HEADERS)
    if not text:
        return _refuse(request, "text", CheckForm())
    return await _answer(request, ctx, text.encode("utf-8", "surrogatepass"))


@_files.post("/check/file")
async def post_file(request: Request, ctx: Ctx) -> Response:
    """Verifies a file, read in memory only. Raises PayloadTooLarge."""
    sent = await read_upload_form(request.stream(), request.headers.get("content-type", ""))
    content = b"".join([piece async for piece in sent.content]) if sent.content else b""
    if not content:
        return _refuse(request, "file", CheckForm())
    return await _answer(request, ctx, content)


@_texts.post("/check/receipt")
async def post_receipt(request: Request, ctx: Ctx) -> Response:
    """Gives the receipt of a page of ours as a file: the signed text, or on paper. Raises InvalidInput."""
    count_anonymous(ctx, client_address(request))
    receipt = await read_receipt(ctx, (await _field(request, "receipt")).strip())
    if receipt is None:
        raise InvalidInput("This is no receipt of this service.")
    return await give_receipt(request, ctx, receipt, kind=await _field(request, "as"))


async def _answer(request: Request, ctx: Ctx, content: bytes) -> HTMLResponse:
    found, phrasebook = await check_content(ctx, content, client_address(request)), phrasebook_of(request)
    if isinstance(found, BroughtNothing):
        return _refuse(request, "file", CheckForm(), "archive" if found.is_archive else "other-file")
    if isinstance(found, BroughtReceipt):
        told = build_receipt_page(found.receipt, phrasebook, ctx.settings.public_url)
        return render(request, "verifying/receipt.html", headers=PRIVATE_HEADERS, page=told)
    cards = [build_card(judgement, phrasebook, ctx.settings) for judgement in found.judgements]
    receipt = await make_receipt(ctx, found, phrasebook)
    page = build_checked_page(found, await with_brands(ctx, cards), receipt, phrasebook)
    return render(request, "verifying/checked.html", headers=PRIVATE_HEADERS, page=page)


async def _field(request: Request, name: str) -> str:
    value = (await request.form()).get(name)
    return value if isinstance(value, str) else ""


def _refuse(request: Request, field: str, form: CheckForm, problem: str | None = None) -> HTMLResponse:
    say = phrasebook_of(request).translate
    problems = (FieldProblem(field, say(CHECK_PROBLEMS[problem or field])),)
    return _show(request, CheckForm(problems, form.code, form.text), HTTPStatus.BAD_REQUEST)


def _show(request: Request, form: CheckForm, status: int = HTTPStatus.OK) -> HTMLResponse:
    return render(request, "verifying/check.html", status_code=status, headers=_HEADERS, page=form)
