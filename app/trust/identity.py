"""The did:web identity of a partnership, decided by the public address of this service and its slug."""

from urllib.parse import urlsplit

from app.credentials.identifiers.did_web import did_web
from app.settings import Settings

_FOLDER = "partnerships"


def issuer_did(settings: Settings, slug: str) -> str:
    """The DID of a partnership, e.g. did:web:passport.example:partnerships:zwolle."""
    return did_web(urlsplit(settings.public_url).netloc.lower(), _FOLDER, slug)


def find_local_slug(settings: Settings, did: str) -> str | None:
    """The slug inside a DID of this service; None for the DID of another one."""
    start = issuer_did(settings, "x").removesuffix("x")
    slug = did.removeprefix(start)
    return slug if did.startswith(start) and slug and ":" not in slug else None


def jwks_url(settings: Settings, slug: str) -> str:
    """Where the keys of a partnership are published as a JWKS."""
    return f"{settings.public_url.rstrip('/')}/{_FOLDER}/{slug}/jwks.json"
