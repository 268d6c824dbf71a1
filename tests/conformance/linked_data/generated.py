"""Documents made up from contexts: every term in its own way, with all that contexts of credentials can say."""

import random
from typing import Any

from app.credentials.model import CREDENTIALS_CONTEXT, OPEN_BADGES_CONTEXT, OPEN_BADGES_EXTENSIONS

EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
# One term for each feature of JSON-LD 1.1 that the walk knows.
FEATURES = {
    "@version": 1.1,
    "ex": "https://ex.example/ns#",
    "sized": {"@id": "https://ex.example/sized/", "@prefix": True},
    "Thing": {"@id": "ex:Thing", "@context": {"inner": "ex:inner", "part": {"@id": "ex:part"}}},
    "Kept": {"@id": "ex:Kept", "@context": {"@propagate": True, "deep": "ex:deep", "inner": "ex:kept"}},
    "Lingual": {"@id": "ex:Lingual", "@context": {"@language": "DE-ch", "lingual": "ex:lingual"}},
    "Vast": {"@id": "ex:Vast", "@context": {"@vocab": "https://vast.example/", "anything": "ex:anything"}},
    "label": {"@id": "ex:label", "@language": "nl-NL"},
    "plain": {"@id": "ex:plain", "@language": None, "@direction": None},
    "leftward": {"@id": "ex:leftward", "@language": "ar", "@direction": "rtl"},
    "upward": {"@id": "sized:upward", "@direction": "rtl"},
    "labels": {"@id": "ex:labels", "@container": "@language"},
    "labelSets": {"@id": "ex:labelSets", "@container": ["@language", "@set"], "@direction": "ltr"},
    "ordered": {"@id": "ex:ordered", "@container": "@list"},
    "orderedReferences": {"@id": "ex:orderedReferences", "@type": "@id", "@container": "@list"},
    "orderedTimes": {"@id": "ex:orderedTimes", "@type": "ex:Time", "@container": "@list"},
    "sort": {
        "@id": "ex:sort",
        "@type": "@vocab",
        "@context": {"first sort": "ex:first", "second": "ex:second"},
    },
    "size": {"@id": "ex:size", "@type": "http://www.w3.org/2001/XMLSchema#double"},
    "count": {"@id": "ex:count", "@type": "http://www.w3.org/2001/XMLSchema#integer"},
    "anything": {"@id": "ex:anything", "@type": "@none"},
    "json": {"@id": "ex:json", "@type": "@json"},
    "graph": {"@id": "ex:graph", "@container": ["@graph", "@set"]},
    "scoped": {"@id": "ex:scoped", "@context": {"label": "ex:scopedLabel", "@language": "fr"}},
}
CONTEXT_LISTS: list[list[Any]] = [
    [CREDENTIALS_CONTEXT, OPEN_BADGES_CONTEXT, OPEN_BADGES_EXTENSIONS],
    [CREDENTIALS_CONTEXT, EXAMPLES],
    [CREDENTIALS_CONTEXT, FEATURES],
    [CREDENTIALS_CONTEXT, {**FEATURES, "@language": "NL"}],
    [CREDENTIALS_CONTEXT, {**FEATURES, "@vocab": "https://vocab.example/#"}],
]
TEXTS = [
    "a text",
    "",
    'quoted "\\" text',
    "two\nlines\tand\r\na tab",
    "Ünïcödé 漢字 😀",
    "\u2003\ufeff\u00ad",
    "_:no label",
    "https://not.a.reference.example/",
]
NUMBERS = [0, 1, -7, 2**53 - 1, 1.0, 0.5, -2.5e-7, 1e21, 1.5e300, 123456.789, 1e20, -0.0, 5e-324, True, False]
Terms = dict[str, Any]


class Generator:
    """Makes documents; the same seed gives the same document."""

    def __init__(self, documents: dict[str, Any], seed: str) -> None:
        self._documents, self._random = documents, random.Random(seed)

    def document(self, depth: int = 3) -> dict[str, Any]:
        """A whole document with its contexts."""
        contexts = self._random.choice(CONTEXT_LISTS)
        terms: Terms = {}
        for context in contexts:
            terms |= terms_of(self._documents[context]["@context"] if isinstance(context, str) else context)
        kind = "OpenBadgeCredential" if "OpenBadgeCredential" in terms else "DataIntegrityProof"
        return {"@context": contexts, **self.node(terms, depth, ["VerifiableCredential", kind])}

    def node(self, terms: Terms, depth: int, types: list[str] | None = None) -> dict[str, Any]:
        """A node in which these terms hold."""
        chance, node = self._random, dict[str, Any]()
        if types is None:
            types = chance.sample(types_of(terms), min(len(types_of(terms)), chance.choice([0, 1, 1, 2])))
        if types:
            node["type"] = types[0] if len(types) == 1 and chance.random() < 0.5 else types
        if chance.random() < 0.6:
            node["id"] = self.identifier()
        scoped, kept = with_types(terms, types)
        names = [name for name in scoped if is_property(name, scoped[name])]
        for name in chance.sample(names, min(len(names), chance.randint(1, 6))):
            node[name] = self.value(scoped[name], kept, depth)
        if not node.keys() - {"id"}:
            node["ex:said" if "ex" in scoped else "name"] = "something"
        return node

    def identifier(self) -> str:
        chance = self._random
        return chance.choice(
            [
                f"urn:uuid:{chance.getrandbits(64):x}",
                f"https://id.example/{chance.randint(1, 9)}",
                f"did:example:{chance.randint(1, 9)}#key",
                f"_:named{chance.randint(1, 3)}",
            ]
        )

    def value(self, definition: Any, terms: Terms, depth: int) -> Any:
        """A value for a term with this definition."""
        known = definition if isinstance(definition, dict) else {}
        below = {**terms, **terms_of(known.get("@context") or {})}
        container = known.get("@container", [])
        containers = [container] if isinstance(container, str) else container
        if known.get("@context", 0) is None:
            return [self.document(depth - 1)] if depth > 0 else []

        def one() -> Any:
            return self.single(known, below, depth - 1)

        if "@language" in containers:
            return {tag: self._random.choice(TEXTS) for tag in ("nl", "EN-us", "@none")}
        # PyLD takes two texts for one that differ in direction alone.
        if known.get("@direction"):
            return one()
        if "@graph" in containers:
            return [self.node(below, depth - 1) for _ in range(self._random.randint(1, 2))]
        if "@list" in containers:
            return self._random.choice([[], [one()], [one(), one(), [one(), one()]]])
        return [one(), one()] if self._random.random() < 0.3 else one()

    def single(self, known: Terms, terms: Terms, depth: int) -> Any:
        """One value: a text, a number, a reference, a value object or a node."""
        chance, kind = self._random, known.get("@type")
        if kind == "@json":
            return chance.choice([{"b": [1, 2.5, {"a": None}], "a": "ü\n"}, [], "text", None, True])
        if kind == "@vocab" and chance.random() < 0.7:
            return chance.choice(
                sorted(terms_of(known.get("@context", {"assertionMethod": 0})).keys() - {"id", "type"})
            )
        if depth > 0 and chance.random() < 0.45:
            return self.node(terms, depth)
        if kind in ("@id", "@vocab"):
            return chance.choice([self.identifier(), {"id": self.identifier()}])
        if chance.random() < 0.25:
            return chance.choice(NUMBERS)
        return self.value_object() if chance.random() < 0.2 else chance.choice(TEXTS)

    def value_object(self) -> dict[str, Any]:
        """An object with @value and what may stand beside it."""
        text = self._random.choice(TEXTS)
        return self._random.choice(
            [
                {"@value": text},
                {"@value": text, "@language": "Nl-be"},
                {"@value": f"rightward {text}", "@language": "ar", "@direction": "rtl"},
                {"@value": f"leftward {text}", "@direction": "ltr"},
                {"@value": text, "@type": "https://ex.example/ns#Datatype"},
                {"@value": self._random.choice(NUMBERS)},
                {"@value": {"a": [1, None]}, "@type": "@json"},
            ]
        )


def is_property(name: str, definition: Any) -> bool:
    """Whether the term is used for members, not for types, prefixes or keywords."""
    if name[0] in "@." or name in ("ex", "sized", "id", "type") or name[0].isupper() or name[0].isdigit():
        return False
    return not (isinstance(definition, str) and definition.startswith("@"))


def types_of(terms: Terms) -> list[str]:
    """The terms that are used as types."""
    return sorted(name for name in terms if name[0].isupper() or name[0].isdigit())


def with_types(terms: Terms, types: list[str]) -> tuple[Terms, Terms]:
    """The terms that hold in a node of these types, and those that hold in the nodes below it."""
    scoped, kept, is_kept = dict(terms), dict(terms), True
    for name in sorted(types):
        found = terms[name].get("@context", {}) if isinstance(terms[name], dict) else {}
        scoped |= terms_of(found)
        # What is under a context that does not propagate falls away with it.
        is_kept = is_kept and (not found or found.get("@propagate", False))
        if is_kept:
            kept |= terms_of(found)
    return scoped, kept


def terms_of(context: Terms) -> Terms:
    """The term definitions of a context, without its settings."""
    return {name: value for name, value in context.items() if not name.startswith("@")}
