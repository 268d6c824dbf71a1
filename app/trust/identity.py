"""The did:web identity of a partnership, decided by the public address of this service and its slug."""

from functools import lru_cache
from urllib.parse import urlsplit

from app.credentials.identifiers.did_web import did_web
from app.settings import Settings

_FOLDER = "partnerships"


def issuer_did(settings: Settings, slug: str) -> str:
    """The DID of a partnership, e.g. did:web:passport.example:partnerships:zwolle."""
    return did_web(_own_host(settings.public_url), _FOLDER, slug)


def service_did(settings: Settings) -> str:
    """The DID of the service itself, e.g. did:web:passport.example."""
    return did_web(_own_host(settings.public_url))


def find_local_slug(settings: Settings, did: str) -> str | None:
    """The slug inside a DID of this service; None for the DID of another one."""
    start = _own_start(settings.public_url)
    slug = did.removeprefix(start)
    return slug if did.startswith(start) and slug and ":" not in slug else None


@lru_cache(maxsize=4)
def _own_start(public_url: str) -> str:
    return did_web(_own_host(public_url), _FOLDER, "x").removesuffix("x")


def _own_host(public_url: str) -> str:
    return urlsplit(public_url).netloc.lower()
