"""What a file is, by its first bytes and never by its name."""

from typing import Final

from app.credentials.containers import png, svg
from app.credentials.errors import JsonNotStrict

PDF_SIGNATURE: Final = b"%PDF-"
_BYTE_ORDER_MARKS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_WHITE: Final = b" \t\r\n"


def is_pdf(content: bytes) -> bool:
    """Whether the file says that it is a PDF; those are read elsewhere."""
    return content.startswith(PDF_SIGNATURE)


def credential_text(content: bytes) -> str:
    """The text of the credential: what a PNG or SVG carries, or the file itself without white space around it.

    Raises MalformedContainer, TooLarge, JsonTooDeep for a picture, JsonNotStrict for a text that is not
    UTF-8 or begins with a byte order mark.
    """
    if content.startswith(png.SIGNATURE):
        return png.unbake_png(content)
    if content.startswith(_BYTE_ORDER_MARKS):
        raise JsonNotStrict
    text = content.strip(_WHITE)
    if text.startswith(b"<"):
        return svg.unbake_svg(text)
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError as error:
        raise JsonNotStrict from error
