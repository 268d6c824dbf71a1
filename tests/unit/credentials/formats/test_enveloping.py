"""Enveloped credentials."""

import json
from dataclasses import replace
from typing import Any

import pytest

from app.credentials.errors import CredentialError, UnknownFormat
from app.credentials.formats.enveloping import (
    ENVELOPED_PRESENTATION,
    Enveloped,
    envelop,
    is_enveloped,
    open_envelope,
)
from app.credentials.formats.registry import FORMATS, recognise
from app.credentials.formats.vc_jose_cose import VcJoseJwt, VcJoseSdJwt
from app.credentials.model import SecuredCredential
from app.credentials.policy import DEFAULT_POLICY
from app.credentials.verification import read
from tests.unit.credentials.cases import CREDENTIAL, scene, secured, signer
from tests.unit.credentials.sd_cases import Counter, sd_scene, skill

SIGNED = VcJoseJwt().secure(CREDENTIAL, signer())
ENVELOPE = envelop(SIGNED)


@pytest.mark.parametrize(
    "signed",
    [SIGNED, VcJoseSdJwt().secure(CREDENTIAL, signer(), randomness=Counter(), hidden=[("evidence", None)])],
)
def test_what_is_in_the_envelope_is_verified(signed: SecuredCredential) -> None:
    report = scene().verify(json.dumps(envelop(signed)))
    assert report.is_valid
    assert (report.credential, report.format) == (CREDENTIAL, signed.format)


def test_an_sd_jwt_vc_fits_in_too() -> None:
    assert sd_scene().verify(json.dumps(envelop(SecuredCredential("dc+sd-jwt", skill())))).is_valid


@pytest.mark.parametrize(
    "change",
    [
        {"name": "x"},
        {"type": ["EnvelopedVerifiableCredential", "VerifiableCredential"]},
        {"type": "EnvelopedVerifiablePresentation"},
        {"@context": []},
        {"@context": "https://evil.example"},
        {"id": ""},
        {"id": 7},
        {"id": "data:application/vc+jwt;base64,AAAA"},
        {"id": "data:application/jwt,a.b.c"},
        {"id": "data:text/html,a.b.c"},
        {"id": "https://evil.example/credential"},
        {"id": ENVELOPE["id"] + "\n"},
        {"id": ENVELOPE["id"] + "%20"},
        {"id": ENVELOPE["id"][:-4]},
    ],
)
def test_an_envelope_holds_one_signed_text_and_nothing_else(change: dict[str, Any]) -> None:
    report = scene().verify(json.dumps({**ENVELOPE, **change, "id": change.get("id", ENVELOPE["id"])}))
    assert not report.is_valid
    assert report.credential is None
    if "id" not in change:
        with pytest.raises(CredentialError):
            open_envelope({**ENVELOPE, **change})


def test_the_name_on_the_envelope_is_that_of_what_is_in_it() -> None:
    for name in ("vc+sd-jwt", "dc+sd-jwt", "vp+jwt"):
        text = json.dumps({**ENVELOPE, "id": f"data:application/{name},{SIGNED.text}"})
        with pytest.raises(UnknownFormat):
            read(text)


def test_a_format_that_the_verifier_does_not_accept_stays_closed() -> None:
    with pytest.raises(UnknownFormat):
        read(json.dumps(ENVELOPE), policy=replace(DEFAULT_POLICY, formats=frozenset({"enveloped"})))


def test_only_formats_with_a_media_type_are_enveloped() -> None:
    with pytest.raises(ValueError):
        envelop(SecuredCredential("vc-jwt", secured()))


def test_an_envelope_is_told_from_a_credential() -> None:
    assert is_enveloped(ENVELOPE)
    assert is_enveloped({"type": ["EnvelopedVerifiableCredential"]})
    assert not is_enveloped({"type": ["VerifiableCredential"]})
    assert not is_enveloped({"type": 7})
    assert is_enveloped(envelop(SIGNED, kind=ENVELOPED_PRESENTATION), kind=ENVELOPED_PRESENTATION)
    assert recognise(json.dumps(ENVELOPE)).name == "enveloped"


def test_an_envelope_proves_and_says_nothing_itself() -> None:
    envelope = next(known for known in FORMATS if isinstance(known, Enveloped))
    unverified = read(SIGNED.text)
    assert not envelope.is_proven_by(unverified, unverified.proofs[0], signer().public)
    with pytest.raises(UnknownFormat):
        envelope.interpret(unverified)
    with pytest.raises(UnknownFormat):
        envelope.secure(CREDENTIAL, signer())
