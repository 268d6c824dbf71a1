"""Lint what was planned, sign it, and read and prove the result as a stranger would."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any
from uuid import UUID

from app.credentials.errors import CredentialError
from app.credentials.formats.registry import recognise
from app.credentials.formats.selective_disclosure import derive
from app.credentials.formats.staging import Staged
from app.credentials.materials import IssuerKey, Unavailable
from app.credentials.model import Credential, SecuredCredential, StatusEntry
from app.credentials.ports import Signer
from app.credentials.status.entry import TokenStatusEntry
from app.credentials.verification import prove, read
from app.issuing.documents import PURPOSES, status_list_url, token_status_list_url
from app.issuing.envelope_requests import has_token_status
from app.issuing.envelope_rows import Envelope
from app.issuing.errors import SignerUnavailable
from app.issuing.issuances import Issuance, assemble, data_key_of
from app.issuing.sign import find_schema_faults
from app.platform.context import Context
from app.platform.vault import Vault
from app.trust.resolve import resolve_keys


@dataclass(frozen=True, slots=True)
class SignedEnvelope:
    """The signature with the whole text, or the rules that what was planned broke."""

    signature: bytes = b""
    secured: SecuredCredential | None = None
    faults: tuple[str, ...] = ()


def envelope_context(organisation_id: UUID, envelope_id: UUID) -> str:
    """What the sealed bytes of an envelope are bound to."""
    return f"envelopes/tbs_sealed/{organisation_id}/{envelope_id}"


def build_content(context: Context, issuance: Issuance, format: str, list_id: UUID, index: int) -> Credential:
    """What the envelope says: what the credential says, under the status index of the envelope."""
    issued = assemble(context.vault, issuance).secured
    credential = Credential.from_document(read(issued.text).claims)
    public_url = context.settings.public_url
    if has_token_status(format):
        entry = TokenStatusEntry(token_status_list_url(public_url, list_id), index)
        return replace(credential, status=(), token_status=entry)
    url = status_list_url(public_url, list_id, PURPOSES[0])
    return replace(credential, status=(StatusEntry(PURPOSES[0], url, index),))


def open_staged(vault: Vault, issuance: Issuance, envelope: Envelope) -> bytes:
    """The exact bytes that were planned. Raises SealBroken when they were changed."""
    place = envelope_context(issuance.organisation_id, envelope.id)
    return data_key_of(vault, issuance).open(envelope.tbs_sealed, context=place)


def assemble_envelope(vault: Vault, issuance: Issuance, envelope: Envelope) -> SecuredCredential:
    """The text of a signed row, rebuilt from its bytes; raises ValueError when it is not signed."""
    if envelope.signature is None:
        raise ValueError("an unsigned envelope has no text")
    staged = Staged.from_bytes(envelope.format, open_staged(vault, issuance, envelope))
    return staged.finish(envelope.signature)


async def sign_envelope(
    context: Context, issuance: Issuance, envelope: Envelope, *, signer: Signer, key_id: UUID, issuer_id: str
) -> SignedEnvelope:
    """Signs the row if it still is what it was planned to be. Outside any transaction.

    Raises SignerUnavailable when the key is not among those that the issuer publishes.
    """
    published = await _find_published_key(context, issuer_id, signer.kid)
    planned = open_staged(context.vault, issuance, envelope)
    if envelope.key_id != key_id:
        return SignedEnvelope(faults=("key_changed",))
    if sha256(planned).digest() != envelope.tbs_digest:
        return SignedEnvelope(faults=("bytes_changed",))
    staged = Staged.from_bytes(envelope.format, planned)
    expected = build_content(
        context, issuance, envelope.format, envelope.status_list_id, envelope.status_index
    )
    faults = _lint(staged, expected)
    if faults:
        return SignedEnvelope(faults=tuple(faults))
    signature = signer.sign(staged.signing_input)
    secured = staged.finish(signature)
    if not _is_proven(context, secured, envelope.cryptosuite, published, expected):
        return SignedEnvelope(faults=("self_verification",))
    return SignedEnvelope(signature, secured)


async def _find_published_key(context: Context, issuer_id: str, kid: str) -> IssuerKey:
    keys = await resolve_keys(context, issuer_id, kid)
    if not isinstance(keys, Unavailable):
        for key in keys:
            if key.public.kid == kid:
                return key
    raise SignerUnavailable(retry_after=1)


def _lint(staged: Staged, expected: Credential) -> list[str]:
    """Why these bytes may not be signed: they cannot be read, say something else, or break the schema."""
    try:
        unverified = read(staged.text)
        document: Mapping[str, Any] = unverified.claims
        statement = recognise(staged.text).interpret(unverified)
    except CredentialError as error:
        return [error.code]
    if statement != expected:
        return ["content_changed"]
    return find_schema_faults(dict(document)) if "@context" in document else []


def _is_proven(
    context: Context,
    secured: SecuredCredential,
    cryptosuite: str | None,
    key: IssuerKey,
    expected: Credential,
) -> bool:
    try:
        text = derive(secured.text, [""]).text if cryptosuite == "ecdsa-sd-2023" else secured.text
        proof = prove(read(text), (key,), now=context.clock.now())
    except CredentialError:
        return False
    return proof.credential == expected
