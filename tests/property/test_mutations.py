"""Golden credentials with something changed: never an exception, and never valid when they say something else."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from app.commands.offline import verify_offline
from app.commands.trusted import Trusted
from app.credentials.encoding import base64url
from app.credentials.model import Credential
from app.credentials.report import Verdict
from tests.vectors.build_golden import GOLDEN, VERSIONS, read_expected

ROUNDS = 250
PIECES = (
    b'"proof"',
    b"~",
    b".",
    b'{"',
    b"null",
    b"[]",
    b"\xff",
    b'\\"',
    b"1e999",
    b"_:b0",
    b"%23",
    b"\x00",
    b"=",
)
VALUES: tuple[Any, ...] = (
    *(None, True, 0, -1, 1.5, "", "x", [], {}, [[]], [None], [{}], "_:b0", 2**53, "did:web:evil.example"),
    *({"id": "_:b0"}, {"@value": "x"}, {"@set": []}, {"@list": ["a"]}, {"id": {}}, "2026-01-01T00:00:00Z"),
)
NAMES = (
    *("@id", "@type", "@graph", "@included", "@context", "proof", "id", "type", "status", "_sd", "..."),
    *("vct", "cnf", "iss", "exp", "validUntil", "credentialStatus"),
)


@dataclass(frozen=True)
class Golden:
    """A credential that is valid with these materials at this time."""

    content: bytes
    trusted: Trusted
    now: datetime

    @classmethod
    def load(cls, folder: Path) -> "Golden":
        (credential,) = folder.glob("credential.*")
        keys = [json.loads((folder / "issuer-keys.json").read_bytes())]
        lists = [path.read_text() for path in sorted(folder.glob("status-*"))]
        now = datetime.fromisoformat(read_expected(folder)["at"])
        return cls(credential.read_bytes(), Trusted(issuer_keys=keys, status_lists=lists), now)

    def judge(self, content: bytes) -> tuple[Verdict, Credential | None]:
        verification = verify_offline(content, trusted=self.trusted, now=self.now)
        return verification.verdict, verification.judgements[0].report.credential


def _nodes(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        yield value
        for child in value.values() if isinstance(value, dict) else value:
            yield from _nodes(child)


def _change_json(value: Any, chance: Random) -> bytes:
    node = chance.choice(list(_nodes(value)))
    if isinstance(node, dict) and node:
        name, kind = chance.choice(list(node)), chance.randrange(6)
        old = node.pop(name)
        changes = ({}, {name: chance.choice(VALUES)}, {name: [old]}, {name: [old, old]})
        more = ({name: old, chance.choice(NAMES): chance.choice(VALUES)}, {chance.choice(NAMES): old})
        node.update((*changes, *more)[kind])
    elif isinstance(node, list) and node:
        at, kind = chance.randrange(len(node)), chance.randrange(3)
        node[at : at + 1] = ([], [chance.choice(VALUES)], [node[at], node[at]])[kind]
    return json.dumps(value).encode()


def _change_bytes(content: bytes, chance: Random) -> bytes:
    at, length = chance.randrange(len(content)), chance.randrange(1, 40)
    before, rest = content[:at], content[at:]
    return (
        before + chance.choice(PIECES) + rest,
        before + bytes([chance.randrange(256)]) + rest[1:],
        before + rest[length:],
        before + content[:length] + rest,
        before + rest[:length] * 50 + rest,
    )[chance.randrange(5)]


def _mutated(content: bytes, chance: Random) -> bytes:
    parts = content.split(b".")
    if content.startswith(b"{") and chance.random() < 0.6:
        return _change_json(json.loads(content), chance)
    if content.startswith(b"ey") and chance.random() < 0.5:
        at = chance.randrange(2)
        parts[at] = base64url.encode(_change_json(json.loads(base64url.decode(parts[at])), chance))
        return b".".join(parts)
    return _change_bytes(content, chance)


def _meaning(credential: Credential | None) -> Credential | None:
    # The order of a list is no part of linked data.
    if credential is None:
        return None
    achievement = credential.achievement
    alignments = tuple(sorted(achievement.alignments, key=repr))
    levels = tuple(sorted(achievement.levels, key=repr))
    return replace(
        credential,
        achievement=replace(achievement, alignments=alignments, levels=levels),
        evidence=tuple(sorted(credential.evidence, key=repr)),
        status=tuple(sorted(credential.status, key=repr)),
    )


FOLDERS = sorted(
    path
    for version in VERSIONS
    for path in (GOLDEN / version).iterdir()
    if path.is_dir() and read_expected(path)["verdict"] == "valid"
)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_changed_credential_is_never_valid_unless_it_says_the_same(folder: Path) -> None:
    golden = Golden.load(folder)
    verdict, honest = golden.judge(golden.content)
    assert verdict is Verdict.VALID
    chance, refused = Random(folder.name), 0
    for _ in range(ROUNDS):
        verdict, found = golden.judge(_mutated(golden.content, chance))
        refused += verdict is not Verdict.VALID
        assert verdict is not Verdict.VALID or _meaning(found) == _meaning(honest)
    assert refused > ROUNDS // 2
