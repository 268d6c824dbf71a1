"""The JSON Schema of badges, compiled once from bytes that the caller gives.

`credentialSchema` (VCDM 2.0 section 4.12) only says which schema a document claims to follow: of the types
JsonSchema (VC JSON Schema section 3.1) and 1EdTechJsonSchemaValidator2019 (Open Badges 3.0). Nothing is fetched, so
a schema that is not at hand is not judged.
"""

import json
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NoReturn

import jsonschema_rs

from app.credentials.narrowing import narrow
from app.credentials.vocabulary import Vocabulary

_FILE_NAME: Final = "ob_v3p0_achievementcredential_schema.json"
_MAX_FINDINGS: Final = 20
_TYPES: Final = frozenset({"JsonSchema", "1EdTechJsonSchemaValidator2019"})
_OFFICIAL: Final = "https://purl.imsglobal.org/spec/ob/v3p0/schema/"
# VCDM 2.0 sections 4.10 and 4.12 allow one or more; the Open Badges schema names only one of the two forms.
_ONE_OR_MORE: Final = ("credentialStatus", "proof")


class SchemaRegistry:
    """Validates documents against the Open Badges 3.0 schema. Nothing is ever fetched."""

    def __init__(self, schema: bytes) -> None:
        """Compile the schema; raises ValueError when it is not a JSON Schema."""
        document = json.loads(schema)
        self._id = document.get("$id")
        self._digest = "sha256-" + b64encode(sha256(schema).digest()).decode("ascii")
        properties = document["properties"]
        for name in _ONE_OR_MORE:
            properties[name] = _one_or_more(properties[name])
        self._document = document
        self._validator = _compile(document)
        self._narrowed: dict[Vocabulary, jsonschema_rs.Validator] = {}

    def is_named_by(self, document: Mapping[str, Any]) -> bool:
        """Whether the document claims, in `credentialSchema`, to follow this schema."""
        return any(self._is_this(node) for node in _schema_nodes(document))

    def has_other_digest(self, document: Mapping[str, Any]) -> bool:
        """Whether the document names this schema with the digest of other bytes (VCDM 2.0 section 5.3)."""
        digests = [
            node["digestSRI"]
            for node in _schema_nodes(document)
            if "digestSRI" in node and node.get("id") == self._id is not None
        ]
        return any(digest != self._digest for digest in digests)

    def _is_this(self, node: Mapping[str, Any]) -> bool:
        name = node.get("id")
        if type(name) is not str or node.get("type") not in _TYPES:
            return False
        return name == self._id or (name.startswith(_OFFICIAL) and name.endswith(_FILE_NAME))

    def is_valid(self, document: Mapping[str, Any]) -> bool:
        """Whether the document follows the schema; times are judged by their own check."""
        return self._validator.is_valid(document)

    def is_valid_within(self, document: Mapping[str, Any], terms: Vocabulary) -> bool:
        """Whether the document follows the schema and holds only these terms: both in one walk, to know that both hold."""
        if terms not in self._narrowed:
            self._narrowed[terms] = _compile(narrow(self._document, terms.root))
        return self._narrowed[terms].is_valid(document)

    def validate(self, document: Mapping[str, Any]) -> list[str]:
        """The findings as JSON pointers with the rule that failed, never with the value; empty when valid."""
        findings = []
        for error in self._validator.iter_errors(document):
            pointer = "".join(f"/{part}" for part in error.instance_path)
            rule = "/".join(str(part) for part in error.schema_path[-1:])
            findings.append(f"{pointer or '/'}: {rule}")
            if len(findings) == _MAX_FINDINGS:
                break
        return findings


def load_schemas(source: bytes | Path) -> SchemaRegistry:
    """Compile the Open Badges 3.0 credential schema from its bytes, its file, or the folder that holds it.

    Raises FileNotFoundError when the folder holds no such file.
    """
    if isinstance(source, bytes):
        return SchemaRegistry(source)
    if source.is_dir():
        source = next(source.rglob(_FILE_NAME), source / _FILE_NAME)
    return SchemaRegistry(source.read_bytes())


def _compile(schema: dict[str, Any]) -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(schema, validate_formats=False, retriever=_refuse)


def _schema_nodes(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    named = document.get("credentialSchema")
    listed = named if type(named) is list else [named]
    return [node for node in listed if type(node) is dict]


def _refuse(uri: str) -> NoReturn:
    raise ValueError(f"schemas are never fetched: {uri}")


def _one_or_more(schema: dict[str, Any]) -> dict[str, Any]:
    single = schema["items"] if schema.get("type") == "array" else schema
    return {"anyOf": [single, {"type": "array", "minItems": 1, "items": single}]}
