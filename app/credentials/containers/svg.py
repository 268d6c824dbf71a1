"""SVG pictures with a credential in an element of its own (Open Badges 3.0 section 5.3.2).

Read by expat without a DTD, so that there are no entities and nothing outside the file.
"""

import re
from dataclasses import dataclass, field
from typing import Final, NoReturn
from xml.parsers.expat import ExpatError, ParserCreate

from app.credentials.errors import CarriesNothing, JsonTooDeep, MalformedContainer, TooLarge

NAMESPACE: Final = "https://purl.imsglobal.org/ob/v3p0"
MAX_BYTES: Final = 8_388_608
_ROOT: Final = "http://www.w3.org/2000/svg svg"
_ELEMENT: Final = f"{NAMESPACE} credential"
_MAX_DEPTH: Final = 128
_TOKEN: Final = re.compile(r"[A-Za-z0-9._~-]+")
_START_TAG: Final = re.compile(rb"<(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
_OPENING: Final = f'<openbadges:credential xmlns:openbadges="{NAMESPACE}"'


def bake_svg(picture: bytes, credential: str) -> bytes:
    """The picture with the credential in it: a signed text as `verify`, a JSON document as character data.

    Raises MalformedContainer for what is no SVG, or carries a credential already; TooLarge above 8 MiB.
    """
    reading = _read(picture)
    if reading.count:
        raise MalformedContainer("The picture carries a credential already.")
    start = _START_TAG.match(picture, reading.root_at)
    if start is None or start.group().endswith(b"/>"):
        raise MalformedContainer("The picture is empty.")
    element = _write_element(credential).encode("utf-8")
    return picture[: start.end()] + element + picture[start.end() :]


def unbake_svg(picture: bytes) -> str:
    """The text of the credential in the picture.

    Raises CarriesNothing when there is none, MalformedContainer when there is more than one, and for a DTD or broken XML; TooLarge
    above 8 MiB, JsonTooDeep beyond 128 levels.
    """
    reading = _read(picture)
    text = "".join(reading.text).strip()
    if not reading.count:
        raise CarriesNothing("The picture carries no credential.")
    if reading.count != 1 or (reading.verify is None) is not bool(text):
        raise MalformedContainer("The picture does not carry exactly one credential.")
    return text if reading.verify is None else reading.verify


@dataclass(slots=True)
class _Reading:
    """What the parser met so far."""

    count: int = 0
    depth: int = 0
    root_at: int = 0
    inside: int = 0
    verify: str | None = None
    text: list[str] = field(default_factory=list)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise JsonTooDeep("The picture is nested too deeply.")
        if self.depth == 1 and name != _ROOT:
            raise MalformedContainer("The picture is not an SVG.")
        if self.inside:
            raise MalformedContainer("The credential in the picture holds other elements.")
        if name == _ELEMENT:
            self.count, self.inside = self.count + 1, self.depth
            self.verify = attributes.get("verify")

    def end(self, name: str) -> None:
        if self.inside == self.depth:
            self.inside = 0
        self.depth -= 1

    def characters(self, data: str) -> None:
        if self.inside:
            self.text.append(data)


def _read(picture: bytes) -> _Reading:
    if len(picture) > MAX_BYTES:
        raise TooLarge("The picture is too large.")
    reading, parser = _Reading(), ParserCreate("utf-8", " ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_dtd
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.characters

    def start(name: str, attributes: dict[str, str]) -> None:
        if reading.depth == 0:
            reading.root_at = parser.CurrentByteIndex
        reading.start(name, attributes)

    parser.StartElementHandler = start
    try:
        parser.Parse(picture, True)
    except ExpatError as error:
        raise MalformedContainer("The picture is not well-formed XML.") from error
    return reading


def _refuse_dtd(*_: object) -> NoReturn:
    raise MalformedContainer("The picture has a document type declaration.")


def _write_element(credential: str) -> str:
    if _TOKEN.fullmatch(credential):
        return f'{_OPENING} verify="{credential}"/>'
    # Only a string can hold this sign in JSON, where the escape means the same.
    escaped = credential.replace("]]>", "]]\\u003e")
    return f"{_OPENING}><![CDATA[{escaped}]]></openbadges:credential>"
