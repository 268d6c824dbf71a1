"""A JSON Schema and a closed list of terms as one schema, so that a document is walked once for both."""

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from app.credentials.vocabulary import KNOWN_TYPES, NATIVE, Node, below_schema, plain_schema

Schema: TypeAlias = Mapping[str, Any]

_DEFINITIONS: Final = "#/$defs/"
# What names of members mean then depends on other keywords than `properties`.
_ENTANGLED: Final = frozenset({"patternProperties", "unevaluatedProperties"})
_TYPE_NAME: Final = {"type": "string", "minLength": 1}


def narrow(schema: Schema, root: Node) -> dict[str, Any]:
    """The schema that takes what `schema` takes and what holds only terms of the list (`Vocabulary`).

    It may have other wording than the two together, but takes the same documents. Parts that are written in a way
    that is not known here stand side by side in it.
    """
    work = _Narrowing(schema.get("$defs", {}))
    narrowed = work.of(root, {name: value for name, value in schema.items() if name not in _ROOT_ONLY})
    return {
        **{name: schema[name] for name in _ROOT_ONLY if name in schema},
        **narrowed,
        "$defs": work.definitions,
    }


_ROOT_ONLY: Final = ("$schema", "$id", "$defs")


class _Narrowing:
    """The definitions of a schema, and those made of them: one for each term below which they are used."""

    def __init__(self, found: Schema) -> None:
        self._found = found
        self.definitions: dict[str, Any] = dict(found)

    def of(self, node: Node, schema: Any) -> Any:
        """Narrow what stands where the node does: an object, several, or a text that names one."""
        name = self._named(schema)
        if name is not None:
            return self._of_definition(node, name)
        if type(schema) is dict:
            if schema.get("type") == "string":
                return schema
            if self._is_object(schema):
                return self._of_object(node, schema)
            if schema.get("type") == "array" and self._is_object(schema.get("items")):
                return {**schema, "items": self.of(node, schema["items"])}
            if schema.keys() == {"anyOf"}:
                return {"anyOf": [self.of(node, choice) for choice in schema["anyOf"]]}
        return {"allOf": [below_schema(node, self.definitions), schema]}

    def _named(self, schema: Any) -> str | None:
        reference = schema.get("$ref") if type(schema) is dict and len(schema) == 1 else None
        if type(reference) is not str or not reference.startswith(_DEFINITIONS):
            return None
        name = reference.removeprefix(_DEFINITIONS)
        return name if name in self._found else None

    def _of_definition(self, node: Node, name: str) -> dict[str, Any]:
        made = f"{name}-{id(node)}"
        if made not in self.definitions:
            self.definitions[made] = (
                None  # A profile holds profiles: the name must exist before they are read.
            )
            self.definitions[made] = self.of(node, self._found[name])
        return {"$ref": _DEFINITIONS + made}

    def _is_object(self, schema: Any) -> bool:
        name = self._named(schema)
        if name is not None:
            return self._is_object(self._found[name])
        if type(schema) is not dict or schema.get("type") != "object" or not _ENTANGLED.isdisjoint(schema):
            return False
        return (
            type(schema.get("properties")) is dict and type(schema.get("additionalProperties", True)) is bool
        )

    def _of_object(self, node: Node, schema: Schema) -> dict[str, Any]:
        known = schema["properties"]
        properties: dict[str, Any] = {}
        for term, below in node.items():
            if term in known:
                properties[term] = self.of(below, known[term]) if below else _of_value(term, known[term])
            elif schema.get("additionalProperties", True):
                properties[term] = below_schema(below, self.definitions) if below else plain_schema(term)
        return {**schema, "properties": properties, "additionalProperties": False}


def _of_value(term: str, schema: Any) -> Any:
    if type(schema) is dict and term not in NATIVE:
        kind = schema.get("type")
        if kind == "string" and term != "type":
            return schema
        if kind == "array" and term == "type" and schema.get("items") == _TYPE_NAME:
            return {**schema, "items": {"enum": sorted(KNOWN_TYPES)}}
    return {"allOf": [plain_schema(term), schema]}
