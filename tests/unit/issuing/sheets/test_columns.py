"""Headings in two languages, in other words, and with typing errors."""

from __future__ import annotations

import pytest

from app.issuing.sheets.columns import find_column, heading_of, is_report, list_columns, suggest_column


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Niveau", "level"), ("LEVEL ", "level"), ("validatie-niveau", "level"), ("workerReference", "workerReference"),
        ("Personeelsnummer", "workerReference"), ("Datum beoordeling", "assessedOn"), ("Évidence kind", "evidenceKind"),
        ("Soort onderbouwing 2", "evidenceKind2"), ("evidenceSummary5", "evidenceSummary5"),
        ("evidenceKind1", "evidenceKind"), ("Niveau 2", None), ("evidenceKind6", None), ("Schoenmaat", None), ("", None),
    ],
)  # fmt: skip
def test_a_heading_is_recognised_in_either_language_and_in_other_words(
    heading: str, name: str | None
) -> None:
    assert find_column(heading) == name


def test_no_two_columns_share_a_heading() -> None:
    for language in ("nl", "en"):
        headings = [column.heading(language) for column in list_columns()]
        assert len(set(headings)) == len(headings)
    for column in list_columns():
        assert {find_column(word) for word in (column.name, column.nl, column.en)} == {column.name}


def test_a_typing_error_gets_a_suggestion_and_another_word_does_not() -> None:
    assert suggest_column("Nivau") == "level"
    assert suggest_column("Schoenmaat") is None


def test_the_columns_that_a_file_with_errors_adds_are_known() -> None:
    assert is_report("Wat is er mis") and is_report("Row in your file") and not is_report("Naam")


def test_a_heading_that_is_no_column_stays_as_it_is() -> None:
    assert (heading_of("level", "nl"), heading_of("level", "en"), heading_of("X", "nl")) == (
        "Niveau",
        "Level",
        "X",
    )
