"""The holder says what is not right about a credential; who issued it sees that and answers, employers never do."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from app.holding.dispute_rows import DisputeReason, DisputeState, StoredDispute
from app.holding.errors import DisputeClosed, DisputeOpen
from app.holding.own_words import read_words
from app.holding.passport import load_data_key
from app.holding.repository.credentials import PassportRepository
from app.holding.repository.disputes import DisputeRepository
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import InvalidInput, NotFound
from app.platform.logging import log
from app.platform.pagination import Page, Slice, encode_place, read_place
from app.platform.vault import DataKey

LONGEST_WORDS: Final = 500


@dataclass(frozen=True, slots=True)
class Dispute:
    """What is not right, by a reason and in the holder's own words; and the answer, once there is one."""

    id: UUID
    credential_id: UUID
    organisation_id: UUID
    reason: DisputeReason
    words: str | None
    state: DisputeState
    created_at: datetime
    answer: str | None
    answered_at: datetime | None


async def open_dispute(
    context: Context, holder_id: UUID, credential_id: UUID, reason: DisputeReason, words: str = ""
) -> Dispute:
    """Tell the partnership what is not right. Raises NotFound, DisputeOpen, InvalidInput."""
    async with context.database.transaction(holder_id=holder_id) as session:
        return await add_dispute(context, session, holder_id, credential_id, reason, words)


async def add_dispute(
    context: Context,
    session: Session,
    holder_id: UUID,
    credential_id: UUID,
    reason: DisputeReason,
    words: str = "",
) -> Dispute:
    """The same inside the holder's own transaction."""
    cleaned, faults = read_words(words, "/words", longest=LONGEST_WORDS)
    if faults:
        raise InvalidInput(errors=faults)
    held = await PassportRepository(session, holder_id).find_credential(credential_id, lock=True)
    if held is None:
        raise NotFound
    disputes = DisputeRepository(session, holder_id=holder_id)
    latest = await disputes.find_latest(credential_id)
    if latest is not None and latest.state == "open":
        raise DisputeOpen
    data_key = await load_data_key(context, session, holder_id)
    dispute_id = context.randomness.uuid()
    sealed = seal_words(data_key, cleaned, holder_id, dispute_id, "words") if cleaned else None
    now = context.clock.now()
    stored = StoredDispute(
        holder_id, dispute_id, credential_id, held.organisation_id, reason, sealed, "open", now
    )
    await disputes.add(stored)
    log.info("dispute.open", kind=reason)
    return unseal_dispute(data_key, stored)


async def withdraw_dispute(context: Context, holder_id: UUID, dispute_id: UUID) -> Dispute:
    """Take it back; twice is no error. Raises NotFound, and DisputeClosed when it was answered."""
    async with context.database.transaction(holder_id=holder_id) as session:
        disputes = DisputeRepository(session, holder_id=holder_id)
        found = await disputes.find(dispute_id, lock=True)
        if found is None:
            raise NotFound
        if found.state == "answered":
            raise DisputeClosed
        if found.state == "open":
            await disputes.change(dispute_id, state="withdrawn", withdrawn_at=context.clock.now())
        data_key = await load_data_key(context, session, holder_id)
        after = await disputes.find(dispute_id)
        return unseal_dispute(data_key, after or found)


async def list_disputes(context: Context, holder_id: UUID, page: Page) -> Slice[Dispute]:
    """What this holder disputed, newest first. Raises InvalidInput on a cursor that is not ours."""
    before = read_place(page)
    async with context.database.transaction(holder_id=holder_id) as session:
        data_key = await load_data_key(context, session, holder_id)
        disputes = DisputeRepository(session, holder_id=holder_id)
        rows = await disputes.list_newest(limit=page.limit + 1, before=before)
    shown = rows[: page.limit]
    next_cursor = encode_place(shown[-1].created_at, shown[-1].id) if len(rows) > page.limit else None
    return Slice(items=[unseal_dispute(data_key, row) for row in shown], next_cursor=next_cursor)


async def find_dispute(context: Context, holder_id: UUID, credential_id: UUID) -> Dispute | None:
    """The newest about this credential, unless it was taken back."""
    async with context.database.transaction(holder_id=holder_id) as session:
        found = await DisputeRepository(session, holder_id=holder_id).find_latest(credential_id)
        if found is None or found.state == "withdrawn":
            return None
        return unseal_dispute(await load_data_key(context, session, holder_id), found)


def seal_words(data_key: DataKey, words: str, holder_id: UUID, dispute_id: UUID, column: str) -> bytes:
    """Words or an answer for one row."""
    return data_key.seal(words.encode(), context=_place(holder_id, dispute_id, column))


def unseal_dispute(data_key: DataKey, row: StoredDispute) -> Dispute:
    """A row in the clear. Raises SealBroken when it was changed or moved."""

    def unseal(sealed: bytes | None, column: str) -> str | None:
        place = _place(row.holder_id, row.id, column)
        return None if sealed is None else data_key.open(sealed, context=place).decode()

    return Dispute(
        id=row.id,
        credential_id=row.credential_id,
        organisation_id=row.organisation_id,
        reason=row.reason,
        words=unseal(row.words_sealed, "words"),
        state=row.state,
        created_at=row.created_at,
        answer=unseal(row.answer_sealed, "answer"),
        answered_at=row.answered_at,
    )


def _place(holder_id: UUID, dispute_id: UUID, column: str) -> str:
    return f"disputes/{column}_sealed/{holder_id}/{dispute_id}"
