"""What a holder writes themselves: plain text of a decent length, without a citizen service number."""

from app.platform.citizen_numbers import citizen_number_fault, has_citizen_number
from app.platform.errors import FieldError
from app.platform.text import clean_text


def read_words(text: str, pointer: str, *, longest: int) -> tuple[str, list[FieldError]]:
    """The text in one normal form, and what is wrong with it at `pointer`."""
    try:
        cleaned = clean_text(text.replace("\r\n", "\n")).strip()
    except ValueError:
        return "", [FieldError(pointer, "unsafe_content", "Use letters, digits and ordinary signs.")]
    if len(cleaned) > longest:
        return cleaned, [FieldError(pointer, "too_long", f"Use at most {longest} characters.")]
    if has_citizen_number(cleaned):
        return cleaned, [citizen_number_fault(pointer)]
    return cleaned, []
