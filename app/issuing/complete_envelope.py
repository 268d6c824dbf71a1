"""Steps 2 and 3 of making an envelope: sign the planned bytes, record the signature; then it is real."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from app.accounts.acts import record_act
from app.accounts.permissions import Issuer
from app.credentials.model import SecuredCredential
from app.credentials.ports import Signer
from app.issuing import faults
from app.issuing.envelope_requests import EnvelopeRequest
from app.issuing.envelope_rows import Envelope, EnvelopeRepository
from app.issuing.errors import LintMismatch, SignerUnavailable
from app.issuing.issuances import Issuance
from app.issuing.ledger import ledger_digest
from app.issuing.ledger_rows import LedgerRepository
from app.issuing.sign_envelope import SignedEnvelope, assemble_envelope, sign_envelope
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import NotFound
from app.platform.idempotency import IdempotencyInProgress
from app.platform.logging import log
from app.trust.errors import IssuerNotActive, NoSigningKey
from app.trust.identity import issuer_did
from app.trust.keys import ensure_key
from app.trust.signers import signer_for
from app.trust.signing_keys import KeyPurpose


@dataclass(frozen=True, slots=True)
class IssuedEnvelope:
    """A signed envelope and its text."""

    envelope: Envelope
    secured: SecuredCredential
    is_replay: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """Who makes an envelope, with which key, and when."""

    issuer: Issuer
    signer: Signer
    key_id: UUID
    now: datetime


async def find_signer(context: Context, issuer: Issuer, purpose: KeyPurpose) -> tuple[Signer, UUID]:
    """The signer of a purpose and the id of its key. Raises NoSigningKey."""
    try:
        return await signer_for(context, issuer.organisation_id, purpose)
    except NoSigningKey:
        if purpose is not KeyPurpose.CREDENTIAL_P256:
            raise
    # Organisations that are older than this purpose get its first key when it is needed.
    await ensure_key(context, organisation_id=issuer.organisation_id, purpose=purpose, actor=issuer.actor)
    return await signer_for(context, issuer.organisation_id, purpose)


async def complete_envelope(
    context: Context, desk: Desk, issuance: Issuance, envelope: Envelope
) -> IssuedEnvelope:
    issuer_id = issuer_did(context.settings, desk.issuer.slug)
    signed = await sign_envelope(
        context, issuance, envelope, signer=desk.signer, key_id=desk.key_id, issuer_id=issuer_id
    )
    faults.reach(context, faults.AFTER_SIGN)
    stored = await _record(context, desk, envelope, signed)
    faults.reach(context, faults.AFTER_STORE)
    if stored is None:
        log.error(
            "issue.lint", organisation=str(issuance.organisation_id), reason=",".join(signed.faults[:5])
        )
        if signed.faults[0] == "key_changed":
            raise SignerUnavailable("The signing key was replaced meanwhile. Try again.", retry_after=1)
        raise LintMismatch
    return IssuedEnvelope(stored, assemble_envelope(context.vault, issuance, stored))


async def _record(
    context: Context, desk: Desk, envelope: Envelope, signed: SignedEnvelope
) -> Envelope | None:
    """The row as it stands when this is done, also if somebody else was first; None when it became void."""
    organisation_id = desk.issuer.organisation_id
    async with context.database.transaction(organisation_id=organisation_id) as session:
        rows = EnvelopeRepository(session, organisation_id)
        if signed.secured is None:
            await rows.mark_void(envelope.id)
            return None
        digest = ledger_digest(signed.secured.text.encode())
        if not await rows.mark_signed(envelope.id, signed.signature, digest, now=desk.now):
            found = await rows.find(envelope.credential_id, envelope.id)
            if found is None or found.state != "signed":
                raise IdempotencyInProgress(retry_after=1)
            return found
        facts = {"envelope": str(envelope.id), "format": envelope.format}
        await record_act(
            context, session, desk.issuer, "credential.enveloped", envelope.credential_id, **facts
        )
    return replace(envelope, state="signed", signature=signed.signature)


async def complete_left(context: Context, issuer: Issuer, envelopes: Sequence[Envelope]) -> int:
    """Makes rows that a crash left signed, or void when they may not be signed; how many became signed."""
    done = 0
    for envelope in envelopes:
        async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
            issuance = await load_issuance(session, issuer.organisation_id, envelope.credential_id)
        now = context.clock.now().replace(microsecond=0)
        try:
            signer, key_id = await find_signer(context, issuer, _purpose_of(envelope))
            await complete_envelope(context, Desk(issuer, signer, key_id, now), issuance, envelope)
        except (LintMismatch, SignerUnavailable, NoSigningKey, IssuerNotActive):
            continue
        done += 1
    return done


def _purpose_of(envelope: Envelope) -> KeyPurpose:
    return EnvelopeRequest("", envelope.credential_id, envelope.format, envelope.cryptosuite).purpose


async def load_issuance(session: Session, organisation_id: UUID, credential_id: UUID) -> Issuance:
    """The signed credential. Raises NotFound."""
    issuance = await LedgerRepository(session, organisation_id).find_issuance(credential_id)
    if issuance is None or issuance.state != "signed":
        raise NotFound
    return issuance
