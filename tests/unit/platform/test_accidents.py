"""An accident is told by its kind and its place in the code; its words stay unsaid."""

from psycopg.errors import UniqueViolation

from app.platform.accidents import describe

WORDS = "sanne@example.nl"


def caught(*errors: Exception) -> BaseException:
    """The last of these, as if it came of the ones before."""
    try:
        try:
            raise errors[0]
        except Exception as first:
            raise errors[-1] from (first if len(errors) > 1 else None)
    except Exception as error:
        return error


def test_kind_and_place_are_told_and_words_are_not() -> None:
    told = describe(caught(ValueError(f"invalid literal: {WORDS}")))
    assert told.startswith("builtins.ValueError\n")
    assert "test_accidents.py" in told and " in caught" in told
    assert WORDS not in told


def test_the_cause_is_told_too() -> None:
    told = describe(caught(KeyError(WORDS), RuntimeError(WORDS)))
    assert told.index("builtins.RuntimeError") < told.index("builtins.KeyError")
    assert WORDS not in told


def test_each_error_of_a_group_is_told_once() -> None:
    one = ValueError(WORDS)
    told = describe(ExceptionGroup(WORDS, [one, KeyError(WORDS), one]))
    assert told.splitlines() == ["builtins.ExceptionGroup", "builtins.ValueError", "builtins.KeyError"]


def test_errors_that_come_of_each_other_end() -> None:
    first, second = ValueError(WORDS), ValueError(WORDS)
    first.__context__, second.__context__ = second, first
    assert describe(first).splitlines() == ["builtins.ValueError"] * 2


def test_an_error_of_the_database_without_a_diagnosis_is_told_by_its_kind() -> None:
    assert describe(UniqueViolation(WORDS)).startswith("psycopg.errors.UniqueViolation")
    assert WORDS not in describe(UniqueViolation(WORDS))
