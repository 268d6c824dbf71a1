"""A released schema file never changes: its bytes are those of schemas/digests.json."""

import hashlib
import json
from pathlib import Path

SCHEMAS = Path(__file__).parents[2] / "schemas"
RELEASED_FOLDERS = ("passport", "credential-types", "third-party/contexts")
THIRD_PARTY_README = SCHEMAS / "third-party" / "README.md"


def _digests() -> dict[str, str]:
    digests: dict[str, str] = json.loads((SCHEMAS / "digests.json").read_bytes())
    return digests


def _released_files() -> dict[str, str]:
    files = (path for folder in RELEASED_FOLDERS for path in (SCHEMAS / folder).rglob("*.json*"))
    return {
        path.relative_to(SCHEMAS).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }


def test_every_released_file_has_the_digest_it_was_released_with() -> None:
    assert _released_files() == _digests()


def test_every_context_of_others_is_listed_with_its_source_and_digest() -> None:
    readme = THIRD_PARTY_README.read_text(encoding="utf-8")
    rows = [line for line in readme.splitlines() if line.startswith("| `") and "https://" in line]
    digests = {name: digest for name, digest in _digests().items() if name.startswith("third-party/")}
    assert len(rows) == len(digests)
    for name, digest in digests.items():
        row = next(line for line in rows if line.startswith(f"| `{Path(name).name}` |"))
        assert f"`{digest}`" in row


def test_the_index_maps_addresses_to_every_context_of_others() -> None:
    index: dict[str, dict[str, list[str]]] = json.loads((SCHEMAS / "third-party" / "index.json").read_bytes())
    indexed = sorted(f"third-party/{name}" for names in index["contexts"].values() for name in names)
    assert indexed == sorted(name for name in _digests() if name.startswith("third-party/"))


def test_the_credentials_context_is_the_one_that_the_specification_pins() -> None:
    # Verifiable Credentials Data Model 2.0, appendix B.1 Base Context.
    pinned = "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734"
    assert _digests()["third-party/contexts/credentials-v2.json"] == pinned
