"""Fields named after pointers: filled in, pruned, given codes, and found again from a fault."""

from uuid import uuid4

import pytest

from app.assessing.desk_forms import Group
from app.assessing.lint_skill_set import find_content_faults
from app.assessing.skill_set_content import Criterion, MasteryLevel
from app.assessing.skill_set_forms import (
    add_achievement,
    apply_form,
    document_of,
    label_of,
    make_code,
    place_of,
    read_document,
    step_groups,
    with_theirs,
)
from app.assessing.skill_set_steps import ACHIEVEMENT, STEPS
from app.platform.errors import InvalidInput
from tests.skill_sets import make_achievement, make_content


def say(text: str) -> str:
    return text


def values_in(groups: tuple[Group, ...]) -> dict[str, tuple[str, ...]]:
    return {field.name: field.values for group in groups for field in group.fields}


def test_saving_every_step_as_it_was_shown_changes_nothing() -> None:
    content = make_content(make_achievement(id=uuid4(), criteria=(Criterion(uuid4(), {"nl": "Rijdt."}),)))
    document = document_of(content)
    for step in STEPS:
        apply_form(step, document, values_in(step_groups(step, document, say)), say)
    part = document["achievements"][0]
    apply_form(ACHIEVEMENT, part, values_in(step_groups(ACHIEVEMENT, part, say)), say)
    assert read_document(document) == content


def test_an_empty_row_goes_and_a_new_one_gets_a_code_of_its_own() -> None:
    document = document_of(make_content(make_achievement(id=uuid4())))
    form = values_in(step_groups("levels", document, say)) | {
        "masteryLevels-0-name-nl": ("",),
        "masteryLevels-0-name-en": ("",),
        "masteryLevels-0-descriptor-nl": ("",),
        "masteryLevels-0-descriptor-en": ("",),
        "masteryLevels-1-name-nl": ("Onder begeleiding",),
    }
    apply_form("levels", document, form, say)
    assert [level["code"] for level in document["masteryLevels"]] == ["onder-begeleiding"]
    position = add_achievement(document)
    apply_form(ACHIEVEMENT, document["achievements"][position], {"name-nl": ["Veilig tillen"]}, say)
    assert document["achievements"][position]["code"] == "veilig-tillen"


def test_an_optional_number_or_norm_that_is_emptied_is_gone() -> None:
    document = document_of(make_content(make_achievement(id=uuid4())))
    apply_form("rules", document, {"evidenceRules-kinds": ["photo"], "evidenceRules-atLeast": ["2"]}, say)
    content = read_document(document)
    assert (content.standard, content.quality_scheme, content.validity_months) == (None, None, None)
    assert (content.evidence_rules.at_least, len(content.evidence_rules.kinds)) == (2, 1)


def test_what_the_api_refuses_a_form_refuses_too() -> None:
    document = document_of(make_content())
    document["name"]["nl"] = "x" * 201
    with pytest.raises(InvalidInput) as refused:
        read_document(document)
    assert [(fault.pointer, fault.code) for fault in refused.value.errors] == [
        ("/name/nl", "string_too_long")
    ]


def test_every_fault_of_an_empty_set_has_a_place_whose_field_exists() -> None:
    content = make_content(
        make_achievement(id=uuid4(), criteria=(), name={}),
        name={},
        description={},
        standard=None,
        rating_words=(),
        mastery_levels=(MasteryLevel("alone", {}, {}), MasteryLevel("alone", {}, {})),
    )
    document = document_of(content)
    for fault in find_content_faults(content):
        step, field = place_of(fault.pointer, content)
        if step.endswith("/skills"):
            continue
        part = document["achievements"][0] if step.startswith("achievements/") else document
        shown = values_in(step_groups(step if step in STEPS else ACHIEVEMENT, part, say))
        assert field in shown, fault.pointer
        assert label_of(fault.pointer, content, say)


def test_two_versions_stand_side_by_side_only_where_they_differ() -> None:
    ours, theirs = (
        document_of(make_content()),
        document_of(make_content(name={"nl": "Anders", "en": "Other"})),
    )
    groups = with_theirs(step_groups("words", ours, say), step_groups("words", theirs, say))
    marked = {
        field.name: field.theirs for group in groups for field in group.fields if field.theirs is not None
    }
    assert marked == {"name-nl": "Anders", "name-en": "Other"}


def test_a_code_is_short_plain_and_not_taken() -> None:
    assert make_code("Één & twee", []) == "een-twee"
    assert make_code("Één & twee", ["een-twee"]) == "een-twee-2"
    assert make_code("漢字", []) == "deel"
    assert len(make_code("x" * 80, ["x" * 30])) <= 30
