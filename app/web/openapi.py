"""The API description: what FastAPI finds, put in the form of the Dutch API design rules."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.settings import Settings
from app.web.middleware import API_VERSION
from app.web.problems import PROBLEM_TYPE

_METHODS: Final = ("get", "post", "put", "patch", "delete", "head", "options")
# The published file is of no operator in particular; a running service names its own.
PUBLISHED_CONTACT: Final = {
    "name": "Operator of this service",
    "email": "operator@skillspass.example",
    "url": "https://skillspass.example",
}


@dataclass(frozen=True, slots=True)
class Part:
    """The routes under one prefix, which have an API description of their own."""

    prefix: str
    title: str
    description: str

    @property
    def published_server(self) -> str:
        """The server in the published file, which is of no operator in particular."""
        return PUBLISHED_CONTACT["url"] + self.prefix

    @property
    def document_address(self) -> str:
        """Where a running service shows the description."""
        return f"{self.prefix}/openapi.json"


API: Final = Part(
    "/v1",
    "Skills passport",
    "Issue, hold, share and verify skills credentials (Open Badges 3.0, W3C Verifiable Credentials 2.0).",
)
# Its names and answers are those of another specification, so it keeps out of the description of our own API.
VC_API: Final = Part(
    "/vc-api",
    "Skills passport: VC-API",
    "Issue and verify any W3C Verifiable Credential 2.0 by the VC-API, for conformance suites. Off by default.",
)
_FIELD_ERROR: Final[Mapping[str, Any]] = {
    "type": "object",
    "required": ["pointer", "code", "detail"],
    "properties": {
        "pointer": {
            "type": "string",
            "description": "RFC 6901 pointer into the body, or ?name of a parameter.",
        },
        "code": {"type": "string"},
        "detail": {"type": "string"},
    },
}
_PROBLEM: Final[Mapping[str, Any]] = {
    "type": "object",
    "description": "RFC 9457 problem details.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "code": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/FieldError"}},
    },
}


def contact_of(settings: Settings) -> dict[str, str]:
    """Who runs this service, as its settings say; without an e-mail address when they name none."""
    contact = {"name": settings.operator_name, "url": settings.public_url}
    return contact if settings.operator_email is None else {**contact, "email": settings.operator_email}


def build_openapi(
    app: FastAPI,
    *,
    part: Part = API,
    server: str | None = None,
    contact: Mapping[str, str] = PUBLISHED_CONTACT,
) -> dict[str, Any]:
    """The OpenAPI 3.1 document of the routes of a part; `server` is the address they are relative to."""
    found = get_openapi(
        title=part.title, version=API_VERSION, description=part.description, routes=app.routes
    )
    paths = {
        path.removeprefix(part.prefix): _finish_path(item)
        for path, item in found.get("paths", {}).items()
        if path.startswith(f"{part.prefix}/")
    }
    components = found.get("components", {})
    components.setdefault("schemas", {}).update(Problem=dict(_PROBLEM), FieldError=dict(_FIELD_ERROR))
    components["headers"] = {
        "ApiVersion": {
            "description": "The full version of this API.",
            "required": True,
            "schema": {"type": "string", "examples": [API_VERSION]},
        }
    }
    document = {
        "openapi": "3.1.0",
        "info": {**found["info"], "contact": dict(contact)},
        "servers": [{"url": server or part.published_server}],
        "tags": [{"name": tag} for tag in _tags(paths)],
        "paths": paths,
        "components": components,
    }
    _collapse_nullable(document)
    _prune(document)
    return _rename(document)


def write_openapi(document: Mapping[str, Any]) -> bytes:
    """The document as text that is the same, byte for byte, for the same routes."""
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _finish_path(item: Mapping[str, Any]) -> dict[str, Any]:
    for method in _METHODS:
        if method in item:
            _finish_operation(method, item[method])
    return dict(item)


def _finish_operation(method: str, operation: dict[str, Any]) -> None:
    _name_by_first_sentence(operation)
    responses = operation["responses"]
    responses.pop("422", None)
    for parameter in operation.get("parameters", ()):
        if parameter["name"] == "Idempotency-Key":
            # FastAPI may not demand it itself: its absence has a problem type of its own.
            parameter["required"] = True
            parameter["schema"] = {"type": "string", "minLength": 8, "maxLength": 128}
    if operation.get("parameters") or method in {"post", "put", "patch"}:
        responses.setdefault("400", _refusal("The request has a mistake."))
    if "requestBody" in operation:
        responses.setdefault("413", _refusal("The request is too large."))
        responses.setdefault("415", _refusal("This type of content is not accepted here."))
    for status, response in responses.items():
        if status.startswith(("2", "3")):
            response.setdefault("headers", {})["API-Version"] = {"$ref": "#/components/headers/ApiVersion"}
    operation["responses"] = dict(sorted(responses.items()))


def _name_by_first_sentence(operation: dict[str, Any]) -> None:
    """Where FastAPI made a title of the function's name, the first sentence of its docstring says more."""
    first, _, rest = operation.get("description", "").partition(".")
    if first and operation["summary"].istitle():
        operation["summary"] = " ".join(first.split())
        operation["description"] = rest.strip() or operation["description"]


def _refusal(description: str) -> dict[str, Any]:
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {"description": description, "content": {PROBLEM_TYPE: schema}}


def _tags(paths: Mapping[str, Any]) -> list[str]:
    names: dict[str, None] = {}
    for item in paths.values():
        for method in _METHODS:
            names.update(dict.fromkeys(item.get(method, {}).get("tags", ())))
    return list(names)


def _collapse_nullable(value: Any) -> None:
    """Write `anyOf: [X, null]` as one schema with two types, which is what the rules can read."""
    if isinstance(value, list):
        for item in value:
            _collapse_nullable(item)
    elif isinstance(value, dict):
        for item in value.values():
            _collapse_nullable(item)
        options = value.get("anyOf")
        if isinstance(options, list) and len(options) == 2 and {"type": "null"} in options:
            other = next(option for option in options if option != {"type": "null"})
            if isinstance(other.get("type"), str) and "enum" not in other and "const" not in other:
                del value["anyOf"]
                for name, member in other.items():
                    value.setdefault(name, member)
                value["type"] = [other["type"], "null"]


def _prune(document: dict[str, Any]) -> None:
    """Leave out the schemas that only other documents use, such as FastAPI's own error shapes."""
    schemas = document["components"]["schemas"]
    used: set[str] = set()
    waiting = set(_references(document["paths"]))
    while waiting:
        name = waiting.pop()
        used.add(name)
        waiting |= set(_references(schemas.get(name, {}))) - used
    document["components"]["schemas"] = {name: schemas[name] for name in sorted(schemas) if name in used}


def _rename(document: dict[str, Any]) -> dict[str, Any]:
    """Give the schemas names that read well: `AchievementPage`, `VerifyingAlignmentView`."""
    names: dict[str, str] = {}
    for name in document["components"]["schemas"]:
        room = re.fullmatch(r"app__(\w+?)__schemas__(\w+)", name)
        page = re.fullmatch(r"PageView_(\w+?)(?:View)?_", name)
        if room:
            names[name] = room[1].capitalize() + room[2]
        elif page:
            names[name] = f"{page[1]}Page"
    schemas = document["components"]["schemas"]
    document["components"]["schemas"] = dict(
        sorted((names.get(name, name), schema) for name, schema in schemas.items())
    )
    text = orjson.dumps(document).decode()
    for old, new in names.items():
        text = text.replace(f'"#/components/schemas/{old}"', f'"#/components/schemas/{new}"')
    renamed: dict[str, Any] = orjson.loads(text)
    return renamed


def _references(value: Any) -> Iterator[str]:
    start = "#/components/schemas/"
    if isinstance(value, dict):
        reference = value.get("$ref")
        if isinstance(reference, str) and reference.startswith(start):
            yield reference.removeprefix(start)
        for item in value.values():
            yield from _references(item)
    elif isinstance(value, list):
        for item in value:
            yield from _references(item)
