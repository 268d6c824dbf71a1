"""The API description keeps the Dutch API design rules, whatever route is added."""

from collections.abc import Iterator
from typing import Any

import pytest

from app.main import create_app
from app.settings import Settings
from app.web.openapi import build_openapi, contact_of, write_openapi


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return build_openapi(create_app(Settings(environment="test")))


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield f"{method} {path}", operation


def test_every_operation_has_an_identity_of_its_own_and_a_summary(document: dict[str, Any]) -> None:
    found = [operation["operationId"] for _, operation in operations(document)]
    assert len(found) == len(set(found)) > 30
    assert all(operation["summary"] for _, operation in operations(document))
    assert not [name for name, operation in operations(document) if operation["summary"].istitle()]


def test_nothing_answers_422_and_every_refusal_is_a_problem_document(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        for status, answer in operation["responses"].items():
            assert status != "422", name
            if int(status) >= 400:
                assert list(answer["content"]) == ["application/problem+json"], (name, status)


def test_every_answer_that_is_no_refusal_tells_the_version_of_the_api(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        for status, answer in operation["responses"].items():
            assert int(status) >= 300 or "API-Version" in answer.get("headers", {}), (name, status)


def test_every_reference_leads_somewhere_and_every_schema_is_used(document: dict[str, Any]) -> None:
    text = write_openapi(document).decode()
    for name in document["components"]["schemas"]:
        assert f'"#/components/schemas/{name}"' in text, name
    for part in text.split('"#/components/schemas/')[1:]:
        assert part.split('"')[0] in document["components"]["schemas"]


def test_no_name_of_a_schema_tells_in_which_file_it_stands(document: dict[str, Any]) -> None:
    """Two classes of one name would be told apart by their modules, and a moved file would change a public name."""
    assert not [name for name in document["components"]["schemas"] if "__" in name]


def test_an_idempotency_key_is_demanded_where_it_is_taken(document: dict[str, Any]) -> None:
    taken = [
        parameter
        for _, operation in operations(document)
        for parameter in operation.get("parameters", ())
        if parameter["name"] == "Idempotency-Key"
    ]
    assert taken and all(parameter["required"] for parameter in taken)


def test_the_contact_is_that_of_the_settings() -> None:
    settings = Settings(
        public_url="https://passport.example", operator_name="Beheer", operator_email="b@p.example"
    )
    assert contact_of(settings) == {
        "name": "Beheer",
        "url": "https://passport.example",
        "email": "b@p.example",
    }
