"""Keys of issuers elsewhere: what is fetched, what is refused, and what that means."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import orjson
import pytest

from app.credentials.identifiers.did_document import build_did_document
from app.credentials.keys.algorithms import Algorithm, generate_private_key
from app.credentials.keys.jwk import PublicKey
from app.credentials.materials import IssuerKey, IssuerKeys, Unavailable
from app.platform.caching import Caches
from app.platform.clock import FixedClock
from app.platform.context import Context
from app.platform.fetch import FetchFailed, FetchRefused
from app.trust.resolve import CACHE_SECONDS, RegisterEntry, resolve_holder_keys, resolve_keys
from tests.unit.trust.test_signing_keys import NOW

DID = "did:web:school.example"
PUBLIC = PublicKey.of(generate_private_key(Algorithm.ES256), kid=f"{DID}#one")
DOCUMENT = build_did_document(DID, [IssuerKey(PUBLIC, "any", NOW)])


@dataclass
class Door:
    """Stands where the door to the internet is, and answers one thing."""

    answer: bytes | Exception
    asked: list[str] = field(default_factory=list)

    async def fetch(self, url: str, **_: Any) -> Any:
        self.asked.append(url)
        if isinstance(self.answer, Exception):
            raise self.answer
        return SimpleNamespace(body=self.answer)


async def resolve(door: Door, did: str) -> IssuerKeys:
    settings = SimpleNamespace(public_url="https://passport.example")
    caches = Caches(FixedClock(NOW))
    # Nobody here is in the register; what that changes needs a database (tests/contract/test_issuer_keys.py).
    caches.ttl("trust.registered_issuers", ttl=CACHE_SECONDS, size=10).put(did, RegisterEntry(None, ()))
    context = SimpleNamespace(settings=settings, fetch=door, caches=caches)
    return await resolve_keys(cast(Context, context), did, None)


async def test_a_foreign_did_web_is_read_from_its_document() -> None:
    door = Door(orjson.dumps(DOCUMENT))
    keys = await resolve(door, DID)
    assert door.asked == ["https://school.example/.well-known/did.json"]
    assert not isinstance(keys, Unavailable)
    assert [key.public for key in keys] == [PUBLIC]


@pytest.mark.parametrize("error", [FetchFailed("no answer"), FetchRefused("private address")])
async def test_what_cannot_be_fetched_is_not_called_wrong(error: Exception) -> None:
    keys = await resolve(Door(error), DID)
    expected = "resolution_refused" if isinstance(error, FetchRefused) else "keys_unavailable"
    assert isinstance(keys, Unavailable)
    assert keys.code == expected


@pytest.mark.parametrize(
    "did", ["did:web:127.0.0.1", "did:web:school.example:..:x", "did:web:user@school.example", "did:web:"]
)
async def test_an_address_that_is_no_host_name_is_never_asked(did: str) -> None:
    door = Door(b"{}")
    keys = await resolve(door, did)
    assert isinstance(keys, Unavailable)
    assert keys.code == "resolution_refused"
    assert door.asked == []


@pytest.mark.parametrize("body", [b"<html>", b"", b'{"id":1,"id":2}', b"[]", b"\xff"])
async def test_a_page_that_is_no_document_is_unavailable(body: bytes) -> None:
    keys = await resolve(Door(body), DID)
    assert isinstance(keys, Unavailable)
    assert keys.code == "keys_unavailable"


async def test_the_document_of_another_identity_gives_no_keys() -> None:
    assert await resolve(Door(orjson.dumps(DOCUMENT)), "did:web:other.example") == ()


@pytest.mark.parametrize("did", ["https://school.example/issuer", "did:ebsi:z123", "", "urn:uuid:1"])
async def test_other_kinds_of_issuers_cannot_be_judged(did: str) -> None:
    door = Door(b"{}")
    keys = await resolve(door, did)
    assert isinstance(keys, Unavailable)
    assert keys.code == "keys_unavailable"
    assert door.asked == []


async def test_a_did_key_is_its_own_key() -> None:
    door = Door(b"{}")
    keys = await resolve(door, "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK")
    assert not isinstance(keys, Unavailable)
    assert [key.public.algorithm for key in keys] == [Algorithm.EDDSA]
    assert door.asked == []


@pytest.mark.parametrize(
    "did", ["did:key:z", "did:key:z6Mk", "did:jwk:e30", "did:jwk:!", f"did:key:{60 * 'z'}"]
)
async def test_an_identifier_that_holds_no_good_key_gives_none(did: str) -> None:
    assert await resolve(Door(b"{}"), did) == ()


async def resolve_holder(door: Door, did: str) -> IssuerKeys:
    settings = SimpleNamespace(public_url="https://passport.example")
    context = SimpleNamespace(settings=settings, fetch=door, caches=Caches(FixedClock(NOW)))
    return await resolve_holder_keys(cast(Context, context), did)


async def test_a_holder_proves_with_the_keys_named_for_authentication_only() -> None:
    methods = [method["id"] for method in DOCUMENT["verificationMethod"]]
    without = {name: value for name, value in DOCUMENT.items() if name != "authentication"}
    assert await resolve_holder(Door(orjson.dumps(without)), DID) == ()
    keys = await resolve_holder(Door(orjson.dumps({**without, "authentication": methods})), DID)
    assert not isinstance(keys, Unavailable)
    assert [key.public for key in keys] == [PUBLIC]
    assert await resolve_holder(Door(orjson.dumps(DOCUMENT)), "did:web:other.example") == ()


@pytest.mark.parametrize(
    ("did", "code"),
    [
        (DID, "keys_unavailable"),
        ("did:ebsi:z123", "keys_unavailable"),
        ("did:web:127.0.0.1", "resolution_refused"),
    ],
)
async def test_a_holder_whose_keys_cannot_be_had_is_not_called_wrong(did: str, code: str) -> None:
    keys = await resolve_holder(Door(FetchFailed("no answer")), did)
    assert isinstance(keys, Unavailable)
    assert keys.code == code


async def test_a_partnership_of_this_service_holds_nothing_and_a_did_key_is_its_own_key() -> None:
    door = Door(b"{}")
    assert await resolve_holder(door, "did:web:passport.example:partnerships:zwolle") == ()
    assert await resolve_holder(door, "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK") != ()
    assert door.asked == []
