"""The API reference shows each operation of the OpenAPI document with an example call."""

from typing import Any

from app.web.api_reference import build_reference

DOCUMENT: dict[str, Any] = {
    "info": {"title": "Skills passport", "version": "1.0.0"},
    "servers": [{"url": "https://example.org/v1"}],
    "paths": {
        "/things/{thingId}": {
            "post": {
                "operationId": "changeThing",
                "tags": ["things"],
                "summary": "Change a thing",
                "description": "First.\n\nSecond.",
                "parameters": [
                    {
                        "name": "thingId",
                        "in": "path",
                        "required": True,
                        "schema": {"type": "string", "format": "uuid"},
                    },
                    {"$ref": "#/components/parameters/Key"},
                ],
                "security": [{"key": []}],
                "requestBody": {
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}
                },
                "responses": {"200": {"description": "The thing", "content": {"application/json": {}}}},
            }
        }
    },
    "components": {
        "parameters": {
            "Key": {"name": "Idempotency-Key", "in": "header", "required": True, "schema": {"type": "string"}}
        },
        "schemas": {
            "Thing": {
                "properties": {
                    "madeDate": {"type": "string", "format": "date"},
                    "kind": {"enum": ["small", "large"]},
                    "part": {"$ref": "#/components/schemas/Thing"},
                    "note": {"type": "string"},
                },
                "required": ["madeDate", "kind", "part"],
            }
        },
    },
}


def test_an_operation_has_its_full_path_and_its_parts() -> None:
    reference = build_reference(DOCUMENT, base_url="https://host", document_address="/v1/openapi.json")
    operation = reference.groups[0].operations[0]
    assert (operation.method, operation.path, operation.anchor) == (
        "POST",
        "/v1/things/{thingId}",
        "changeThing",
    )
    assert operation.description == ("First.", "Second.")
    assert [(item.name, item.type) for item in operation.parameters] == [
        ("thingId", "string (uuid)"),
        ("Idempotency-Key", "string"),
    ]
    assert operation.responses[0].media_type == "application/json"


def test_the_example_call_has_headers_and_a_body_from_the_schema() -> None:
    reference = build_reference(DOCUMENT, base_url="https://host", document_address="/v1/openapi.json")
    curl = reference.groups[0].operations[0].curl
    assert curl.startswith("curl -X POST 'https://host/v1/things/{thingId}' \\\n")
    assert "Authorization: Bearer" in curl
    assert "Idempotency-Key" in curl
    assert '"madeDate": "2026-11-23"' in curl
    assert '"kind": "small"' in curl
    assert '"note"' not in curl


def test_a_schema_that_contains_itself_ends() -> None:
    reference = build_reference(DOCUMENT, base_url="https://host", document_address="/v1/openapi.json")
    assert reference.groups[0].operations[0].curl.count('"part"') < 10
