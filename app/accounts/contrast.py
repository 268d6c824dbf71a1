"""Contrast of two colours as WCAG 2.2 counts it, and the nearest colour that people can read.

Colours are texts as `#123f6d`: red, green and blue of sRGB in hexadecimal, in lower case.
"""

import re
from collections.abc import Iterator
from typing import Final

LEAST_CONTRAST: Final = 4.5
WHITE: Final = "#ffffff"
_COLOUR: Final = re.compile(r"#[0-9a-f]{6}")
_STEPS: Final = 256


def is_colour(text: str) -> bool:
    """Whether it is written as colours are here."""
    return _COLOUR.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """The ratio of 1.0 to 21.0 between two colours (WCAG 2.2, "contrast ratio")."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """How light a colour is, from 0.0 to 1.0 (WCAG 2.2, "relative luminance")."""
    red, green, blue = (_linear(part) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def nearest_readable(colour: str, *, beside: str, least: float = LEAST_CONTRAST) -> str:
    """The colour itself, or else as little darker or lighter as gives the contrast `least` beside another one.

    One of black and white always gives 4.5. Raises ValueError for a `least` that neither of them gives.
    """
    found = [
        step
        for pole in ("#000000", WHITE)
        if (
            step := next(
                (mixed for mixed in _towards(colour, pole) if contrast(mixed, beside) >= least), None
            )
        )
    ]
    if not found:
        raise ValueError("no colour gives that contrast")
    return min(found, key=lambda other: _distance(colour, other))


def mix(colour: str, other: str, share: float) -> str:
    """The colour with a share of 0.0 to 1.0 of another one in it."""
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in pairs)


def _towards(colour: str, pole: str) -> Iterator[str]:
    return (mix(colour, pole, step / _STEPS) for step in range(_STEPS + 1))


def _distance(one: str, other: str) -> int:
    return sum((a - b) ** 2 for a, b in zip(_parts(one), _parts(other), strict=True))


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear(part: int) -> float:
    share = part / 255
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)
