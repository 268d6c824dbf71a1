"""Plain statistics on a sequence of numbers below a limit: are they even, and does one tell of the next?"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence


def chi_square(values: Sequence[int], *, limit: int, cells: int) -> float:
    """How unevenly the values fill equal cells; about `cells` - 1 for a fair draw."""
    counts = Counter(value * cells // limit for value in values)
    expected = len(values) / cells
    return sum((counts.get(cell, 0) - expected) ** 2 / expected for cell in range(cells))


def chi_square_bounds(cells: int, *, deviations: float = 5.0) -> tuple[float, float]:
    """The range in which a fair draw stays, but for about one in a million."""
    freedom = cells - 1
    spread = deviations * (2.0 * freedom) ** 0.5
    return freedom - spread, freedom + spread


def serial_correlation(values: Sequence[int], *, lag: int = 1) -> float:
    """How well a value predicts the one `lag` later: 0 for a fair draw, 1 for a straight line."""
    first, second = values[:-lag], values[lag:]
    mean_first, mean_second = sum(first) / len(first), sum(second) / len(second)
    above = sum((a - mean_first) * (b - mean_second) for a, b in zip(first, second, strict=True))
    spread_first = sum((a - mean_first) ** 2 for a in first)
    spread_second = sum((b - mean_second) ** 2 for b in second)
    return float(above / (spread_first * spread_second) ** 0.5)


def runs_up(values: Sequence[int]) -> float:
    """The share of steps that go up: a half for a fair draw."""
    steps = list(itertools.pairwise(values))
    return sum(a < b for a, b in steps) / len(steps)
