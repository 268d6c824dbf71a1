"""The did:web identity of a partnership."""

from types import SimpleNamespace
from typing import cast

import pytest

from app.credentials.identifiers.did_web import did_web_url
from app.settings import Settings
from app.trust.identity import find_local_slug, issuer_did


def settings(public_url: str) -> Settings:
    return cast(Settings, SimpleNamespace(public_url=public_url))


OURS = settings("https://passport.example")


@pytest.mark.parametrize(
    ("public_url", "did"),
    [
        ("https://passport.example", "did:web:passport.example:partnerships:zwolle"),
        ("https://Passport.Example/", "did:web:passport.example:partnerships:zwolle"),
        ("http://localhost:8000", "did:web:localhost%3A8000:partnerships:zwolle"),
    ],
)
def test_the_did_follows_from_the_public_address(public_url: str, did: str) -> None:
    assert issuer_did(settings(public_url), "zwolle") == did


def test_the_did_leads_to_where_the_document_is() -> None:
    assert did_web_url(issuer_did(OURS, "zwolle")) == "https://passport.example/partnerships/zwolle/did.json"


def test_our_own_did_gives_its_slug_back() -> None:
    assert find_local_slug(OURS, "did:web:passport.example:partnerships:zwolle") == "zwolle"


@pytest.mark.parametrize(
    "did",
    [
        "did:web:passport.example",
        "did:web:passport.example:partnerships:",
        "did:web:passport.example:partnerships:zwolle:more",
        "did:web:passport.example.evil.example:partnerships:zwolle",
        "did:web:evil.example:partnerships:zwolle",
        "did:web:passport.example%3A8443:partnerships:zwolle",
        "did:key:z6Mk",
    ],
)
def test_the_did_of_another_is_not_ours(did: str) -> None:
    assert find_local_slug(OURS, did) is None
