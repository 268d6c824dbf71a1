"""Every sentence is there in both languages, says where and what to do, and shows no more than it must."""

from __future__ import annotations

import re

import pytest

from app.issuing.sheets.findings import Finding
from app.issuing.sheets.words import (
    FILE_SENTENCES,
    SENTENCES,
    say,
    say_briefly,
    say_file,
    say_shortly,
    say_unseen,
)

VALUES = {
    "value": "5",
    "lowest": "0",
    "highest": "4",
    "most": "9",
    "other": "3",
    "suggestion": "level",
    "row": "2",
    "choices": "Zelfstandig",
}


def test_the_sentence_names_row_column_and_what_to_do() -> None:
    finding = Finding(17, 3, "level", "unknown_level", VALUES)
    assert say(finding, "nl") == "Rij 17, kolom Niveau: '5' bestaat niet. Gebruik 0 tot en met 4."
    assert say(finding, "en") == "Row 17, column Level: '5' does not exist. Use 0 to 4."
    assert say_briefly(finding, "nl") == "Niveau: '5' bestaat niet. Gebruik 0 tot en met 4."


def test_a_row_as_a_whole_has_no_column() -> None:
    finding = Finding(9, -1, "", "double_row", {"other": "4"})
    assert say(finding, "nl") == "Rij 9: deze rij is gelijk aan rij 4. Verwijder 1 van de twee."


@pytest.mark.parametrize("code", SENTENCES)
def test_a_sentence_is_short_and_in_two_languages(code: str) -> None:
    dutch, english = (
        say_shortly(Finding(2, 0, "level", code, VALUES), language) for language in ("nl", "en")
    )
    assert dutch != english
    for text in (dutch, english):
        assert "{" not in text
        assert max(len(part.split()) for part in re.split(r"[.?:] ", text)) <= 15


@pytest.mark.parametrize("code", FILE_SENTENCES)
def test_a_refused_file_is_explained_in_two_languages(code: str) -> None:
    dutch, english = (say_file(code, VALUES, language) for language in ("nl", "en"))
    assert dutch != english and "{" not in dutch + english


def test_what_is_kept_in_clear_does_not_show_the_cell() -> None:
    finding = Finding(2, 0, "level", "unknown_level", {**VALUES, "value": "Jan de Wit"})
    assert "Jan" not in say_unseen(finding, "en")


def test_a_rule_without_a_sentence_of_its_own_still_says_something() -> None:
    assert (
        say_shortly(Finding(2, 0, "level", "new_rule", {"detail": "Do this."}), "en")
        == "this row is not right: Do this."
    )
