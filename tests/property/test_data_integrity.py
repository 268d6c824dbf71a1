"""What holds for every credential with a proof in it: signing and verifying is identity, any change is seen."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.credentials.model import Credential
from app.credentials.report import Verdict
from tests.property.test_credentials import URL, credentials
from tests.unit.credentials.cases import scene, signer, status_list
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
def test_any_changed_byte_of_the_text_makes_it_invalid(
    kind: tuple[str, str], place: int, difference: int
) -> None:
    text = bytearray(TEXTS[kind].encode())
    text[place % len(text)] ^= difference
    report = scene(signer(kind[1])).verify(bytes(text))
    assert report.verdict is Verdict.INVALID
    assert report.credential is None
