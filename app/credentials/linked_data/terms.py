"""Terms and active contexts: what a context means once it is compiled (JSON-LD 1.1 API section 4.1)."""

from dataclasses import dataclass, field
from typing import Any, Final

ABSENT: Final = object()
# What tells values, lists, sets and graphs from nodes.
_MARKS: Final = ("@value", "@list", "@set", "@graph")


@dataclass(eq=False, slots=True)
class Term:
    """One term definition. `iri` is None for a term that is switched off; `context` may be null itself."""

    iri: str | None
    type: str | None = None
    container: frozenset[str] = frozenset()
    language: Any = ABSENT
    direction: Any = ABSENT
    context: Any = ABSENT
    is_prefix: bool = False
    is_protected: bool = False

    def means_the_same(self, other: "Term") -> bool:
        """Whether the two differ in nothing but their protection (section 4.2.2, step 27)."""
        return self._meaning() == other._meaning()

    def _meaning(self) -> tuple[Any, ...]:
        return (
            self.iri,
            self.type,
            self.container,
            self.language,
            self.direction,
            self.context,
            self.is_prefix,
        )


@dataclass(eq=False, slots=True)
class Room:
    """How many more contexts derived from one compiled list may be remembered: a stranger chooses them.

    `is_trusted` says that the contexts were looked at before, so that they are not judged again.
    """

    left: int
    is_trusted: bool = False

    def takes_one(self) -> bool:
        """Whether one more may be kept; counts it."""
        self.left -= 1
        return self.left >= 0


@dataclass(eq=False, slots=True)
class ActiveContext:
    """Terms and defaults that hold at one place of a document; never changed once it is in use.

    `previous` is what holds again in the nodes below, after a context that does not propagate. What follows it
    is worked out by `seal`; the last three remember what was derived from this context, to save work.
    """

    terms: dict[str, Term]
    room: Room
    vocab: str | None = None
    language: str | None = None
    previous: "ActiveContext | None" = None
    keywords: dict[str, tuple[str, ...]] = field(default_factory=dict)
    type_names: tuple[str, ...] = ("@type",)
    id_names: tuple[str, ...] = ("@id",)
    marks: frozenset[str] = frozenset()
    prefixes: dict[str, str] = field(default_factory=dict)
    writers: dict[str, Any] = field(default_factory=dict)
    typed: dict[Any, Any] = field(default_factory=dict)
    scopes: dict[Term, "ActiveContext"] = field(default_factory=dict)

    def copy(self) -> "ActiveContext":
        """A context with the same meaning that may still be changed."""
        return ActiveContext(dict(self.terms), self.room, self.vocab, self.language, self.previous)

    def seal(self) -> "ActiveContext":
        """Work out what every node asks for: the names of each keyword, and the prefixes."""
        names: dict[str, list[str]] = {}
        for name, term in self.terms.items():
            iri = term.iri
            if iri is not None and iri[0] == "@":
                names.setdefault(iri, [iri]).append(name)
            elif term.is_prefix and iri is not None:
                self.prefixes[name] = iri
        self.keywords = {keyword: tuple(found) for keyword, found in names.items()}
        self.type_names, self.id_names = self.names_of("@type"), self.names_of("@id")
        self.marks = frozenset(name for keyword in _MARKS for name in self.names_of(keyword))
        return self

    def names_of(self, keyword: str) -> tuple[str, ...]:
        """The keyword and its aliases."""
        return self.keywords.get(keyword, (keyword,))
