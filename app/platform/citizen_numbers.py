"""Refuses Dutch citizen service numbers (BSN) in text that would be signed and shown to others."""

import re

from app.platform.errors import FieldError

# Nine digits, bare or grouped as people write them: 123456782, 1234.56.782, 123 456 782.
CANDIDATE = re.compile(
    r"(?<!\d)(?:\d{9}|\d{4}[. -]\d{2}[. -]\d{3}|\d{3}[. -]\d{3}[. -]\d{3})(?!\d)", re.ASCII
)
# What machines make up: a UUID, or hexadecimal text as long. Nine of its digits in a row are chance.
_MADE_UP = re.compile(
    r"(?<![0-9a-z])(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,128})(?![0-9a-z])",
    re.ASCII | re.IGNORECASE,
)
_DIGIT = re.compile("[0-9]")
WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def passes_eleven_test(digits: str) -> bool:
    """The elfproef of the BSN: nine digits whose weighted sum is a multiple of eleven."""
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=True))
    return total % 11 == 0 and digits.strip("0") != ""


def has_citizen_number(text: str) -> bool:
    """Whether nine digits in the text, outside a UUID or digest, could be a citizen service number."""
    # Most texts have no digit at all, and looking for one costs a tenth.
    if _DIGIT.search(text) is None:
        return False
    return _has_candidate(text) and _has_candidate(_MADE_UP.sub(" ", text))


def _has_candidate(text: str) -> bool:
    digits = (re.sub(r"\D", "", match.group()) for match in CANDIDATE.finditer(text))
    return any(map(passes_eleven_test, digits))


def citizen_number_fault(pointer: str) -> FieldError:
    """The one sentence for a citizen service number found in a text."""
    return FieldError(
        pointer,
        "unsafe_content",
        "This contains nine digits that may be a citizen service number (BSN). Remove them.",
    )
