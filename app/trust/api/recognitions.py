"""JSON routes of a partnership that recognises others: draft, confirm by a second person, withdraw."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Path, Response

from app.accounts.dependencies import require
from app.accounts.errors import FourEyesNeeded
from app.accounts.permissions import Issuer, Scope
from app.platform.database import enter
from app.platform.errors import Forbidden, InvalidInput, NotFound, TooMany, Unauthenticated
from app.trust.errors import EndorsementRefused, IssuerNotActive, NoSigningKey, RecognitionDecided
from app.trust.identity import issuer_did
from app.trust.recognise import confirm_recognition, draft_recognition, list_drafts, withdraw_recognition
from app.trust.recognition_schemas import (
    OwnRecognitionsView,
    RecognitionBody,
    RecognitionDraftView,
    RecognitionView,
    WithdrawnView,
    draft_view,
    recognition_view,
)
from app.trust.register import list_recognition_page
from app.web.dependencies import Ctx, Db, IdempotencyKey, Now, PageQuery
from app.web.problems import problems
from app.web.replays import REPLAY_ERRORS, Order, answer_once
from app.web.routing import Router

router = Router(prefix="/v1/organisations/{organisationId}/recognitions", tags=["Recognitions"])

GUARDED: Final = (Unauthenticated, Forbidden, NotFound, InvalidInput, TooMany)
RecognitionId = Annotated[UUID, Path(alias="recognitionId")]
CanManage = Annotated[Issuer, Depends(require(Scope.RECOGNITIONS_MANAGE))]


@router.get("", operation_id="listOwnRecognitions", responses=problems(*GUARDED))
async def get_recognitions(
    issuer: CanManage, ctx: Ctx, db: Db, page: PageQuery, now: Now
) -> OwnRecognitionsView:
    """List what waits for a second person, and whom your partnership recognises or recognised."""
    await enter(db, organisation_id=issuer.organisation_id)
    did = issuer_did(ctx.settings, issuer.slug)
    found = await list_recognition_page(db, page=page, recogniser_did=did)
    return OwnRecognitionsView(
        drafts=[draft_view(draft) for draft in await list_drafts(db, issuer.organisation_id)],
        items=[recognition_view(one, now) for one in found.items],
        next_cursor=found.next_cursor,
    )


@router.post(
    "", status_code=201, operation_id="draftRecognition", responses=problems(*GUARDED, *REPLAY_ERRORS)
)
async def post_recognition(
    body: RecognitionBody,
    ctx: Ctx,
    issuer: CanManage,
    db: Db,
    now: Now,
    key: IdempotencyKey,
    response: Response,
) -> RecognitionDraftView:
    """Draft the recognition of another issuer; it counts when another person or key confirms it."""

    async def make() -> RecognitionDraftView:
        return draft_view(await draft_recognition(ctx, db, issuer, body.to_request()))

    await enter(db, organisation_id=issuer.organisation_id)
    order = Order(issuer.organisation_id, "draftRecognition", key, body)
    return await answer_once(
        db, order, make, view=RecognitionDraftView, sealer=ctx.vault, response=response, now=now
    )


@router.post(
    "/{recognitionId}/_confirm",
    operation_id="confirmRecognition",
    responses=problems(
        *GUARDED, FourEyesNeeded, RecognitionDecided, IssuerNotActive, EndorsementRefused, NoSigningKey
    ),
)
async def post_confirmation(
    ctx: Ctx, issuer: CanManage, db: Db, recognition_id: RecognitionId, now: Now
) -> RecognitionView:
    """Sign the draft of somebody else in the name of your partnership, for everybody to see."""
    await enter(db, organisation_id=issuer.organisation_id)
    return recognition_view(await confirm_recognition(ctx, db, issuer, recognition_id), now)


@router.post("/{recognitionId}/_withdraw", operation_id="withdrawRecognition", responses=problems(*GUARDED))
async def post_withdrawal(
    ctx: Ctx, issuer: CanManage, db: Db, recognition_id: RecognitionId, now: Now
) -> WithdrawnView:
    """End a recognition now, or discard a draft. It stays in the register; again changes nothing."""
    await enter(db, organisation_id=issuer.organisation_id)
    found = await withdraw_recognition(ctx, db, issuer, recognition_id)
    return WithdrawnView(recognition=None if found is None else recognition_view(found, now))
