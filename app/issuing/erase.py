"""Erase a recipient: the key that opens everything about them is destroyed; id, status and digest of each credential stay.

What was signed stays true: a copy in the worker's hands verifies, and can still be withdrawn (mission.md, 5.1;
threats.md, A34 and section 5, point 6). Erasing says nothing about validity, and revoking nothing about privacy.
"""

import asyncio
from collections.abc import Sequence
from hashlib import sha256
from typing import Final
from uuid import UUID

from app.accounts.permissions import Issuer
from app.assessing.ages import forget_age
from app.assessing.candidates import find_candidate_by_hash, find_hash_of_candidate
from app.assessing.forget import forget_candidate
from app.issuing.erasure_rows import ErasureRepository, list_recipients_of_holder
from app.issuing.issuances import recipient_context
from app.issuing.known_holders import list_candidates_of_holder
from app.issuing.ledger_rows import LedgerRepository
from app.issuing.recipient_rows import RecipientRepository
from app.issuing.sheets.forget_rows import forget_rows
from app.issuing.staff_view_rows import StaffViewRepository
from app.platform import audit
from app.platform.context import Context
from app.platform.database import Session, enter
from app.platform.erasure_journal import Erasure, Subject, append_erasures, mark_done
from app.platform.errors import NotFound
from app.platform.idempotency import forget_answers_about
from app.platform.logging import log
from app.platform.mail_rows import MailRepository

NOT_SENT: Final = "failed"
_HASH_BYTES: Final = 32


async def erase_at_organisation(context: Context, issuer: Issuer, recipient_id: UUID) -> None:
    """All that the organisation knows of somebody, dossiers too; what they hold themselves stays.

    Raises NotFound, OSError when the journal cannot be written; then nothing is gone.
    """
    organisation_id = issuer.organisation_id
    async with context.database.transaction(organisation_id=organisation_id) as session:
        reference = await ErasureRepository(session, organisation_id).find_reference_hash(recipient_id)
        if reference is None:
            raise NotFound
        candidate_id = await find_candidate_by_hash(session, organisation_id, reference)
    erasures = [plan_erasure(context, "recipient", recipient_id, organisation_id)]
    if candidate_id is not None:
        erasures.append(plan_erasure(context, "candidate", candidate_id, organisation_id))
    await write_journal(context, erasures)
    async with context.database.transaction() as session:
        for erasure in erasures:
            await erase_source(context, session, erasure, actor=issuer.actor)
    log.info("gdpr.erased", organisation=str(organisation_id), count=len(erasures))


async def plan_sources_of_holder(context: Context, session: Session, holder_id: UUID) -> list[Erasure]:
    """Wherever a holder is known to an organisation. `session` is in the holder's context, and comes back to it."""
    recipients = await list_recipients_of_holder(session, holder_id)
    candidates = await list_candidates_of_holder(session, holder_id)
    return [
        *(plan_erasure(context, "recipient", row_id, organisation) for organisation, row_id in recipients),
        *(plan_erasure(context, "candidate", row_id, organisation) for organisation, row_id in candidates),
    ]


def plan_erasure(
    context: Context, subject: Subject, subject_id: UUID, organisation_id: UUID | None = None
) -> Erasure:
    """A line for the journal."""
    return Erasure(context.randomness.uuid(), subject, subject_id, organisation_id, context.clock.now())


async def write_journal(context: Context, erasures: Sequence[Erasure]) -> None:
    """Before anything is erased. Raises OSError."""
    await asyncio.to_thread(append_erasures, context.settings.erasure_journal, erasures)


async def erase_source(context: Context, session: Session, erasure: Erasure, *, actor: str) -> None:
    """Carries out a line about a recipient or a candidate; whoever is gone already stays gone."""
    if erasure.organisation_id is None:
        raise ValueError("a holder is of no organisation")
    await enter(session, organisation_id=erasure.organisation_id)
    if erasure.subject == "candidate":
        await _forget_candidates_traces(context, session, erasure.organisation_id, erasure.subject_id)
    act = erase_recipient if erasure.subject == "recipient" else forget_candidate
    await act(context, session, erasure.organisation_id, erasure.subject_id, actor=actor)
    await mark_done(session, erasure.id, now=context.clock.now())


async def _forget_candidates_traces(
    context: Context, session: Session, organisation_id: UUID, candidate_id: UUID
) -> None:
    person_hash = await find_hash_of_candidate(session, organisation_id, candidate_id)
    if person_hash is not None:
        await _forget_reference(context, session, organisation_id, person_hash)
        if not await RecipientRepository(session, organisation_id).find_recipients([person_hash]):
            await forget_age(session, organisation_id, person_hash)


async def _forget_reference(
    context: Context, session: Session, organisation_id: UUID, reference_hash: bytes
) -> None:
    """What the organisation keeps under the reference of somebody, beside the person's own rows."""
    await StaffViewRepository(session, organisation_id).delete_of(reference_hash)
    await forget_rows(context, session, organisation_id, reference_hash)


async def erase_recipient(
    context: Context, session: Session, organisation_id: UUID, recipient_id: UUID, *, actor: str
) -> bool:
    """In the caller's transaction, which must be the organisation's; False when there is nothing (more) to erase."""
    rows = ErasureRepository(session, organisation_id)
    reference_hash = await rows.lock_recipient(recipient_id)
    if reference_hash is None:
        return False
    now = context.clock.now()
    await LedgerRepository(session, organisation_id).mark_void(await rows.list_reserved_of(recipient_id))
    mails = MailRepository(session, organisation_id)
    for mail_id in await rows.list_mails_of(recipient_id):
        await mails.settle(mail_id, state=NOT_SENT, reason="erased", now=now)
    await rows.delete_delivery(recipient_id)
    await forget_answers_about(session, organisation_id, recipient_id)
    await _forget_reference(context, session, organisation_id, reference_hash)
    await forget_age(session, organisation_id, reference_hash)
    await _forget_person(context, rows, recipient_id)
    await audit.record(
        session,
        organisation_id=organisation_id,
        actor=actor,
        action="recipient.erased",
        target=str(recipient_id),
        now=now,
        randomness=context.randomness,
    )
    return True


async def _forget_person(context: Context, rows: ErasureRepository, recipient_id: UUID) -> None:
    # Another key in the place of theirs: what it sealed before cannot be opened by anybody, while the row stays whole.
    place = recipient_context(rows.organisation_id, recipient_id, "data_key_wrapped")
    key, wrapped = context.vault.new_data_key(context=place)
    reference = key.seal(
        b"", context=recipient_context(rows.organisation_id, recipient_id, "reference_sealed")
    )
    await rows.wipe(
        recipient_id,
        reference_hash=sha256(context.randomness.token(_HASH_BYTES)).digest(),
        reference_sealed=reference,
        data_key_wrapped=wrapped,
        now=context.clock.now(),
    )
