"""What the pages of accounts show."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DeskLine:
    """A partnership of which the visitor is a member."""

    organisation_name: str
    address: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeskChoice:
    """The partnerships to choose from."""

    desks: tuple[DeskLine, ...]


@dataclass(frozen=True, slots=True)
class DeskStart:
    """What the member is here."""

    roles: tuple[str, ...]
