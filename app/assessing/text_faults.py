"""The one rule for what somebody types in a dossier: by a page, by the API or behind a link it is plain, short text."""

from typing import Final

from app.platform.citizen_numbers import citizen_number_fault, has_citizen_number
from app.platform.errors import FieldError
from app.platform.text import clean_text

# As the API has it: a name, a number or an address, and a text of some sentences.
MOST_LINE: Final = 200
MOST_TEXT: Final = 2000


def find_text_fault(pointer: str, text: str | None, longest: int) -> FieldError | None:
    """What is wrong with a text: over `longest` characters, a citizen service number, or what no reader can see."""
    if not text:
        return None
    if len(text) > longest:
        return FieldError(pointer, "too_long", f"Use at most {longest} characters.")
    if has_citizen_number(text):
        return citizen_number_fault(pointer)
    try:
        clean_text(text.replace("\r\n", "\n"))
    except ValueError as error:
        return FieldError(pointer, "unsafe_content", f"Send plain text: {error}.")
    return None
