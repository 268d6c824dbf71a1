"""did:jwk: the identifier is a JSON Web Key in base64url (did:jwk method specification)."""

from typing import Any, Final

from app.credentials.encoding import base64url, strict_json
from app.credentials.errors import InvalidIdentifier, JsonNotStrict, JsonTooDeep, TooLarge
from app.credentials.identifiers.did_key import ALWAYS
from app.credentials.keys.jwk import PublicKey
from app.credentials.materials import IssuerKey

_PREFIX: Final = "did:jwk:"
_MAX_BYTES: Final = 4_096


def parse_did_jwk(did: str) -> tuple[IssuerKey, ...]:
    """The one key of a did:jwk, as `#0`; raises InvalidIdentifier, or KeyNotTrusted for a refused key."""
    return (IssuerKey(PublicKey.from_jwk(read_jwk(did), kid=f"{did}#0"), "any", ALWAYS),)


def read_jwk(did: str) -> dict[str, Any]:
    """The JWK in a did:jwk as it stands there, not judged; raises InvalidIdentifier."""
    if not did.startswith(_PREFIX):
        raise InvalidIdentifier
    try:
        return strict_json.load_object(
            base64url.decode(did.removeprefix(_PREFIX).encode("ascii")), max_bytes=_MAX_BYTES
        )
    except (ValueError, JsonNotStrict, JsonTooDeep, TooLarge) as error:
        raise InvalidIdentifier from error
