"""Folding text for searching."""

from app.ontologies.folding import fold


def test_case_does_not_matter() -> None:
    assert fold("Muren METSELEN") == fold("muren metselen")


def test_accents_do_not_matter() -> None:
    assert fold("cliënten één") == "clienten een"


def test_words_are_separated_by_single_spaces() -> None:
    assert fold("  een\ttwee \n drie ") == "een twee drie"


def test_text_of_spaces_folds_to_nothing() -> None:
    assert fold(" \t ") == ""
