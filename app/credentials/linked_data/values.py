"""Value objects and single values as literals (JSON-LD 1.1 API sections 5.3 and 8.6)."""

from typing import Any, Final

from app.credentials.errors import DataLoss
from app.credentials.linked_data.literals import (
    ending,
    escape_safely,
    normalize_language,
    write_json,
    write_native,
)
from app.credentials.linked_data.terms import ABSENT, ActiveContext
from app.credentials.linked_data.writers import Writer, expand_name

_KEYWORDS: Final = ("@value", "@type", "@language", "@direction")


def write_text(text: str, writer: Writer) -> str:
    """A text as the object of a member, with the datatype, language and direction of its term."""
    return f'"{escape_safely(text)}{writer.closing}'


def write_number(value: bool | int | float, datatype: str | None) -> str:
    """A boolean or number as a literal; raises DataLoss on what is not finite."""
    text, datatype = write_native(value, datatype)
    return f'"{text}{ending(datatype, None, None)}'


def write_value_object(value: dict[str, Any], context: ActiveContext) -> str:
    """The literal of an object with @value; raises DataLoss on members that would be lost."""
    members = _read_members(value, context)
    inner, datatype = members["@value"], members.get("@type")
    if datatype == "@json":
        return write_json(inner)
    if datatype is not None:
        if type(datatype) is not str:
            raise DataLoss("The type of a value is not a text.")
        datatype = expand_name(context, datatype)
    if type(inner) is not str:
        if type(inner) not in (bool, int, float) or "@language" in members or "@direction" in members:
            raise DataLoss("A value is neither text, number nor boolean.")
        return write_number(inner, datatype)
    language, direction = members.get("@language"), members.get("@direction")
    if language is not None:
        language = normalize_language(language)
    if direction not in (None, "ltr", "rtl") or (datatype and (language or direction)):
        raise DataLoss("A value has a direction or a language that it cannot have.")
    return f'"{escape_safely(inner)}{ending(datatype, language, direction)}'


def _read_members(value: dict[str, Any], context: ActiveContext) -> dict[str, Any]:
    names = {name: keyword for keyword in _KEYWORDS for name in context.names_of(keyword)}
    members: dict[str, Any] = {}
    for name, inner in value.items():
        keyword = names.get(name)
        if keyword is None or keyword in members:
            raise DataLoss("A value has a member that a value cannot have.")
        members[keyword] = inner
    return members


def content_of(value: Any, writer: Writer, keyword: str) -> Any:
    """What stands under @list or @set, if the value is such an object and nothing else."""
    if type(value) is dict:
        for name in writer.child.names_of(keyword):
            if name in value:
                if len(value) > 1:
                    raise DataLoss("A list or set has members that would be lost.")
                return value[name]
    return ABSENT


def write_languages(writer: Writer, value: Any) -> list[str]:
    """A quad's rest for each text of a language map; raises DataLoss."""
    if type(value) is not dict:
        raise DataLoss("A map of languages is not an object.")
    rests = []
    for name, texts in value.items():
        is_none = name in writer.beside.names_of("@none")
        end = ending(None, None if is_none else normalize_language(name), writer.direction)
        for text in texts if type(texts) is list else [texts]:
            if type(text) is not str:
                raise DataLoss("A map of languages holds something else than texts.")
            rests.append(f"{writer.opening}{escape_safely(text)}{end}")
    return rests
