"""What a holder hides is taken away before anything is told."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.credentials.assessment import AssessmentSummary, NamedLink
from app.credentials.model import Evidence
from app.credentials.report import CHECK_NAMES, passed, report_on
from app.holding.open_share import SharedPassport
from app.holding.share_details import NameDisplay
from app.verifying.report import Judgement, facts_of
from app.verifying.verify_shared import project, show_name
from tests.load.fixture import build_credential

EVERYTHING = SharedPassport((), None, None, datetime(2026, 12, 1, tzinfo=UTC), False)


def judged() -> Judgement:
    found = {name: passed(name) for name in CHECK_NAMES}
    return Judgement(report_on(found, credential=build_credential(), format="vc-jwt", raw=b""))


@pytest.mark.parametrize(
    ("name", "display", "shown"),
    [
        ("Sanne de Wit", "full", "Sanne de Wit"),
        ("Sanne de Wit", "first-initial", "Sanne W."),
        ("Sanne", "first-initial", "Sanne"),
        ("  ", "first-initial", "  "),
        ("Sanne de Wit", "none", None),
        (None, "full", None),
    ],
)
def test_a_name_is_shown_as_far_as_its_owner_wants(
    name: str | None, display: NameDisplay, shown: str | None
) -> None:
    assert show_name(name, display) == shown


def test_hidden_words_of_an_assessor_are_in_no_fact() -> None:
    facts = facts_of(project(judged(), replace(EVERYTHING, shows_evidence=False)))
    assert facts is not None
    assert (facts.evidence, facts.holder_name) == ((), "Sanne de Wit")


def test_a_hidden_name_is_in_no_fact_and_the_rest_stays() -> None:
    facts = facts_of(project(judged(), replace(EVERYTHING, name_display="none")))
    whole = facts_of(judged())
    assert facts is not None
    assert whole is not None
    assert facts == replace(whole, holder_name=None, assessment=facts.assessment)
    assert "Sanne" not in repr(project(judged(), replace(EVERYTHING, name_display="none")))


def test_what_was_not_proven_stays_as_it_is() -> None:
    unread = Judgement(report_on({}, credential=None, format=None, raw=b""))
    assert project(unread, replace(EVERYTHING, name_display="none")) == unread


def test_free_text_that_tells_the_hidden_part_of_a_name_goes_with_it() -> None:
    named = Evidence("urn:uuid:1", "Observatie", narrative="Mevrouw WIT stapelde twee uur.")
    plain = Evidence("urn:uuid:2", "Foto", narrative="Sanne op de heftruck.")
    assessment = AssessmentSummary(reasons="Sanne de Wit reed veilig.", reference=NamedLink("Register", None))
    credential = replace(build_credential(), evidence=(named, plain), assessment=assessment)
    found = Judgement(judged().report._replace(credential=credential))
    initial = facts_of(project(found, replace(EVERYTHING, name_display="first-initial")))
    nothing = facts_of(project(found, replace(EVERYTHING, name_display="none")))
    assert initial is not None
    assert nothing is not None
    assert initial.evidence == (plain,)
    assert nothing.evidence == ()
    assert initial.assessment == nothing.assessment == AssessmentSummary()


def test_a_credential_that_was_not_granted_is_not_named_as_the_older_one() -> None:
    older = "urn:uuid:0a0a0a0a-0000-4000-8000-000000000001"
    credential = replace(build_credential(), supersedes=older)
    found = Judgement(judged().report._replace(credential=credential))
    assert older not in repr(project(found, EVERYTHING))
    both = facts_of(project(found, EVERYTHING, {older}))
    assert both is not None
    assert both.supersedes == older
