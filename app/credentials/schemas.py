"""The official JSON Schemas, compiled once from bytes that the caller gives."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NoReturn

import jsonschema_rs

_FILE_NAME: Final = "ob_v3p0_achievementcredential_schema.json"
_MAX_FINDINGS: Final = 20
# VCDM 2.0 sections 4.10 and 4.12 allow one or more; the Open Badges schema names only one of the two forms.
_ONE_OR_MORE: Final = ("credentialStatus", "proof")


class SchemaRegistry:
    """Validates documents against the Open Badges 3.0 schema. Nothing is ever fetched."""

    def __init__(self, schema: bytes) -> None:
        """Compile the schema; raises ValueError when it is not a JSON Schema."""
        document = json.loads(schema)
        properties = document["properties"]
        for name in _ONE_OR_MORE:
            properties[name] = _one_or_more(properties[name])
        self._validator = jsonschema_rs.validator_for(document, validate_formats=False, retriever=_refuse)

    def is_valid(self, document: Mapping[str, Any]) -> bool:
        """Whether the document follows the schema; times are judged by their own check."""
        return self._validator.is_valid(document)

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


def _refuse(uri: str) -> NoReturn:
    raise ValueError(f"schemas are never fetched: {uri}")


def _one_or_more(schema: dict[str, Any]) -> dict[str, Any]:
    single = schema["items"] if schema.get("type") == "array" else schema
    return {"anyOf": [single, {"type": "array", "minItems": 1, "items": single}]}
