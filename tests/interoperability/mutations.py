"""Every small change of a signed text that must not survive verification."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from app.credentials.encoding import base64url
from app.credentials.report import VerificationReport
from tests.refusals import is_refused

Mutant = tuple[str, str]
FEWEST = 24


def survivors(mutants: Iterator[Mutant], judge: Callable[[str], VerificationReport]) -> list[str]:
    """The changes that verification did not refuse. There have to be dozens of changes at all."""
    refused = {name: is_refused(judge(text)) for name, text in mutants}
    assert len(refused) >= FEWEST
    return [name for name, is_held_off in refused.items() if not is_held_off]


def changed_documents(document: Mapping[str, Any]) -> Iterator[Mutant]:
    """A document with its proof: each value changed, each member away, one more everywhere; and the value."""
    for path in _places(document):
        where = "/".join(map(str, path))
        yield f"{where} changed", json.dumps(_edited(document, path, _change))
        yield f"{where} away", json.dumps(_edited(document, path, None))
    for path in _objects(document):
        added = _edited(document, (*path, "added"), lambda _: "https://elsewhere.example")
        yield f"{'/'.join(map(str, path))} with more", json.dumps(added)
    [proof] = document["proof"] if isinstance(document["proof"], list) else [document["proof"]]
    for name, value in changed_texts(proof["proofValue"]):
        yield f"proofValue {name}", json.dumps({**document, "proof": {**proof, "proofValue": value}})
    for base in "fmU":
        value = base + proof["proofValue"][1:]
        yield f"proofValue in base {base}", json.dumps({**document, "proof": {**proof, "proofValue": value}})
    yield "no proof", json.dumps({name: value for name, value in document.items() if name != "proof"})
    yield "proof twice, once changed", json.dumps({**document, "proof": [proof, {**proof, "created": None}]})


def changed_tokens(token: str) -> Iterator[Mutant]:
    """A compact JWS: each part changed at many places, each claim changed or away, other headers."""
    header, payload, signature = token.split(".")
    for name, value in changed_texts(signature):
        yield f"signature {name}", f"{header}.{payload}.{value}"
    claims = decode(payload)
    for path in _places(claims):
        where = "/".join(map(str, path))
        yield f"{where} changed", f"{header}.{encode(_edited(claims, path, _change))}.{signature}"
        yield f"{where} away", f"{header}.{encode(_edited(claims, path, None))}.{signature}"
    for change in (
        {"alg": "none"},
        {"alg": "HS256"},
        {"alg": "ES384"},
        {"typ": "at+jwt"},
        {"kid": "did:web:elsewhere.example#key-1"},
        {"crit": ["exp"]},
        {"jwk": {"kty": "OKP"}},
        {"b64": False},
    ):
        yield f"header {change}", f"{encode({**decode(header), **change})}.{payload}.{signature}"
    yield "no signature", f"{header}.{payload}."
    yield "a part more", f"{token}.{signature}"
    yield "padded", f"{token}="


def changed_sd_jwts(text: str) -> Iterator[Mutant]:
    """An SD-JWT: its token changed as above, and its disclosures changed, doubled and invented."""
    token, *disclosures, last = text.split("~")
    assert last == ""
    for name, changed in changed_tokens(token):
        yield name, "~".join([changed, *disclosures, ""])
    for place, disclosure in enumerate(disclosures):
        content = json.loads(base64url.decode(disclosure.encode()))
        others = [*disclosures[:place], *disclosures[place + 1 :]]
        forged = encode([*content[:-1], "Arts"])
        salted = encode(["A" * 22, *content[1:]])
        yield f"disclosure {place} forged", "~".join([token, *others, forged, ""])
        yield f"disclosure {place} salted again", "~".join([token, *others, salted, ""])
        yield f"disclosure {place} twice", "~".join([token, *disclosures, disclosure, ""])
        yield f"disclosure {place} cut", "~".join([token, *others, disclosure[:-2], ""])
    yield "a disclosure of nothing", "~".join([token, *disclosures, encode(["salt", "sub", "urn:x"]), ""])
    yield "an empty disclosure", "~".join([token, *disclosures, "", ""])
    yield "no tilde at the end", "~".join([token, *disclosures])


def changed_texts(text: str) -> Iterator[Mutant]:
    """A signature in letters: one letter changed at a dozen places, cut, longer, empty."""
    step = max(1, len(text) // 12)
    for place in range(1, len(text) - 1, step):
        other = "A" if text[place] != "A" else "B"
        yield f"letter {place}", text[:place] + other + text[place + 1 :]
    yield "cut", text[:-4]
    yield "longer", text + "AAAA"
    yield "empty", ""


def decode(part: str) -> Any:
    return json.loads(base64url.decode(part.encode()))


def encode(value: Any) -> str:
    return base64url.encode(json.dumps(value).encode()).decode()


def _places(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of all values that are neither object nor array. The value of a proof has changes of its own."""
    children = node.items() if isinstance(node, Mapping) else enumerate(node)
    for name, child in children:
        if isinstance(child, Mapping | list):
            yield from _places(child, (*path, name))
        elif name != "proofValue":
            yield (*path, name)


def _objects(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(node, Mapping):
        yield path
    if isinstance(node, Mapping | list):
        for name, child in node.items() if isinstance(node, Mapping) else enumerate(node):
            yield from _objects(child, (*path, name))


def _edited(node: Any, path: tuple[Any, ...], change: Callable[[Any], Any] | None) -> Any:
    whole = copy.deepcopy(node)
    parent = whole
    for step in path[:-1]:
        parent = parent[step]
    if change is None:
        del parent[path[-1]]
    else:
        known = parent[path[-1]] if isinstance(parent, list) else parent.get(path[-1])
        parent[path[-1]] = change(known)
    return whole


def _change(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    return f"{value}x" if isinstance(value, str) else "x"
