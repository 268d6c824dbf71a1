"""What a proven document says that is judged afterwards, whatever its profile: who, from when, until when, status."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from app.credentials.errors import TimeInvalid
from app.credentials.reading import read_issuer_id, read_nodes
from app.credentials.status.entry import (
    StatusEntry,
    TokenStatusEntry,
    is_status_list_entry,
    parse_status_entry,
)
from app.credentials.times import parse_time


class Statement(Protocol):
    """The members that every judgement needs. A `Credential` is a statement, and so is an open document."""

    @property
    def issuer_id(self) -> str:
        """Who says it."""

    @property
    def valid_from(self) -> datetime | None:
        """From when on it holds; None when the document does not say."""

    @property
    def valid_until(self) -> datetime | None:
        """Until when it holds; None when the document does not say."""

    @property
    def status(self) -> tuple[StatusEntry, ...]:
        """Where its status stands."""

    @property
    def has_unknown_status(self) -> bool:
        """Whether it also has a status of a kind that is not supported."""

    @property
    def token_status(self) -> TokenStatusEntry | None:
        """Where its status stands in a token status list; None without one."""


@dataclass(frozen=True, slots=True)
class OpenStatement:
    """The statement of a document of the profile GENERAL, whose subject is not read."""

    issuer_id: str
    valid_from: datetime | None
    valid_until: datetime | None
    status: tuple[StatusEntry, ...] = ()
    has_unknown_status: bool = False
    token_status: TokenStatusEntry | None = None


def read_open_statement(document: Mapping[str, Any]) -> OpenStatement:
    """Read any VCDM 2.0 credential; raises MalformedCredential, TimeInvalid or StatusListError."""
    entries = read_nodes(document, "credentialStatus")
    known = [entry for entry in entries if is_status_list_entry(entry)]
    return OpenStatement(
        read_issuer_id(document),
        *read_period(document),
        tuple([parse_status_entry(entry) for entry in known]),
        len(known) != len(entries),
    )


def read_period(document: Mapping[str, Any]) -> tuple[datetime | None, datetime | None]:
    """validFrom and validUntil (VCDM 2.0 section 4.9), each None when absent; raises TimeInvalid."""
    valid_from = parse_time(document["validFrom"]) if "validFrom" in document else None
    valid_until = parse_time(document["validUntil"]) if "validUntil" in document else None
    if valid_from is not None and valid_until is not None and valid_until < valid_from:
        raise TimeInvalid("The credential ends before it begins.")
    return valid_from, valid_until
