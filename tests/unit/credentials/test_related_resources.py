"""Digests of related resources: those of bundled contexts are compared, nothing is fetched."""

import base64
import hashlib
from typing import Any

import pytest

from app.credentials.encoding.multibase import encode_base58, encode_base64url
from app.credentials.errors import ContextNotAllowed, MalformedCredential
from app.credentials.linked_data.contexts import bundled_texts
from app.credentials.model import CREDENTIALS_CONTEXT, OPEN_BADGES_CONTEXT
from app.credentials.related_resources import ensure_related_resources

TEXT = bundled_texts(CREDENTIALS_CONTEXT)[0]
SHA256 = hashlib.sha256(TEXT).digest()
MULTIHASH = b"\x12\x20" + SHA256


def sri(text: bytes, name: str = "sha256") -> str:
    return f"{name}-{base64.b64encode(hashlib.new(name, text).digest()).decode()}"


def judge(*resources: Any) -> None:
    ensure_related_resources({"relatedResource": list(resources)})


@pytest.mark.parametrize(
    "digests",
    [
        {"digestSRI": sri(TEXT)},
        {"digestSRI": sri(TEXT, "sha384")},
        {"digestSRI": sri(TEXT, "sha512")},
        {"digestMultibase": encode_base64url(MULTIHASH)},
        {"digestMultibase": encode_base58(MULTIHASH)},
        {"digestSRI": sri(TEXT), "digestMultibase": encode_base64url(MULTIHASH)},
    ],
)
def test_a_context_with_its_own_digest_is_taken(digests: dict[str, str]) -> None:
    judge({"id": CREDENTIALS_CONTEXT, **digests})


def test_both_texts_of_an_edited_context_are_taken() -> None:
    for text in bundled_texts(OPEN_BADGES_CONTEXT):
        judge({"id": OPEN_BADGES_CONTEXT, "digestSRI": sri(text)})


def test_a_resource_that_is_not_bundled_is_not_compared() -> None:
    ensure_related_resources({})
    ensure_related_resources({"relatedResource": {"id": "https://x.example/", "digestSRI": sri(b"anything")}})


@pytest.mark.parametrize(
    "digests",
    [
        {"digestSRI": sri(b"other")},
        {"digestSRI": sri(TEXT), "digestMultibase": encode_base64url(b"\x12\x20" + bytes(32))},
    ],
)
def test_a_context_with_the_digest_of_another_is_refused(digests: dict[str, str]) -> None:
    with pytest.raises(ContextNotAllowed):
        judge({"id": CREDENTIALS_CONTEXT, **digests})


@pytest.mark.parametrize(
    "resource",
    [
        "https://x.example/",
        {"digestSRI": sri(TEXT)},
        {"id": 5, "digestSRI": sri(TEXT)},
        {"id": "relative", "digestSRI": sri(TEXT)},
        {"id": "urn:a"},
        {"id": "urn:a", "digestSRI": 5},
        {"id": "urn:a", "digestSRI": "md5-AAAA"},
        {"id": "urn:a", "digestSRI": "sha256-A"},
        {"id": "urn:a", "digestMultibase": 5},
        {"id": "urn:a", "digestMultibase": "xAAAA"},
        {"id": "urn:a", "digestMultibase": encode_base64url(b"\x00\x00" + SHA256)},
    ],
)
def test_a_resource_without_url_or_digest_is_refused(resource: Any) -> None:
    with pytest.raises(MalformedCredential):
        judge(resource)


def test_a_resource_that_is_named_twice_is_refused() -> None:
    resource = {"id": "urn:a", "digestSRI": sri(TEXT)}
    with pytest.raises(MalformedCredential):
        judge(resource, resource)
