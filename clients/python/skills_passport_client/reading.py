"""From the JSON of the service to values with a type; members that are not known here are left alone."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeAlias, TypeVar

Json: TypeAlias = Mapping[str, Any]
T = TypeVar("T")


def text(document: Json, name: str) -> str:
    """A text that must be there. Raises ValueError."""
    value = document.get(name)
    if not isinstance(value, str):
        raise ValueError(f"{name} is not a text")
    return value


def optional_text(document: Json, name: str) -> str | None:
    """A text, or None where there is none. Raises ValueError."""
    return None if document.get(name) is None else text(document, name)


def whole_number(document: Json, name: str) -> int:
    """A whole number that must be there. Raises ValueError."""
    value = document.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"{name} is not a whole number")
    return value


def moment(document: Json, name: str) -> datetime:
    """A moment with its time zone that must be there. Raises ValueError."""
    found = datetime.fromisoformat(text(document, name))
    if found.tzinfo is None:
        raise ValueError(f"{name} has no time zone")
    return found


def optional_moment(document: Json, name: str) -> datetime | None:
    """A moment, or None where there is none. Raises ValueError."""
    return None if document.get(name) is None else moment(document, name)


def part(document: Json, name: str) -> Json:
    """An object that must be there. Raises ValueError."""
    return as_object(document.get(name))


def parts(document: Json, name: str, read: Callable[[Json], T]) -> tuple[T, ...]:
    """A list of objects that must be there, each read. Raises ValueError."""
    found = document.get(name)
    if not isinstance(found, list):
        raise ValueError(f"{name} is not a list")
    return tuple(read(as_object(each)) for each in found)


def as_object(value: object) -> Json:
    """A JSON object. Raises ValueError."""
    if not isinstance(value, dict):
        raise ValueError("an object was expected")
    return value
