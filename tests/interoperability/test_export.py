"""What a worker takes along verifies in other software, with this service gone (requirement 6)."""

from __future__ import annotations

import io
import json
import zipfile
from functools import partial
from typing import Any

from app.credentials.encoding import base64url, multibase
from app.holding.export import export_passport
from app.holding.wording import Phrasebook
from app.platform.context import Context
from app.web.translations import date_text, translate
from tests.contract.passport_world import build_world
from tests.interoperability.node import NEEDS_PEERS, Peers

pytestmark = NEEDS_PEERS

DUTCH = Phrasebook("nl", partial(translate, language="nl"), partial(date_text, locale="nl"))
ED25519 = b"\xed\x01"


async def exported(context: Context) -> zipfile.ZipFile:
    """The archive of somebody with one credential."""
    world = await build_world(context, "exporting")
    received = await world.claim(await world.issue())
    return zipfile.ZipFile(io.BytesIO(await export_passport(context, received.holder_id, DUTCH)))


def method_of(archive: zipfile.ZipFile, kid: str) -> dict[str, Any]:
    """The key that the archive carries for this identifier."""
    methods = json.loads(archive.read("afgevers/1.json"))["verificationMethod"]
    found: dict[str, Any] = next(method for method in methods if method["id"] == kid)
    return found


async def test_jose_verifies_the_credential_as_it_was_issued(context: Context) -> None:
    archive = await exported(context)
    token = archive.read("bewijzen/1.jwt").decode()
    header = json.loads(base64url.decode(token.partition(".")[0].encode()))
    jwk = method_of(archive, header["kid"])["publicKeyJwk"]
    with Peers(context.clock.now()) as peers:
        answer = peers.ask("tokens", "verify", token=token, jwk=jwk)
    assert answer["verified"], answer


async def test_digitalbazaar_verifies_every_credential_of_the_bundle(context: Context) -> None:
    archive = await exported(context)
    bundle = json.loads(archive.read("bundel.json"))
    [document] = bundle["verifiableCredential"]
    kid = document["proof"][0]["verificationMethod"]
    raw = base64url.decode(method_of(archive, kid)["publicKeyJwk"]["x"].encode())
    key = {
        "id": kid,
        "controller": kid.partition("#")[0],
        "publicKeyMultibase": multibase.encode_base58(ED25519 + raw),
    }
    with Peers(context.clock.now()) as peers:
        task = {"document": document, "suite": "eddsa-rdfc-2022", "key": key}
        assert peers.ask("dataIntegrity", "verify", **task) == {"verified": True, "error": None}
        document["name"] = "Arts"
        assert not peers.ask("dataIntegrity", "verify", **task)["verified"]
