"""The compact form of SD-JWT, and what a holder presents of it."""

import json
from typing import Any

import pytest

from app.credentials.errors import MalformedJws, MalformedSdJwt, TooLarge
from app.credentials.formats.sd_jwt import (
    SD_JWT_RULES,
    SdJwtParts,
    UnverifiedSdJwt,
    issue_sd_jwt,
    present_sd_jwt,
    read_sd_jwt,
    split_sd_jwt,
)
from app.credentials.policy import DEFAULT_POLICY
from tests.unit.credentials.cases import signer
from tests.unit.credentials.sd_cases import Counter, jwt, payload_in, sd_jwt

CLAIMS: dict[str, Any] = {
    "iss": "did:web:zwolle.example",
    "name": "Fatima",
    "address": {"street": "Kade 1", "city": "Zwolle"},
    "evidence": [{"name": "Praktijk", "by": "A"}, "Gesprek", "Foto"],
}
HIDDEN: list[Any] = [
    ("name",),
    ("address",),
    ("address", "street"),
    ("address", "city"),
    ("evidence", None),
    ("evidence", 0, "by"),
]


def issued(hidden: Any = HIDDEN) -> bytes:
    return issue_sd_jwt(CLAIMS, hidden, signer(), randomness=Counter(), typ="dc+sd-jwt")


def read(text: bytes) -> UnverifiedSdJwt:
    return read_sd_jwt(text, SD_JWT_RULES, policy=DEFAULT_POLICY)


def test_what_was_issued_is_read_and_was_signed() -> None:
    found = read(issued())
    assert found.revealed.claims == CLAIMS
    assert signer().public.verifies(found.jws.signed_bytes, found.jws.signature)
    assert found.parts.text == issued()
    assert found.hash_name == "sha-256"


def test_section_4_an_sd_jwt_without_disclosures_ends_in_a_tilde() -> None:
    assert split_sd_jwt(issued([]), policy=DEFAULT_POLICY).disclosures == ()
    assert issued([]).endswith(b"~")


@pytest.mark.parametrize("text", ["", "~", "a.b.c", "a.b.c~~", "a.b.c~d~~e", "a.b.c~~d.e.f", "~d~"])
def test_section_4_other_shapes_are_refused(text: str) -> None:
    with pytest.raises((MalformedSdJwt, MalformedJws)):
        read(text.encode())


def test_section_8_the_json_serialisation_is_refused_by_name() -> None:
    protected, payload, signature = jwt({}).split(".")
    text = json.dumps(
        {"payload": payload, "protected": protected, "signature": signature, "header": {"disclosures": []}}
    )
    with pytest.raises(MalformedSdJwt, match="JSON serialisation"):
        read(text.encode())


def test_a_text_beyond_the_limit_is_refused_unread() -> None:
    with pytest.raises(TooLarge):
        read(b"~" * 65_537)


def test_an_unknown_hash_is_refused() -> None:
    with pytest.raises(MalformedSdJwt):
        read(sd_jwt({"_sd_alg": "sha-1"}).encode())


def test_the_last_part_is_the_key_binding() -> None:
    parts = split_sd_jwt(b"a.b.c~d~e.f.g", policy=DEFAULT_POLICY)
    assert parts == SdJwtParts(b"a.b.c", (b"d",), b"e.f.g")
    assert (parts.bound_bytes, parts.text) == (b"a.b.c~d~", b"a.b.c~d~e.f.g")


@pytest.mark.parametrize(
    ("shown", "left"),
    [
        ([], {"iss": CLAIMS["iss"], "evidence": []}),
        ([("name",)], {"iss": CLAIMS["iss"], "name": "Fatima", "evidence": []}),
        ([("address", "city")], {"iss": CLAIMS["iss"], "address": {"city": "Zwolle"}, "evidence": []}),
        ([("address",)], {"iss": CLAIMS["iss"], "address": CLAIMS["address"], "evidence": []}),
        ([("evidence", 1)], {"iss": CLAIMS["iss"], "evidence": ["Gesprek"]}),
        ([("evidence", 0, "name")], {"iss": CLAIMS["iss"], "evidence": [{"name": "Praktijk"}]}),
        ([("evidence", None)], {"iss": CLAIMS["iss"], "evidence": CLAIMS["evidence"]}),
        ([("iss",)], {"iss": CLAIMS["iss"], "evidence": []}),
    ],
)
def test_section_7_2_a_holder_shows_what_was_chosen_and_what_it_stands_in(shown: Any, left: Any) -> None:
    presented = present_sd_jwt(read(issued()), shown)
    assert presented.key_binding is None
    assert read(presented.text).revealed.claims == left


def test_disclosures_keep_their_order_so_that_a_choice_leaves_no_trace() -> None:
    held = read(issued())
    both = present_sd_jwt(held, [("name",), ("address",)]).disclosures
    assert both == present_sd_jwt(held, [("address",), ("name",)]).disclosures
    assert list(both) == [text for text in held.parts.disclosures if text in both]


def test_a_claim_that_is_not_there_cannot_be_chosen() -> None:
    with pytest.raises(ValueError):
        present_sd_jwt(read(issued()), [("phone",)])


def test_an_issuer_may_add_decoys_and_choose_the_hash() -> None:
    text = issue_sd_jwt(
        {"name": "Fatima"},
        [("name",)],
        signer(),
        randomness=Counter(),
        decoys={(): 4},
        hash_name="sha-512",
        typ="dc+sd-jwt",
    )
    found = read(text)
    assert (found.hash_name, found.revealed.claims) == ("sha-512", {"name": "Fatima"})
    assert len(payload_in(text.decode())["_sd"]) == 5
