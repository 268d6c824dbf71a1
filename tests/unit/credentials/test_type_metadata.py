"""Type metadata: what a type says about its claims, and what it inherits."""

from base64 import b64encode
from hashlib import sha384, sha512
from itertools import pairwise
from typing import Any

import pytest

from app.credentials.claim_paths import find_places
from app.credentials.encoding import strict_json
from app.credentials.errors import CredentialError, DisclosureInvalid, MalformedCredential
from app.credentials.type_metadata import (
    ClaimRule,
    CredentialType,
    CredentialTypes,
    ensure_integrity,
    integrity_of,
    resolve_type,
)

VCT = "https://vaardig.example/types/skill"
PARENT = "https://vaardig.example/types/base"


def document(**members: Any) -> bytes:
    return strict_json.dumps({"vct": VCT, **members})


def parent(**members: Any) -> bytes:
    return strict_json.dumps({"vct": PARENT, **members})


def rule(*path: Any, **members: Any) -> dict[str, Any]:
    return {"path": list(path), **members}


def test_a_type_lists_its_claims() -> None:
    claims = [rule("name", sd="always", mandatory=True), rule("evidence", None, 0), rule("iss", sd="never")]
    found = resolve_type(
        VCT, {VCT: document(claims=claims, display=[{"locale": "nl", "name": "Vaardigheid"}])}
    )
    assert found.lineage == (VCT,)
    assert found.rules == (
        ClaimRule(("name",), "always", True),
        ClaimRule(("evidence", None, 0), "allowed", False),
        ClaimRule(("iss",), "never", False),
    )
    assert found.display == ({"locale": "nl", "name": "Vaardigheid"},)


def test_a_type_inherits_and_may_be_stricter() -> None:
    base = parent(claims=[rule("a"), rule("b", sd="never", mandatory=True)], display=[{"locale": "nl"}])
    own = document(
        extends=PARENT,
        **{"extends#integrity": integrity_of(base)},
        claims=[rule("a", sd="always", mandatory=True), rule("c")],
    )
    found = resolve_type(VCT, {VCT: own, PARENT: base})
    assert found.lineage == (VCT, PARENT)
    assert {known.path[0]: known.disclosing for known in found.rules} == {
        "a": "always",
        "b": "never",
        "c": "allowed",
    }
    assert found.display == ({"locale": "nl"},)


@pytest.mark.parametrize(
    ("base", "own"),
    [
        (rule("a", sd="always"), rule("a", sd="allowed")),
        (rule("a", sd="always"), rule("a")),
        (rule("a", sd="never"), rule("a", sd="always")),
        (rule("a", mandatory=True), rule("a")),
    ],
)
def test_a_type_never_loosens_what_it_inherits(base: dict[str, Any], own: dict[str, Any]) -> None:
    documents = {VCT: document(extends=PARENT, claims=[own]), PARENT: parent(claims=[base])}
    with pytest.raises(MalformedCredential):
        resolve_type(VCT, documents)


@pytest.mark.parametrize(
    "content",
    [
        b"no json",
        b"[]",
        b'{"vct":"x","vct":"' + VCT.encode() + b'"}',
        document(vct="other"),
        document(vct=7),
        document(extends=7),
        document(extends=VCT),
        document(extends="https://vaardig.example/absent"),
        document(claims="x"),
        document(claims=[{}]),
        document(claims=[rule()]),
        document(claims=[rule(True)]),
        document(claims=[rule(-1)]),
        document(claims=[rule(1.5)]),
        document(claims=[rule("a", sd="sometimes")]),
        document(claims=[rule("a", sd=["always"])]),
        document(claims=[rule("a", mandatory="yes")]),
        document(claims=[rule("a"), rule("a", sd="always")]),
    ],
)
def test_a_description_that_breaks_the_draft_is_refused(content: bytes) -> None:
    with pytest.raises(MalformedCredential):
        resolve_type(VCT, {VCT: content})


def test_a_long_line_of_parents_is_refused() -> None:
    names = [f"urn:type:{number}" for number in range(12)]
    documents = {
        name: strict_json.dumps({"vct": name, "extends": following}) for name, following in pairwise(names)
    }
    with pytest.raises(MalformedCredential):
        resolve_type(names[0], {**documents, names[-1]: strict_json.dumps({"vct": names[-1]})})


def test_a_parent_is_the_one_that_was_named() -> None:
    documents = {
        VCT: document(extends=PARENT, **{"extends#integrity": integrity_of(b"other")}),
        PARENT: parent(),
    }
    with pytest.raises(MalformedCredential):
        resolve_type(VCT, documents)


def test_the_types_that_are_known_are_read_once() -> None:
    types = CredentialTypes({VCT: document()})
    assert types.find(VCT) is types.find(VCT, integrity=integrity_of(document()))
    assert types.find(PARENT) is None
    with pytest.raises(MalformedCredential):
        types.find(VCT, integrity=integrity_of(b"other"))


def sri(name: str, digest: bytes) -> str:
    return f"{name}-{b64encode(digest).decode()}"


def test_integrity_is_over_raw_octets_and_the_strongest_hash_decides() -> None:
    ensure_integrity(b"a", integrity_of(b"a"))
    ensure_integrity(b"a", integrity_of(b"a") + "?ct=json")
    ensure_integrity(b"a", f"{integrity_of(b'b')} {integrity_of(b'a')}")
    ensure_integrity(b"a", f"{integrity_of(b'b')} {sri('sha384', sha384(b'a').digest())}")
    ensure_integrity(b"a", sri("sha512", sha512(b"a").digest()))
    for wrong in (
        integrity_of(b"b"),
        "",
        "sha256",
        "md5-AAAA",
        f"{integrity_of(b'a')} {sri('sha512', sha512(b'b').digest())}",
    ):
        with pytest.raises(MalformedCredential):
            ensure_integrity(b"a", wrong)


def is_kept(kind: CredentialType, claims: Any, hidden: Any) -> bool:
    """What the glance says of the same places, which must be what the rules say one by one."""
    places: dict[int, set[str | int]] = {}
    for path in hidden:
        for container, keys in find_places(claims, path).items():
            places.setdefault(container, set()).update(keys)
    try:
        kind.ensure_fits(claims, hidden)
    except CredentialError:
        assert not kind.is_kept_by(claims, places)
        return False
    assert kind.is_kept_by(claims, places)
    return True


RULES = resolve_type(
    VCT,
    {
        VCT: document(
            claims=[
                rule("open", sd="never", mandatory=True),
                rule("secret", sd="always", mandatory=True),
                rule("list", None, sd="always"),
                rule("free", sd="allowed"),
            ]
        )
    },
)


def test_claims_that_follow_the_rules_pass() -> None:
    assert is_kept(RULES, {"open": 1, "secret": 2, "list": [3]}, [("secret",), ("list", 0)])
    assert is_kept(RULES, {"open": 1}, [])


def test_the_holder_decides_on_a_claim_that_may_be_hidden() -> None:
    assert is_kept(RULES, {"open": 1, "free": 2}, [])
    assert is_kept(RULES, {"open": 1, "free": 2}, [("free",)])


@pytest.mark.parametrize(
    ("claims", "hidden", "error"),
    [
        ({}, [], MalformedCredential),
        ({"open": 1}, [("open",)], DisclosureInvalid),
        ({"open": 1, "secret": 2}, [], DisclosureInvalid),
        ({"open": 1, "list": [1, 2]}, [("list", 0)], DisclosureInvalid),
    ],
)
def test_claims_that_do_not_are_refused(claims: Any, hidden: Any, error: Any) -> None:
    with pytest.raises(error):
        RULES.ensure_fits(claims, hidden)
    assert not is_kept(RULES, claims, hidden)


def test_rules_on_what_lies_deeper_hold_alike_at_a_glance() -> None:
    deep = resolve_type(
        VCT, {VCT: document(claims=[rule("in", "open", sd="never", mandatory=True), rule("in", "free")])}
    )
    assert is_kept(deep, {"in": {"open": 1, "free": 2}}, [("in", "free")])
    assert not is_kept(deep, {"in": {"open": 1}}, [("in", "open")])
    assert not is_kept(deep, {"in": {}}, [])
    optional = resolve_type(VCT, {VCT: document(claims=[rule("in", "open", sd="never")])})
    assert is_kept(optional, {}, [])
