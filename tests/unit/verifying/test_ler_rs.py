"""What an HR system gets as a resume: valid credentials only, and nothing whose place we do not know."""

from dataclasses import replace
from datetime import UTC, datetime

from app.credentials.model import Credential, ValidationLevel
from app.credentials.report import CHECK_NAMES, failed, passed, report_on
from app.verifying.ler_rs import LER_RS_TYPE, write_ler_rs
from app.verifying.report import Judgement
from app.verifying.verify import conclude
from tests.load.fixture import build_credential
from tests.unit.verifying.test_report import NOW, REGISTERED

WHOLE = build_credential()


def judge(credential: Credential, failure: tuple[str, str] | None = None) -> Judgement:
    checks = {name: passed(name) for name in CHECK_NAMES}
    if failure is not None:
        checks[failure[0]] = failed(*failure, "")
    return Judgement(report_on(checks, credential=credential, format="vc-jwt", raw=b"text"), REGISTERED)


def at_level(number: int) -> Credential:
    return replace(WHOLE, level=ValidationLevel(number, "Naam", "Betekenis."))


def test_a_valid_credential_is_a_certification_and_a_skill() -> None:
    resume = write_ler_rs(conclude([judge(WHOLE)], NOW))
    assert resume is not None
    assert set(resume) == {"type", "person", "certifications", "skills"}
    assert resume["type"] == LER_RS_TYPE
    assert resume["person"] == {"name": {"formattedName": "Sanne de Wit"}}
    [certification] = resume["certifications"]
    assert certification["name"] == WHOLE.achievement.name
    assert certification["issuingAuthority"]["name"] == "Naam uit het register"
    assert certification["firstIssued"] == WHOLE.valid_from.date()
    assert resume["skills"] == [
        {"name": name}
        for name in (WHOLE.achievement.name, *(one.target_name for one in WHOLE.achievement.alignments))
    ]


def test_the_day_is_that_of_the_netherlands() -> None:
    late = replace(WHOLE, valid_from=datetime(2026, 6, 30, 23, 30, tzinfo=UTC))
    resume = write_ler_rs(conclude([judge(late)], NOW))
    assert resume is not None
    assert str(resume["certifications"][0]["firstIssued"]) == "2026-07-01"


def test_what_nobody_compared_with_requirements_is_no_certification() -> None:
    for number in (0, 1):
        resume = write_ler_rs(conclude([judge(at_level(number))], NOW))
        assert resume is not None
        assert "certifications" not in resume
        assert resume["skills"][0] == {"name": WHOLE.achievement.name}
    for number in (2, 3, 4):
        assert "certifications" in (write_ler_rs(conclude([judge(at_level(number))], NOW)) or {})


def test_only_what_is_valid_is_in_it() -> None:
    other = replace(WHOLE, achievement=replace(WHOLE.achievement, name="Ingetrokken"))
    for failure in (("status_revocation", "revoked"), ("validity_period", "expired")):
        bad = judge(other, failure)
        assert write_ler_rs(conclude([bad], NOW)) is None
        resume = write_ler_rs(conclude([judge(WHOLE), bad], NOW))
        assert resume is not None
        assert "Ingetrokken" not in str(resume)
    assert write_ler_rs(conclude([], NOW)) is None


def test_a_resume_of_several_people_or_of_a_hidden_name_names_nobody() -> None:
    somebody = replace(WHOLE, subject=replace(WHOLE.subject, name="Iemand Anders"))
    hidden = replace(WHOLE, subject=replace(WHOLE.subject, name=None))
    for credentials in ([WHOLE, somebody], [WHOLE, hidden], [hidden]):
        resume = write_ler_rs(conclude([judge(one) for one in credentials], NOW))
        assert resume is not None
        assert "person" not in resume


def test_nothing_of_how_it_was_assessed_and_no_number_is_made_of_it() -> None:
    text = str(write_ler_rs(conclude([judge(WHOLE)], NOW)))
    for word in (
        "level",
        "score",
        "evidence",
        WHOLE.evidence[0].narrative or "?",
        WHOLE.id,
        WHOLE.subject.id,
    ):
        assert str(word) not in text
