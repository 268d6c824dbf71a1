"""JSON routes of a worker's own dossiers: open, claim, prove, stop, appeal. Another worker's is not there."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Final, TypeVar
from uuid import UUID

from fastapi import Path, Query, Request, Response
from pydantic import BaseModel

from app.assessing.claims import add_claim
from app.assessing.errors import ClaimExists, DossierClosed, NotInThisState
from app.assessing.file_errors import (
    DossierFull,
    FileDamaged,
    FileTooLarge,
    FileTypeRefused,
    FileUnreadable,
    FileUnsafe,
)
from app.assessing.file_schemas import EvidenceFileView, evidence_file_view
from app.assessing.uploads import store_file
from app.assessing.withdraw import withdraw_dossier
from app.holding.dependencies import CurrentHolder
from app.holding.dossier_schemas import (
    OfferView,
    OwnClaimBody,
    OwnClaimView,
    OwnDossierBody,
    OwnDossierView,
    offer_view,
    own_claim_view,
    own_dossier_view,
)
from app.holding.own_claims import (
    load_own_file_owner,
    remove_own_evidence,
    show_own_claim,
)
from app.holding.own_dossiers import (
    ACTOR,
    enter_own,
    find_offer,
    list_own_dossiers,
    load_own_dossier,
    open_own_dossier,
    own_dossier,
    read_own,
)
from app.holding.passport import load_data_key
from app.platform.database import Session, enter
from app.platform.errors import InvalidInput, NotFound, TooMany, Unauthenticated, UnsupportedMediaType
from app.web.dependencies import Ctx, IdempotencyKey, Now
from app.web.problems import problems
from app.web.replays import REPLAY_ERRORS, Order, answer_once
from app.web.routing import Router
from app.web.schemas import PageView

router = Router(prefix="/v1/passport", tags=["passport"])
DossierId = Annotated[UUID, Path(alias="dossierId")]
ClaimId = Annotated[UUID, Path(alias="claimId")]
GUARDED: Final = (InvalidInput, NotFound, Unauthenticated)
FILE_TYPE: Final = "application/octet-stream"
FILE_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {FILE_TYPE: {"schema": {"type": "string", "format": "binary"}}},
    }
}
V = TypeVar("V", bound=BaseModel)


async def once(
    ctx: Ctx,
    order: Order,
    make: Callable[[Session], Awaitable[V]],
    view: type[V],
    response: Response,
    now: Now,
) -> V:
    """Once for each key, in one transaction that begins and ends as the holder's."""
    async with ctx.database.transaction(holder_id=order.owner) as session:

        async def act() -> V:
            made = await make(session)
            await enter(session, holder_id=order.owner)
            return made

        sealer = await load_data_key(ctx, session, order.owner)
        return await answer_once(session, order, act, view=view, sealer=sealer, response=response, now=now)


@router.get(
    "/offered-skill-sets",
    operation_id="listOfferedSkillSets",
    summary="See what a partnership looks at",
    responses=problems(*GUARDED),
)
async def get_offer(
    partnership: Annotated[str, Query(max_length=63, examples=["regio-zwolle"])],
    ctx: Ctx,
    holder: CurrentHolder,
) -> OfferView:
    """The skill sets in force, and what is asked of a worker whom the partnership does not know."""
    return offer_view(await find_offer(ctx, holder, partnership))


@router.post(
    "/dossiers",
    status_code=201,
    operation_id="openOwnDossier",
    summary="Begin to show what one can do",
    responses=problems(InvalidInput, TooMany, Unauthenticated, *REPLAY_ERRORS),
)
async def post_dossier(
    body: OwnDossierBody, ctx: Ctx, holder: CurrentHolder, now: Now, key: IdempotencyKey, response: Response
) -> OwnDossierView:
    """One at a time for a skill set, and ten a day. The partnership sees it at once."""

    async def make(session: Session) -> OwnDossierView:
        opened = await open_own_dossier(
            ctx,
            session,
            holder,
            body.partnership,
            body.skill_set_id,
            name=body.name,
            language=body.language,
            is_sixteen_or_older=body.is_sixteen_or_older,
        )
        return own_dossier_view(opened)

    return await once(ctx, Order(holder, "openOwnDossier", key, body), make, OwnDossierView, response, now)


@router.get(
    "/dossiers",
    operation_id="listOwnDossiers",
    summary="List the own dossiers",
    responses=problems(Unauthenticated),
)
async def get_dossiers(ctx: Ctx, holder: CurrentHolder) -> PageView[OwnDossierView]:
    """The newest first, at every partnership, all of them."""
    found = await list_own_dossiers(ctx, holder)
    return PageView(items=[own_dossier_view(one) for one in found], next_cursor=None)


@router.get(
    "/dossiers/{dossierId}",
    operation_id="getOwnDossier",
    summary="Read an own dossier",
    responses=problems(*GUARDED),
)
async def get_dossier(ctx: Ctx, holder: CurrentHolder, dossier_id: DossierId) -> OwnDossierView:
    """With what was decided: a not-yet is told here, and to nobody outside the dossier."""
    return own_dossier_view(await load_own_dossier(ctx, holder, dossier_id))


@router.post(
    "/dossiers/{dossierId}/claims",
    status_code=201,
    operation_id="addOwnClaim",
    summary="Say which skill one masters",
    responses=problems(*GUARDED, DossierClosed, ClaimExists, *REPLAY_ERRORS),
)
async def post_claim(
    body: OwnClaimBody,
    ctx: Ctx,
    holder: CurrentHolder,
    now: Now,
    dossier_id: DossierId,
    key: IdempotencyKey,
    response: Response,
) -> OwnClaimView:
    """The words are read by who judges, and are no evidence."""

    async def make(session: Session) -> OwnClaimView:
        issuer = await enter_own(session, holder, dossier_id)
        claim = await add_claim(
            ctx,
            session,
            issuer,
            dossier_id,
            achievement_id=body.achievement_id,
            level_asked=body.level_asked,
            words=body.words,
        )
        return own_claim_view(await show_own_claim(ctx, session, issuer, dossier_id, claim.id))

    order = Order(holder, "addOwnClaim", key, body, dossier_id)
    return await once(ctx, order, make, OwnClaimView, response, now)


@router.post(
    "/dossiers/{dossierId}/files",
    status_code=201,
    operation_id="sendOwnFile",
    summary="Send a file to an own dossier",
    responses=problems(
        *GUARDED,
        TooMany,
        DossierClosed,
        DossierFull,
        FileDamaged,
        FileTooLarge,
        FileTypeRefused,
        FileUnsafe,
        FileUnreadable,
        UnsupportedMediaType,
    ),
    openapi_extra=FILE_BODY,
)
async def post_file(
    ctx: Ctx, holder: CurrentHolder, request: Request, dossier_id: DossierId
) -> EvidenceFileView:
    """A photo, film, sound or PDF, in one go: examined, sealed and kept as one that the partnership sends.

    Raises UnsupportedMediaType for what is announced as something else; the content itself decides later.
    """
    _, owner = await load_own_file_owner(ctx, holder, dossier_id)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FILE_TYPE:
        raise UnsupportedMediaType(f"Send {FILE_TYPE}.")
    return evidence_file_view(await store_file(ctx, owner, actor=ACTOR, stream=request.stream()))


@router.delete(
    "/dossiers/{dossierId}/evidence/{evidenceId}",
    status_code=204,
    operation_id="removeOwnEvidence",
    summary="Take own evidence back",
    responses=problems(*GUARDED, DossierClosed, NotInThisState),
)
async def delete_evidence(
    ctx: Ctx,
    holder: CurrentHolder,
    dossier_id: DossierId,
    evidence_id: Annotated[UUID, Path(alias="evidenceId")],
) -> None:
    """Gone at once, with its file; what was judged stays as it is."""
    await remove_own_evidence(ctx, holder, dossier_id, evidence_id)


@router.post(
    "/dossiers/{dossierId}/_withdraw",
    operation_id="withdrawOwnDossier",
    summary="Stop an own dossier",
    responses=problems(*GUARDED, DossierClosed),
)
async def post_withdrawal(ctx: Ctx, holder: CurrentHolder, dossier_id: DossierId) -> OwnDossierView:
    """For ever: evidence, words and judgements go at once, credentials that were issued stay."""
    async with own_dossier(ctx, holder, dossier_id) as (session, issuer):
        await withdraw_dossier(ctx, session, issuer, dossier_id)
        return own_dossier_view(await read_own(ctx, session, issuer.organisation_id, dossier_id))
