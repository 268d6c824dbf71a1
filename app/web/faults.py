"""Reading JSON strictly, and the faults of what was read as pointers and codes, without anything that was sent."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from app.credentials import errors as credential_errors
from app.credentials.encoding import strict_json
from app.platform.errors import FieldError, PayloadTooLarge
from app.web.errors import InvalidJson, JsonTooDeep

# The place of a fault in "text or object" names the member of the union, which is no part of the body.
_UNION_MEMBERS: Final = frozenset({"str", "dict[str,any]"})
# Of these kinds the text of pydantic repeats a piece of what was sent.
_OWN_TEXTS: Final[Mapping[str, str]] = {
    "uuid_parsing": "This is not a UUID.",
    "uuid_type": "This is not a UUID.",
    "extra_forbidden": "This object has a field that is not known here.",
    "missing": "This field is missing.",
}


def read_json(content: bytes, *, max_bytes: int, max_members: int = strict_json.MAX_MEMBERS) -> Any:
    """The I-JSON value of a body. Raises InvalidJson, JsonTooDeep, PayloadTooLarge."""
    try:
        return strict_json.loads(content, max_bytes=max_bytes, max_members=max_members)
    except credential_errors.TooLarge as error:
        raise PayloadTooLarge(error.detail) from error
    except credential_errors.JsonTooDeep as error:
        raise JsonTooDeep(error.detail) from error
    except credential_errors.CredentialError as error:
        raise InvalidJson(error.detail) from error


def read_faults(faults: Iterable[Mapping[str, Any]]) -> list[FieldError]:
    """The faults that pydantic found in a request, each with its pointer; `loc` starts with body, query or path."""
    found = {}
    for fault in faults:
        kind = str(fault["type"])
        pointer = _pointer(fault["loc"], hides_last=kind == "extra_forbidden")
        code = "unknown_field" if kind == "extra_forbidden" else kind
        detail = _OWN_TEXTS.get(kind) or str(fault["msg"]).removeprefix("Value error, ")
        found[pointer, code] = FieldError(pointer, code, detail)
    return list(found.values())


def _pointer(location: Sequence[int | str], *, hides_last: bool) -> str:
    place, *parts = location[:-1] if hides_last else location
    if place == "body":
        parts = [part for part in parts if part not in _UNION_MEMBERS]
        escaped = (str(part).replace("~", "~0").replace("/", "~1") for part in parts)
        return "".join(f"/{part}" for part in escaped)
    name = ".".join(str(part) for part in parts)
    return f"?{name}" if place == "query" else name
