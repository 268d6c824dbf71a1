"""The schemas and contexts that this service publishes: frozen files, known by their digest."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).resolve().parents[2] / "schemas"
_OURS: Final = ("passport/", "credential-types/")
_TYPES: Final = {
    ".schema.json": "application/schema+json",
    ".jsonld": "application/ld+json",
    ".json": "application/json",
}


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """The exact bytes of a released file, its media type, and its strong ETag in quotes."""

    body: bytes
    media_type: str
    etag: str


@lru_cache(maxsize=200)
def find_published(name: str) -> PublishedFile | None:
    """The released file with this path below `schemas/`; None for everything else, the files of others too."""
    digest = _digests().get(name)
    if digest is None or not name.startswith(_OURS):
        return None
    media_type = next(kind for ending, kind in _TYPES.items() if name.endswith(ending))
    return PublishedFile((_ROOT / name).read_bytes(), media_type, f'"{digest}"')


@lru_cache(maxsize=1)
def _digests() -> dict[str, str]:
    digests: dict[str, str] = json.loads((_ROOT / "digests.json").read_bytes())
    return digests
