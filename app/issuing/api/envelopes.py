"""JSON routes: the same credential in other formats, each an envelope with a status of its own."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Response

from app.issuing.answers import next_cursor
from app.issuing.api.guards import GUARDED, ISSUE_ERRORS, ORGANISATION, CanIssue, CanRead
from app.issuing.envelope_schemas import (
    EnvelopeBody,
    EnvelopeSummaryView,
    EnvelopeView,
    envelope_summary_view,
    envelope_view,
)
from app.issuing.envelopes import create_envelope, list_envelopes, load_envelope
from app.issuing.errors import CredentialAlreadyRevoked
from app.platform.logging import log
from app.platform.pagination import read_place
from app.trust.errors import NoSigningKey
from app.web.dependencies import Ctx, IdempotencyKey, PageQuery
from app.web.problems import problems
from app.web.replays import REPLAYED
from app.web.routing import Router
from app.web.schemas import PageView

ENVELOPES = f"{ORGANISATION}/credentials/{{credentialId}}/envelopes"
CredentialId = Annotated[UUID, Path(alias="credentialId")]
EnvelopeId = Annotated[UUID, Path(alias="envelopeId")]
router = Router(refusal_event="issue.denied")


@router.post(
    ENVELOPES,
    status_code=201,
    operation_id="createEnvelope",
    tags=["Credentials"],
    responses=problems(*ISSUE_ERRORS, CredentialAlreadyRevoked, NoSigningKey),
)
async def post_envelope(
    body: EnvelopeBody,
    ctx: Ctx,
    issuer: CanIssue,
    credential_id: CredentialId,
    key: IdempotencyKey,
    response: Response,
) -> EnvelopeView:
    """Give a credential in another format too. What happens to the credential happens to all of them."""
    issued = await create_envelope(ctx, issuer, body.to_request(f"envelope/{key}", credential_id))
    if issued.is_replay:
        log.info("issue.replay", credential_id=str(credential_id))
        response.headers[REPLAYED] = "true"
    return envelope_view(issued, ctx.settings.public_url)


@router.get(ENVELOPES, operation_id="listEnvelopes", tags=["Credentials"], responses=problems(*GUARDED))
async def get_envelopes(
    ctx: Ctx, issuer: CanRead, credential_id: CredentialId, page: PageQuery
) -> PageView[EnvelopeSummaryView]:
    """List in which other formats a credential was given, newest first."""
    async with ctx.database.transaction(organisation_id=issuer.organisation_id) as session:
        found = await list_envelopes(
            session, issuer.organisation_id, credential_id, limit=page.limit + 1, before=read_place(page)
        )
    return PageView[EnvelopeSummaryView](
        items=[envelope_summary_view(item, ctx.settings.public_url) for item in found[: page.limit]],
        next_cursor=next_cursor([(item.created_at, item.id) for item in found], page.limit),
    )


@router.get(
    f"{ENVELOPES}/{{envelopeId}}",
    operation_id="getEnvelope",
    tags=["Credentials"],
    responses=problems(*GUARDED),
)
async def get_envelope(
    ctx: Ctx, issuer: CanRead, credential_id: CredentialId, envelope_id: EnvelopeId
) -> EnvelopeView:
    """Read one other form of a credential, and its text."""
    async with ctx.database.transaction(organisation_id=issuer.organisation_id) as session:
        issued = await load_envelope(ctx, session, issuer.organisation_id, credential_id, envelope_id)
    return envelope_view(issued, ctx.settings.public_url)
