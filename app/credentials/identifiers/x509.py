"""Certificate chains of a token (`x5c`, RFC 7515 section 4.1.6), judged by RFC 5280 up to a given trust anchor.

No anchor comes from the token, nothing is fetched, and a revocation list is the caller's affair.
"""

from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import (
    BasicConstraints,
    Certificate,
    DNSName,
    KeyUsage,
    SubjectAlternativeName,
    UniformResourceIdentifier,
    load_der_x509_certificate,
)
from cryptography.x509.verification import (
    Criticality,
    ExtensionPolicy,
    Policy,
    PolicyBuilder,
    Store,
    VerificationError,
)

from app.credentials.errors import AlgorithmNotAllowed, KeyNotTrusted
from app.credentials.keys.algorithms import algorithm_of
from app.credentials.keys.jwk import PublicKey
from app.credentials.materials import IssuerKey

MAX_CERTIFICATES: Final = 5
_MAX_CERTIFICATE_BYTES: Final = 8_192


def read_certificate(content: bytes) -> Certificate:
    """One DER certificate of at most 8 KiB; raises KeyNotTrusted."""
    if len(content) > _MAX_CERTIFICATE_BYTES:
        raise KeyNotTrusted("A certificate is too large.")
    try:
        return load_der_x509_certificate(content)
    except ValueError as error:
        raise KeyNotTrusted("A certificate cannot be read.") from error


def read_x5c(member: Any) -> tuple[Certificate, ...]:
    """The certificates of an `x5c` header in their order, the leaf first; raises KeyNotTrusted."""
    if type(member) is not list or not 1 <= len(member) <= MAX_CERTIFICATES:
        raise KeyNotTrusted("The chain of certificates is not a list of one to five.")
    try:
        return tuple([read_certificate(b64decode(item, validate=True)) for item in member])
    except (Base64Error, TypeError, ValueError) as error:
        raise KeyNotTrusted("A certificate is not in base64.") from error


def prove_chain(
    chain: Sequence[Certificate],
    *,
    anchors: Sequence[Certificate],
    issuer: str,
    kid: str,
    now: datetime,
) -> IssuerKey:
    """The key of the leaf, when the chain leads to an anchor and the leaf names the issuer; raises KeyNotTrusted.

    Each certificate signs the one before it and is valid at `now`; the leaf is no authority, is meant for
    digital signatures, and holds the issuer as a URI or the host of an https issuer as a DNS name in its
    subjectAltName. A critical extension that is not understood is refused (RFC 5280 section 4.2).
    """
    if not anchors:
        raise KeyNotTrusted("No authority is trusted for certificates.")
    leaf, *authorities = chain
    builder = PolicyBuilder().store(Store(list(anchors))).time(now).max_chain_depth(MAX_CERTIFICATES - 1)
    verifier = builder.extension_policies(
        ca_policy=ExtensionPolicy.webpki_defaults_ca(), ee_policy=_leaf_policy()
    ).build_client_verifier()
    try:
        found = verifier.verify(leaf, authorities).chain
    except VerificationError as error:
        raise KeyNotTrusted("The chain of certificates does not lead to a trusted authority.") from error
    # A shorter way than the one the token tells, or another order, is another chain.
    if list(found[: len(chain)]) != list(chain):
        raise KeyNotTrusted("The chain of certificates is not in order.")
    if not _names(leaf, issuer):
        raise KeyNotTrusted("The certificate does not name the issuer.")
    return IssuerKey(_read_key(leaf, kid), "any", leaf.not_valid_before_utc, None, None)


def _leaf_policy() -> ExtensionPolicy:
    policy = ExtensionPolicy.permit_all().require_present(KeyUsage, Criticality.AGNOSTIC, _ensure_signing)
    policy = policy.may_be_present(BasicConstraints, Criticality.AGNOSTIC, _ensure_no_authority)
    return policy.require_present(SubjectAlternativeName, Criticality.AGNOSTIC, None)


def _ensure_signing(_: Policy, __: Certificate, usage: KeyUsage) -> None:
    if not usage.digital_signature or usage.key_cert_sign:
        raise ValueError("not a certificate for signatures")


def _ensure_no_authority(_: Policy, __: Certificate, constraints: BasicConstraints | None) -> None:
    if constraints is not None and constraints.ca:
        raise ValueError("an authority is no issuer of credentials")


def _names(leaf: Certificate, issuer: str) -> bool:
    names = leaf.extensions.get_extension_for_class(SubjectAlternativeName).value
    if issuer in names.get_values_for_type(UniformResourceIdentifier):
        return True
    parts = urlsplit(issuer)
    hosts = [host.lower() for host in names.get_values_for_type(DNSName)]
    return parts.scheme == "https" and parts.hostname in hosts


def _read_key(leaf: Certificate, kid: str) -> PublicKey:
    try:
        key = leaf.public_key()
        algorithm = algorithm_of(key)
    except (ValueError, UnsupportedAlgorithm, AlgorithmNotAllowed) as error:
        raise KeyNotTrusted("The certificate holds an unsupported kind of key.") from error
    if isinstance(key, EllipticCurvePublicKey):
        raw = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    else:
        assert isinstance(key, Ed25519PublicKey)
        raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return PublicKey.from_raw(algorithm, raw, kid=kid)
