"""did:web: an identifier that is a place on the web (did:web method specification)."""

import re
from typing import Final

from app.credentials.errors import InvalidIdentifier

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# The last label is no number, so that no form of an IP address is a host; localhost serves development.
_HOST = rf"(?:localhost|(?:{_LABEL}\.)+(?=[a-z0-9-]*[a-z])(?!0x){_LABEL})"
_SEGMENT = r"[A-Za-z0-9_-][A-Za-z0-9._-]*"
_DID: Final = re.compile(
    rf"did:web:(?P<host>{_HOST})(?:%3A(?P<port>[1-9][0-9]{{0,4}}))?(?P<path>(?::{_SEGMENT})*)"
)
_MAX_LENGTH: Final = 512
_MAX_HOST_LENGTH: Final = 253
_MAX_PORT: Final = 65_535


def did_web(host: str, *path: str) -> str:
    """The DID of a host (with `:port` when it is not 443) and path segments; raises InvalidIdentifier."""
    did = ":".join(("did:web", host.replace(":", "%3A"), *path))
    did_web_url(did)
    return did


def did_web_url(did: str) -> str:
    """Where the DID document is: always https (did:web 3.2). Raises InvalidIdentifier.

    Addresses in place of names, user names, upper case and escapes other than the port's are refused.
    """
    match = _DID.fullmatch(did) if len(did) <= _MAX_LENGTH else None
    if match is None or len(match["host"]) > _MAX_HOST_LENGTH:
        raise InvalidIdentifier
    port = match["port"]
    if port is not None and int(port) > _MAX_PORT:
        raise InvalidIdentifier
    authority = match["host"] if port is None else f"{match['host']}:{port}"
    path = match["path"].replace(":", "/") or "/.well-known"
    return f"https://{authority}{path}/did.json"
