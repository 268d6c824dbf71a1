"""Turns the OpenAPI document into what the reference page shows: facts, and examples from the schemas."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

_METHODS: Final = ("get", "post", "put", "patch", "delete")
_MAX_DEPTH: Final = 6
_FORMAT_EXAMPLES: Final[Mapping[str, str]] = {
    "uuid": "3f0c9b0e-6c1d-4c55-9b1a-2f6f4d3a7e10",
    "date": "2026-11-23",
    "date-time": "2026-11-23T12:00:00Z",
    "uri": "https://example.org",
}
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: `place` is path, query or header."""

    name: str
    place: str
    type: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class Response:
    """One possible answer with its media types."""

    status: str
    media_type: str
    description: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation with an example call; `anchor` is its place on the page."""

    anchor: str
    method: str
    path: str
    summary: str
    description: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    curl: str
    responses: tuple[Response, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The operations that share their first tag."""

    name: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class ApiReference:
    """The whole page. `document_address` is where the OpenAPI document itself is."""

    title: str
    version: str
    document_address: str
    groups: tuple[Group, ...]


def build_reference(document: Json, *, base_url: str, document_address: str) -> ApiReference:
    """The reference of an OpenAPI 3.1 `document`; `base_url` (no trailing slash) starts the example calls."""
    groups: dict[str, list[Operation]] = {}
    for path, method, operation in _operations(document):
        tag = next(iter(operation.get("tags") or ["api"]))
        view = _operation(document, base_url, path, method, operation)
        groups.setdefault(tag, []).append(view)
    info = document.get("info", {})
    ordered = tuple(
        Group(name.replace("-", " ").capitalize(), tuple(items)) for name, items in groups.items()
    )
    return ApiReference(str(info.get("title", "")), str(info.get("version", "")), document_address, ordered)


def _operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, item in document.get("paths", {}).items():
        for method in _METHODS:
            if method in item:
                yield path, method, item[method]


def _operation(document: Json, base_url: str, path: str, method: str, operation: Json) -> Operation:
    parameters = [_resolve(document, item) for item in operation.get("parameters", [])]
    identifier = str(operation.get("operationId") or f"{method}{path}")
    prefix = _server_prefix(document, path)
    summary = str(operation.get("summary") or identifier)
    paragraphs = [part.strip() for part in str(operation.get("description", "")).split("\n\n")]
    return Operation(
        anchor=re.sub(r"[^A-Za-z0-9]+", "-", identifier).strip("-"),
        method=method.upper(),
        path=prefix + path,
        summary=summary,
        description=tuple(part for part in paragraphs if part and part.rstrip(".") != summary),
        parameters=tuple(_parameter(document, item) for item in parameters),
        curl=_curl(document, base_url + prefix + path, method, operation, parameters),
        responses=tuple(_response(document, status, item) for status, item in operation["responses"].items()),
    )


def _server_prefix(document: Json, path: str) -> str:
    """The path part of the first server, when the operations are written relative to it."""
    servers = document.get("servers") or [{}]
    prefix = re.sub(r"^https?://[^/]+", "", str(servers[0].get("url", ""))).rstrip("/")
    return "" if path.startswith(f"{prefix}/") else prefix


def _resolve(document: Json, item: Json) -> Json:
    reference = item.get("$ref")
    if not isinstance(reference, str):
        return item
    target: Any = document
    for step in reference.removeprefix("#/").split("/"):
        target = target[step.replace("~1", "/").replace("~0", "~")]
    return _resolve(document, target)


def _parameter(document: Json, item: Json) -> Parameter:
    schema = _resolve(document, item.get("schema", {}))
    return Parameter(
        name=str(item["name"]),
        place=str(item["in"]),
        type=_type_word(schema),
        required=bool(item.get("required", False)),
        description=str(item.get("description") or schema.get("description") or ""),
    )


def _type_word(schema: Json) -> str:
    if "enum" in schema:
        return " or ".join(str(value) for value in schema["enum"])
    kind = schema.get("type", "text")
    word = ", ".join(kind) if isinstance(kind, list) else str(kind)
    return f"{word} ({schema['format']})" if "format" in schema else word


def _response(document: Json, status: str, item: Json) -> Response:
    resolved = _resolve(document, item)
    return Response(status, ", ".join(resolved.get("content", {})), str(resolved.get("description", "")))


def _curl(document: Json, url: str, method: str, operation: Json, parameters: Sequence[Json]) -> str:
    lines = ["curl"] if method == "get" else [f"curl -X {method.upper()}"]
    lines[0] += f" '{url}'"
    if operation.get("security"):
        lines.append("  -H 'Authorization: Bearer YOUR_KEY'")
    for item in parameters:
        if item["in"] == "header" and item.get("required"):
            lines.append(f"  -H '{item['name']}: {_FORMAT_EXAMPLES['uuid']}'")
    content = _resolve(document, operation.get("requestBody", {})).get("content", {})
    for media_type, media in list(content.items())[:1]:
        lines.append(f"  -H 'Content-Type: {media_type}'")
        if media_type.endswith("json"):
            lines.append(f"  -d '{json.dumps(_body_example(document, media), indent=2, ensure_ascii=False)}'")
        else:
            lines.append("  --data-binary @file")
    return " \\\n".join(lines)


def _body_example(document: Json, media: Json) -> object:
    if "example" in media:
        return media["example"]
    for example in media.get("examples", {}).values():
        return _resolve(document, example).get("value")
    return _example(document, media.get("schema", {}), 0)


def _example(document: Json, schema: Json, depth: int) -> object:
    """A value that the schema could take: its own example, else one made from types and formats."""
    found = _resolve(document, schema)
    for key in ("example", "default", "const"):
        if found.get(key) is not None:
            return found[key]
    for key in ("examples", "enum"):
        if found.get(key):
            return found[key][0]
    for key in ("anyOf", "oneOf", "allOf"):
        if found.get(key):
            return _example(document, found[key][0], depth)
    return _typed_example(document, found, depth)


def _typed_example(document: Json, schema: Json, depth: int) -> object:
    kind = schema.get("type", "object" if "properties" in schema else "string")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        members = schema.get("properties", {}) if depth < _MAX_DEPTH else {}
        required = schema.get("required", list(members))
        return {
            name: _example(document, member, depth + 1)
            for name, member in members.items()
            if name in required
        }
    if kind == "array":
        return [_example(document, schema.get("items", {}), depth + 1)] if depth < _MAX_DEPTH else []
    if kind in ("integer", "number"):
        least = schema.get("minimum", 1)
        return int(least) if kind == "integer" else least
    if kind == "boolean":
        return True
    return _FORMAT_EXAMPLES.get(schema.get("format", ""), "text")
