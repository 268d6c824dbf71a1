"""A shape: what is wrong at one place of a sheet."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that is broken at a row and a column; words.py says it in a sentence.

    `position` is that of the column in the file from 0, or -1 for the row as a whole. `column` is the name of the
    column, or the heading itself where it stands for none. `values` fill the sentence in; they are shown to
    whoever sent the file, and kept sealed.
    """

    row: int
    position: int
    column: str
    code: str
    values: Mapping[str, str] = field(default_factory=dict)
