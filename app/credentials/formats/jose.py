"""Compact JWS, strictly RFC 7515 section 7.1 and RFC 8725: shared by every format that is one."""

import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from app.credentials.encoding import base64url, strict_json
from app.credentials.errors import (
    AlgorithmNotAllowed,
    CredentialError,
    KeyNotTrusted,
    KidIssuerMismatch,
    MalformedJws,
    TypMismatch,
)
from app.credentials.policy import VerificationPolicy
from app.credentials.ports import Signer

_REGISTERED_CLAIMS: Final = ("iss", "jti", "nbf", "sub", "exp", "iat")
_FOREIGN_KEY_MEMBERS: Final = frozenset({"jwk", "jku", "x5u", "x5c", "x5t", "x5t#S256"})
# A name without any meaning to a resolver; a DID or an address in this place is another owner's key.
_FRAGMENT: Final = re.compile(r"(?!did:)[A-Za-z0-9._:=%-]{1,256}")
_MAX_HEADER_BYTES: Final = 4_096
# A header with a chain of certificates is longer, and not worth keeping.
_MAX_KEPT_HEADER: Final = 1_024


@dataclass(frozen=True, slots=True, eq=False)
class HeaderRules:
    """Which header a kind of token has: the accepted `typ`, the members it must and may have, its size."""

    types: frozenset[str]
    required: frozenset[str] = frozenset({"alg", "kid", "typ"})
    optional: frozenset[str] = frozenset()
    max_bytes: int = _MAX_HEADER_BYTES
    allowed: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "allowed", self.required | self.optional)


class CompactJws(NamedTuple):
    """The parts of a compact JWS, read but not proven."""

    header: Mapping[str, Any]
    payload: dict[str, Any]
    signed_bytes: bytes
    signature: bytes

    def __repr__(self) -> str:
        return f"CompactJws({dict(self.header)})"


def read_jws(text: bytes, rules: HeaderRules, policy: VerificationPolicy) -> CompactJws:
    """Read header.payload.signature, each in canonical base64url; raises CredentialError."""
    parts = text.split(b".")
    if len(parts) != 3:
        raise MalformedJws
    header = read_header(parts[0], rules, policy)
    payload = strict_json.load_object(
        decode(parts[1]),
        max_bytes=policy.max_bytes,
        max_depth=policy.max_depth,
        max_members=policy.max_members,
    )
    signed_bytes = text[: len(parts[0]) + 1 + len(parts[1])]
    return CompactJws(header, payload, signed_bytes, decode(parts[2]))


def read_header(part: bytes, rules: HeaderRules, policy: VerificationPolicy) -> Mapping[str, Any]:
    """Read the protected header and hold it against the rules; raises CredentialError."""
    read = _read_again if len(part) <= _MAX_KEPT_HEADER else _read_header
    return read(part, rules, policy.algorithms, policy.max_depth)


def _read_header(
    part: bytes, rules: HeaderRules, algorithms: frozenset[str], max_depth: int
) -> Mapping[str, Any]:
    header = strict_json.load_object(decode(part), max_bytes=rules.max_bytes, max_depth=max_depth)
    algorithm = header.get("alg")
    if type(algorithm) is not str or algorithm not in algorithms:
        raise AlgorithmNotAllowed
    if header.keys() != rules.required:
        _ensure_members(header, rules)
    typ = header["typ"]
    if type(typ) is not str or typ not in rules.types:
        raise TypMismatch
    if type(header.get("kid", "")) is not str:
        raise KidIssuerMismatch
    return MappingProxyType(header)


# An issuer writes the same header again and again. Only a header that was accepted is kept.
_read_again: Final = lru_cache(maxsize=256)(_read_header)


def _ensure_members(header: Mapping[str, Any], rules: HeaderRules) -> None:
    if not (_FOREIGN_KEY_MEMBERS - rules.allowed).isdisjoint(header):
        raise KeyNotTrusted("The token brings its own key, which is never used.")
    if not rules.allowed.issuperset(header):
        raise MalformedJws("The header holds members that are not allowed.")
    if "typ" not in header:
        raise TypMismatch
    if not rules.required.issubset(header):
        raise KeyNotTrusted("The token does not say which key signed.")


def take_registered(payload: dict[str, Any], more: tuple[str, ...] = ()) -> dict[str, Any]:
    """Take the claims of the token (RFC 7519 section 4.1) and `more` out of a payload that is a document besides."""
    return {name: payload.pop(name) for name in _REGISTERED_CLAIMS + more if name in payload}


def decode(part: bytes) -> bytes:
    """Decode one part of a compact JWS; raises MalformedJws, also for an empty part."""
    try:
        decoded = base64url.decode(part)
    except ValueError as error:
        raise MalformedJws from error
    if not decoded:
        raise MalformedJws
    return decoded


def name_of_key(header: Mapping[str, Any], owner: str) -> str:
    """The name under which the materials hold the key: `owner#fragment`, also for a kid that is only a fragment.

    A certificate is named by the SHA-256 of its bytes, `x5t#S256:` and base64url. Raises KeyNotTrusted when the
    header names no key, MalformedJws for a broken chain or two names, KidIssuerMismatch for a key of another owner.
    """
    kid, chain = header.get("kid"), header.get("x5c")
    if chain is not None:
        if kid is not None:
            raise MalformedJws("The token names its key in two ways.")
        return name_of_certificate(chain)
    if not kid:
        raise KeyNotTrusted("The token does not say which key signed.")
    base, separator, fragment = kid.rpartition("#")
    if _FRAGMENT.fullmatch(fragment) is None or (separator and base not in ("", owner)):
        raise KidIssuerMismatch
    return f"{owner}#{fragment}"


def name_of_certificate(chain: Any) -> str:
    """`x5t#S256:` and the SHA-256 of the first certificate of an `x5c` (RFC 7515 section 4.1.6), in base64url."""
    if type(chain) is not list or not chain:
        raise MalformedJws("The chain of certificates is not a list.")
    return "x5t#S256:" + base64url.encode(sha256(_certificate(chain[0])).digest()).decode("ascii")


def _certificate(text: Any) -> bytes:
    # Unlike the rest of JOSE, a certificate is in plain base64 with padding.
    if type(text) is not str:
        raise MalformedJws("A certificate is not a text.")
    try:
        content = b64decode(text, validate=True)
    except ValueError as error:
        raise MalformedJws("A certificate is not base64.") from error
    if b64encode(content).decode("ascii") != text:
        raise MalformedJws("A certificate is not base64.")
    return content


def sign_jws(payload: Mapping[str, Any], signer: Signer, **header: str) -> bytes:
    """Sign a payload; `header` holds what the header has beside `alg` and `kid`. Raises ValueError if not JSON."""
    members = tuple(header.items())
    signing_input = encode_header(signer.kid, str(signer.algorithm), members) + b"."
    signing_input += base64url.encode(strict_json.dumps(payload))
    return signing_input + b"." + base64url.encode(signer.sign(signing_input))


@lru_cache(maxsize=256)
def encode_header(kid: str, algorithm: str, members: tuple[tuple[str, str], ...]) -> bytes:
    """The encoded header, without `kid` when that is empty: the same input gives the same bytes."""
    header = {"alg": algorithm, "kid": kid, **dict(members)}
    if not kid:
        del header["kid"]
    return base64url.encode(strict_json.dumps(header))


def type_of(text: bytes) -> str:
    """The `typ` of a token, to recognise its format by; empty when it cannot be told."""
    end = text.find(b".", 0, _MAX_HEADER_BYTES + 1)
    if end < 0 and len(text) > _MAX_HEADER_BYTES:
        return ""
    return _type_of(text if end < 0 else text[:end])


@lru_cache(maxsize=256)
def _type_of(part: bytes) -> str:
    try:
        typ = strict_json.load_object(decode(part)).get("typ")
    except CredentialError:
        return ""
    return typ if type(typ) is str else ""
