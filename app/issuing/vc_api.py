"""Issue whatever document a caller sends, by the rules of the ledger: write down, sign, check, record, answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from app.accounts.acts import record_act
from app.accounts.permissions import Issuer
from app.credentials.errors import CredentialError, ProofGenerationFailed
from app.credentials.formats.cryptosuites.ecdsa_sd_2023 import ECDSA_SD_2023
from app.credentials.formats.selective_disclosure import derive
from app.credentials.formats.staging import Recorder, Staged
from app.credentials.identifiers.did_key import write_did_key
from app.credentials.keys.jwk import PublicKey
from app.credentials.materials import Unavailable
from app.credentials.model import SecuredCredential
from app.credentials.policy import GENERAL
from app.credentials.ports import Signer
from app.credentials.verification import prove, read
from app.issuing import faults
from app.issuing.allocate import allocate_indexes, ensure_open_list
from app.issuing.clock_guard import ensure_clock_trusted
from app.issuing.errors import IssuerForbidden, LintMismatch, SignerUnavailable
from app.issuing.ledger import ledger_digest
from app.issuing.ledger_rows import LedgerRepository
from app.issuing.repository import PublicRepository
from app.issuing.vc_api_documents import (
    IssueOptions,
    StatusSlot,
    complete_document,
    find_issuer_id,
    take_issuable,
    with_one_proof,
    write_text,
)
from app.issuing.vc_api_rows import VcApiRepository
from app.platform.context import Context
from app.platform.logging import log
from app.trust.identity import issuer_did
from app.trust.keys import ensure_key
from app.trust.resolve import resolve_keys
from app.trust.signers import signer_for
from app.trust.signing_keys import KeyPurpose

LEFT_AFTER: Final = timedelta(minutes=1)
_DID_KEY: Final = "did:key:"


@dataclass(frozen=True, slots=True)
class _NamedSigner:
    """A signer of ours under another name for its key."""

    kid: str
    algorithm: str
    inner: Signer

    def sign(self, message: bytes) -> bytes:
        return self.inner.sign(message)


@dataclass(frozen=True, slots=True)
class _Order:
    """One document to sign: in which form, with which key, as whom and when."""

    id: UUID
    options: IssueOptions
    signer: Signer
    key_id: UUID
    issuer_id: str
    now: datetime


async def issue_document(
    context: Context, issuer: Issuer, credential: Mapping[str, Any], options: IssueOptions
) -> SecuredCredential:
    """Sign a document in the form of the options; durable when this returns.

    Raises CredentialError for a document that is not in order, IssuerForbidden for another's issuer, NoSigningKey,
    SignerUnavailable, LintMismatch, ClockUntrusted.
    """
    now = context.clock.now().replace(microsecond=0)
    await ensure_clock_trusted(context, issuer.organisation_id, now)
    row_id, own = context.randomness.uuid(), issuer_did(context.settings, issuer.slug)
    issuer_id = find_issuer_id(credential, options) or own
    document = take_issuable(complete_document(credential, options, row_id, issuer_id=issuer_id, now=now))
    signer, key_id = await _find_signer(context, issuer, options)
    signer = await _name_signer(context, signer, own, issuer_id)
    order = _Order(row_id, options, signer, key_id, issuer_id, now)
    staged = await _reserve(context, issuer, document, order)
    faults.reach(context, faults.AFTER_RESERVE)
    secured = await _sign(context, issuer, staged, order)
    faults.reach(context, faults.AFTER_SIGN)
    await _record(context, issuer, secured, order)
    return secured


async def _find_signer(context: Context, issuer: Issuer, options: IssueOptions) -> tuple[Signer, UUID]:
    if options.purpose is KeyPurpose.CREDENTIAL_P256:
        await ensure_key(
            context, organisation_id=issuer.organisation_id, purpose=options.purpose, actor=issuer.actor
        )
    return await signer_for(context, issuer.organisation_id, options.purpose)


async def _name_signer(context: Context, signer: Signer, own: str, issuer_id: str) -> Signer:
    """The signer as the issuer that the caller chose: our did:web, or the did:key of the same key."""
    if issuer_id == own:
        return signer
    did = write_did_key(await _find_public(context, own, signer.kid))
    if issuer_id != did:
        raise IssuerForbidden(f"With this key you may name the issuer {own} or {did}.")
    return _NamedSigner(f"{did}#{did.removeprefix(_DID_KEY)}", signer.algorithm, signer)


async def _find_public(context: Context, issuer_id: str, kid: str) -> PublicKey:
    keys = await resolve_keys(context, issuer_id, kid)
    if not isinstance(keys, Unavailable):
        for key in keys:
            if key.public.kid == kid:
                return key.public
    raise SignerUnavailable(retry_after=1)


async def _reserve(context: Context, issuer: Issuer, document: dict[str, Any], order: _Order) -> Staged:
    """One transaction: a status index unless the document names its own, and the digest of the exact text."""
    # A list of the did:web says nothing about what a did:key issued.
    needs_status = "credentialStatus" not in document and order.signer.kid.startswith("did:web:")
    open_list = await ensure_open_list(context, issuer.organisation_id, now=order.now)
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        slot = None
        if needs_status:
            ledger = LedgerRepository(session, issuer.organisation_id)
            [index] = await allocate_indexes(ledger, open_list, 1, randomness=context.randomness)
            slot = StatusSlot(open_list.list_id, index)
            document = {**document, "credentialStatus": slot.to_document(context.settings.public_url)}
        staged = _stage(context, document, order)
        await VcApiRepository(session, issuer.organisation_id).add_reserved(
            {
                "id": order.id,
                "credential_hash": hash_credential_id(document["id"]),
                "format": order.options.format,
                "cryptosuite": order.options.cryptosuite,
                "tbs_digest": sha256(staged.to_bytes()).digest(),
                "key_id": order.key_id,
                "status_list_id": slot and slot.list_id,
                "status_index": slot and slot.index,
                "created_at": order.now,
            }
        )
    return staged


def hash_credential_id(credential_id: str) -> bytes:
    """How the ledger knows a credential: ids that callers choose may hold anything, so they are not kept."""
    return sha256(credential_id.encode("utf-8")).digest()


def _stage(context: Context, document: Mapping[str, Any], order: _Order) -> Staged:
    recorder = Recorder(order.signer.kid, order.signer.algorithm)
    try:
        secured = write_text(document, order.options, recorder, randomness=context.randomness, now=order.now)
    except ValueError as error:
        raise ProofGenerationFailed from error
    # What no verifier would read, such as a text beyond the limits, is refused before it is signed.
    read(secured.text, profile=GENERAL)
    return Staged(secured.format, recorder.message, secured.text)


async def _sign(context: Context, issuer: Issuer, staged: Staged, order: _Order) -> SecuredCredential:
    secured = with_one_proof(staged.finish(order.signer.sign(staged.signing_input)))
    if not await _holds(context, secured, order):
        async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
            await VcApiRepository(session, issuer.organisation_id).mark_void(order.id)
        log.error("issue.lint", organisation=str(issuer.organisation_id), reason="self_verification")
        raise LintMismatch
    return secured


async def _holds(context: Context, secured: SecuredCredential, order: _Order) -> bool:
    """Whether a stranger who has the keys of the issuer would find the proof good."""
    keys = await resolve_keys(context, order.issuer_id, order.signer.kid)
    # A base proof is for the holder alone, so what the holder shows of all is looked at.
    is_base = order.options.cryptosuite == ECDSA_SD_2023.name
    try:
        shown = derive(secured.text, [""]) if is_base else secured
        proof = prove(read(shown.text, profile=GENERAL), keys, now=order.now)
    except CredentialError:
        return False
    return proof.statement is not None


async def _record(context: Context, issuer: Issuer, secured: SecuredCredential, order: _Order) -> None:
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        ledger = VcApiRepository(session, issuer.organisation_id)
        digest = ledger_digest(secured.text.encode("utf-8"))
        if not await ledger.mark_signed(order.id, digest, now=order.now):
            raise SignerUnavailable("This took too long. Try again.", retry_after=1)
        await record_act(context, session, issuer, "document.issued", order.id, format=order.options.format)


async def void_left_documents(context: Context) -> int:
    """Gives up rows that a crash left more than a minute ago, of everybody; the answer is how many."""
    older_than, count = context.clock.now() - LEFT_AFTER, 0
    async with context.database.transaction() as session:
        organisations = await PublicRepository(session).list_organisations_with_reserved_documents(older_than)
    for organisation_id in organisations:
        async with context.database.transaction(organisation_id=organisation_id) as session:
            count += await VcApiRepository(session, organisation_id).void_left(older_than)
    return count
