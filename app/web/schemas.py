"""The shapes that every room builds its bodies and answers from."""

from typing import Annotated, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from app.platform.text import clean_text

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


ShortText = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(clean_text)]
LongText = Annotated[str, Field(min_length=1, max_length=2000), AfterValidator(clean_text)]
