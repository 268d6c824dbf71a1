"""Disclosures, as a verifier processes them: every MUST of RFC 9901 sections 4.2 and 7.1 is a refusal here."""

import json
import time
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from app.credentials.encoding import base64url
from app.credentials.errors import (
    CredentialError,
    DisclosureInvalid,
    JsonNotStrict,
    JsonTooDeep,
    MalformedSdJwt,
    TooLarge,
)
from app.credentials.formats.disclosures import (
    DEFAULT_HASH,
    HASHES,
    Revealed,
    digest_of,
    hash_named,
    read_disclosures,
    reveal,
)
from app.credentials.policy import DEFAULT_POLICY
from tests.unit.credentials.sd_cases import digest, disclosure

NAME = disclosure("salt-1", "name", "Fatima")
LEVEL = disclosure("salt-2", "level", 2)
ITEM = disclosure("salt-3", "Praktijk")


def revealed(payload: dict[str, Any], *disclosures: str) -> Revealed:
    found = read_disclosures(
        [text.encode() for text in disclosures], hash_named(DEFAULT_HASH), DEFAULT_POLICY
    )
    return reveal(deepcopy(payload), found)


def test_a_claim_comes_back_in_its_place() -> None:
    found = revealed({"iss": "a", "_sd": [digest(NAME), "decoy"], "_sd_alg": "sha-256"}, NAME)
    assert found.claims == {"iss": "a", "name": "Fatima"}
    assert found.hides_any_of(frozenset({"name"}))
    assert not found.hides_any_of(frozenset({"iss"}))


def test_an_item_comes_back_and_the_ones_kept_back_disappear() -> None:
    found = revealed({"list": [{"...": "hidden"}, 1, {"...": digest(ITEM)}, {"a": 1}]}, ITEM)
    assert found.claims == {"list": [1, "Praktijk", {"a": 1}]}
    assert [(path, known.value) for path, known in found.by_path().items()] == [(("list", 1), "Praktijk")]
    assert not found.hides_any_of(frozenset({"list"}))
    assert "Praktijk" not in repr(found) + repr(found.placements[0][0])


def test_a_disclosure_within_a_disclosure_comes_back_too() -> None:
    outer = disclosure("salt-4", "nested", {"_sd": [digest(NAME)], "list": [{"...": digest(ITEM)}]})
    found = revealed({"_sd": [digest(outer)]}, outer, ITEM, NAME)
    assert found.claims == {"nested": {"list": ["Praktijk"], "name": "Fatima"}}
    assert set(found.by_path()) == {("nested",), ("nested", "name"), ("nested", "list", 0)}


def test_the_order_of_disclosures_does_not_matter() -> None:
    payload = {"_sd": [digest(NAME), digest(LEVEL)]}
    assert revealed(dict(payload), LEVEL, NAME).claims == revealed(dict(payload), NAME, LEVEL).claims


def test_an_empty_list_of_digests_and_an_object_left_empty_are_fine() -> None:
    assert revealed({"_sd": [], "empty": {"_sd": ["decoy"]}}).claims == {"empty": {}}


def test_a_disclosure_is_hashed_as_it_was_sent_whatever_its_spaces() -> None:
    for text in ('["s", "name", "F"]', '[ "s","name",\n"F" ]', '["s","n\\u0061me","F"]'):
        encoded = base64url.encode(text.encode()).decode()
        assert revealed({"_sd": [digest(encoded)]}, encoded).claims == {"name": "F"}


@pytest.mark.parametrize("name", HASHES)
def test_the_named_hash_is_used(name: str) -> None:
    encoded = NAME.encode()
    payload = {"_sd": [digest_of(encoded, hash_named(name))]}
    found = read_disclosures([encoded], hash_named(name), DEFAULT_POLICY)
    assert reveal(payload, found).claims == {"name": "Fatima"}


@pytest.mark.parametrize(
    "name", ["md5", "sha-1", "SHA-256", "sha256", "sha-256-128", "", None, 1, ["sha-256"]]
)
def test_7_1_2d_another_hash_is_refused(name: Any) -> None:
    with pytest.raises(MalformedSdJwt):
        hash_named(name)


@pytest.mark.parametrize(
    ("payload", "disclosures"),
    [
        pytest.param({}, [NAME], id="7.1-5-unreferenced"),
        pytest.param({"_sd": [digest(NAME)]}, [NAME, LEVEL], id="7.1-5-one-unreferenced"),
        pytest.param({"_sd": [digest(NAME)]}, [NAME, NAME], id="7.1-5-sent-twice"),
        pytest.param({"_sd": [digest(NAME), digest(NAME)]}, [NAME], id="7.1-4-digest-twice"),
        pytest.param({"_sd": ["decoy", "decoy"]}, [], id="7.1-4-decoy-twice"),
        pytest.param({"_sd": [digest(NAME)], "a": {"_sd": [digest(NAME)]}}, [NAME], id="7.1-4-at-two-places"),
        pytest.param({"list": [{"...": "d"}, {"...": "d"}]}, [], id="7.1-4-in-array"),
        pytest.param({"_sd": [digest(ITEM)]}, [ITEM], id="7.1-3cii1-two-elements-for-a-claim"),
        pytest.param({"list": [{"...": digest(NAME)}]}, [NAME], id="7.1-3ciii1-three-elements-for-an-item"),
        pytest.param({"name": "Eva", "_sd": [digest(NAME)]}, [NAME], id="7.1-3cii3-claim-is-there"),
        pytest.param(
            {"_sd": [digest(NAME), digest(disclosure("x", "name", "Eva"))]},
            [NAME, disclosure("x", "name", "Eva")],
            id="7.1-3cii3-two-disclosures-of-one-claim",
        ),
        pytest.param({"name": digest(NAME)}, [NAME], id="digest-as-a-value-is-no-reference"),
    ],
)
def test_a_disclosure_that_does_not_belong_is_refused(
    payload: dict[str, Any], disclosures: list[str]
) -> None:
    with pytest.raises(DisclosureInvalid):
        revealed(payload, *disclosures)


@pytest.mark.parametrize("name", ["_sd", "...", "_sd_alg"])
def test_7_1_3cii2_a_disclosure_never_brings_a_reserved_name(name: str) -> None:
    encoded = disclosure("salt", name, ["x"])
    with pytest.raises(DisclosureInvalid):
        revealed({"_sd": [digest(encoded)]}, encoded)


@pytest.mark.parametrize(
    "content",
    [{}, "text", 1, None, [], ["salt"], ["salt", "a", 1, 2], [1, "a", 1], [None, 1], ["salt", 1, 1]],
)
def test_4_2_a_disclosure_is_a_salt_with_a_claim_or_an_item(content: Any) -> None:
    encoded = base64url.encode(json.dumps(content).encode()).decode()
    with pytest.raises(DisclosureInvalid):
        revealed({"_sd": [digest(encoded)]}, encoded)


@pytest.mark.parametrize("encoded", ["a", "e30=", "++++", "W10 ", "Wy\n", "é"])
def test_a_disclosure_is_exact_base64url(encoded: str) -> None:
    with pytest.raises(DisclosureInvalid):
        revealed({"_sd": [digest(encoded)]}, encoded)


@pytest.mark.parametrize(
    "text",
    [
        b'["s","n",{"a":1,"a":2}]',
        b'["s","n",NaN]',
        b'\xef\xbb\xbf["s","n",1]',
        b'["s","n","\xff"]',
        b'["s","n",9007199254740993]',
        b'["s","n","\\ud800"]',
        b'["s","n",1]["s","n",2]',
        b'["s","n",1',
        b"",
    ],
)
def test_a_disclosure_is_strict_json(text: bytes) -> None:
    encoded = base64url.encode(text).decode()
    with pytest.raises(JsonNotStrict):
        revealed({"_sd": [digest(encoded)]}, encoded)


@pytest.mark.parametrize(
    "payload",
    [
        {"_sd": "digest"},
        {"_sd": {"a": 1}},
        {"_sd": None},
        {"_sd": [1]},
        {"_sd": [None]},
        {"_sd": [["digest"]]},
        {"a": {"...": "digest"}},
        {"...": "digest"},
        {"list": [{"...": "digest", "a": 1}]},
        {"list": [{"...": 1}]},
        {"list": [{"...": None}]},
        {"list": [{"...": {"...": "digest"}}]},
    ],
)
def test_digests_stand_only_where_they_can(payload: dict[str, Any]) -> None:
    with pytest.raises(MalformedSdJwt):
        revealed(payload)


def test_an_item_that_is_itself_a_placeholder_is_refused() -> None:
    encoded = disclosure("salt", {"...": "digest"})
    with pytest.raises(MalformedSdJwt):
        revealed({"list": [{"...": digest(encoded)}]}, encoded)


def test_more_disclosures_than_allowed_are_refused_at_once() -> None:
    texts = [disclosure(f"salt-{number}", f"name-{number}", number) for number in range(201)]
    assert len(revealed({"_sd": [digest(text) for text in texts[:200]]}, *texts[:200]).claims) == 200
    started = time.process_time()
    with pytest.raises(TooLarge):
        revealed({"_sd": []}, *texts, *texts * 99)
    assert time.process_time() - started < 0.5


def test_the_limits_hold_for_all_disclosures_together() -> None:
    wide = [disclosure(f"salt-{number}", f"name-{number}", [0] * 400) for number in range(3)]
    with pytest.raises(TooLarge):
        revealed({"_sd": [digest(text) for text in wide]}, *wide)
    long = [disclosure(f"salt-{number}", f"name-{number}", "x" * 30_000) for number in range(3)]
    with pytest.raises(TooLarge):
        revealed({"_sd": [digest(text) for text in long]}, *long)


def chained(length: int) -> tuple[dict[str, Any], list[str]]:
    """Disclosures each inside the next, the deepest first."""
    texts = [disclosure("salt-0", "end", 1)]
    for number in range(1, length):
        texts.append(disclosure(f"salt-{number}", "next", {"_sd": [digest(texts[-1])]}))
    return {"_sd": [digest(texts[-1])]}, texts


def test_disclosures_nest_no_deeper_than_json_may() -> None:
    payload, texts = chained(32)
    revealed(payload, *texts)
    payload, texts = chained(33)
    with pytest.raises(JsonTooDeep):
        revealed(payload, *texts)


def test_deep_json_in_a_disclosure_is_refused_without_recursion() -> None:
    for depth in (40, 3_000, 20_000):
        text = b'["s","n",' + b"[" * depth + b"]" * depth + b"]"
        encoded = base64url.encode(text).decode()
        started = time.process_time()
        with pytest.raises(CredentialError) as refused:
            revealed({"_sd": [digest(encoded)]}, encoded)
        assert refused.value.code in ("json_too_deep", "too_large")
        assert time.process_time() - started < 0.5


def test_the_limits_hold_for_one_disclosure_too() -> None:
    one = [disclosure("salt", "claim", {"a": [1, 2]}).encode()]
    for policy, code in (
        (replace(DEFAULT_POLICY, max_bytes=20), "too_large"),
        (replace(DEFAULT_POLICY, max_depth=2), "json_too_deep"),
        (replace(DEFAULT_POLICY, max_members=2), "too_large"),
        (replace(DEFAULT_POLICY, max_disclosures=0), "too_large"),
    ):
        with pytest.raises(CredentialError) as refused:
            read_disclosures(one, hash_named(DEFAULT_HASH), policy)
        assert refused.value.code == code
    assert read_disclosures(one, hash_named(DEFAULT_HASH), replace(DEFAULT_POLICY, max_disclosures=1))


def test_digests_are_found_in_arrays_of_arrays_and_a_text_of_dots_is_none() -> None:
    claims = {"list": [["...", {"...": digest(ITEM)}], "..."]}
    assert revealed(claims, ITEM).claims == {"list": [["...", "Praktijk"], "..."]}
