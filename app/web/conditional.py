"""Public documents by their entity tag (RFC 9110 section 13.1.2)."""

from typing import Final

from fastapi.responses import Response

_FROM_EVERYWHERE: Final = {"Access-Control-Allow-Origin": "*"}


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
