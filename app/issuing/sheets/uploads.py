"""Takes an uploaded file in, in memory only: unsealed rows of people never come to lie on a disk."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from app.issuing.errors import UnreadableRoster
from app.issuing.memory import memory_of
from app.issuing.sheets.tables import Table, UnreadableSheet
from app.issuing.sheets.words import say_file
from app.issuing.sheets.workbooks import read_sheet
from app.platform.context import Context
from app.platform.errors import PayloadTooLarge

MOST_BYTES: Final = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that has arrived, and the SHA-256 of it."""

    content: bytes
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


async def receive(pieces: AsyncIterator[bytes]) -> Upload:
    """The whole file. Raises PayloadTooLarge as soon as more than 8 MiB have come."""
    content = bytearray()
    async for piece in pieces:
        content += piece
        if len(content) > MOST_BYTES:
            raise PayloadTooLarge("Send a file of at most 8 MiB; split it.")
    return Upload(bytes(content), sha256(content).digest())


async def read_upload(context: Context, upload: Upload) -> Table:
    """The table in the file, read in another process, one at a time. Raises UnreadableFile."""
    async with memory_of(context).sheet_desk:
        try:
            return await asyncio.to_thread(read_sheet, upload.content)
        except UnreadableSheet as fault:
            raise UnreadableFile(fault) from fault
