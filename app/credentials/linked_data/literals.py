"""Literals as canonical N-Quads write them (RDFC-1.0 appendix A, JSON-LD 1.1 API section 8.6)."""

import re
from typing import Any, Final

import rfc8785

from app.credentials.errors import DataLoss

XSD: Final = "http://www.w3.org/2001/XMLSchema#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
I18N: Final = "https://www.w3.org/ns/i18n#"
DOUBLE: Final = f"{XSD}double"

_LANGUAGE: Final = re.compile(r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*")
_SPECIAL: Final = re.compile(r'[\x00-\x1f"\\\x7f]')
_FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_ESCAPES: Final = {
    **{code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F)},
    **{ord(character): f"\\{name}" for character, name in zip('\b\t\n\f\r"\\', 'btnfr"\\', strict=True)},
}
_LARGEST_PLAIN: Final = 1e21

# A text in which this finds nothing can stand between quotes as it is.
needs_care = re.compile(r'[\x00-\x1f"\\\x7f\ud800-\udfff]').search


def escape(text: str) -> str:
    """The text between the quotes of a literal (RDFC-1.0 appendix A)."""
    return text.translate(_ESCAPES) if _SPECIAL.search(text) else text


def escape_safely(text: str) -> str:
    """As `escape`; raises DataLoss on a lone surrogate or on a control character that is not white space.

    Processors disagree on how such characters are written, so a signature over them proves nothing.
    """
    if _FORBIDDEN.search(text):
        raise DataLoss("A text holds a character that cannot be shown.")
    return escape(text)


def ending(datatype: str | None, language: str | None, direction: str | None) -> str:
    """What follows the text of a literal, with its closing quote; a direction becomes an i18n datatype."""
    if datatype is not None:
        return '"' if datatype == f"{XSD}string" else f'"^^<{datatype}>'
    if direction is not None:
        return f'"^^<{I18N}{language or ""}_{direction}>'
    return '"' if language is None else f'"@{language}'


def normalize_language(tag: Any) -> str:
    """The BCP 47 tag in small letters, as other processors sign it; raises DataLoss."""
    if type(tag) is not str or _LANGUAGE.fullmatch(tag) is None:
        raise DataLoss("A language is not a language tag.")
    return tag.lower()


def write_native(value: bool | int | float, datatype: str | None) -> tuple[str, str]:
    """The lexical form and datatype of a JSON boolean or number; raises DataLoss on what is no number."""
    if type(value) is bool:
        return ("true" if value else "false"), datatype or f"{XSD}boolean"
    if value != value or value in (float("inf"), float("-inf")):
        raise DataLoss("A number is not finite.")
    if datatype == DOUBLE or abs(value) >= _LARGEST_PLAIN or value != int(value):
        return _write_double(float(value)), datatype or DOUBLE
    return str(int(value)), datatype or f"{XSD}integer"


def _write_double(value: float) -> str:
    mantissa, _, exponent = f"{value:.15E}".partition("E")
    mantissa = mantissa.rstrip("0")
    return f"{mantissa}{'0' if mantissa.endswith('.') else ''}E{int(exponent)}"


def write_json(value: Any) -> str:
    """A JSON literal, canonical by RFC 8785; raises DataLoss on what I-JSON cannot hold."""
    try:
        text = rfc8785.dumps(value).decode("utf-8")
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise DataLoss("A JSON literal holds a value that JSON cannot keep.") from error
    return f'"{escape(text)}"^^<{RDF}JSON>'
