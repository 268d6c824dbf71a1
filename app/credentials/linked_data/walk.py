"""JSON-LD straight to quads: expansion, node map and RDF of JSON-LD 1.1 in one walk over the document.

Refused with DataLoss is everything that a processor would drop: undefined terms, relative and invalid IRIs,
null, values that float free, and the index of an @index container.
"""

from collections.abc import Callable
from typing import Any, Final

from app.credentials.errors import DataLoss
from app.credentials.linked_data.context_processing import process
from app.credentials.linked_data.contexts import ContextRegistry
from app.credentials.linked_data.labels import Labels
from app.credentials.linked_data.limits import Limits
from app.credentials.linked_data.literals import RDF, escape_safely, needs_care, write_json
from app.credentials.linked_data.quads import OpenQuad, Quads
from app.credentials.linked_data.terms import ABSENT, ActiveContext
from app.credentials.linked_data.values import (
    content_of,
    write_languages,
    write_number,
    write_text,
    write_value_object,
)
from app.credentials.linked_data.writers import (
    DECIDING,
    DONE,
    GRAPH,
    JSON,
    NAME,
    REFERENCE,
    TEXT,
    Writer,
    expand_name,
    writer_of,
)

_TYPE: Final = f" <{RDF}type> <"
_FIRST: Final = f" <{RDF}first> "
_REST: Final = f" <{RDF}rest> "
_NIL: Final = f"<{RDF}nil>"
_TYPES_REMEMBERED: Final = 8


class Walker:
    """Walks one document. `on_blank` hears of every node that has no identifier, with its label.

    Whatever decides about a credential is read from its outermost object, so it may stand nowhere else.
    """

    def __init__(
        self,
        registry: ContextRegistry,
        limits: Limits,
        on_blank: Callable[[dict[str, Any], str], None] | None = None,
        *,
        is_credential: bool = False,
    ) -> None:
        self._registry, self._limits, self._on_blank = registry, limits, on_blank
        self._load = registry.load
        self._ground: list[str] = []
        self._open: list[OpenQuad] = []
        self._labels = Labels(limits.blank_nodes)
        self._is_credential, self._root = is_credential, ""

    def walk(self, document: dict[str, Any]) -> Quads:
        """The quads of the document; raises DataLoss, ContextNotAllowed or CanonicalizationBudget."""
        context = self._registry.compile(document.get("@context", []), self._limits)
        names = [name for name in document if name != "@context"]
        if len(names) == 1 and names[0] in context.names_of("@graph"):
            self._write_graph(document[names[0]], context, "")
        else:
            self._ensure_writes(self._write_root, document, self._registry.empty, "")
        return Quads(self._ground, self._open)

    def _write_root(self, node: dict[str, Any], context: ActiveContext, graph: str) -> str:
        return self._write_node(node, context, graph, is_root=True)

    def _write_node(
        self, node: dict[str, Any], context: ActiveContext, graph: str, *, is_root: bool = False
    ) -> str:
        if "@context" in node:
            context = self._registry.compile(node["@context"], self._limits, active=context)
        context, rests = self._read_types(node, context)
        subject = self._read_subject(node, context)
        if is_root and self._is_credential:
            self._root = subject
        elif subject == self._root and not DECIDING.isdisjoint(node):
            raise DataLoss("The document tells of its validity in another place than its outermost object.")
        writers = context.writers
        for name, value in node.items():
            writer = writers.get(name)
            if writer is None:
                writer = writer_of(context, name, self._load)
            if type(value) is str and writer.kind == TEXT:
                text = escape_safely(value) if needs_care(value) else value
                rests.append(f"{writer.opening}{text}{writer.closing}")
            elif writer.kind != DONE:
                self._write_value(subject, rests, writer, value, graph)
        self._flush(subject, rests, graph)
        return subject

    def _read_types(self, node: dict[str, Any], context: ActiveContext) -> tuple[ActiveContext, list[str]]:
        """The context that the types of the node bring along, and a quad's rest for each type."""
        found = [node[name] for name in context.type_names if name in node]
        if not found:
            return context, []
        types = [found[0]] if type(found[0]) is str else found[0]
        if len(found) > 1 or type(types) is not list or not all(type(item) is str for item in types):
            raise DataLoss("The type of a node is not one text or a list of texts.")
        key = tuple(types)
        known = context.typed.get(key)
        if known is None:
            known = self._expand_types(types, context)
            if (
                len(key) <= _TYPES_REMEMBERED
                and context.terms.keys() >= set(key)
                and context.room.takes_one()
            ):
                context.typed[key] = known
        scoped, rests = known
        return scoped, list(rests)

    def _expand_types(self, types: list[str], context: ActiveContext) -> tuple[ActiveContext, list[str]]:
        rests = [f"{_TYPE}{expand_name(context, item)}>" for item in types]
        scoped = context
        for item in sorted(types):
            term = context.terms.get(item)
            if term is not None and term.context is not ABSENT:
                scoped = process(scoped, term.context, self._load, propagates=False)
        return scoped, rests

    def _read_subject(self, node: dict[str, Any], context: ActiveContext) -> str:
        value = _only(node, context.id_names)
        if value is ABSENT:
            label = self._labels.new()
            if self._on_blank is not None:
                self._on_blank(node, label)
            return label
        if type(value) is not str:
            raise DataLoss("The identifier of a node is not one text.")
        return self._labels.refer(value, context)

    def _write_value(self, subject: str, rests: list[str], writer: Writer, value: Any, graph: str) -> None:
        kind, shape = writer.kind, type(value)
        if kind <= NAME and shape is list:
            for item in value:
                self._write_value(subject, rests, writer, item, graph)
        elif kind <= NAME and shape is dict and not writer.marks.isdisjoint(value):
            self._write_marked(subject, rests, writer, value, graph)
        elif kind <= JSON:
            self._link(subject, rests, writer, self._object_of(writer, value, graph), graph)
        elif kind == GRAPH:
            self._write_graph(value, writer.child, f" {subject}")
        else:
            self._write_container(subject, rests, writer, value, graph)

    def _write_marked(self, subject: str, rests: list[str], writer: Writer, value: Any, graph: str) -> None:
        items = content_of(value, writer, "@set")
        if items is not ABSENT:
            self._write_value(subject, rests, writer, items, graph)
        else:
            self._link(subject, rests, writer, self._object_of(writer, value, graph), graph)

    def _link(self, subject: str, rests: list[str], writer: Writer, value: str, graph: str) -> None:
        if value[0] == "_":
            self._open.append((subject, writer.predicate, value, graph))
        else:
            rests.append(writer.predicate + value)

    def _object_of(self, writer: Writer, value: Any, graph: str) -> str:
        """One value as a term of N-Quads; a node is written on the way."""
        form, shape = writer.form, type(value)
        if form == JSON:
            return write_json(value)
        if shape is str:
            if form == REFERENCE:
                return self._labels.refer(value, writer.beside)
            return self._labels.name(value, writer.beside) if form == NAME else write_text(value, writer)
        if shape is dict:
            return self._object_of_dict(writer, value, graph)
        if shape is bool or shape is int or shape is float:
            return write_number(value, writer.datatype)
        raise DataLoss("A value is null or of an unknown kind.")

    def _object_of_dict(self, writer: Writer, value: dict[str, Any], graph: str) -> str:
        if len(value) > 1 and writer.marks.isdisjoint(value):
            return self._write_node(value, writer.child, graph)
        for name in writer.beside.names_of("@value"):
            if name in value:
                return write_value_object(value, writer.beside)
        items = content_of(value, writer, "@list")
        if items is not ABSENT:
            return self._write_list(items, writer, graph)
        # A mere reference is read in the context of its types, every other node without them.
        is_reference = len(value) == 1 and not value.keys().isdisjoint(writer.beside.id_names)
        return self._write_node(value, writer.beside if is_reference else writer.child, graph)

    def _write_list(self, items: Any, writer: Writer, graph: str) -> str:
        head = _NIL
        for item in reversed(items if type(items) is list else [items]):
            if type(item) is list:
                value = self._write_list(item, writer, graph)
            else:
                value = self._object_of(writer, item, graph)
            label = self._labels.new()
            first = (label, _FIRST, value, graph) if value[0] == "_" else (label, _FIRST + value, "", graph)
            rest = (label, _REST, head, graph) if head[0] == "_" else (label, _REST + head, "", graph)
            self._open += (first, rest)
            head = label
        return head

    def _write_graph(self, value: Any, context: ActiveContext, graph: str) -> None:
        for node in value if type(value) is list else [value]:
            if type(node) is not dict or not context.marks.isdisjoint(
                node.keys() - context.names_of("@graph")
            ):
                raise DataLoss("A graph holds something that is not a node.")
            self._ensure_writes(self._write_node, node, context, graph)

    def _ensure_writes(self, write: Callable[..., str], *given: Any) -> str:
        # A node of which nothing is said leaves no quad, so it could be changed after it was signed.
        before = len(self._ground) + len(self._open)
        subject = write(*given)
        if len(self._ground) + len(self._open) == before:
            raise DataLoss("A node is named of which nothing is said.")
        return subject

    def _write_container(
        self, subject: str, rests: list[str], writer: Writer, value: Any, graph: str
    ) -> None:
        container = writer.term.container
        if "@list" in container:
            items = content_of(value, writer, "@list")
            head = self._write_list(value if items is ABSENT else items, writer, graph)
            self._link(subject, rests, writer, head, graph)
        elif "@language" in container:
            rests += write_languages(writer, value)
        else:
            for node in value if type(value) is list else [value]:
                name = self._labels.new()
                self._write_graph(node, writer.child, f" {name}")
                self._link(subject, rests, writer, name, graph)

    def _flush(self, subject: str, rests: list[str], graph: str) -> None:
        if subject[0] == "_" or graph[1:2] == "_":
            self._open += [(subject, rest, "", graph) for rest in rests]
        else:
            tail = f"{graph} .\n"
            self._ground += [f"{subject}{rest}{tail}" for rest in rests]


def _only(node: dict[str, Any], names: tuple[str, ...]) -> Any:
    """The member under one of the names of a keyword; raises DataLoss when there are two."""
    found: Any = ABSENT
    for name in names:
        if name in node:
            if found is not ABSENT:
                raise DataLoss("A node says the same under two names.")
            found = node[name]
    return found
