"""Faults become one sentence at the right field; a day that is none is none."""

from datetime import date

from app.assessing.desk_forms import Field, fill, find_problems, name_of, read_date
from app.platform.errors import FieldError


def test_a_fault_is_told_at_its_field_and_a_form_may_have_words_of_its_own() -> None:
    faults = [FieldError("/name/nl", "missing", "…"), FieldError("/until", "never-heard-of", "…")]
    problems = find_problems(faults, str.upper, {"missing": "Schrijf dit op."})
    assert [(one.field, one.sentence) for one in problems] == [
        ("name-nl", "SCHRIJF DIT OP."),
        ("until", "DIT KLOPT NOG NIET. KIJK HET NA."),
    ]


def test_what_somebody_typed_stays_in_the_fields() -> None:
    fields = (Field("name", "Naam", values=("oud",)), Field("kinds", "Soorten"))
    filled = fill(fields, {"kinds": ["photo", "video"]})
    assert [field.values for field in filled] == [(), ("photo", "video")]
    assert (filled[0].value, filled[1].value) == ("", "photo")


def test_the_name_of_a_field_is_its_pointer() -> None:
    assert name_of("/criteria/0/text/nl") == "criteria-0-text-nl"


def test_a_day_that_does_not_exist_is_no_day() -> None:
    assert read_date("2026-02-28") == date(2026, 2, 28)
    assert read_date("2026-02-30") is None
    assert read_date("") is None
