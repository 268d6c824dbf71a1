"""The same credential in another format: reserve, lint and sign, record, and only then answer.

Every envelope has a status index of its own, so that two that are shown to two people have nothing in common there;
what happens to the credential happens to all of them.
"""

from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from app.accounts.permissions import Issuer
from app.credentials.errors import CredentialError
from app.credentials.formats.cryptosuites.registry import find_cryptosuite
from app.credentials.formats.staging import Wanted, stage
from app.credentials.keys.algorithms import Algorithm
from app.credentials.keys.jwk import PublicKey
from app.credentials.ports import Signer
from app.issuing import faults
from app.issuing.allocate import allocate_indexes, ensure_open_list
from app.issuing.clock_guard import ensure_clock_trusted
from app.issuing.complete_envelope import Desk, IssuedEnvelope, complete_envelope, find_signer, load_issuance
from app.issuing.envelope_requests import DEFAULT_SUITES, EnvelopeRequest, read_holder
from app.issuing.envelope_rows import Envelope, EnvelopeRepository
from app.issuing.errors import CredentialAlreadyRevoked, LintMismatch
from app.issuing.issuances import Issuance, data_key_of
from app.issuing.ledger import CredentialState, find_states
from app.issuing.ledger_rows import LedgerRepository
from app.issuing.memory import OpenList
from app.issuing.repository import is_lock_timeout
from app.issuing.revoke import add_events, forget_versions, load_for_status
from app.issuing.sign_envelope import (
    assemble_envelope,
    build_content,
    envelope_context,
)
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import NotFound
from app.platform.idempotency import IdempotencyInProgress, IdempotencyMismatch
from app.trust.errors import NoSigningKey


async def create_envelope(context: Context, issuer: Issuer, request: EnvelopeRequest) -> IssuedEnvelope:
    """The credential in the format asked for, durable when this returns.

    Raises InvalidInput, NotFound, CredentialAlreadyRevoked, IdempotencyMismatch, IdempotencyInProgress,
    NoSigningKey, LintMismatch, SignerUnavailable, ClockUntrusted.
    """
    holder = read_holder(request)
    now = context.clock.now().replace(microsecond=0)
    await ensure_clock_trusted(context, issuer.organisation_id, now)
    signer, key_id = await find_signer(context, issuer, request.purpose)
    desk = Desk(issuer, signer, key_id, now)
    issuance, envelope, is_new = await _reserve(context, desk, request, holder)
    faults.reach(context, faults.AFTER_RESERVE)
    if envelope.state == "signed":
        return IssuedEnvelope(envelope, assemble_envelope(context.vault, issuance, envelope), is_replay=True)
    # A row that was left by a crash is completed from its stored bytes, which can safely happen twice.
    return replace(await complete_envelope(context, desk, issuance, envelope), is_replay=not is_new)


async def list_envelopes(
    session: Session,
    organisation_id: UUID,
    credential_id: UUID,
    *,
    limit: int,
    before: tuple[datetime, UUID] | None,
) -> list[Envelope]:
    """The envelopes of a credential without their texts, newest first. Raises NotFound."""
    await load_issuance(session, organisation_id, credential_id)
    return await EnvelopeRepository(session, organisation_id).list_signed(credential_id, limit, before)


async def load_envelope(
    context: Context, session: Session, organisation_id: UUID, credential_id: UUID, envelope_id: UUID
) -> IssuedEnvelope:
    """One envelope with its text. Raises NotFound."""
    issuance = await load_issuance(session, organisation_id, credential_id)
    envelope = await EnvelopeRepository(session, organisation_id).find(credential_id, envelope_id)
    if envelope is None or envelope.state != "signed":
        raise NotFound
    return IssuedEnvelope(envelope, assemble_envelope(context.vault, issuance, envelope))


async def _reserve(
    context: Context, desk: Desk, request: EnvelopeRequest, holder: PublicKey | None
) -> tuple[Issuance, Envelope, bool]:
    """One transaction, in which the credential cannot be revoked: the row of the key, and whether it is new."""
    organisation_id = desk.issuer.organisation_id
    open_list = await ensure_open_list(context, organisation_id, now=desk.now)
    lists: frozenset[UUID] = frozenset()
    try:
        async with context.database.transaction(organisation_id=organisation_id) as session:
            issuance = await load_for_status(session, organisation_id, request.credential_id)
            rows = EnvelopeRepository(session, organisation_id)
            found = await rows.find_by_key(request.key)
            if found is not None:
                return issuance, _same(found, request), False
            state = await _load_state(session, issuance)
            envelope = await _plan(context, session, desk, request, holder, issuance, open_list)
            if not await rows.add(envelope):
                raise IdempotencyMismatch
            if state.state == "suspended":
                lists = await _suspend(context, session, desk, envelope, state)
    except Exception as error:
        if is_lock_timeout(error):
            raise IdempotencyInProgress(retry_after=1) from error
        raise
    forget_versions(context, lists)
    return issuance, envelope, True


def _same(found: Envelope, request: EnvelopeRequest) -> Envelope:
    if found.request_digest != request.digest:
        raise IdempotencyMismatch
    return found


async def _load_state(session: Session, issuance: Issuance) -> CredentialState:
    state = (await find_states(session, issuance.organisation_id, [issuance]))[issuance.id]
    if state.state == "revoked":
        raise CredentialAlreadyRevoked
    return state


async def _suspend(
    context: Context, session: Session, desk: Desk, envelope: Envelope, state: CredentialState
) -> frozenset[UUID]:
    return await add_events(
        context,
        session,
        desk.issuer,
        [(envelope.status_list_id, envelope.status_index)],
        purpose="suspension",
        is_set=True,
        reason=str(state.reason),
        now=desk.now,
    )


async def _plan(
    context: Context,
    session: Session,
    desk: Desk,
    request: EnvelopeRequest,
    holder: PublicKey | None,
    issuance: Issuance,
    open_list: OpenList,
) -> Envelope:
    ledger = LedgerRepository(session, issuance.organisation_id)
    [index] = await allocate_indexes(ledger, open_list, 1, randomness=context.randomness)
    content = build_content(context, issuance, request.format, open_list.list_id, index)
    suite = _choose_suite(request, desk.signer)
    wanted = Wanted(request.format, desk.signer.kid, desk.signer.algorithm, suite, holder)
    try:
        planned = stage(content, wanted, randomness=context.randomness).to_bytes()
    except CredentialError as error:
        raise LintMismatch from error
    envelope_id = context.randomness.uuid()
    place = envelope_context(issuance.organisation_id, envelope_id)
    return Envelope(
        id=envelope_id,
        credential_id=issuance.id,
        idempotency_key=request.key,
        request_digest=request.digest,
        format=request.format,
        cryptosuite=suite,
        tbs_sealed=data_key_of(context.vault, issuance).seal(planned, context=place),
        tbs_digest=sha256(planned).digest(),
        key_id=desk.key_id,
        state="reserved",
        status_list_id=open_list.list_id,
        status_index=index,
        created_at=desk.now,
    )


def _choose_suite(request: EnvelopeRequest, signer: Signer) -> str | None:
    if request.format != "data-integrity":
        return None
    name = request.cryptosuite or DEFAULT_SUITES[Algorithm(signer.algorithm)]
    suite = find_cryptosuite(name)
    if suite is None or signer.algorithm not in suite.algorithms:
        raise NoSigningKey("The organisation has no key for this cryptosuite.")
    return name
