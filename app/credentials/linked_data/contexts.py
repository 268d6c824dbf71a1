"""The contexts that credentials name: bundled byte for byte, compiled once, never fetched."""

from collections.abc import Mapping
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import orjson

from app.credentials.errors import ContextNotAllowed
from app.credentials.linked_data.context_processing import process
from app.credentials.linked_data.limits import Limits
from app.credentials.linked_data.terms import ActiveContext, Room

_FOLDER: Final = Path(__file__).parents[3] / "schemas" / "third-party" / "contexts"
_OPEN_BADGES: Final = "https://purl.imsglobal.org/spec/ob/v3p0"
# Address, file, and the SHA-256 of its bytes. Of Open Badges 3.0.3 the text before the edit in place is compiled,
# so that the two terms of which nobody can tell whether they were signed are undefined.
_BUNDLED: Final = (
    (
        "https://www.w3.org/ns/credentials/v2",
        "credentials-v2.json",
        "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
    ),
    (
        f"{_OPEN_BADGES}/context-3.0.1.json",
        "ob-v3p0-context-3.0.1.json",
        "5f3d9dd6288ef437ff8286cf95ffbff609c748a66f24a1e9450c45ca64be1571",
    ),
    (
        f"{_OPEN_BADGES}/context-3.0.2.json",
        "ob-v3p0-context-3.0.2.json",
        "00666ad080ba407687ed1846b7f5e7495f5019042b202a727de47c48a1755c53",
    ),
    (
        f"{_OPEN_BADGES}/context-3.0.3.json",
        "ob-v3p0-context-3.0.3.before-2026-06-29.json",
        "854179307f98b20112f1316c960416e550a8d7926f28d5ce022d1adc2432e341",
    ),
    (
        f"{_OPEN_BADGES}/extensions.json",
        "ob-v3p0-extensions.json",
        "87c06c81bc2317663bf288d740d94fddd2818c4342b186270ff6371dfaa63f93",
    ),
    (
        "https://w3id.org/security/data-integrity/v2",
        "security-data-integrity-v2.json",
        "67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4",
    ),
    (
        "https://w3id.org/security/multikey/v1",
        "security-multikey-v1.json",
        "ba2c182de2d92f7e47184bcca8fcf0beaee6d3986c527bf664c195bbc7c58597",
    ),
    (
        "https://w3id.org/security/suites/ed25519-2020/v1",
        "security-ed25519-2020-v1.json",
        "b9e1ab971fd8bf2c7553e0c4a9438e0b9450afde1ea1ca5b2492368b9f549588",
    ),
    (
        "https://www.w3.org/ns/credentials/examples/v2",
        "credentials-examples-v2.json",
        "57393fbc69d6efb9b9b5dc9cb6b9880b0944360abfe2eaf459c9e58cf2279d7c",
    ),
)
_EDITED: Final = {f"{_OPEN_BADGES}/context-3.0.3.json": "ob-v3p0-context-3.0.3.json"}
_REMEMBERED_LISTS: Final = 16
_REMEMBERED_CONTEXTS: Final = 256
_REMEMBERED_OF_STRANGERS: Final = 64


class ContextRegistry:
    """Addresses with their contexts, and the lists of contexts that were compiled before."""

    def __init__(self, documents: Mapping[str, Any]) -> None:
        """Take the parsed context documents by address; raises ContextNotAllowed on one without @context."""
        for document in documents.values():
            if type(document) is not dict or "@context" not in document:
                raise ContextNotAllowed("A context document has no member @context.")
        self._documents = dict(documents)
        self.empty = ActiveContext({}, Room(0)).seal()
        self._remembered = lru_cache(_REMEMBERED_LISTS)(self._compile)

    def extended(self, documents: Mapping[str, Any]) -> "ContextRegistry":
        """A registry that knows more contexts."""
        return ContextRegistry({**self._documents, **documents})

    def load(self, address: str) -> Any:
        """The context of the address; raises ContextNotAllowed when it is not bundled."""
        document = self._documents.get(address)
        if document is None:
            raise ContextNotAllowed
        return document["@context"]

    def compile(self, local: Any, limits: Limits, *, active: ActiveContext | None = None) -> ActiveContext:
        """The context that `local` gives on top of `active`; raises ContextNotAllowed or DataLoss."""
        try:
            text = orjson.dumps(local)
        except orjson.JSONEncodeError as error:
            raise ContextNotAllowed from error
        return self._remembered(self.empty if active is None else active, text, limits)

    def _compile(self, active: ActiveContext, text: bytes, limits: Limits) -> ActiveContext:
        local = orjson.loads(text)
        entries = local if type(local) is list else [local]
        if len(entries) > limits.contexts:
            raise ContextNotAllowed("The document names too many contexts.")
        if all(type(entry) is str for entry in entries):
            return process(active, local, self.load, room=Room(_REMEMBERED_CONTEXTS, is_trusted=True))
        if _count_members(entries) > limits.inline_terms:
            raise ContextNotAllowed("The contexts in the document are too large.")
        return process(active, local, self.load, room=Room(_REMEMBERED_OF_STRANGERS))


def _count_members(value: Any) -> int:
    if type(value) is dict:
        value = list(value.values())
    return len(value) + sum(map(_count_members, value)) if type(value) is list else 0


@cache
def bundled_contexts() -> ContextRegistry:
    """The contexts of this release; raises ContextNotAllowed when a file is not the one that was released."""
    documents = {}
    for address, name, digest in _BUNDLED:
        raw = (_FOLDER / name).read_bytes()
        if sha256(raw).hexdigest() != digest:
            raise ContextNotAllowed(f"The bundled file {name} was changed.")
        documents[address] = orjson.loads(raw)
    return ContextRegistry(documents)


@cache
def _texts() -> dict[str, tuple[bytes, ...]]:
    found: dict[str, tuple[bytes, ...]] = {
        address: ((_FOLDER / name).read_bytes(),) for address, name, _ in _BUNDLED
    }
    for address, name in _EDITED.items():
        found[address] += ((_FOLDER / name).read_bytes(),)
    return found


def bundled_texts(address: str) -> tuple[bytes, ...]:
    """The bytes that were ever published under the address of a bundled context; empty for any other."""
    return _texts().get(address, ())
