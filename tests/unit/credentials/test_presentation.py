"""A presentation of any form: first the holder, then what is shown."""

import json
from dataclasses import replace
from typing import Any

import pytest

from app.credentials.errors import UnknownFormat
from app.credentials.formats.enveloping import ENVELOPED_PRESENTATION, envelop
from app.credentials.formats.vc_jose_cose import VcJoseJwt
from app.credentials.formats.vp_jose_cose import secure_presentation
from app.credentials.materials import IssuerKeys, Unavailable
from app.credentials.model import SecuredCredential
from app.credentials.presentation import (
    PresentationReport,
    PresentationRequest,
    present,
    verify_presentation,
)
from app.credentials.report import Verdict, VerificationReport
from tests.unit.credentials.cases import CREDENTIAL, DAY, NOW, scene, signer
from tests.unit.credentials.formats.test_vp_data_integrity import (
    CHALLENGE,
    DOMAIN,
    HOLDER,
    HOLDER_SIGNER,
    KEYS,
    presentation,
    presented,
)
from tests.unit.credentials.proofs import proven

REQUEST = PresentationRequest(DOMAIN, CHALLENGE)


def judged(text: str | bytes, *, keys: IssuerKeys = KEYS, request: Any = REQUEST) -> PresentationReport:
    def judge(held: bytes) -> VerificationReport:
        return scene().verify(held)

    return verify_presentation(text, keys=keys, request=request, judge=judge, now=NOW)


def token(*texts: str) -> str:
    document = presentation(*texts)
    return secure_presentation(document, HOLDER_SIGNER, audience=DOMAIN, nonce=CHALLENGE, now=NOW)


@pytest.mark.parametrize("form", ["data-integrity", "vp+jwt", "enveloped"])
def test_each_form_is_proven_and_its_credentials_judged(form: str) -> None:
    signed = {
        "data-integrity": presented,
        "vp+jwt": token,
        "enveloped": lambda: json.dumps(
            envelop(SecuredCredential("vp+jwt", token()), kind=ENVELOPED_PRESENTATION)
        ),
    }[form]()
    for text in (signed, signed.encode()):
        report = judged(text)
        assert (report.verdict, report.check.code, report.holder) == (Verdict.VALID, "ok", HOLDER)
        assert report.format == ("data-integrity" if form == "data-integrity" else "vp+jwt")
        assert [held.credential for held in report.credentials] == [CREDENTIAL]


@pytest.mark.parametrize("form", ["data-integrity", "vp+jwt"])
def test_a_holder_shows_credentials_of_several_forms(form: str) -> None:
    held = [SecuredCredential("data-integrity", proven()), VcJoseJwt().secure(CREDENTIAL, signer())]
    text = present(held, HOLDER_SIGNER, holder=HOLDER, request=REQUEST, now=NOW, format=form)
    report = judged(text)
    assert (report.verdict, report.format, len(report.credentials)) == (Verdict.VALID, form, 2)


def test_a_form_that_nobody_presents_in_is_refused() -> None:
    with pytest.raises(UnknownFormat):
        present([], HOLDER_SIGNER, holder=HOLDER, request=REQUEST, now=NOW, format="vp+zip")
    with pytest.raises(ValueError, match="JWT"):
        present(
            [SecuredCredential("vc-jwt", "a.b.c")], HOLDER_SIGNER, holder=HOLDER, request=REQUEST, now=NOW
        )


def test_the_worst_credential_decides() -> None:
    expired = proven(replace(CREDENTIAL, valid_from=NOW - 3 * DAY, valid_until=NOW - DAY))
    assert judged(presented(presentation(proven(), expired))).verdict is Verdict.CAUTION
    forged = proven().replace("Verpakkingen", "Directeuren")
    assert judged(token(proven(), forged, expired)).verdict is Verdict.INVALID


@pytest.mark.parametrize("text", [presented(), token()])
def test_nothing_is_judged_before_the_holder_is_proven(text: str) -> None:
    other = judged(text, request=PresentationRequest(DOMAIN, "another"))
    assert (other.verdict, other.check.code, other.credentials) == (
        Verdict.INVALID,
        "holder_binding_failed",
        (),
    )
    silent = judged(text, keys=Unavailable("keys_unavailable", "No answer."))
    assert (silent.verdict, silent.check.code, silent.holder) == (
        Verdict.INDETERMINATE,
        "keys_unavailable",
        HOLDER,
    )


def test_the_problem_types_are_those_of_data_integrity() -> None:
    def problem(**changes: str) -> str | None:
        return judged(presented(), request=replace(REQUEST, **changes)).check.problem_type

    assert problem(domain="x") == "https://w3id.org/security#INVALID_DOMAIN_ERROR"
    assert problem(challenge="x") == "https://w3id.org/security#INVALID_CHALLENGE_ERROR"


@pytest.mark.parametrize("text", ["", "{}", "x", '{"proof":1}', "a.b.c", "\ud800", b"\xff"])
def test_what_is_no_presentation_is_a_report_too(text: str | bytes) -> None:
    report = judged(text)
    assert (report.verdict, report.holder, report.format) == (Verdict.INVALID, None, None)
