"""JSON routes: recipients, who did not collect yet, mail to them, and what happened on the way."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Path, Query, Response

from app.accounts.dependencies import require
from app.accounts.permissions import Issuer, Scope
from app.issuing.answers import next_cursor
from app.issuing.api.guards import GUARDED, ORGANISATION, CanIssue, CanRead
from app.issuing.claim_letters import make_claim_letter
from app.issuing.claim_mails import resend_claim_mail
from app.issuing.deliveries import list_recipients, list_timeline, load_recipient
from app.issuing.delivery_schemas import (
    ClaimMailBody,
    DeliveryEventView,
    LetterBody,
    LetterView,
    RecipientDetailView,
    RecipientView,
    event_view,
    letter_view,
    recipient_detail_view,
    recipient_view,
)
from app.issuing.erase import erase_at_organisation
from app.platform.database import enter
from app.platform.errors import Erased
from app.platform.mail import InvalidEmail
from app.platform.pagination import read_place
from app.web.dependencies import Ctx, Db, IdempotencyKey, Now, PageQuery
from app.web.problems import problems
from app.web.replays import REPLAY_ERRORS, Order, answer_once
from app.web.routing import Router
from app.web.schemas import PageView

RecipientId = Annotated[UUID, Path(alias="recipientId")]
CanErase = Annotated[Issuer, Depends(require(Scope.RECIPIENTS_ERASE))]
router = Router(refusal_event="mail.denied")


@router.get(
    f"{ORGANISATION}/recipients",
    operation_id="listRecipients",
    tags=["Recipients"],
    responses=problems(*GUARDED),
)
async def get_recipients(
    ctx: Ctx,
    issuer: CanRead,
    page: PageQuery,
    is_collected: Annotated[bool | None, Query(alias="isCollected")] = None,
    delivery: Annotated[
        Literal["none", "queued", "sent", "failed", "bounced"] | None,
        Query(description="How the last mail fared."),
    ] = None,
) -> PageView[RecipientView]:
    """List recipients, newest first; `isCollected=false` gives those who did not collect yet."""
    async with ctx.database.transaction(organisation_id=issuer.organisation_id) as session:
        found = await list_recipients(
            ctx,
            session,
            issuer.organisation_id,
            limit=page.limit + 1,
            before=read_place(page),
            is_collected=is_collected,
            delivery=delivery,
        )
    return PageView[RecipientView](
        items=[recipient_view(overview) for overview in found[: page.limit]],
        next_cursor=next_cursor([(overview.created_at, overview.id) for overview in found], page.limit),
    )


@router.get(
    f"{ORGANISATION}/recipients/{{recipientId}}",
    operation_id="getRecipient",
    tags=["Recipients"],
    responses=problems(*GUARDED),
)
async def get_recipient(ctx: Ctx, issuer: CanRead, recipient_id: RecipientId) -> RecipientDetailView:
    """Read a recipient, with the address that mail goes to."""
    async with ctx.database.transaction(organisation_id=issuer.organisation_id) as session:
        return recipient_detail_view(await load_recipient(ctx, session, issuer.organisation_id, recipient_id))


@router.get(
    f"{ORGANISATION}/recipients/{{recipientId}}/timeline",
    operation_id="listDeliveryEvents",
    tags=["Recipients"],
    responses=problems(*GUARDED),
)
async def get_timeline(
    ctx: Ctx, issuer: CanRead, recipient_id: RecipientId, page: PageQuery
) -> PageView[DeliveryEventView]:
    """List what happened on the way to a recipient, newest first: sent, opened, claimed."""
    async with ctx.database.transaction(organisation_id=issuer.organisation_id) as session:
        found = await list_timeline(
            session, issuer.organisation_id, recipient_id, limit=page.limit + 1, before=read_place(page)
        )
    return PageView[DeliveryEventView](
        items=[event_view(event) for event in found[: page.limit]],
        next_cursor=next_cursor([(event.occurred_at, event.id) for event in found], page.limit),
    )


@router.post(
    f"{ORGANISATION}/recipients/{{recipientId}}/claim-mails",
    status_code=201,
    operation_id="createClaimMail",
    tags=["Recipients"],
    responses=problems(*GUARDED, InvalidEmail, Erased, *REPLAY_ERRORS),
)
async def post_claim_mail(
    body: ClaimMailBody,
    ctx: Ctx,
    db: Db,
    now: Now,
    issuer: CanIssue,
    recipient_id: RecipientId,
    key: IdempotencyKey,
    response: Response,
) -> DeliveryEventView:
    """Send the recipient a mail with a new link, to another address when one is given."""

    async def make() -> DeliveryEventView:
        return event_view(
            await resend_claim_mail(ctx, db, issuer, recipient_id, email=body.email, language=body.language)
        )

    await enter(db, organisation_id=issuer.organisation_id)
    order = Order(issuer.organisation_id, "createClaimMail", key, body, recipient_id)
    return await answer_once(
        db, order, make, view=DeliveryEventView, sealer=ctx.vault, response=response, now=now
    )


@router.post(
    f"{ORGANISATION}/recipients/{{recipientId}}/letters",
    status_code=201,
    operation_id="createLetter",
    tags=["Recipients"],
    responses=problems(*GUARDED, Erased, *REPLAY_ERRORS),
)
async def post_letter(
    body: LetterBody,
    ctx: Ctx,
    db: Db,
    now: Now,
    issuer: CanIssue,
    recipient_id: RecipientId,
    key: IdempotencyKey,
    response: Response,
) -> LetterView:
    """Make a letter as PDF with a new link as QR code and a code to type. Only a repeat gives it again."""

    async def make() -> LetterView:
        return letter_view(
            await make_claim_letter(
                ctx, db, issuer, recipient_id, language=body.language, expires_at=body.expires_at
            )
        )

    await enter(db, organisation_id=issuer.organisation_id)
    order = Order(issuer.organisation_id, "createLetter", key, body, recipient_id)
    return await answer_once(db, order, make, view=LetterView, sealer=ctx.vault, response=response, now=now)


@router.post(
    f"{ORGANISATION}/recipients/{{recipientId}}/_erase",
    status_code=204,
    operation_id="eraseRecipient",
    tags=["Recipients"],
    responses=problems(*GUARDED),
)
async def post_erasure(ctx: Ctx, issuer: CanErase, recipient_id: RecipientId) -> None:
    """Destroy all that you know of a recipient, dossiers too. Nothing brings it back; status and digests stay."""
    await erase_at_organisation(ctx, issuer, recipient_id)
