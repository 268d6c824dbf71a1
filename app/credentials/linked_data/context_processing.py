"""Compiling contexts: JSON-LD 1.1 API sections 5.1 (context processing) and 5.2 (IRI expansion).

What cannot be signed safely is refused: relative IRIs, @base, @import, and names that look like keywords.
"""

from collections.abc import Callable
from typing import Any, Final

from app.credentials.errors import ContextNotAllowed
from app.credentials.linked_data.definitions import define_term
from app.credentials.linked_data.iri import is_iri
from app.credentials.linked_data.literals import normalize_language
from app.credentials.linked_data.terms import ActiveContext, Room

Load = Callable[[str], Any]

_SETTINGS: Final = frozenset(
    {"@version", "@base", "@vocab", "@language", "@direction", "@propagate", "@protected"}
)


def process(
    active: ActiveContext,
    local: Any,
    load: Load,
    *,
    overrides: bool = False,
    propagates: bool = True,
    room: Room | None = None,
) -> ActiveContext:
    """The context that holds after `local` was applied to `active`; raises ContextNotAllowed.

    `load` gives the context of an address. `overrides` lets protected terms be defined anew, as contexts of
    properties may. `room` is given for a new family of contexts.
    """
    result = active.copy()
    if room is not None:
        result.room = room
    if type(local) is dict and "@propagate" in local:
        propagates = _read_flag(local, "@propagate")
    if not propagates and result.previous is None:
        result.previous = active
    for context in local if type(local) is list else (local,):
        result = _apply(result, context, load, overrides)
    return result.seal()


def _apply(result: ActiveContext, context: Any, load: Load, overrides: bool) -> ActiveContext:
    if context is None:
        return _reset(result, overrides)
    if type(context) is str:
        loaded = load(context)
        for inner in loaded if type(loaded) is list else (loaded,):
            result = _apply(result, inner, load, overrides)
        return result
    if type(context) is not dict:
        raise ContextNotAllowed("A context is not an address or an object.")
    _apply_settings(result, context)
    defined: dict[str, bool] = {}
    for name in context:
        if name not in _SETTINGS:
            define_term(result, context, name, defined, overrides=overrides)
    _ensure_scoped_contexts(result, context, load)
    return result


def _reset(result: ActiveContext, overrides: bool) -> ActiveContext:
    if not overrides and any(term.is_protected for term in result.terms.values()):
        raise ContextNotAllowed("A context takes away protected terms.")
    return ActiveContext({}, result.room, previous=result.previous)


def _apply_settings(result: ActiveContext, context: dict[str, Any]) -> None:
    if context.get("@version", 1.1) != 1.1 or context.get("@base") is not None:
        raise ContextNotAllowed("A context asks for another version or for a base address.")
    for name in ("@protected", "@propagate"):
        if name in context:
            _read_flag(context, name)
    if "@vocab" in context:
        vocab = context["@vocab"]
        if vocab is not None and (type(vocab) is not str or not is_iri(vocab)):
            raise ContextNotAllowed("A vocabulary is not an absolute address.")
        result.vocab = vocab
    if "@language" in context:
        tag = context["@language"]
        result.language = None if tag is None else normalize_language(tag)
    # Other processors forget a direction for a whole context on the way down, and sign something else.
    if context.get("@direction") is not None:
        raise ContextNotAllowed("A context sets a direction for all texts.")


def _ensure_scoped_contexts(result: ActiveContext, context: dict[str, Any], load: Load) -> None:
    # Section 5.1.2: a context inside a term must be sound also when no document ever uses it.
    if result.room.is_trusted:
        return
    for value in context.values():
        if type(value) is dict and "@context" in value:
            process(result, value["@context"], load, overrides=True, room=Room(0, is_trusted=True))


def _read_flag(context: dict[str, Any], name: str) -> bool:
    if type(context[name]) is not bool:
        raise ContextNotAllowed(f"The member {name} of a context is not true or false.")
    return bool(context[name])
