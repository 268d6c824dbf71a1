"""did:jwk: the identifier is a JSON Web Key in base64url (did:jwk method specification)."""

from typing import Final

from app.credentials.encoding import base64url, strict_json
from app.credentials.errors import InvalidIdentifier, JsonNotStrict, JsonTooDeep, TooLarge
from app.credentials.identifiers.did_key import ALWAYS
from app.credentials.keys.jwk import PublicKey
from app.credentials.materials import IssuerKey

_PREFIX: Final = "did:jwk:"
_MAX_BYTES: Final = 4_096


def parse_did_jwk(did: str) -> tuple[IssuerKey, ...]:
    """The one key of a did:jwk, as `#0`; raises InvalidIdentifier, or KeyNotTrusted for a refused key."""
    if not did.startswith(_PREFIX):
        raise InvalidIdentifier
    try:
        jwk = strict_json.load_object(
            base64url.decode(did.removeprefix(_PREFIX).encode("ascii")), max_bytes=_MAX_BYTES
        )
    except (ValueError, JsonNotStrict, JsonTooDeep, TooLarge) as error:
        raise InvalidIdentifier from error
    return (IssuerKey(PublicKey.from_jwk(jwk, kid=f"{did}#0"), "any", ALWAYS),)
