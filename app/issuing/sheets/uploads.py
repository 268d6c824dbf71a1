"""Takes an uploaded file to a temporary place outside memory, and reads it there."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import IO, Final

from app.issuing.errors import UnreadableRoster
from app.issuing.memory import memory_of
from app.issuing.sheets.read_file import read_table
from app.issuing.sheets.tables import Table, UnreadableSheet
from app.issuing.sheets.words import say_file
from app.platform.context import Context
from app.platform.errors import PayloadTooLarge

MOST_BYTES: Final = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that has arrived, and the SHA-256 of it."""

    file: IO[bytes]
    digest: bytes


class UnreadableFile(UnreadableRoster):
    """A file that is no sheet; `say` tells why and what to do, in the language of a reader."""

    def __init__(self, fault: UnreadableSheet) -> None:
        super().__init__(say_file(fault.code, fault.values, "en"))
        self.code = fault.code
        self._values = fault.values

    def say(self, language: str) -> str:
        """The sentence in a language (nl or en)."""
        return say_file(self.code, self._values, language)


@asynccontextmanager
async def receive(pieces: AsyncIterator[bytes]) -> AsyncIterator[Upload]:
    """The file while it is needed; it has no name and is gone afterwards. Raises PayloadTooLarge."""
    digest, size = sha256(), 0
    with tempfile.TemporaryFile() as file:
        async for piece in pieces:
            size += len(piece)
            if size > MOST_BYTES:
                raise PayloadTooLarge("Send a file of at most 8 MiB; split it.")
            digest.update(piece)
            file.write(piece)
        yield Upload(file, digest.digest())


async def read_upload(context: Context, upload: Upload) -> Table:
    """The table in the file, read beside the event loop, one at a time. Raises UnreadableFile."""
    async with memory_of(context).sheet_desk:
        try:
            return await asyncio.to_thread(read_table, upload.file)
        except UnreadableSheet as fault:
            raise UnreadableFile(fault) from fault
