"""did:key: the identifier is the key (did:key method specification, Ed25519, P-256 and P-384)."""

from datetime import UTC, datetime
from typing import Final

from app.credentials.encoding import multibase
from app.credentials.errors import InvalidIdentifier
from app.credentials.keys.algorithms import Algorithm
from app.credentials.keys.jwk import PublicKey
from app.credentials.materials import IssuerKey

_PREFIX: Final = "did:key:"
_ED25519: Final = b"\xed\x01"
_P256: Final = b"\x80\x24"
_P384: Final = b"\x81\x24"
_CODES: Final = {Algorithm.EDDSA: _ED25519, Algorithm.ES256: _P256, Algorithm.ES384: _P384}
ALWAYS: Final = datetime(1, 1, 1, tzinfo=UTC)


def parse_did_key(did: str) -> tuple[IssuerKey, ...]:
    """The one key of a did:key; raises InvalidIdentifier, or KeyNotTrusted for a weak or malformed key."""
    value = did.removeprefix(_PREFIX)
    if not did.startswith(_PREFIX) or not value.startswith("z"):
        raise InvalidIdentifier
    try:
        content = multibase.decode(value)
    except ValueError as error:
        raise InvalidIdentifier from error
    kid = f"{did}#{value}"
    if content.startswith(_ED25519) and len(content) == 34:
        public = PublicKey.from_raw(Algorithm.EDDSA, content[2:], kid=kid)
    elif content.startswith(_P256) and len(content) == 35:
        public = PublicKey.from_raw(Algorithm.ES256, content[2:], kid=kid)
    elif content.startswith(_P384) and len(content) == 51:
        public = PublicKey.from_raw(Algorithm.ES384, content[2:], kid=kid)
    else:
        raise InvalidIdentifier("The identifier holds an unsupported kind of key.")
    return (IssuerKey(public, "any", ALWAYS),)


def write_did_key(public: PublicKey) -> str:
    """The did:key of a key, a point on a curve in its compressed form."""
    raw = public.raw
    if public.algorithm is not Algorithm.EDDSA:
        raw = bytes([2 + (raw[-1] & 1)]) + raw[1 : len(raw) // 2 + 1]
    return _PREFIX + multibase.encode_base58(_CODES[public.algorithm] + raw)
