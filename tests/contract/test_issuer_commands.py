"""The commands for issuers elsewhere: let in, see the keys, approve a change, suspend."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from app.commands import issuers
from app.credentials.encoding import strict_json
from app.credentials.identifiers.did_document import build_did_document
from app.credentials.identifiers.did_web import did_web_url
from app.credentials.keys.algorithms import generate_private_key
from app.credentials.keys.jwk import PublicKey
from app.credentials.materials import IssuerKey
from app.platform.context import Context
from app.trust.issuer_keys import list_known_keys
from app.trust.resolve import find_registered_issuer
from tests.contract.test_verifying_foreign import Internet

DID = "did:web:vakschool.example"


def show(internet: Internet, *names: str) -> None:
    keys = [
        IssuerKey(PublicKey.of(generate_private_key("EdDSA"), kid=f"{DID}#{name}"), "any", internet.now)
        for name in names
    ]
    internet.pages[did_web_url(DID)] = strict_json.dumps(build_did_document(DID, keys))


async def test_an_operator_lets_an_issuer_in_and_approves_its_next_key(
    context: Context, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    internet = Internet(context.clock.now())
    there = replace(context, fetch=internet)  # type: ignore[arg-type]
    acts: list[Callable[[Context], Awaitable[None]]] = []
    monkeypatch.setattr(issuers, "act", acts.append)

    show(internet, "one")
    issuers.register(DID, "Vakschool")
    await acts.pop()(there)
    assert "counts" in capsys.readouterr().out

    show(internet, "two")
    there.caches.clear()
    issuers.keys(DID)
    await acts.pop()(there)
    told = capsys.readouterr().out
    assert "counts, gone" in told
    assert "waits for approval" in told

    issuers.approve(DID, [key.thumbprint for key in await list_known_keys(there, DID)])
    await acts.pop()(there)
    told = capsys.readouterr().out
    assert "retired" in told
    assert "waits" not in told

    issuers.state(DID, "suspended")
    await acts.pop()(there)
    there.caches.clear()
    found = await find_registered_issuer(there, DID)
    assert getattr(found, "state", None) == "suspended"
