"""Entity tags (RFC 9110 section 13.1): public documents by If-None-Match, changes by If-Match."""

from typing import Annotated, Final, TypeAlias

from fastapi import Header
from fastapi.responses import Response

from app.web.errors import PreconditionRequired

_FROM_EVERYWHERE: Final = {"Access-Control-Allow-Origin": "*"}
# Not declared as necessary: without it the answer is 428 and not 400.
IfMatch: TypeAlias = Annotated[
    str | None,
    Header(alias="If-Match", max_length=100, description="The ETag of what you read before you change it."),
]


def publish(
    body: bytes, *, media_type: str, etag: str, cache_control: str, known_tag: str | None
) -> Response:
    """The document for anybody from any site, or 304 for who holds it already; `etag` is strong, in quotes."""
    headers = {"ETag": etag, "Cache-Control": cache_control, **_FROM_EVERYWHERE}
    if known_tag is not None and is_known(etag, known_tag):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


def is_known(etag: str, known_tag: str) -> bool:
    """Whether the If-None-Match header names the tag: a weak comparison, over a list."""
    known = {tag.strip().removeprefix("W/") for tag in known_tag.split(",")}
    return "*" in known or etag in known


def revision_tag(revision: int) -> str:
    """The strong entity tag of something that counts its changes."""
    return f'"{revision}"'


def read_revision(if_match: str | None) -> int:
    """The revision that a sender saw; one that never was, 0, for a tag that is not ours. Raises PreconditionRequired."""
    if if_match is None:
        raise PreconditionRequired
    digits = if_match.strip().removeprefix('"').removesuffix('"')
    is_ours = digits.isascii() and digits.isdecimal() and len(digits) < 10
    return int(digits) if is_ours and if_match.strip() == revision_tag(int(digits)) else 0
