"""How somebody was assessed, in plain words: what is there and nothing else."""

from datetime import date

import pytest

from app.credentials.assessment import AssessmentSummary, NamedLink
from app.holding.wording import Phrasebook
from app.verifying.assessment_lines import build_assessment
from tests.unit.credentials.cases import ASSESSED

PHRASES = Phrasebook("nl", lambda text: text, date.isoformat)


def _lines(summary: AssessmentSummary | None) -> dict[str, str]:
    return {line.label: line.value for line in build_assessment(summary, PHRASES)}


def test_a_credential_that_tells_nothing_has_no_lines() -> None:
    assert build_assessment(None, PHRASES) == ()
    assert build_assessment(AssessmentSummary(), PHRASES) == ()


def test_every_fact_has_its_line_in_a_fixed_order() -> None:
    lines = build_assessment(ASSESSED.assessment, PHRASES)
    assert [line.label for line in lines] == [
        "Hoe is het beoordeeld?",
        "Gemeten aan",
        "Genoeg bewijs op deze punten",
        "Niet genoeg bewijs op deze punten",
        "Vaste werkwijze",
        "Bevestigd door",
        "Vastgelegd in",
        "Hoe goed?",
        "Uitleg van de beoordelaar",
        "Stap van validatie",
    ]
    assert [line.url for line in lines if line.url] == ["https://standaard.example/verpakken/3"]


def test_the_checklist_is_told_in_words() -> None:
    told = _lines(AssessmentSummary(checklist=(True, False, True, True, True)))
    assert told["Niet genoeg bewijs op deze punten"] == "past bij de eisen"
    assert told["Genoeg bewijs op deze punten"].count(", ") == 3


@pytest.mark.parametrize(("phase", "words"), [("certification", "erkend"), ("graduation", None)])
def test_only_a_known_phase_is_told(phase: str, words: str | None) -> None:
    assert _lines(AssessmentSummary(phase=phase)).get("Stap van validatie") == words


def test_an_address_that_is_no_web_address_is_no_link() -> None:
    [line] = build_assessment(AssessmentSummary(standard=NamedLink("Norm", "javascript:alert(1)")), PHRASES)
    assert (line.value, line.url) == ("Norm", None)


def test_the_method_of_a_dossier_is_told_in_words_and_that_of_somebody_else_as_signed() -> None:
    assert (
        _lines(AssessmentSummary(method="work-product"))["Hoe is het beoordeeld?"] == "Gemaakt werk bekeken"
    )
    assert _lines(AssessmentSummary(method="STARR-gesprek"))["Hoe is het beoordeeld?"] == "STARR-gesprek"
