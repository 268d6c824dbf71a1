"""Hiding claims, as the issuer does."""

from typing import Any

import pytest

from app.credentials.encoding import base64url, strict_json
from app.credentials.formats.concealing import conceal
from app.credentials.formats.disclosures import hash_named, read_disclosures, reveal
from app.credentials.policy import DEFAULT_POLICY
from tests.unit.credentials.sd_cases import Counter

CLAIMS: dict[str, Any] = {
    "iss": "did:web:zwolle.example",
    "name": "Fatima",
    "address": {"street": "Kade 1", "city": "Zwolle"},
    "evidence": [{"name": "Praktijk", "by": "A"}, "Gesprek", "Foto"],
}


def shown(
    payload: dict[str, Any], disclosures: tuple[bytes, ...], hash_name: str = "sha-256"
) -> dict[str, Any]:
    found = read_disclosures(disclosures, hash_named(hash_name), DEFAULT_POLICY)
    return reveal(strict_json.loads(strict_json.dumps(payload)), found).claims


@pytest.mark.parametrize(
    "hidden",
    [
        [],
        [("name",)],
        [("address",)],
        [("address", "city")],
        [("address",), ("address", "street"), ("address", "city")],
        [("evidence", None)],
        [("evidence", 0, "by"), ("evidence", 1)],
        [("evidence",), ("evidence", None), ("evidence", None, "name")],
        [("name",), ("address",), ("evidence",)],
    ],
)
def test_what_is_hidden_comes_back_whole(hidden: list[Any]) -> None:
    if ("evidence", None, "name") in hidden:
        claims = {**CLAIMS, "evidence": [{"name": "a"}, {"name": "b"}]}
    else:
        claims = CLAIMS
    payload, disclosures = conceal(claims, hidden, randomness=Counter())
    assert shown(payload, disclosures) == claims


def test_a_path_for_every_item_hides_only_where_it_points_at_something() -> None:
    payload, disclosures = conceal(CLAIMS, [("evidence", None, "name")], randomness=Counter())
    assert payload["evidence"][1:] == ["Gesprek", "Foto"]
    assert "name" not in payload["evidence"][0]
    assert len(disclosures) == 1
    assert shown(payload, disclosures) == CLAIMS


def test_what_is_said_of_every_item_adds_to_what_is_said_of_one() -> None:
    claims = {"list": [{"a": 1, "b": [2]}, {"a": 3, "b": [4]}]}
    hidden: list[Any] = [("list", None, "a"), ("list", 1), ("list", 1, "b"), ("list", None, "b", None)]
    payload, disclosures = conceal(
        claims, hidden, randomness=Counter(), decoys={("list", None): 1, ("list", 0): 2, ("list", 1, "b"): 3}
    )
    assert len(disclosures) == 6
    assert len(payload["list"][0]["_sd"]) == 1 + 2
    assert set(payload["list"][1]) == {"..."}
    assert shown(payload, disclosures) == claims


def test_what_is_hidden_cannot_be_read_in_the_payload() -> None:
    payload, _ = conceal(CLAIMS, [("name",), ("address", "street"), ("evidence", 2)], randomness=Counter())
    text = strict_json.dumps(payload)
    for secret in (b"Fatima", b'name":"F', b"Kade", b"street", b"Foto"):
        assert secret not in text
    assert payload["_sd_alg"] == "sha-256"


def test_nothing_hidden_leaves_no_trace() -> None:
    assert conceal(CLAIMS, [], randomness=Counter()) == (CLAIMS, ())


def test_every_disclosure_has_a_salt_of_its_own_of_more_than_128_bits() -> None:
    _, disclosures = conceal(CLAIMS, [("name",), ("address",), ("evidence", None)], randomness=Counter())
    found = [strict_json.loads(base64url.decode(text))[0] for text in disclosures]
    assert len(set(found)) == 5
    assert all(len(base64url.decode(salt.encode())) == 18 for salt in found)


def test_digests_are_sorted_and_say_nothing_about_the_order_of_claims() -> None:
    payload, _ = conceal(
        {f"claim-{n}": n for n in range(20)}, [(f"claim-{n}",) for n in range(20)], randomness=Counter()
    )
    assert payload["_sd"] == sorted(payload["_sd"])
    assert len(payload["_sd"]) == 20


def test_decoys_cannot_be_told_from_claims_and_change_nothing() -> None:
    decoys: dict[Any, int] = {(): 3, ("address",): 2, ("evidence",): 4}
    payload, disclosures = conceal(CLAIMS, [("name",)], randomness=Counter(), decoys=decoys)
    assert len(payload["_sd"]) == 4
    assert len(payload["address"]["_sd"]) == 2
    assert len(payload["evidence"]) == 7
    digests = {
        *payload["_sd"],
        *payload["address"]["_sd"],
        *[item["..."] for item in payload["evidence"][3:]],
    }
    assert len(digests) == 10
    assert {len(digest) for digest in digests} == {43}
    assert shown(payload, disclosures) == CLAIMS


@pytest.mark.parametrize("name", ["sha-384", "sha-512"])
def test_another_hash_is_named_in_the_payload(name: str) -> None:
    payload, disclosures = conceal(CLAIMS, [("name",)], randomness=Counter(), hash_name=name)
    assert payload["_sd_alg"] == name
    assert shown(payload, disclosures, name) == CLAIMS


@pytest.mark.parametrize(
    "hidden", [[("absent",)], [()], [("name", "inner")], [("evidence", 9)], [("name",), ("address", "zip")]]
)
def test_only_what_is_there_can_be_hidden(hidden: list[Any]) -> None:
    with pytest.raises(ValueError):
        conceal(CLAIMS, hidden, randomness=Counter())


@pytest.mark.parametrize(
    "claims", [{"_sd": []}, {"...": 1}, {"_sd_alg": "x"}, {"a": {"_sd": 1}}, {"a": [{"...": 1}]}]
)
def test_claims_never_use_a_name_that_sd_jwt_needs(claims: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        conceal(claims, [], randomness=Counter())


def test_only_an_object_or_an_array_can_have_decoys() -> None:
    with pytest.raises(ValueError):
        conceal(CLAIMS, [], randomness=Counter(), decoys={("name",): 1})


def test_claims_are_no_deeper_than_a_verifier_accepts() -> None:
    claims: dict[str, Any] = {"end": 1}
    for _ in range(40):
        claims = {"next": claims}
    with pytest.raises(ValueError):
        conceal(claims, [("next",)], randomness=Counter())


class Counted(Counter):
    """Remembers how many bytes were asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[int] = []

    def token(self, size: int) -> bytes:
        self.asked.append(size)
        return super().token(size)


def test_exactly_as_many_random_bytes_are_drawn_as_are_needed() -> None:
    for hidden, decoys, expected in (([], {}, []), ([("name",), ("address",)], {("address",): 3}, [5 * 18])):
        randomness = Counted()
        conceal(CLAIMS, hidden, randomness=randomness, decoys=decoys)  # type: ignore[arg-type]
        assert randomness.asked == expected


def test_a_missing_place_is_only_passed_over_when_that_is_said() -> None:
    absent: list[Any] = [("absent",)]
    payload, _ = conceal(CLAIMS, absent, randomness=Counter(), decoys={("gone",): 2}, is_ours=True)
    assert payload == {**CLAIMS, "_sd_alg": "sha-256"}
    with pytest.raises(ValueError):
        conceal(CLAIMS, [], randomness=Counter(), decoys={("gone",): 2})


def _nested(depth: int) -> dict[str, Any]:
    claims: Any = 1
    for level in range(depth):
        claims = [claims] if level % 2 else {"next": claims}
    return {"top": claims}


@pytest.mark.parametrize("hidden", [[], [("top",)], [("top", None)]])
def test_the_deepest_claims_that_a_verifier_accepts_can_be_signed(hidden: list[Any]) -> None:
    fits, too_deep = _nested(strict_json.MAX_DEPTH - 2), _nested(strict_json.MAX_DEPTH + 1)
    payload, disclosures = conceal(fits, hidden, randomness=Counter())
    assert shown(payload, disclosures) == fits
    with pytest.raises(ValueError):
        conceal(too_deep, hidden, randomness=Counter())
