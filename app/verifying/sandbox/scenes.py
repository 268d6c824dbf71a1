"""The issuers of the sandbox: each has the keys, the registration and the status lists that lead to one reason.

Their keys are no secret, so they prove nothing: `gather.py` hands them out for the exact bytes of a fixture only.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit

from app.credentials.identifiers.did_web import did_web
from app.credentials.keys.algorithms import Algorithm, generate_private_key
from app.credentials.keys.signer import LocalSigner
from app.credentials.materials import (
    IssuerKey,
    IssuerKeys,
    RegisteredIssuer,
    Registration,
    StatusList,
    StatusListInvalid,
    StatusMaterial,
    Unavailable,
)
from app.credentials.status.entry import REVOCATION, SUSPENSION

SINCE: Final = datetime(2024, 1, 1, tzinfo=UTC)
ENDED: Final = datetime(2025, 1, 1, tzinfo=UTC)
ISSUER_NAME: Final = "TEST Proefwerkplaats"
USUAL: Final = "issuer"
SET_INDEX: Final = 1
_FOLDER: Final = "sandbox"
_LIST_LENGTH: Final = 131_072
_REFUSALS: Final = "A fixture of the sandbox says so."


@dataclass(frozen=True, slots=True)
class Scene:
    """What is found about one issuer: what stands in the way of its keys, and its registration."""

    keys: str | None = None
    retired_at: datetime | None = None
    compromised_at: datetime | None = None
    registration: str = "active"


SCENES: Final[Mapping[str, Scene]] = {
    USUAL: Scene(),
    "unknown": Scene(registration="unknown"),
    "suspended": Scene(registration="suspended"),
    "ended": Scene(registration="ended"),
    "silent-register": Scene(registration="unavailable"),
    "silent-keys": Scene(keys="keys_unavailable"),
    "changed-key": Scene(keys="did_key_changed"),
    "refused-address": Scene(keys="resolution_refused"),
    "retired-key": Scene(retired_at=ENDED),
    "stolen-key": Scene(compromised_at=ENDED),
}
_LISTS: Final[Mapping[str, Callable[[str], StatusMaterial]]] = {
    REVOCATION: lambda purpose: _list(purpose),
    SUSPENSION: lambda purpose: _list(purpose),
    "silent": lambda _: Unavailable("status_unavailable", _REFUSALS),
    "wrong": lambda _: StatusListInvalid("status_list_invalid", _REFUSALS),
    "swollen": lambda _: StatusListInvalid("decompressed_too_large", _REFUSALS),
}


class _Seed:
    """The same bytes on every run, so that the same key signs the same fixture everywhere."""

    def __init__(self, name: str) -> None:
        self._name = name

    def token(self, size: int) -> bytes:
        return sha256(f"skills passport sandbox: {self._name}".encode()).digest()[:size]


def scene_did(public_url: str, name: str) -> str:
    """The DID of an issuer of the sandbox."""
    return did_web(urlsplit(public_url).netloc.lower(), _FOLDER, name)


def find_scene(public_url: str, issuer_id: str) -> str | None:
    """The name of a scene, when this is the DID of an issuer of the sandbox."""
    name = issuer_id.rpartition(":")[2]
    return name if name in SCENES and issuer_id == scene_did(public_url, name) else None


@cache
def scene_signer(did: str, algorithm: Algorithm = Algorithm.EDDSA) -> LocalSigner:
    """The signer of an issuer; the same for ever."""
    seed = _Seed(f"{did} {algorithm}")
    return LocalSigner(f"{did}#{algorithm.lower()}", generate_private_key(algorithm, seed))


def scene_keys(public_url: str, name: str) -> IssuerKeys:
    """The keys of an issuer, or why there are none to be had."""
    scene, did = SCENES[name], scene_did(public_url, name)
    if scene.keys is not None:
        return Unavailable(scene.keys, _REFUSALS)
    return tuple(
        IssuerKey(
            scene_signer(did, algorithm).public, "credential", SINCE, scene.retired_at, scene.compromised_at
        )
        for algorithm in (Algorithm.EDDSA, Algorithm.ES256)
    )


def scene_registration(public_url: str, name: str) -> Registration:
    """The issuer as the register of the sandbox knows it."""
    state = SCENES[name].registration
    if state == "unknown":
        return None
    if state == "unavailable":
        return Unavailable("issuer_unavailable", _REFUSALS)
    until = ENDED if state == "ended" else None
    return RegisteredIssuer(scene_did(public_url, name), ISSUER_NAME, SINCE, until, state)


def scene_list_url(public_url: str, name: str) -> str:
    """The address that a fixture names for its status; nothing is fetched from it."""
    return f"{public_url}/{_FOLDER}/status-lists/{name}"


def scene_list(public_url: str, url: str, purpose: str) -> StatusMaterial:
    """The status list at an address of the sandbox."""
    name = url.removeprefix(scene_list_url(public_url, ""))
    found = _LISTS.get(name)
    return Unavailable("status_unavailable", _REFUSALS) if found is None else found(purpose)


def _list(purpose: str) -> StatusList:
    bits = bytearray(_LIST_LENGTH // 8)
    bits[SET_INDEX >> 3] |= 0x80 >> (SET_INDEX & 7)
    return StatusList(purpose, bytes(bits), _LIST_LENGTH, SINCE)
