"""The credential of the cases with a Data Integrity proof, and ways to change what was signed."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from app.credentials.formats.data_integrity import secure
from app.credentials.formats.proofs import ProofOptions
from app.credentials.keys.signer import LocalSigner
from app.credentials.model import Credential
from tests.unit.credentials.cases import CREDENTIAL, NOW, signer

SIGNED = ProofOptions(created=NOW)
SUITES = (
    ("eddsa-rdfc-2022", "EdDSA"),
    ("eddsa-jcs-2022", "EdDSA"),
    ("ecdsa-rdfc-2019", "ES256"),
    ("ecdsa-rdfc-2019", "ES384"),
    ("ecdsa-jcs-2019", "ES256"),
    ("ecdsa-jcs-2019", "ES384"),
)
EVERY_SUITE = pytest.mark.parametrize(("suite", "algorithm"), SUITES)


def proven(
    credential: Credential | dict[str, Any] = CREDENTIAL,
    *,
    suite: str = "eddsa-jcs-2022",
    made_with: LocalSigner | None = None,
    options: ProofOptions = SIGNED,
) -> str:
    return secure(credential, made_with or signer(), cryptosuite=suite, options=options).text


def document_of(text: str | None = None) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(text or proven())
    return document


def tampered(change: Callable[[dict[str, Any]], object], text: str | None = None) -> str:
    """The text after one change that nobody signed."""
    document = document_of(text)
    change(document)
    return json.dumps(document)


def resigned(change: Callable[[dict[str, Any]], object], options: ProofOptions = SIGNED) -> str:
    """The document after one change, signed again: the issuer itself says this."""
    document = document_of()
    del document["proof"]
    change(document)
    return proven(document, options=options)
