"""Backups as an operator makes them, everything that can be read in one, and what a key in somebody's hands opens of it."""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import psycopg
import pytest
from psycopg import sql

from app.platform import vault
from app.platform.embedded import EmbeddedPostgres, address, start_embedded

_SHORTEST: Final = 5


def back_up(server: EmbeddedPostgres, file: Path) -> None:
    """The dump of the guide for operators, made while the service runs."""
    _run(server, "pg_dump", "--format", "custom", "--file", str(file), "--dbname", _superuser(server))


def restore(server: EmbeddedPostgres, file: Path, database: str) -> EmbeddedPostgres:
    """The dump in a database of its own, which knew nothing before."""
    with psycopg.connect(address(server.server.get_uri(), "postgres", "postgres"), autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))
    restored = start_embedded(server.server.pgdata, database=database)
    target = _superuser(restored)
    _run(server, "pg_restore", "--clean", "--if-exists", "--exit-on-error", "--dbname", target, str(file))
    return restored


def _superuser(server: EmbeddedPostgres) -> str:
    name = psycopg.conninfo.conninfo_to_dict(server.url)["dbname"]
    return address(server.server.get_uri(), "postgres", str(name))


def _run(server: EmbeddedPostgres, program: str, *arguments: str) -> None:
    done = subprocess.run([str(server.server.bin_path / program), *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@dataclass(frozen=True)
class Contents:
    """What somebody reads who has a copy: by place, every text in it, and every binary value as it is."""

    by_place: dict[str, bytes]

    def find(self, needles: Iterable[Needle]) -> set[tuple[str, str]]:
        """Which needle stands where, in whatever letters."""
        small = {place: content.lower() for place, content in self.by_place.items()}
        return {
            (needle.name, place)
            for needle in needles
            for place, content in small.items()
            if any(form in content for form in needle.forms)
        }

    def holds(self, content: bytes) -> bool:
        """Whether these very bytes stand anywhere."""
        return any(content in whole for whole in self.by_place.values())


def read_database(server: EmbeddedPostgres) -> Contents:
    """Every value of every row of every table, as text and, where it is binary, as bytes."""
    with psycopg.connect(_superuser(server)) as connection:
        names = [
            name
            for (name,) in connection.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
            )
        ]
        return Contents({name: b"\n".join(_read_table(connection, name)) for name in names})


def _read_table(connection: psycopg.Connection[Any], name: str) -> Iterator[bytes]:
    for row in connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(name))):
        for value in row:
            yield (
                value
                if isinstance(value, bytes)
                else json.dumps(value, default=str, ensure_ascii=False).encode()
            )


def read_server(server: EmbeddedPostgres, texts: Iterable[bytes]) -> set[bytes]:
    """Which of these texts stand in the files of the server itself: old pages, logs, what is not cleaned up yet."""
    with psycopg.connect(_superuser(server), autocommit=True) as admin:
        admin.execute("CHECKPOINT")
    files = [file for file in Path(server.server.pgdata).rglob("*") if file.is_file()]
    sought, found = list(texts), set()
    for file in files:
        with suppress(FileNotFoundError):
            content = file.read_bytes()
            found |= {text for text in sought if text in content}
    return found


def read_files(*places: Path) -> Contents:
    """Every file below these places, its name too."""
    files = [
        file
        for place in places
        for file in ([place] if place.is_file() else place.rglob("*"))
        if file.is_file()
    ]
    return Contents({str(file): str(file).encode() + b"\n" + file.read_bytes() for file in files})


@dataclass(frozen=True)
class Needle:
    """Something that only one person could have left, in every form in which it could be written down."""

    name: str
    forms: frozenset[bytes]

    @classmethod
    def of(cls, name: str, content: str | bytes, *, is_address: bool = False) -> Needle:
        """As it is, in base64, in hexadecimal, in addresses and in JSON; of an address also its bare digest."""
        raw = content.encode() if isinstance(content, str) else content
        assert len(raw) > _SHORTEST, name
        forms = {raw, raw.hex().encode(), *_base64(raw)}
        if isinstance(content, str):
            forms |= {quote(content, safe="").encode(), json.dumps(content)[1:-1].encode()}
        if is_address:
            digest = sha256(raw.lower()).digest()
            forms |= {
                digest,
                digest.hex().encode(),
                base64.b64encode(digest),
                base64.urlsafe_b64encode(digest),
            }
        return cls(name, frozenset(form.lower() for form in forms))


def _base64(raw: bytes) -> Iterator[bytes]:
    # Within a longer text it can begin at each of three places; the signs that depend on its neighbours are left out.
    for shift in range(3):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            encoded = encode(bytes(shift) + raw).rstrip(b"=")
            yield encoded[-(-shift * 8 // 6) :][:-1] if shift else encoded[:-1]


@dataclass(frozen=True)
class Sealing:
    """One text that was sealed: where, under which key, and what came of it."""

    place: str
    key: bytes
    plaintext: bytes
    sealed: bytes

    @property
    def column(self) -> str:
        """`table/column`."""
        return "/".join(self.place.split("/")[:2])


@dataclass
class SealBook:
    """Everything that was sealed while it was open, so that a test knows what a thief with keys could read."""

    sealings: list[Sealing] = field(default_factory=list)

    @classmethod
    def open(cls, monkeypatch: pytest.MonkeyPatch) -> SealBook:
        """From here every seal is written down; sealing itself is what it was."""
        book, seal, begin = cls(), vault._Cipher.seal, vault._Cipher.__init__

        def begin_noting(cipher: Any, key: bytes, randomness: Any) -> None:
            begin(cipher, key, randomness)
            keys[cipher] = key

        def seal_noting(cipher: Any, version: bytes, plaintext: bytes, context: str) -> bytes:
            sealed = seal(cipher, version, plaintext, context)
            book.sealings.append(Sealing(context, keys.get(cipher, b""), plaintext, sealed))
            return sealed

        keys: dict[Any, bytes] = {}
        monkeypatch.setattr(vault._Cipher, "__init__", begin_noting)
        monkeypatch.setattr(vault._Cipher, "seal", seal_noting)
        return book

    def openable(self, contents: Contents, needles: Iterable[Needle], *master_keys: bytes) -> set[str]:
        """The columns in which these contents hold one of the needles for who has the master keys."""
        found = []
        forms = [form for needle in needles for form in needle.forms]
        for sealing in self.sealings:
            small = sealing.plaintext.lower()
            if any(form in small for form in forms) and self._opens(
                contents, sealing, frozenset(master_keys)
            ):
                found.append(sealing.column)
        return set(found)

    def _opens(self, contents: Contents, sealing: Sealing, master_keys: frozenset[bytes]) -> bool:
        if not contents.holds(sealing.sealed):
            return False
        if sealing.key in master_keys:
            return True
        return any(
            self._opens(contents, other, master_keys)
            for other in self.sealings
            if other.plaintext == sealing.key
        )

    def columns(self, needles: Iterable[Needle]) -> set[str]:
        """Where the needles were sealed."""
        forms = [form for needle in needles for form in needle.forms]
        return {one.column for one in self.sealings if any(form in one.plaintext.lower() for form in forms)}
