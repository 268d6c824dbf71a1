"""The partnership reads what holders say is not right about its credentials, and answers."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from app.accounts.acts import record_act
from app.accounts.permissions import Issuer
from app.holding.dispute_rows import StoredDispute
from app.holding.disputes import Dispute, seal_words, unseal_dispute
from app.holding.errors import DisputeClosed
from app.holding.own_words import read_words
from app.holding.passport import load_data_key, open_credential, read_held
from app.holding.repository.credentials import PassportRepository
from app.holding.repository.disputes import DisputeRepository
from app.issuing.staff_views import CREDENTIAL, note_view
from app.platform.context import Context
from app.platform.errors import FieldError, InvalidInput, NotFound
from app.platform.pagination import Page, Slice, encode_place, read_place

LONGEST_ANSWER: Final = 1000


@dataclass(frozen=True, slots=True)
class ReportedDispute:
    """A dispute with what the credential that it is about says."""

    dispute: Dispute
    title: str
    holder_name: str | None


async def list_reported(
    context: Context, issuer: Issuer, page: Page, *, state: str | None = None
) -> Slice[ReportedDispute]:
    """What is disputed of what this organisation issued, newest first; in one state, or in all.

    Raises InvalidInput on a cursor that is not ours.
    """
    before = read_place(page)
    organisation_id = issuer.organisation_id
    async with context.database.transaction(organisation_id=organisation_id) as session:
        disputes = DisputeRepository(session, organisation_id=organisation_id)
        rows = await disputes.list_newest(limit=page.limit + 1, before=before, state=state)
    shown = rows[: page.limit]
    next_cursor = encode_place(shown[-1].created_at, shown[-1].id) if len(rows) > page.limit else None
    return Slice(items=[await _report(context, row) for row in shown], next_cursor=next_cursor)


async def load_reported(context: Context, issuer: Issuer, dispute_id: UUID) -> ReportedDispute:
    """One of them; that it was looked at is told to the holder. Raises NotFound, also for another's credential."""
    row = await _load(context, issuer, dispute_id)
    await note_view(context, issuer, CREDENTIAL, row.credential_id)
    return await _report(context, row)


async def answer_dispute(context: Context, issuer: Issuer, dispute_id: UUID, answer: str) -> ReportedDispute:
    """Answer in words that the holder reads; once. Raises NotFound, DisputeClosed, InvalidInput."""
    cleaned, faults = read_words(answer, "/answer", longest=LONGEST_ANSWER)
    if not cleaned and not faults:
        faults = [FieldError("/answer", "required", "Write an answer.")]
    if faults:
        raise InvalidInput(errors=faults)
    row = await _load(context, issuer, dispute_id)
    async with context.database.transaction(holder_id=row.holder_id) as session:
        data_key = await load_data_key(context, session, row.holder_id)
    sealed = seal_words(data_key, cleaned, row.holder_id, row.id, "answer")
    await _keep(context, issuer, dispute_id, sealed)
    return await load_reported(context, issuer, dispute_id)


async def _keep(context: Context, issuer: Issuer, dispute_id: UUID, sealed: bytes) -> None:
    now, organisation_id = context.clock.now(), issuer.organisation_id
    async with context.database.transaction(organisation_id=organisation_id) as session:
        disputes = DisputeRepository(session, organisation_id=organisation_id)
        found = await disputes.find(dispute_id, lock=True)
        if found is None or found.state != "open":
            raise DisputeClosed
        await disputes.change(
            dispute_id, state="answered", answer_sealed=sealed, answered_by=issuer.actor, answered_at=now
        )
        await record_act(context, session, issuer, "dispute.answer", f"dispute:{dispute_id}")


async def _load(context: Context, issuer: Issuer, dispute_id: UUID) -> StoredDispute:
    organisation_id = issuer.organisation_id
    async with context.database.transaction(organisation_id=organisation_id) as session:
        found = await DisputeRepository(session, organisation_id=organisation_id).find(dispute_id)
    if found is None:
        raise NotFound
    return found


async def _report(context: Context, row: StoredDispute) -> ReportedDispute:
    """With what the credential says, which this organisation issued itself: nothing else of the passport is read."""
    async with context.database.transaction(holder_id=row.holder_id) as session:
        data_key = await load_data_key(context, session, row.holder_id)
        held = await PassportRepository(session, row.holder_id).find_credential(row.credential_id)
    if held is None:
        raise NotFound
    credential = read_held(open_credential(data_key, row.holder_id, held))
    return ReportedDispute(
        unseal_dispute(data_key, row), credential.achievement.name, credential.subject.name
    )
