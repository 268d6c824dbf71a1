"""How far a word is from the one that was meant: one typing error, or two in a long word."""

from collections.abc import Iterable
from typing import Final

SHORTEST: Final = 4
LONGEST: Final = 40
_LONG: Final = 8


def errors_allowed(word: str) -> int:
    """How many typing errors are forgiven in a word of this length."""
    if len(word) < SHORTEST:
        return 0
    return 1 if len(word) < _LONG else 2


def grams(word: str) -> list[str]:
    """The runs of three letters, with the word's begin and end marked by spaces."""
    marked = f"  {word} "
    return sorted({marked[place : place + 3] for place in range(len(marked) - 2)})


def distance(one: str, other: str, *, most: int) -> int:
    """Letters to insert, delete, replace or swap with a neighbour (optimal string alignment); `most` + 1 for more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, facing in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != facing))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == facing:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def nearest(word: str, candidates: Iterable[str], *, at_most: int) -> list[str]:
    """The candidates that may be meant, the nearest first: misspelt, cut off while typing, or part of a compound."""
    allowed = errors_allowed(word)
    judged = []
    for candidate in candidates:
        errors = min(
            distance(word, candidate, most=allowed),
            # While somebody is typing, the end of the word is not there yet.
            distance(word, candidate[: len(word)], most=allowed),
        )
        if errors <= allowed or word in candidate:
            judged.append((errors, abs(len(candidate) - len(word)), candidate))
    return [candidate for _, _, candidate in sorted(judged)[:at_most]]
