"""What holds for every credential with a proof in it: signing and verifying is identity, any change is seen."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.credentials.formats.selective_disclosure import derive, secure_selectively
from app.credentials.model import Credential
from app.credentials.policy import GENERAL
from app.credentials.report import Verdict
from app.credentials.verification import prove, read
from tests.property.test_credentials import URL, credentials
from tests.refusals import is_refused
from tests.unit.credentials.cases import CREDENTIAL, Seed, scene, signer, status_list
from tests.unit.credentials.proofs import SUITES, proven

TEXTS = {(suite, algorithm): proven(suite=suite, made_with=signer(algorithm)) for suite, algorithm in SUITES}

IDS = st.uuids().map(lambda value: value.urn)
# Control characters are refused: no reader shows them, and writers of quads disagree about them.
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=40)


@given(credentials(IDS, WORDS), st.sampled_from(SUITES))
@settings(max_examples=60, deadline=None)
def test_signing_then_verifying_is_identity(credential: Credential, kind: tuple[str, str]) -> None:
    suite, algorithm = kind
    made_with = signer(algorithm)
    lists = {URL.format(purpose): status_list(purpose) for purpose in ("revocation", "suspension")}
    report = scene(made_with, status=lists).verify(proven(credential, suite=suite, made_with=made_with))
    assert report.verdict is Verdict.VALID
    assert report.credential == credential


@given(st.sampled_from(SUITES), st.integers(0, 2**32), st.integers(1, 255))
@settings(max_examples=500, deadline=None)
def test_any_changed_byte_of_the_text_is_refused(kind: tuple[str, str], place: int, difference: int) -> None:
    text = bytearray(TEXTS[kind].encode())
    text[place % len(text)] ^= difference
    report = scene(signer(kind[1])).verify(bytes(text))
    assert is_refused(report)


BASE = secure_selectively(CREDENTIAL, signer("ES256"), randomness=Seed("base")).text
SHOWN = derive(BASE, ["/evidence/0"]).text.encode()


def pointers_into(value: Any, place: str = "") -> list[str]:
    """A pointer to every value of a document but its contexts and its proof."""
    found = [place]
    if isinstance(value, dict):
        for name in value.keys() - {"@context", "proof"}:
            found += pointers_into(value[name], f"{place}/{name}")
    elif isinstance(value, list):
        for position, item in enumerate(value):
            found += pointers_into(item, f"{place}/{position}")
    return found


def leaves_of(value: Any) -> list[Any]:
    below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return [repr(value)] if below is None else [leaf for item in below for leaf in leaves_of(item)]


@given(st.sets(st.sampled_from(sorted(pointers_into(json.loads(BASE)))), max_size=12))
@settings(max_examples=80, deadline=None)
def test_any_part_that_is_shown_verifies_and_holds_nothing_that_was_not_held(pointers: set[str]) -> None:
    text = derive(BASE, sorted(pointers)).text
    there, unverified = scene(signer("ES256")), read(text, profile=GENERAL)
    check = prove(unverified, there.keys, now=there.now).checks[-1]
    assert (check.name, check.code) == ("signature", "ok")
    held = set(leaves_of(json.loads(BASE)))
    assert set(leaves_of(dict(unverified.claims))) <= held


@given(st.integers(0, 2**32), st.integers(1, 255))
@settings(max_examples=150, deadline=None)
def test_any_changed_byte_of_what_is_shown_is_refused(place: int, difference: int) -> None:
    text = bytearray(SHOWN)
    text[place % len(text)] ^= difference
    assert is_refused(scene(signer("ES256")).verify(bytes(text)))
