"""Turns what the issuing room knows into what its routes answer."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from app.credentials.model import Alignment
from app.issuing.batch_schemas import (
    BatchItemView,
    CredentialBatchDetailView,
    CredentialBatchView,
    ItemErrorView,
    RowErrorView,
)
from app.issuing.batches import Batch
from app.issuing.claims import ClaimLink
from app.issuing.complete import Outcome
from app.issuing.documents import AchievementSnapshot, achievement_url
from app.issuing.issuances import Issuance, IssuedCredential
from app.issuing.ledger import CredentialState
from app.issuing.reserve import Refused
from app.issuing.revoke_many import Revocation
from app.issuing.schemas import (
    AchievementView,
    AlignmentView,
    ClaimLinkView,
    CredentialDetailView,
    CredentialStateView,
    CredentialSummaryView,
    CredentialView,
    RevocationsView,
    RevocationView,
    StatusEntryView,
    TextByLanguageView,
)
from app.platform.errors import FieldError
from app.platform.pagination import Page, decode_cursor, encode_cursor, encode_place, foreign_cursor


def next_cursor(rows: Sequence[tuple[datetime, UUID]], limit: int) -> str | None:
    """The cursor after a page that was asked for one row more than its limit."""
    if len(rows) <= limit:
        return None
    return encode_place(*rows[limit - 1])


def after_of(page: Page) -> tuple[int, int]:
    """Where a page of row errors goes on. Raises InvalidInput for a foreign cursor."""
    if page.cursor is None:
        return (0, -1)
    row, position = decode_cursor(page.cursor, 2)
    try:
        return int(row), int(position)
    except ValueError as error:
        raise foreign_cursor() from error


def achievement_view(snapshot: AchievementSnapshot, public_url: str) -> AchievementView:
    return AchievementView(
        id=snapshot.id,
        version=snapshot.version,
        code=snapshot.code,
        url=achievement_url(public_url, snapshot.id, snapshot.version),
        name=TextByLanguageView(**snapshot.name),
        description=TextByLanguageView(**snapshot.description),
        criteria=[TextByLanguageView(**criterion) for criterion in snapshot.criteria],
        skill_id=snapshot.skill_id,
        alignments=[_alignment_view(alignment) for alignment in snapshot.alignments],
        created_at=snapshot.created_at,
        skill_set_id=snapshot.skill_set_id,
        validity_months=snapshot.validity_months,
    )


def _alignment_view(alignment: Alignment) -> AlignmentView:
    marks = {"layer": None, "language": None, "match_type": None, "is_own_term": False}
    return AlignmentView(**(marks | asdict(alignment)))


def _status_entry(issuance: Issuance, public_url: str) -> StatusEntryView:
    return StatusEntryView(list_url=issuance.status_list_url(public_url), index=issuance.status_index)


def credential_view(issued: IssuedCredential, public_url: str) -> CredentialView:
    issuance = issued.issuance
    return CredentialView(
        id=issuance.id,
        credential=issued.secured.text,
        format=issuance.format,
        recipient_id=issuance.recipient_id,
        achievement_id=issuance.achievement_id,
        achievement_version=issuance.achievement_version,
        level=issuance.level,
        issued_at=issuance.issued_at,
        valid_from=issuance.valid_from,
        valid_until=issuance.valid_until,
        status=_status_entry(issuance, public_url),
    )


def credential_summary_view(
    issuance: Issuance, state: CredentialState, public_url: str
) -> CredentialSummaryView:
    return CredentialSummaryView(
        id=issuance.id,
        format=issuance.format,
        recipient_id=issuance.recipient_id,
        achievement_id=issuance.achievement_id,
        achievement_version=issuance.achievement_version,
        level=issuance.level,
        issued_at=issuance.issued_at,
        valid_from=issuance.valid_from,
        valid_until=issuance.valid_until,
        batch_id=issuance.batch_id,
        status=_status_entry(issuance, public_url),
        state=state.state,
        state_reason=state.reason,
        state_since_at=state.since,
    )


def credential_detail_view(
    issued: IssuedCredential, state: CredentialState, public_url: str
) -> CredentialDetailView:
    summary = credential_summary_view(issued.issuance, state, public_url)
    return CredentialDetailView(**dict(summary), credential=issued.secured.text)


def state_view(credential_id: UUID, state: CredentialState) -> CredentialStateView:
    return CredentialStateView(
        id=credential_id, state=state.state, state_reason=state.reason, state_since_at=state.since
    )


def batch_address(organisation_id: UUID, batch_id: UUID) -> str:
    """Where a batch is read."""
    return f"/v1/organisations/{organisation_id}/credential-batches/{batch_id}"


def batch_view(batch: Batch) -> CredentialBatchView:
    return CredentialBatchView.model_validate(batch, from_attributes=True)


def batch_detail_view(
    batch: Batch, errors: Sequence[Mapping[str, Any]], limit: int
) -> CredentialBatchDetailView:
    """The batch with a page of row errors, of which one more than the limit was asked."""
    shown = errors[:limit]
    cursor = None
    if len(errors) > limit:
        cursor = encode_cursor(str(shown[-1]["row"]), str(shown[-1]["position"]))
    return CredentialBatchDetailView(
        **dict(batch_view(batch)),
        errors=[RowErrorView.model_validate(error) for error in shown],
        next_cursor=cursor,
    )


def item_view(
    index: int, outcome: Outcome | None, faults: Sequence[FieldError], public_url: str
) -> BatchItemView:
    """What became of one item: its credential, the faults of its form, or why it was refused."""
    if isinstance(outcome, IssuedCredential):
        return BatchItemView(index=index, credential=credential_view(outcome, public_url), errors=[])
    errors = list(faults)
    if isinstance(outcome, Refused):
        error = outcome.error
        errors += error.errors or [FieldError("", error.slug.replace("-", "_"), error.title)]
    return BatchItemView(
        index=index,
        credential=None,
        errors=[
            ItemErrorView(pointer=error.pointer, code=error.code, detail=error.detail) for error in errors
        ],
    )


def claim_link_view(link: ClaimLink, secret: str, public_url: str) -> ClaimLinkView:
    """A claim link as it is made, with its secret."""
    return ClaimLinkView(
        id=link.id,
        recipient_id=link.recipient_id,
        url=f"{public_url}/claim/{secret}",
        claim_code=secret,
        created_at=link.created_at,
        expires_at=link.expires_at,
    )


def revocations_view(revocations: Sequence[Revocation], *, is_complete: bool) -> RevocationsView:
    """What became of each credential, as the API answers it."""
    items = [_revocation_view(revocation) for revocation in revocations]
    failed = sum(1 for item in items if item.code is not None)
    return RevocationsView(
        revoked_count=len(items) - failed, failed_count=failed, is_complete=is_complete, items=items
    )


def _revocation_view(revocation: Revocation) -> RevocationView:
    state, error = revocation.state, revocation.error
    return RevocationView(
        id=revocation.credential_id,
        state=state.state if state else None,
        state_reason=state.reason if state else None,
        state_since_at=state.since if state else None,
        code=error.slug.replace("-", "_") if error else None,
        detail=(str(error) or error.title) if error else None,
    )
