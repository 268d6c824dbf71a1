"""What holds for every SD-JWT: any part may be kept back, nothing can be changed."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.credentials.claim_paths import find_paths
from app.credentials.encoding import base64url
from app.credentials.errors import CredentialError
from app.credentials.formats.key_binding import KeyBindingRequest, bind_key, unbind
from app.credentials.formats.sd_jwt import (
    SD_JWT_RULES,
    issue_sd_jwt,
    present_sd_jwt,
    read_sd_jwt,
)
from app.credentials.formats.vc_jose_cose import VcJoseJwt, VcJoseSdJwt
from app.credentials.materials import TokenStatusList
from app.credentials.policy import DEFAULT_POLICY
from app.credentials.status.token_status_list import decode_list, encode_list, pack_statuses
from tests.refusals import is_refused
from tests.unit.credentials.cases import CREDENTIAL, NOW, scene, signer
from tests.unit.credentials.sd_cases import HOLDER, TOKEN_LIST, Counter, sd_scene, skill

NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8).filter(
    lambda name: name not in ("_sd", "...", "_sd_alg")
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(codec="utf-8"), max_size=12)
)
VALUES = st.recursive(
    SCALARS,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(NAMES, below, max_size=4),
    max_leaves=15,
)
CLAIMS = st.dictionaries(NAMES, VALUES, min_size=1, max_size=5)
HELD = skill(bound=True)


def all_paths(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    children: list[Any] = []
    if isinstance(node, dict):
        children = list(node.items())
    elif isinstance(node, list):
        children = list(enumerate(node))
    return [found for key, child in children for found in [(*path, key), *all_paths(child, (*path, key))]]


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_whatever_is_hidden_comes_back_whole_and_any_choice_is_a_part(data: st.DataObject) -> None:
    claims = data.draw(CLAIMS)
    paths = all_paths(claims)
    hidden = data.draw(st.lists(st.sampled_from(paths), unique=True, max_size=8))
    decoys = {path: 1 for path in paths[:1] if isinstance(claims[path[0]], dict | list)}
    text = issue_sd_jwt(claims, hidden, signer(), randomness=Counter(), decoys=decoys, typ="dc+sd-jwt")
    held = read_sd_jwt(text, SD_JWT_RULES, policy=DEFAULT_POLICY)
    assert held.revealed.claims == claims
    assert set(held.revealed.by_path()) == set(hidden)

    shown = data.draw(st.lists(st.sampled_from(paths), unique=True, max_size=3))
    presented = present_sd_jwt(held, shown)
    assert set(presented.disclosures) <= set(held.parts.disclosures)
    again = read_sd_jwt(presented.text, SD_JWT_RULES, policy=DEFAULT_POLICY)
    assert signer().public.verifies(again.jws.signed_bytes, again.jws.signature)
    for path in shown:
        if not any(type(step) is int for step in path):
            assert find_paths(again.revealed.claims, path) == [path]


@given(st.sets(st.sampled_from(range(len(HELD.split("~")) - 2))))
@settings(max_examples=100, deadline=None)
def test_any_subset_of_the_disclosures_is_valid(kept: set[int]) -> None:
    jwt, *disclosures, _ = HELD.split("~")
    text = "~".join([jwt, *[part for index, part in enumerate(disclosures) if index in kept], ""])
    assert sd_scene().verify(text).is_valid


@given(st.integers(0, len(HELD) - 1), st.integers(1, 255))
@settings(max_examples=300, deadline=None)
def test_any_changed_byte_is_refused(position: int, difference: int) -> None:
    text = bytearray(HELD.encode())
    text[position] ^= difference
    report = sd_scene().verify(bytes(text))
    assert is_refused(report)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_any_flipped_bit_below_the_encoding_is_refused(data: st.DataObject) -> None:
    jwt, *disclosures, _ = HELD.split("~")
    parts = [*jwt.split("."), *disclosures]
    index = data.draw(st.integers(0, len(parts) - 1))
    raw = bytearray(base64url.decode(parts[index].encode()))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    parts[index] = base64url.encode(bytes(raw)).decode()
    text = "~".join([".".join(parts[:3]), *parts[3:], ""])
    assert is_refused(sd_scene().verify(text))


@given(st.integers(0, 20_000), st.integers(1, 255))
@settings(max_examples=200, deadline=None)
def test_any_changed_byte_of_a_presentation_breaks_it(position: int, difference: int) -> None:
    held = read_sd_jwt(HELD.encode(), SD_JWT_RULES, policy=DEFAULT_POLICY)
    presented = present_sd_jwt(held, [("name",)])
    bound = bind_key(presented, HOLDER, audience="a", nonce="n", hash_name="sha-256", now=NOW)
    text = bytearray(bound.text)
    text[position % len(text)] ^= difference
    try:
        opened = unbind(bytes(text), KeyBindingRequest("a", "n"), policy=DEFAULT_POLICY, now=NOW)
    except CredentialError:
        return
    assert is_refused(sd_scene().verify(opened.text))


@given(st.integers(0, 1_000_000), st.integers(1, 255), st.booleans())
@settings(max_examples=200, deadline=None)
def test_any_changed_byte_of_a_document_in_a_token_is_refused(
    position: int, difference: int, is_selective: bool
) -> None:
    hidden: list[Any] = [("evidence", None)]
    secured = (
        VcJoseSdJwt().secure(CREDENTIAL, signer(), randomness=Counter(), hidden=hidden)
        if is_selective
        else VcJoseJwt().secure(CREDENTIAL, signer())
    )
    text = bytearray(secured.text.encode())
    text[position % len(text)] ^= difference
    assert is_refused(scene().verify(bytes(text)))


@given(
    st.sampled_from([1, 2, 4, 8]).flatmap(
        lambda size: st.tuples(
            st.just(size), st.dictionaries(st.integers(0, 4_095), st.integers(0, 2**size - 1), max_size=60)
        )
    )
)
@settings(max_examples=100, deadline=None)
def test_a_token_status_list_holds_exactly_what_was_put_in(content: tuple[int, dict[int, int]]) -> None:
    size, statuses = content
    packed = decode_list(encode_list(pack_statuses(statuses, size=size, length=4_096)))
    found = TokenStatusList(TOKEN_LIST, size, packed, NOW)
    assert all(found.status_at(index) == statuses.get(index, 0) for index in range(4_096))
