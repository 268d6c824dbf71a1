"""The document of a recognition: what Open Badges 3.0 asks of an EndorsementCredential, and facts that come back."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson
import pytest

from app.credentials.formats.vc_jwt import secure_document
from app.credentials.keys.algorithms import generate_private_key
from app.credentials.keys.signer import LocalSigner
from app.trust.endorsements import (
    Endorsement,
    build_endorsement,
    read_endorsement,
    read_signer_of,
    sign_endorsement,
)
from app.trust.errors import EndorsementRefused
from app.trust.recognitions import RecognisedScope

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
A = "did:web:a.example"
SCHEMAS = Path(__file__).parents[4] / "shared" / "vectors" / "ob30-schemas"
SCOPES = (RecognisedScope(None, None, 4), RecognisedScope("urn:x:heftruck", "Heftruck (binnen)", 2))
ENDS = (None, NOW + timedelta(days=365), NOW - timedelta(days=1))


def facts(scope: RecognisedScope = SCOPES[0], until: datetime | None = None) -> Endorsement:
    return Endorsement(
        address="https://passport.example/v1/recognitions/1",
        recogniser_did=A,
        recogniser_name="A",
        issuer_did="did:web:b.example",
        scope=scope,
        recognised_from=NOW - timedelta(days=30),
        recognised_until=until,
        signed_at=NOW,
    )


def signer() -> LocalSigner:
    return LocalSigner(f"{A}#1", generate_private_key("EdDSA"))


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("until", ENDS)
def test_the_facts_come_back_from_what_was_signed(scope: RecognisedScope, until: datetime | None) -> None:
    statement = sign_endorsement(facts(scope, until), signer())
    assert read_endorsement(statement) == facts(scope, until)
    assert read_signer_of(statement) == (A, f"{A}#1")


@pytest.mark.parametrize("until", ENDS)
def test_the_document_follows_the_schema_of_open_badges(until: datetime | None) -> None:
    schema: dict[str, Any] = orjson.loads(
        (SCHEMAS / "ob_v3p0_achievementcredential_schema.json").read_bytes()
    )
    schema = {
        "$schema": schema["$schema"],
        "$defs": schema["$defs"],
        "$ref": "#/$defs/EndorsementCredential",
    }
    document = build_endorsement(facts(SCOPES[1], until))
    assert jsonschema_rs.validator_for(schema).is_valid(document)
    assert ("validUntil" in document) is (until is not None and until > NOW)


@pytest.mark.parametrize(
    "comment",
    [
        "",
        "Erkend voor: alles",
        "Erkend voor: *\nTot en met niveau: 9\nPeriode: 2026-01-01T00:00:00Z / …\n",
        "Erkend voor: *\nTot en met niveau: 3\nPeriode: gisteren / …\n",
    ],
)
def test_words_that_say_something_else_are_no_recognition(comment: str) -> None:
    document = build_endorsement(facts())
    document["credentialSubject"]["endorsementComment"] = comment
    with pytest.raises(EndorsementRefused):
        read_endorsement(_sign(document))


def test_another_kind_of_credential_is_no_recognition() -> None:
    document = {**build_endorsement(facts()), "type": ["VerifiableCredential", "OpenBadgeCredential"]}
    with pytest.raises(EndorsementRefused):
        read_signer_of(_sign(document))


def _sign(document: dict[str, Any]) -> str:
    return secure_document(document, signer()).text
