"""The inputs of the W3C suite for the VC Data Model 2.0, sent to the VC-API as that suite sends them."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from app.credentials.errors import CredentialError
from app.platform.context import Context
from tests.api.vc_api import Caller, Holder, make_caller, make_holder, open_client
from tests.conformance.linked_data.reference import read_json
from tests.unit.credentials.cases import VECTORS, needs

FOLDER = VECTORS / "w3c-vcdm2" / "input"
TIMES = {"PAST DATE": "2020-01-01T00:00:00Z", "FUTURE DATE": "2040-01-01T00:00:00Z"}
# Its token is one of an older draft, of an issuer without keys, and with a signature that no key made.
UNPROVEN = "presentation-enveloped-vc-ok"

pytestmark = needs(FOLDER)


def inputs(kind: str, *endings: str) -> list[Any]:
    found = [path for ending in endings for path in sorted(FOLDER.glob(f"**/{kind}*{ending}.json"))]
    return [pytest.param(path, id=path.stem) for path in found]


CREDENTIALS_OK = [case for case in inputs("", "-ok") if "presentation" not in str(case.id)]
CREDENTIALS_BAD = [
    case for case in inputs("", "-fail", "-fail-or-inject") if "presentation" not in str(case.id)
]
PRESENTATIONS_OK = [case for case in inputs("presentation", "-ok") if case.id != UNPROVEN]
PRESENTATIONS_BAD = inputs("presentation", "-fail", "-fail-or-inject")


@pytest.fixture
async def caller(context: Context) -> AsyncIterator[Caller]:
    async with open_client(context) as client:
        yield await make_caller(context, client, "uitgever")


def read(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = dict(read_json(path))
    for name in ("validFrom", "validUntil"):
        if name in document:
            document[name] = TIMES.get(document[name], document[name])
    return document


def signed(context: Context, holder: Holder, document: dict[str, Any]) -> dict[str, Any]:
    """As the suite does it: with its own key it signs the credentials first, then the presentation."""
    changed = dict(document)
    held = [
        holder.sign({**credential, "issuer": holder.did})
        if isinstance(credential, dict) and credential.get("type") != "EnvelopedVerifiableCredential"
        else credential
        for credential in document.get("verifiableCredential", [])
    ]
    if held:
        changed["verifiableCredential"] = held
    named = document.get("holder")
    if isinstance(named, str) and named.startswith("did:key:"):
        changed["holder"] = holder.did
    if isinstance(named, dict) and str(named.get("id")).startswith("did:key:"):
        changed["holder"] = {"id": holder.did}
    return holder.present(context, changed, domain="w3c/vc-data-model-2.0-test-suite", challenge="static")


def test_every_input_of_the_suite_is_sent() -> None:
    accepted, refused = (
        len(CREDENTIALS_OK) + len(PRESENTATIONS_OK),
        len(CREDENTIALS_BAD) + len(PRESENTATIONS_BAD),
    )
    assert (accepted + 1, refused) == (65, 52)


@pytest.mark.parametrize("path", CREDENTIALS_OK)
async def test_what_the_suite_accepts_is_issued(caller: Caller, path: Path) -> None:
    answer = await caller.post("/credentials/issue", {"credential": read(path), "options": {}})
    assert answer.status_code == 201, answer.text
    assert answer.json()["verifiableCredential"]["proof"]["type"] == "DataIntegrityProof"


@pytest.mark.parametrize("path", CREDENTIALS_BAD)
async def test_what_the_suite_refuses_is_not_issued(caller: Caller, path: Path) -> None:
    answer = await caller.post("/credentials/issue", {"credential": read(path), "options": {}})
    assert answer.status_code == 400, answer.text


@pytest.mark.parametrize("path", PRESENTATIONS_OK)
async def test_what_the_suite_presents_verifies(context: Context, caller: Caller, path: Path) -> None:
    presented = signed(context, make_holder(context), read(path))
    answer = await caller.verify_presentation(presented, checks=[])
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("path", PRESENTATIONS_BAD)
async def test_what_the_suite_presents_wrongly_is_refused(
    context: Context, caller: Caller, path: Path
) -> None:
    document = read(path)
    assert (await caller.verify_presentation(document, checks=[])).status_code == 400
    try:
        presented = signed(context, make_holder(context), document)
    except CredentialError:
        return  # nobody could have signed this one
    assert (await caller.verify_presentation(presented, checks=[])).status_code == 400


async def test_a_token_that_no_key_made_is_refused_also_when_the_suite_shows_it(caller: Caller) -> None:
    document = read(FOLDER / f"{UNPROVEN}.json")
    answer = await caller.verify_presentation(document, checks=[])
    assert (answer.status_code, answer.json()["verified"]) == (400, False)
