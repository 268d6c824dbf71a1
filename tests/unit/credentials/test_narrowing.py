"""A schema and a closed list of terms as one: it takes what both take, and nothing else."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any

import jsonschema_rs
import pytest

from app.credentials.errors import CredentialError
from app.credentials.narrowing import narrow
from app.credentials.schemas import load_schemas
from app.credentials.vocabulary import OPEN_BADGE_TERMS, Node, Vocabulary
from tests.unit.credentials.cases import CREDENTIAL, ROOT, VECTORS, needs

OWN = ROOT / "schemas" / "passport" / "v1" / "skills-passport.schema.json"
OFFICIAL = VECTORS / "ob30-schemas" / "ob_v3p0_achievementcredential_schema.json"
OTHERS: tuple[Any, ...] = (
    7,
    "",
    "text",
    None,
    True,
    [],
    {},
    ["text"],
    [7],
    [[]],
    {"unknown": 1},
    [{"unknown": 1}],
    {"id": "did:web:a.example", "type": ["Profile"]},
    [{"type": ["Profile"]}, "did:web:a.example"],
)


def places(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for key, child in node.items() if type(node) is dict else enumerate(node):
        yield (*path, key)
        if type(child) in (dict, list):
            yield from places(child, (*path, key))


def changed(document: Any, path: tuple[Any, ...]) -> Iterator[Any]:
    """The document without what stands there, and with every other thing in its place."""
    for other in (OTHERS, None):
        for value in other or (None,):
            copy = deepcopy(document)
            node = copy
            for step in path[:-1]:
                node = node[step]
            if other is None:
                del node[path[-1]]
            else:
                node[path[-1]] = value
            yield copy


def document() -> dict[str, Any]:
    issuer = {"id": "did:web:a.example", "type": ["Profile"], "name": "A", "url": "https://a.example"}
    written = replace(CREDENTIAL, supersedes="urn:uuid:1").to_document()
    written["issuer"] = {
        **issuer,
        "parentOrg": issuer,
        "image": {"id": "https://a.example/i", "type": "Image"},
    }
    written["credentialSubject"]["achievement"]["creator"] = issuer
    written["termsOfUse"] = [{"type": "Related"}]
    return written


@pytest.mark.parametrize("file", [OWN, pytest.param(OFFICIAL, marks=needs(OFFICIAL))])
def test_one_walk_finds_what_two_find(file: Any) -> None:
    schemas, original = load_schemas(file), document()
    assert schemas.is_valid_within(original, OPEN_BADGE_TERMS)
    found = {True: 0, False: 0}
    for path in list(places(original)):
        for mutant in changed(original, path):
            expected = schemas.is_valid(mutant) and is_known(OPEN_BADGE_TERMS, mutant)
            assert schemas.is_valid_within(mutant, OPEN_BADGE_TERMS) is expected, path
            found[expected] += 1
    assert min(found.values()) > 100


LEAF: Node = {"id": None, "type": None, "hashed": None, "name": None}
ROOT_NODE: Node = {"id": None, "one": LEAF, "many": LEAF, "free": LEAF}
DEFINITION = {"$defs": {"One": {"type": "object", "properties": {"name": {"type": "string"}}}}}
DOCUMENTS = [
    {**around, name: value}
    for around in ({}, {"id": "a"}, {"other": 1})
    for name in ("one", "many", "free", "id")
    for value in (*OTHERS, {"name": "a"}, {"name": 7}, [{"name": "a"}], {"hashed": True}, {"hashed": "x"})
]


@pytest.mark.parametrize(
    "schema",
    [
        {},
        {"properties": {"one": {"type": "object"}}},
        {"type": "object", "properties": {"one": {"$ref": "#/$defs/One"}}, **DEFINITION},
        {
            "type": "object",
            "properties": {"many": {"type": "array", "items": {"$ref": "#/$defs/One"}}},
            **DEFINITION,
        },
        {"type": "object", "properties": {"many": {"type": "array"}}},
        {"type": "object", "properties": {"many": {"type": "array", "items": {"type": "string"}}}},
        {"type": "object", "properties": {"one": True, "many": False, "id": {"const": "a"}}},
        {"type": "object", "properties": {"one": {"$ref": "#/properties/many"}, "many": {"type": "object"}}},
        {"type": "object", "properties": {"id": {"type": "string"}}, "additionalProperties": False},
        {
            "type": "object",
            "properties": {"id": {"type": "string"}},
            "additionalProperties": {"type": "object"},
        },
        {"type": "object", "properties": {"id": {}}, "patternProperties": {"^o": {"type": "array"}}},
        {
            "type": "object",
            "properties": {"one": {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/One"}]}},
            **DEFINITION,
        },
        {
            "type": "object",
            "properties": {
                "one": {
                    "type": "object",
                    "properties": {"hashed": {"type": "boolean"}, "type": {"type": "string"}},
                }
            },
            "minProperties": 2,
        },
    ],
)
def test_a_schema_written_otherwise_is_kept_to_as_well(schema: Any) -> None:
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    one, other, vocabulary = compiled(narrow(schema, ROOT_NODE)), compiled(schema), Vocabulary(ROOT_NODE)
    for written in DOCUMENTS:
        assert one.is_valid(written) is (other.is_valid(written) and is_known(vocabulary, written)), written


def compiled(schema: dict[str, Any]) -> Any:
    return jsonschema_rs.validator_for(schema, validate_formats=False)


def is_known(vocabulary: Vocabulary, written: Any) -> bool:
    try:
        vocabulary.ensure_known(written)
    except CredentialError:
        return False
    return True
