"""The inputs of the W3C test suite for the VC Data Model 2.0: what an issuer must accept, and what refuse."""

import copy
from pathlib import Path
from typing import Any

import pytest

from app.credentials.data_model import ensure_credential, ensure_presentation
from app.credentials.errors import CredentialError
from app.credentials.linked_data import to_quads
from tests.conformance.linked_data.reference import read_json
from tests.unit.credentials.cases import VECTORS, needs

FOLDER = VECTORS / "w3c-vcdm2" / "input"

pytestmark = needs(FOLDER)

# The suite writes these words where a time must stand, and has the issuer under test fill in the issuer.
TIMES = {"PAST DATE": "2020-01-01T00:00:00Z", "FUTURE DATE": "2040-01-01T00:00:00Z"}
ISSUER = "did:example:issuer"
WITHOUT_ISSUER = "credential-no-issuer-fail.json"


def inputs(pattern: str) -> list[Any]:
    found = sorted(FOLDER.glob(f"**/*{pattern}.json"))
    return [pytest.param(path, id=path.stem) for path in found]


def prepared(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = copy.deepcopy(read_json(path))
    for name in ("validFrom", "validUntil"):
        if name in document:
            document[name] = TIMES.get(document[name], document[name])
    if path.name != WITHOUT_ISSUER and not path.name.startswith("presentation"):
        issuer = document.setdefault("issuer", ISSUER)
        if isinstance(issuer, dict):
            issuer.setdefault("id", ISSUER)
    return document


def judge(path: Path) -> None:
    document = prepared(path)
    ensure = ensure_presentation if path.name.startswith("presentation") else ensure_credential
    ensure(document)
    # What a proof is over: the document without the proofs that it had.
    to_quads({name: value for name, value in document.items() if name != "proof"})


@pytest.mark.parametrize("path", inputs("-ok"))
def test_what_the_suite_accepts_is_accepted(path: Path) -> None:
    judge(path)


@pytest.mark.parametrize("path", [*inputs("-fail"), *inputs("-fail-or-inject")])
def test_what_the_suite_refuses_is_refused(path: Path) -> None:
    with pytest.raises(CredentialError):
        judge(path)
