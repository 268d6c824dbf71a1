"""The shapes that every room builds its bodies and answers from."""

from typing import Annotated, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from app.platform.text import clean_text, is_web_address

T = TypeVar("T")


class Body(BaseModel):
    """What a client sends: camelCase, and a name that nobody knows is wrong input."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True)


class View(BaseModel):
    """What the service answers, in camelCase."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True)


class PageView(View, Generic[T]):
    """One page of a list; `nextCursor` is null on the last page."""

    items: list[T]
    next_cursor: str | None


def _safe_text(value: str) -> str:
    try:
        return clean_text(value)
    except ValueError as error:
        raise PydanticCustomError("unsafe_content", "{why}", {"why": f"Send plain text: {error}."}) from error


def _safe_address(value: str) -> str:
    if not is_web_address(value):
        raise PydanticCustomError("unsafe_content", "Use an address that starts with https://.")
    return value


ShortText = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_safe_text)]
LongText = Annotated[str, Field(min_length=1, max_length=2000), AfterValidator(_safe_text)]
WebAddress = Annotated[
    str,
    Field(min_length=8, max_length=1000, json_schema_extra={"pattern": r"^https?://[^\s<>\"]+$"}),
    AfterValidator(_safe_address),
]
