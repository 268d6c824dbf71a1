"""What holds for every credential: signing and verifying is identity, any change is seen."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.credentials.encoding import base64url, strict_json
from app.credentials.errors import CredentialError, JsonNotStrict
from app.credentials.model import (
    Achievement,
    Alignment,
    Assessor,
    Credential,
    Evidence,
    Profile,
    StatusEntry,
    Subject,
    ValidationLevel,
)
from app.credentials.report import Verdict
from app.credentials.status.bitstring_status_list import decode_bits, encode_bits, set_bits
from tests.refusals import is_refused
from tests.unit.credentials.cases import CREDENTIAL, DAY, DID, NOW, SIZE, scene, secured, signer, status_list


class Plain(list[object]):
    """The items of an array."""


class Pairs(list[tuple[str, object]]):
    """The members of an object, in which a name may stand twice."""


def written(tree: object, space: str, *, ascii_only: bool) -> str:
    """The tree as JSON, with `space` around every comma and colon."""
    if isinstance(tree, Plain):
        return "[" + f",{space}".join(written(item, space, ascii_only=ascii_only) for item in tree) + "]"
    if isinstance(tree, Pairs):
        members = [
            f"{json.dumps(name, ensure_ascii=ascii_only)}:{space}{written(item, space, ascii_only=ascii_only)}"
            for name, item in tree
        ]
        return "{" + f"{space},".join(members) + "}"
    return json.dumps(tree, ensure_ascii=ascii_only, allow_nan=False)


TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)
URL = "https://vaardig.example/status-lists/{}"
TIMES = st.datetimes(datetime(2000, 1, 1), datetime(2026, 1, 1)).map(
    lambda naive: naive.replace(microsecond=0, tzinfo=UTC)
)


def levels_of(words: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[ValidationLevel, ...]]:
    levels = st.builds(ValidationLevel, st.integers(0, 4), words, words)
    return st.lists(levels, unique_by=lambda level: level.number, max_size=5).map(tuple)


def alignments_of(words: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[Alignment, ...]]:
    optional = st.none() | words
    alignments = st.builds(Alignment, words, words, optional, optional, optional, optional)
    return st.lists(alignments, max_size=3).map(tuple)


@st.composite
def credentials(
    draw: st.DrawFn, ids: st.SearchStrategy[str] = TEXT, words: st.SearchStrategy[str] = TEXT
) -> Credential:
    optional = st.none() | words
    levels = draw(levels_of(words))
    achievement = Achievement(
        draw(ids),
        draw(words),
        draw(words),
        draw(words),
        draw(alignments_of(words)),
        "Competency",
        "nl",
        draw(optional),
        levels,
    )
    valid_from = draw(TIMES)
    entries = [
        StatusEntry(purpose, URL.format(purpose), draw(st.integers(0, SIZE - 1)))
        for purpose in draw(st.sets(st.sampled_from(["revocation", "suspension"])))
    ]
    return Credential(
        id=draw(ids),
        issuer=Profile(DID, draw(words), draw(optional)),
        subject=Subject(draw(ids), draw(optional)),
        achievement=achievement,
        valid_from=valid_from,
        level=draw(st.sampled_from(levels)) if levels else None,
        evidence=tuple(draw(st.lists(st.builds(Evidence, ids, words, optional, optional), max_size=3))),
        assessor=draw(st.none() | st.builds(Assessor, words)),
        awarded_at=draw(st.none() | TIMES),
        valid_until=draw(st.none() | st.just(NOW + DAY)),
        status=tuple(entries),
    )


@given(credentials(), st.sampled_from(["EdDSA", "ES256"]))
@settings(max_examples=60, deadline=None)
def test_signing_then_verifying_is_identity(credential: Credential, algorithm: str) -> None:
    made_with = signer(algorithm)
    lists = {URL.format(purpose): status_list(purpose) for purpose in ("revocation", "suspension")}
    report = scene(made_with, status=lists).verify(secured(credential, made_with))
    assert report.verdict is Verdict.VALID
    assert report.credential == credential


@given(st.integers(0, len(secured()) - 1), st.integers(1, 255))
@settings(max_examples=300, deadline=None)
def test_any_changed_byte_of_the_text_is_refused(position: int, difference: int) -> None:
    text = bytearray(secured().encode())
    text[position] ^= difference
    report = scene().verify(bytes(text))
    assert is_refused(report)


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_any_flipped_bit_below_the_encoding_is_refused(data: st.DataObject) -> None:
    parts = [bytearray(base64url.decode(part.encode())) for part in secured().split(".")]
    part = data.draw(st.integers(0, 2))
    position = data.draw(st.integers(0, len(parts[part]) - 1))
    parts[part][position] ^= 1 << data.draw(st.integers(0, 7))
    report = scene().verify(b".".join(base64url.encode(bytes(part)) for part in parts))
    assert is_refused(report)


@given(st.binary(max_size=300) | st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_noise_is_answered_with_a_report(noise: bytes | str) -> None:
    assert is_refused(scene().verify(noise))


@given(st.binary(max_size=200))
@settings(max_examples=300, deadline=None)
def test_strict_json_never_surprises(noise: bytes) -> None:
    try:
        value = strict_json.loads(noise)
    except CredentialError:
        return
    assert strict_json.loads(strict_json.dumps(value)) == value


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=4).map(Plain)
        | st.lists(st.tuples(st.sampled_from(["a", "b", "\u00e9", '"']), inner), max_size=4).map(Pairs)
    ),
    max_leaves=12,
)


@given(JSON, st.sampled_from(["", " ", "\n  "]), st.booleans())
@settings(max_examples=500, deadline=None)
def test_strict_json_refuses_a_repeated_name_and_a_long_integer_however_it_is_spaced(
    tree: object, space: str, ascii_only: bool
) -> None:
    text = written(tree, space, ascii_only=ascii_only)
    found: list[str] = []
    json.loads(
        text,
        object_pairs_hook=lambda pairs: found.append("twice") if len(dict(pairs)) != len(pairs) else None,
        parse_int=lambda digits: found.append("long") if abs(int(digits)) > 2**53 - 1 else None,
    )
    if found:
        with pytest.raises(JsonNotStrict):
            strict_json.loads(text)
    else:
        strict_json.loads(text)


@given(st.binary(max_size=100))
def test_base64url_has_one_spelling(value: bytes) -> None:
    assert base64url.decode(base64url.encode(value)) == value


@given(st.sets(st.integers(0, SIZE - 1), max_size=200))
@settings(max_examples=50, deadline=None)
def test_a_status_list_holds_exactly_what_was_set(indexes: set[int]) -> None:
    bits = decode_bits(encode_bits(set_bits(indexes, SIZE)))
    assert {index for index in range(SIZE) if bits[index >> 3] & (0x80 >> (index & 7))} == indexes


@given(st.timedeltas(timedelta(days=-2000), timedelta(days=2000)))
@settings(max_examples=100, deadline=None)
def test_only_time_moves_a_good_credential_between_valid_and_caution(offset: timedelta) -> None:
    now = NOW + offset
    lists = {entry.list_url: status_list(entry.purpose, valid_until=None) for entry in CREDENTIAL.status}
    issuer = scene().issuer
    report = scene(now=now, status=lists, keys=scene().keys).verify(secured())
    assert CREDENTIAL.valid_until is not None
    assert issuer is not None
    if now < NOW - 365 * DAY:
        assert report.deciding.code == "key_not_trusted"
    elif CREDENTIAL.valid_from <= now <= CREDENTIAL.valid_until:
        assert report.verdict is Verdict.VALID
    else:
        assert report.verdict in (Verdict.CAUTION, Verdict.VALID)
