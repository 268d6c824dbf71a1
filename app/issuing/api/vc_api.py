"""JSON routes of the VC-API for issuers; mounted only when the settings say so."""

from typing import Annotated

from fastapi import Depends

from app.accounts.dependencies import require_of_key
from app.accounts.permissions import Issuer, Scope
from app.issuing.errors import ClockUntrusted, Irreversible, IssuerForbidden, LintMismatch, SignerUnavailable
from app.issuing.vc_api import issue_document
from app.issuing.vc_api_documents import to_answer
from app.issuing.vc_api_schemas import VcApiIssueBody, VcApiIssuedView, VcApiStatusBody
from app.issuing.vc_api_status import set_status
from app.platform.errors import Forbidden, InvalidInput, NotFound, TooMany, Unauthenticated
from app.trust.errors import IssuerNotActive, NoSigningKey
from app.web.dependencies import Ctx
from app.web.problems import problems
from app.web.routing import Router

MOST_BYTES = 128 * 1024
_GUARDED = (Unauthenticated, Forbidden, InvalidInput, TooMany)
CanIssue = Annotated[Issuer, Depends(require_of_key(Scope.CREDENTIALS_ISSUE))]
CanRevoke = Annotated[Issuer, Depends(require_of_key(Scope.CREDENTIALS_REVOKE))]
vc_api = Router(prefix="/vc-api", tags=["Issuing"], body_limit=MOST_BYTES, refusal_event="issue.denied")


@vc_api.post(
    "/credentials/issue",
    status_code=201,
    operation_id="issueDocument",
    responses=problems(
        *_GUARDED,
        IssuerForbidden,
        NoSigningKey,
        IssuerNotActive,
        SignerUnavailable,
        LintMismatch,
        ClockUntrusted,
    ),
)
async def post_document(body: VcApiIssueBody, ctx: Ctx, issuer: CanIssue) -> VcApiIssuedView:
    """Sign a credential of any kind. Issuer, id, validFrom and status are filled in where they are absent."""
    secured = await issue_document(ctx, issuer, body.credential, body.options.to_options())
    return VcApiIssuedView(verifiable_credential=to_answer(secured))


@vc_api.post(
    "/credentials/status",
    operation_id="setDocumentStatus",
    responses=problems(*_GUARDED, NotFound, Irreversible),
)
async def post_document_status(body: VcApiStatusBody, ctx: Ctx, issuer: CanRevoke) -> VcApiStatusBody:
    """Revoke, suspend or reinstate every document with this id that was issued here."""
    purpose = body.credential_status.status_purpose
    await set_status(ctx, issuer, body.credential_id, purpose=purpose, is_set=body.status)
    return body
