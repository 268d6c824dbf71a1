"""The credential and the keys that both sides have, and how this side judges."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.credentials.encoding import base64url, multibase
from app.credentials.keys.signer import LocalSigner
from app.credentials.materials import IssuerKey, RegisteredIssuer, StatusList, TokenStatusList
from app.credentials.model import Credential
from app.credentials.policy import PASSPORT, DocumentProfile
from app.credentials.report import VerificationReport
from app.credentials.status.entry import TokenStatusEntry
from app.credentials.verification import verify
from tests.load.fixture import ISSUER, LIST_URL, NOW, build_credential
from tests.unit.credentials.cases import signer

# Multicodec prefixes: a public and a secret key (Controlled Identifiers 1.0 section 2.2.2).
_PREFIXES = {
    "EdDSA": (b"\xed\x01", b"\x80\x26"),
    "ES256": (b"\x80\x24", b"\x86\x26"),
    "ES384": (b"\x81\x24", b"\x87\x26"),
}
TOKEN_LIST = "https://passport.example/token-status-lists/7f"
CREDENTIAL = build_credential()
SKILL = replace(CREDENTIAL, status=(), token_status=TokenStatusEntry(TOKEN_LIST, 4711))
BITS = bytes(131_072 // 8)
STATUS = {
    f"{LIST_URL}/revocation": StatusList("revocation", BITS, 131_072, NOW),
    f"{LIST_URL}/suspension": StatusList("suspension", BITS, 131_072, NOW),
    TOKEN_LIST: TokenStatusList(TOKEN_LIST, 2, BITS, NOW, NOW.replace(year=2027)),
}


def issuer(algorithm: str) -> LocalSigner:
    """The issuer's key of an algorithm, the same on every run."""
    return signer(algorithm, kid=f"{ISSUER}#key-{algorithm.lower()}", seed="interoperability")


def judge_here(
    text: str, made_with: LocalSigner, *, profile: DocumentProfile = PASSPORT
) -> VerificationReport:
    """What this side says of a credential whose issuer, keys and status lists are known to it."""
    return verify(
        text,
        keys=(IssuerKey(made_with.public, "credential", NOW),),
        status=STATUS,
        issuer=RegisteredIssuer(ISSUER, CREDENTIAL.issuer.name, NOW),
        now=NOW,
        profile=profile,
    )


def secret_bytes(key: LocalSigner) -> bytes:
    private = key.private
    if isinstance(private, Ed25519PrivateKey):
        return private.private_bytes_raw()
    assert isinstance(private, EllipticCurvePrivateKey)
    return private.private_numbers().private_value.to_bytes(private.key_size // 8, "big")


def public_multibase(key: LocalSigner) -> str:
    raw = key.public.raw
    if not isinstance(key.private, Ed25519PrivateKey):
        raw = key.private.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    return multibase.encode_base58(_PREFIXES[key.algorithm][0] + raw)


def self_named(key: LocalSigner) -> LocalSigner:
    """The same key under the identifier that it makes itself (did:key)."""
    value = public_multibase(key)
    return replace(key, kid=f"did:key:{value}#{value}")


def multikey(key: LocalSigner, *, secret: bool = False) -> dict[str, Any]:
    """The key as a Multikey under the identifiers that it has here."""
    found = {
        "id": key.kid,
        "controller": key.kid.partition("#")[0],
        "publicKeyMultibase": public_multibase(key),
    }
    if secret:
        found["secretKeyMultibase"] = multibase.encode_base58(_PREFIXES[key.algorithm][1] + secret_bytes(key))
    return found


def jwk(key: LocalSigner, *, secret: bool = False) -> dict[str, Any]:
    """The key as a JWK."""
    found: dict[str, Any] = key.public.to_jwk()
    if secret:
        found["d"] = base64url.encode(secret_bytes(key)).decode()
    return found


def credential_of(did: str) -> Credential:
    """The credential without a status, issued by another identifier."""
    return replace(CREDENTIAL, issuer=replace(CREDENTIAL.issuer, id=did), status=())
