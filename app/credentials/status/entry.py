"""Status entries: where the status of a credential stands (Bitstring Status List 2.1, Token Status List 6.2)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.credentials.errors import MalformedCredential, StatusListError
from app.credentials.reading import read_nodes, read_text

ENTRY_TYPE: Final = "BitstringStatusListEntry"
REVOCATION: Final = "revocation"
SUSPENSION: Final = "suspension"
_MAX_INDEX: Final = 2**53 - 1
_INDEX: Final = re.compile(r"0|[1-9][0-9]{0,9}")


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """Where the status stands: one bit at `index` of the list at `list_url`."""

    purpose: str
    list_url: str
    index: int

    def to_document(self) -> dict[str, Any]:
        """The credentialStatus object."""
        return {
            "id": f"{self.list_url}#{self.index}",
            "type": ENTRY_TYPE,
            "statusPurpose": self.purpose,
            "statusListIndex": str(self.index),
            "statusListCredential": self.list_url,
        }


@dataclass(frozen=True, slots=True)
class TokenStatusEntry:
    """Where the status of a token stands (section 6.2): at `index` of the list at `list_url`."""

    list_url: str
    index: int

    def to_claim(self) -> dict[str, Any]:
        """The value of the claim `status`."""
        return {"status_list": {"idx": self.index, "uri": self.list_url}}


def parse_status_entry(node: Mapping[str, Any]) -> StatusEntry:
    """Read one credentialStatus object; raises StatusListError when it is of another type or malformed."""
    try:
        if not is_status_list_entry(node):
            raise StatusListError("The credential uses a kind of status that is not supported.")
        purpose, url = read_text(node, "statusPurpose"), read_text(node, "statusListCredential")
        index = read_text(node, "statusListIndex")
    except MalformedCredential as error:
        raise StatusListError("A status entry of the credential is not complete.") from error
    if _INDEX.fullmatch(index) is None:
        raise StatusListError("The index of a status entry is not a decimal number.")
    if node.get("statusSize", 1) != 1:
        raise StatusListError("A status entry uses more than one bit.")
    return StatusEntry(purpose, url, int(index))


def is_status_list_entry(node: Mapping[str, Any]) -> bool:
    """Whether the object is of the only kind of status that is read here."""
    kind = node.get("type")
    return bool(kind == ENTRY_TYPE or kind == [ENTRY_TYPE])


def parse_status_entries(document: Mapping[str, Any]) -> tuple[StatusEntry, ...]:
    """Read all entries of a credential; raises StatusListError."""
    try:
        nodes = read_nodes(document, "credentialStatus")
    except MalformedCredential as error:
        raise StatusListError("The status of the credential is not an object.") from error
    return tuple([parse_status_entry(node) for node in nodes])


def find_status_entries(document: Mapping[str, Any]) -> tuple[StatusEntry, ...]:
    """Read the entries leniently, to know which lists to gather before the proof is checked."""
    try:
        return parse_status_entries(document)
    except StatusListError:
        return ()


def parse_token_status_entry(claims: Mapping[str, Any]) -> TokenStatusEntry | None:
    """The status_list in the claim `status` of a token, None without one; raises StatusListError (Token Status List section 6.2)."""
    if "status" not in claims:
        return None
    status = claims["status"]
    entry = status.get("status_list") if type(status) is dict else None
    if type(entry) is not dict:
        raise StatusListError("The credential uses a kind of status that is not supported.")
    index = entry.get("idx")
    if type(index) is not int or not 0 <= index <= _MAX_INDEX:
        raise StatusListError("The index of a status entry is not a whole number.")
    if type(entry.get("uri")) is not str or not entry["uri"]:
        raise StatusListError("A status entry of the credential is not complete.")
    return TokenStatusEntry(entry["uri"], index)
