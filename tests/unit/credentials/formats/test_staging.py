"""Signing in two steps gives what signing in one step gives, and the bytes to sign are known before."""

from dataclasses import replace

import pytest

from app.credentials.errors import ProofGenerationFailed, UnknownFormat
from app.credentials.formats.selective_disclosure import derive
from app.credentials.formats.staging import Staged, Wanted, stage
from app.credentials.model import Credential
from app.credentials.policy import PASSPORT
from app.credentials.status.entry import TokenStatusEntry
from app.credentials.verification import IssuerKey, prove, read
from tests.unit.credentials.cases import CREDENTIAL, DAY, KID, NOW, Seed, signer

TOKEN_STATUS = TokenStatusEntry("https://vaardig.example/status/7f", 4711)
FORMS = [
    ("vc-jwt", None, "EdDSA"),
    ("vc-jwt", None, "ES256"),
    ("vc+jwt", None, "EdDSA"),
    ("vc+sd-jwt", None, "ES256"),
    ("dc+sd-jwt", None, "ES256"),
    ("data-integrity", None, "EdDSA"),
    ("data-integrity", "eddsa-rdfc-2022", "EdDSA"),
    ("data-integrity", "eddsa-jcs-2022", "EdDSA"),
    ("data-integrity", "ecdsa-rdfc-2019", "ES256"),
    ("data-integrity", "ecdsa-jcs-2019", "ES256"),
    ("data-integrity", "ecdsa-sd-2023", "ES256"),
]


class Salts(Seed):
    """More bytes than one digest gives."""

    def token(self, size: int) -> bytes:
        return b"".join(Seed(f"{self._text}{at}").token(32) for at in range(0, size, 32))[:size]


def credential_for(format: str) -> Credential:
    if format == "dc+sd-jwt":
        return replace(CREDENTIAL, status=(), token_status=TOKEN_STATUS)
    return replace(CREDENTIAL, status=CREDENTIAL.status[:1])


@pytest.mark.parametrize(("format", "cryptosuite", "algorithm"), FORMS)
def test_what_was_staged_and_signed_is_a_credential_that_says_the_same(
    format: str, cryptosuite: str | None, algorithm: str
) -> None:
    made_with, credential = signer(algorithm), credential_for(format)
    staged = stage(credential, Wanted(format, KID, algorithm, cryptosuite), randomness=Salts("salt"))
    secured = staged.finish(made_with.sign(staged.signing_input))
    assert secured.format == format
    text = derive(secured.text, [""]).text if cryptosuite == "ecdsa-sd-2023" else secured.text
    key = IssuerKey(made_with.public, "credential", NOW - DAY)
    proof = prove(read(text, profile=PASSPORT), (key,), now=NOW)
    assert [check.code for check in proof.checks if check.code != "ok"] == []
    assert proof.credential == credential


@pytest.mark.parametrize(("format", "cryptosuite", "algorithm"), FORMS)
def test_what_is_written_down_is_read_again_to_the_byte(
    format: str, cryptosuite: str | None, algorithm: str
) -> None:
    wanted = Wanted(format, KID, algorithm, cryptosuite)
    staged = stage(credential_for(format), wanted, randomness=Salts("salt"))
    assert Staged.from_bytes(format, staged.to_bytes()) == staged


@pytest.mark.parametrize("format", ["vc+sd-jwt", "dc+sd-jwt"])
def test_the_key_of_the_holder_is_named_in_an_sd_jwt(format: str) -> None:
    holder = signer("ES256", kid="", seed="holder").public
    wanted = Wanted(format, KID, "ES256", holder=holder)
    staged = stage(credential_for(format), wanted, randomness=Salts("salt"))
    unverified = read(staged.text)
    named = {**unverified.claims, **unverified.registered}["cnf"]
    assert named == {"jwk": holder.to_jwk()}


def test_a_format_that_nobody_writes_is_refused() -> None:
    with pytest.raises(UnknownFormat):
        stage(CREDENTIAL, Wanted("enveloped", KID, "EdDSA"), randomness=Salts("salt"))


def test_a_key_that_does_not_fit_the_cryptosuite_is_refused() -> None:
    for suite in ("ecdsa-rdfc-2019", "ecdsa-sd-2023", "rsa-signature-2018"):
        with pytest.raises(ProofGenerationFailed):
            stage(CREDENTIAL, Wanted("data-integrity", KID, "EdDSA", suite), randomness=Salts("salt"))


def test_a_status_that_the_format_cannot_hold_is_refused() -> None:
    for name, status_of in (("dc+sd-jwt", "vc-jwt"), ("vc-jwt", "dc+sd-jwt")):
        with pytest.raises(ValueError, match="status"):
            stage(credential_for(status_of), Wanted(name, KID, "ES256"), randomness=Salts("salt"))


def test_something_else_than_what_was_written_down_is_refused() -> None:
    with pytest.raises(ValueError, match="base64url"):
        Staged.from_bytes("vc-jwt", b"not base64url\ntext")
