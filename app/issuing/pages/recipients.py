"""Pages of a coordinator: who has credentials, how they got there, and sending them again."""

from http import HTTPStatus
from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import Depends, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.dependencies import require_member
from app.accounts.page_models import FieldProblem
from app.accounts.permissions import Issuer, Scope
from app.issuing.claim_letters import make_claim_letter
from app.issuing.claim_mails import resend_claim_mail
from app.issuing.claims import create_claim_link
from app.issuing.deliveries import find_recipient_by_reference, load_recipient
from app.issuing.recipient_pages import (
    NewCodePage,
    build_recipient,
    build_recipient_list,
    recipients_address,
)
from app.platform.errors import InvalidInput
from app.platform.mail import read_address
from app.platform.pagination import Page
from app.web.csrf import Csrf
from app.web.dependencies import Ctx
from app.web.marking import N_
from app.web.rendering import language_of, render
from app.web.routing import PageRouter
from app.web.translations import translate

pages = PageRouter(prefix="/desk/{slug}/recipients")

Reader = Annotated[Issuer, Depends(require_member(Scope.CREDENTIALS_READ))]
Sender = Annotated[Issuer, Depends(require_member(Scope.CREDENTIALS_ISSUE))]
RecipientId = Annotated[UUID, Path(alias="recipientId")]
_NOT_THERE: Final = N_("Wij kennen dit nummer niet. Kijk het na.")
_WRONG_ADDRESS: Final = N_("Vul 1 mailadres in, zoals naam@voorbeeld.nl.")
_ONCE: Final = {"Cache-Control": "no-store"}


@pages.get("")
async def get_recipients(
    request: Request,
    member: Reader,
    ctx: Ctx,
    show: Literal["all", "waiting", "bounced"] = "all",
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> HTMLResponse:
    """People with credentials, newest first. Raises InvalidInput for a broken cursor."""
    page = await build_recipient_list(ctx, member, Page(cursor=cursor), shows=show)
    return render(request, "issuing/recipients.html", page=page)


@pages.post("/find")
async def post_find(request: Request, member: Reader, ctx: Ctx, _csrf: Csrf) -> Response:
    """Lead to the person with this number; the number is in no address."""
    reference = str((await request.form()).get("reference", "")).strip()[:200]
    async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
        found = await find_recipient_by_reference(ctx, session, member.organisation_id, reference)
    if found is not None:
        return RedirectResponse(f"{recipients_address(member)}/{found}", HTTPStatus.SEE_OTHER)
    wrong = FieldProblem("reference", translate(_NOT_THERE, language_of(request)))
    page = await build_recipient_list(
        ctx, member, Page(), shows="all", reference=reference, problems=(wrong,)
    )
    return render(request, "issuing/recipients.html", status_code=HTTPStatus.BAD_REQUEST, page=page)


@pages.get("/{recipientId}")
async def get_recipient(
    request: Request, member: Reader, recipient_id: RecipientId, ctx: Ctx
) -> HTMLResponse:
    """One person: what was given, and what happened on the way. Raises NotFound."""
    page = await build_recipient(ctx, member, recipient_id, language=language_of(request))
    return render(request, "issuing/recipient.html", page=page)


@pages.post("/{recipientId}/mail")
async def post_mail(
    request: Request, member: Sender, recipient_id: RecipientId, ctx: Ctx, _csrf: Csrf
) -> Response:
    """Send a new link, to another address when one was filled in. Raises NotFound, TooMany."""
    email = str((await request.form()).get("email", "")).strip()[:254]
    organisation_id = member.organisation_id
    try:
        wanted = read_address(email)
        async with ctx.database.transaction(organisation_id=organisation_id) as session:
            known = await load_recipient(ctx, session, organisation_id, recipient_id)
            other = None if wanted == known.email else wanted
            await resend_claim_mail(ctx, session, member, recipient_id, email=other)
    except InvalidInput:
        wrong = FieldProblem("email", translate(_WRONG_ADDRESS, language_of(request)))
        page = await build_recipient(
            ctx, member, recipient_id, language=language_of(request), email=email, problems=(wrong,)
        )
        return render(request, "issuing/recipient.html", status_code=HTTPStatus.BAD_REQUEST, page=page)
    return RedirectResponse(f"{recipients_address(member)}/{recipient_id}", HTTPStatus.SEE_OTHER)


@pages.post("/{recipientId}/code")
async def post_code(
    request: Request, member: Sender, recipient_id: RecipientId, ctx: Ctx, _csrf: Csrf
) -> HTMLResponse:
    """Make a code to type, and show it once. Raises NotFound."""
    link, code = await create_claim_link(ctx, member, recipient_id, is_typed=True)
    known = await build_recipient(ctx, member, recipient_id, language=language_of(request))
    page = NewCodePage(known.name, code, f"{ctx.settings.public_url}/claim", link.expires_at, known.address)
    return render(request, "issuing/new_code.html", headers=_ONCE, page=page)


@pages.post("/{recipientId}/letter")
async def post_letter(member: Sender, recipient_id: RecipientId, ctx: Ctx, _csrf: Csrf) -> Response:
    """Make a letter with a code of its own, as PDF. Raises NotFound, InvalidInput."""
    async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
        letter = await make_claim_letter(ctx, session, member, recipient_id)
    headers = {**_ONCE, "Content-Disposition": 'attachment; filename="brief.pdf"'}
    return Response(letter.pdf, media_type="application/pdf", headers=headers)
