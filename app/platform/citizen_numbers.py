"""Refuses Dutch citizen service numbers (BSN) in text that would be signed and shown to others."""

import re

from app.platform.errors import FieldError

# Nine digits, bare or grouped as people write them: 123456782, 1234.56.782, 123 456 782.
CANDIDATE = re.compile(
    r"(?<!\d)(?:\d{9}|\d{4}[. -]\d{2}[. -]\d{3}|\d{3}[. -]\d{3}[. -]\d{3})(?!\d)", re.ASCII
)
_DIGIT = re.compile("[0-9]")
WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def passes_eleven_test(digits: str) -> bool:
    """The elfproef of the BSN: nine digits whose weighted sum is a multiple of eleven."""
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=True))
    return total % 11 == 0 and digits.strip("0") != ""


def has_citizen_number(text: str) -> bool:
    """Whether any stretch of nine digits in the text could be a citizen service number."""
    # Most texts have no digit at all, and looking for one costs a tenth.
    return _DIGIT.search(text) is not None and any(
        passes_eleven_test(re.sub(r"\D", "", match.group())) for match in CANDIDATE.finditer(text)
    )


def citizen_number_fault(pointer: str) -> FieldError:
    """The one sentence for a citizen service number found in a text."""
    return FieldError(
        pointer,
        "unsafe_content",
        "This contains nine digits that may be a citizen service number (BSN). Remove them.",
    )
