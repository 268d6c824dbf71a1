"""A mail server (RFC 5321) that does what a test tells it: accept, refuse, put off, fall silent, hang up."""

import asyncio
import re
import ssl
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

HANG_UP = "hang up"
HANG_UP_AFTER_DATA = "hang up after data"
SILENCE = "silence"


@dataclass(frozen=True)
class Delivery:
    """One mail that the server took."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes

    @property
    def message(self) -> EmailMessage:
        parsed = message_from_bytes(self.content, policy=default)
        assert isinstance(parsed, EmailMessage)
        return parsed


@dataclass
class MailServer:
    """What it took, and what it will answer: per command the next answers, then the usual one."""

    port: int = 0
    taken: list[Delivery] = field(default_factory=list)
    answers: dict[str, deque[str]] = field(default_factory=dict)
    connections: int = 0
    tls: ssl.SSLContext | None = None
    logins: list[str] = field(default_factory=list)
    is_silent: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"smtp+insecure://127.0.0.1:{self.port}"

    def answer_once(self, command: str, *answers: str) -> None:
        """To the next `command` (MAIL, RCPT, DATA, END for the end of the message) it gives these answers."""
        self.answers.setdefault(command, deque()).extend(answers)

    def _next(self, command: str, usual: str) -> str:
        waiting = self.answers.get(command)
        return waiting.popleft() if waiting else usual

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            await self._talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        def say(text: str) -> None:
            if text == HANG_UP:
                raise ConnectionResetError
            writer.write(text.encode() + b"\r\n")

        sender, recipients = "", list[str]()
        say(self._next("CONNECT", "220 mail.example ready"))
        while line := (await reader.readline()).decode().strip():
            command = line.split(" ")[0].upper()
            if command == "MAIL":
                sender, recipients = _address(line), []
            elif command == "RCPT":
                recipients.append(_address(line))
            elif command == "AUTH":
                self.logins.append(line)
            answer = self._next(command, self._usual(command))
            say(answer)
            if answer.startswith("354"):
                say(await self._take(reader, sender, tuple(recipients)))
            await writer.drain()
            if command == "STARTTLS" and self.tls:
                await writer.start_tls(self.tls)
            if command == "QUIT":
                return

    def _usual(self, command: str) -> str:
        offers = ["250-mail.example", *(["250-STARTTLS"] if self.tls else []), "250-AUTH PLAIN", "250 HELP"]
        usual = {
            "EHLO": "\r\n".join(offers),
            "STARTTLS": "220 go ahead",
            "AUTH": "235 welcome",
            "DATA": "354 go ahead",
            "QUIT": "221 bye",
        }
        return usual.get(command, "250 ok")

    async def _take(self, reader: asyncio.StreamReader, sender: str, recipients: tuple[str, ...]) -> str:
        content = (await reader.readuntil(b"\r\n.\r\n"))[:-5].replace(b"\r\n..", b"\r\n.")
        end = self._next("END", "250 taken")
        if end == SILENCE:
            self.is_silent.set()
            await reader.read()
        if end.startswith("250") or end == HANG_UP_AFTER_DATA:
            self.taken.append(Delivery(sender, recipients, content))
        return HANG_UP if end == HANG_UP_AFTER_DATA else end


def _address(line: str) -> str:
    found = re.search(r"<([^>]*)>", line)
    return found.group(1) if found else ""


@asynccontextmanager
async def mail_server(tls: ssl.SSLContext | None = None) -> AsyncIterator[MailServer]:
    """A mail server on a free port of this machine."""
    simulator = MailServer(tls=tls)
    listening = await asyncio.start_server(simulator.serve, "127.0.0.1", 0)
    simulator.port = listening.sockets[0].getsockname()[1]
    async with listening:
        yield simulator
