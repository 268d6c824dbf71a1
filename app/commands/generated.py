"""Files in the repository that are made from the code: the API description, digests of schemas, catalogues."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from app.main import create_app
from app.settings import Settings
from app.web.catalogues import LANGUAGES, catalogue_path, update_catalogue
from app.web.openapi import VC_API, build_openapi, write_openapi

ROOT: Final = Path(__file__).resolve().parents[2]
SCHEMAS: Final = ROOT / "schemas"
OPENAPI: Final = SCHEMAS / "api" / "v1" / "openapi.json"
VC_API_DOCUMENT: Final = SCHEMAS / "api" / "vc-api.json"
DIGESTS: Final = SCHEMAS / "digests.json"
RELEASED: Final = ("passport", "credential-types", "third-party/contexts")


def make_openapi(settings: Settings) -> Mapping[Path, bytes]:
    """The API descriptions, that of the VC-API as it is where it is mounted."""
    app = create_app(replace(settings, vc_api=True))
    return {
        OPENAPI: write_openapi(build_openapi(app)),
        VC_API_DOCUMENT: write_openapi(build_openapi(app, part=VC_API)),
    }


def find_digests() -> dict[str, str]:
    """The SHA-256 of every released schema file, by its path below `schemas/`."""
    files = (path for folder in RELEASED for path in (SCHEMAS / folder).rglob("*.json*"))
    return {
        path.relative_to(SCHEMAS).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(files)
    }


def make_digests() -> Mapping[Path, bytes]:
    """The digests of released files; a file that has one keeps it. Raises ValueError for a changed file."""
    known: dict[str, str] = json.loads(DIGESTS.read_bytes())
    found = find_digests()
    changed = [name for name, digest in known.items() if found.get(name) != digest]
    if changed:
        raise ValueError(f"A released file never changes: {', '.join(changed)}")
    return {DIGESTS: (json.dumps(found, indent=2, sort_keys=True) + "\n").encode()}


def write_changes(made: Mapping[Path, bytes], *, is_check: bool) -> list[str]:
    """The files that differed from what was made; without `is_check` they are written."""
    changed = []
    for path, content in made.items():
        if path.exists() and path.read_bytes() == content:
            continue
        changed.append(path.relative_to(ROOT).as_posix())
        if not is_check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return changed


def update_translations(*, is_check: bool) -> tuple[list[str], list[str]]:
    """The catalogues that differed from the code, and the texts without a translation."""
    changed, missing = [], []
    for language in LANGUAGES:
        path = catalogue_path(language)
        before = path.read_bytes() if path.exists() else b""
        missing += update_catalogue(language)
        if path.read_bytes() != before:
            changed.append(path.relative_to(ROOT).as_posix())
            if is_check:
                path.write_bytes(before)
    return changed, missing
