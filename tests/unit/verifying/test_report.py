"""What may be told about a judged credential, and the cards and answers made from it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from app.credentials.materials import RegisteredIssuer, Registration, Unavailable
from app.credentials.model import Alignment
from app.credentials.report import (
    CHECK_NAMES,
    Check,
    VerificationReport,
    failed,
    passed,
    report_on,
    unknown,
)
from app.holding.wording import Phrasebook
from app.settings import Settings
from app.verifying.answers import verification_answer
from app.verifying.cards import build_card
from app.verifying.report import Judgement, disclosure_of, facts_of
from app.verifying.schemas import VerificationView
from app.verifying.verify import Verification, conclude
from tests.browser.states import render_state, share_page
from tests.load.fixture import ISSUER, build_credential

DUTCH = Phrasebook("nl", lambda text: text, date.isoformat)
SETTINGS = Settings(environment="test")
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
REGISTERED = RegisteredIssuer(ISSUER, "Naam uit het register", NOW - timedelta(days=400))


def _judgement(*checks: Check, issuer: Registration = REGISTERED, is_proven: bool = True) -> Judgement:
    found = {name: passed(name) for name in CHECK_NAMES} | {check.name: check for check in checks}
    credential = build_credential() if is_proven else None
    report = report_on(found, credential=credential, format="vc-jwt", raw=b"text")
    return Judgement(report, issuer)


def _revoked() -> Judgement:
    return _judgement(failed("status_revocation", "revoked", ""))


def _tampered() -> Judgement:
    return _judgement(failed("signature", "bad_signature", ""), issuer=None, is_proven=False)


def test_a_valid_credential_is_told_in_full() -> None:
    facts = facts_of(_judgement())
    assert facts is not None
    assert facts.holder_name == "Sanne de Wit"
    assert facts.criteria
    assert facts.evidence
    assert facts.alignments
    assert facts.level


def test_the_name_of_the_issuer_comes_from_the_register_only() -> None:
    facts = facts_of(_judgement())
    assert facts is not None
    assert facts.issuer_name == "Naam uit het register"
    for stranger in (None, Unavailable("issuer_unavailable")):
        facts = facts_of(_judgement(issuer=stranger))
        assert facts is not None
        assert facts.issuer_name is None
        assert facts.issuer_website is None


def test_of_a_revoked_credential_only_title_issuer_and_date_are_told() -> None:
    facts = facts_of(_revoked())
    assert facts is not None
    assert (facts.title, facts.issuer_name) == ("Veilig werken met een heftruck", "Naam uit het register")
    assert facts.holder_name is None
    assert facts.level is None
    assert not facts.evidence
    assert not facts.alignments
    assert facts.criteria is None


def test_of_a_changed_credential_nothing_is_told() -> None:
    judgement = _tampered()
    assert facts_of(judgement) is None
    card = build_card(judgement, DUTCH, SETTINGS)
    assert card.disclosure == "none"
    assert card.title is None
    assert card.issuer_name is None
    assert card.holder_name is None
    assert card.reason == "Dit bewijs is veranderd. Vertrouw het niet."


@pytest.mark.parametrize(
    ("judgement", "disclosure"),
    [
        (_judgement(), "full"),
        (_judgement(failed("validity_period", "expired", "")), "full"),
        (_judgement(unknown("status_revocation", "status_unavailable", "")), "full"),
        (_revoked(), "brief"),
        (_tampered(), "none"),
    ],
)
def test_disclosure_follows_the_verdict(judgement: Judgement, disclosure: str) -> None:
    assert disclosure_of(judgement.report) == disclosure


def test_the_card_of_a_valid_credential_needs_no_reason() -> None:
    card = build_card(_judgement(), DUTCH, SETTINGS)
    assert (card.verdict, card.reason) == ("valid", None)
    assert card.issuer_is_registered
    assert card.issuer_note == "staat in het register"
    assert [line.check for line in card.checks] == list(CHECK_NAMES)
    assert card.assessed_on == date(2026, 9, 1)


def test_the_name_of_an_issuer_leads_to_its_page_only_where_we_have_one() -> None:
    here = Settings(environment="test", public_url=f"https://{ISSUER.split(':')[2]}")
    assert (build_card(_judgement(), DUTCH, here).issuer_page or "").startswith("/partnerships/")
    elsewhere = Settings(environment="test", public_url="https://elsewhere.example")
    assert build_card(_judgement(), DUTCH, elsewhere).issuer_page == f"/register/{ISSUER}"
    unknown = replace(_judgement(), issuer=None)
    assert build_card(unknown, DUTCH, elsewhere).issuer_page is None


def test_one_withdrawn_credential_does_not_take_away_the_details_of_the_others() -> None:
    assert "Bekijk alle details" in render_state("mixed", "https://x.example/s/1").decode()
    assert not share_page("revoked", "https://x.example/s/1").has_details
    assert not share_page("tampered", "https://x.example/s/1").has_details


def test_an_alignment_that_is_no_web_address_is_no_link() -> None:
    card = build_card(_judgement(), DUTCH, SETTINGS)
    assert all(line.url is None or line.url.startswith("http") for line in card.alignments)


def test_a_skill_is_told_in_plain_words_and_an_own_word_of_the_issuer_as_such() -> None:
    credential = build_credential()
    own = Alignment(
        "Boren in beton",
        "https://issuer.example/v1/own-terms/1",
        target_type="ext:OwnTerm.exact.nl.specific",
        target_description="Boort een gat van 75 cm.",
    )
    esco = Alignment(
        "weld metals",
        "https://esco.example/weld",
        target_framework="ESCO 1.2.0",
        target_description="Fuse metals by heat.",
    )
    told = replace(credential, achievement=replace(credential.achievement, alignments=(own, esco)))
    found = {name: passed(name) for name in CHECK_NAMES}
    report = report_on(found, credential=told, format="vc-jwt", raw=b"text")
    own_line, line = build_card(Judgement(report, REGISTERED), DUTCH, SETTINGS).alignments
    assert (own_line.is_own_term, own_line.url, own_line.meaning) == (True, None, "Boort een gat van 75 cm.")
    assert (line.is_own_term, line.url, line.meaning) == (
        False,
        "https://esco.example/weld",
        "Fuse metals by heat.",
    )


@pytest.mark.parametrize(
    ("judgements", "verdict"),
    [
        ([_judgement()], "valid"),
        ([_judgement(), _judgement(failed("validity_period", "expired", ""))], "caution"),
        (
            [
                _judgement(failed("validity_period", "expired", "")),
                _judgement(unknown("status_revocation", "status_unavailable", "")),
            ],
            "indeterminate",
        ),
        ([_judgement(unknown("status_revocation", "status_unavailable", "")), _revoked()], "invalid"),
        ([], "indeterminate"),
    ],
)
def test_the_worst_verdict_is_the_verdict_of_all(judgements: list[Judgement], verdict: str) -> None:
    assert conclude(judgements, NOW).verdict.value == verdict


@pytest.mark.parametrize("judgement", [_judgement(), _revoked(), _tampered()])
def test_the_answer_has_exactly_the_members_of_its_schema(judgement: Judgement) -> None:
    answer = verification_answer(conclude([judgement], NOW), DUTCH)
    view = VerificationView.model_validate(answer)
    assert view.model_dump(by_alias=True) == answer


def test_the_answer_tells_which_check_decided() -> None:
    answer = verification_answer(conclude([_judgement(), _revoked()], NOW), DUTCH)
    assert (answer["verdict"], answer["code"]) == ("invalid", "revoked")
    assert answer["detail"] == "Dit bewijs is ingetrokken."


def test_a_report_is_never_used_as_a_truth_value() -> None:
    report: VerificationReport = _judgement().report
    with pytest.raises(TypeError):
        bool(report)


def test_without_anything_to_judge_the_stated_reason_stands() -> None:
    verification = Verification(conclude([], NOW).verdict, NOW, (), "share_link_not_working", "Deze link …")
    answer = verification_answer(verification, DUTCH)
    assert (answer["verdict"], answer["code"], answer["results"]) == (
        "indeterminate",
        "share_link_not_working",
        [],
    )
