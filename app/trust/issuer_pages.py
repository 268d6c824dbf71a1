"""What a public page shows of an issuer in the register: its place there, who recognises it, and its history."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.settings import Settings
from app.trust.identity import find_local_slug
from app.trust.recognitions import Recognition, find_mutual
from app.trust.register import RegisterEntry, RegisterLine
from app.web.marking import N_

PARTNERSHIPS: Final = "/partnerships/"
Say = Callable[[str], str]


_STATES: Final[Mapping[str, str]] = {
    "active": N_("geldt nu"),
    "planned": N_("begint later"),
    "ended": N_("afgelopen"),
    "withdrawn": N_("ingetrokken"),
}
_ORDER: Final = tuple(_STATES)
_EVENTS: Final[Mapping[str, str]] = {
    "registered": N_("Toegelaten tot het register"),
    "active": N_("Weer actief"),
    "suspended": N_("Tijdelijk stopgezet"),
    "ended": N_("Niet meer actief"),
    "keys-approved": N_("Nieuwe sleutel goedgekeurd"),
    "keys-refused": N_("Nieuwe sleutel geweigerd"),
}


@dataclass(frozen=True, slots=True)
class RecognitionLine:
    """A recognition in words. `name` is the other organisation, `skill_set` None for all of them."""

    name: str
    address: str
    skill_set: str | None
    skill_set_address: str | None
    level: int
    begins_at: datetime
    ends_at: datetime | None
    state: str
    state_word: str
    statement_address: str

    @property
    def is_planned(self) -> bool:
        """Whether it begins later."""
        return self.state == "planned"


@dataclass(frozen=True, slots=True)
class EventLine:
    """Something that happened, in words."""

    happened_at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class IssuerPage:
    """An issuer in the register. `mutual` are who recognise it and are recognised by it now."""

    did: str
    name: str
    website: str | None
    state: str
    registered_by: str | None
    registered_from: datetime
    registered_until: datetime | None
    recognised_by: tuple[RecognitionLine, ...]
    recognises: tuple[RecognitionLine, ...]
    mutual: tuple[str, ...]
    history: tuple[EventLine, ...]
    successor_name: str | None
    successor_address: str | None


@dataclass(frozen=True, slots=True)
class IssuerLink:
    """An issuer in the list."""

    name: str
    address: str
    state: str
    registered_from: datetime
    registered_until: datetime | None
    is_elsewhere: bool


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """The list of issuers; `name` is what was looked for."""

    name: str
    lines: tuple[IssuerLink, ...]
    next_address: str | None


def issuer_address(settings: Settings, did: str) -> str:
    """The path of the one public page of an issuer."""
    slug = find_local_slug(settings, did)
    return f"/register/{did}" if slug is None else f"{PARTNERSHIPS}{slug}"


def build_issuer_link(settings: Settings, line: RegisterLine, *, now: datetime) -> IssuerLink:
    """An issuer in the list."""
    issuer = line.issuer
    return IssuerLink(
        name=issuer.name,
        address=issuer_address(settings, issuer.did),
        state=issuer.state_at(now),
        registered_from=issuer.registered_from,
        registered_until=issuer.registered_until,
        is_elsewhere=find_local_slug(settings, issuer.did) is None,
    )


def build_issuer_page(entry: RegisterEntry, settings: Settings, say: Say, *, now: datetime) -> IssuerPage:
    """All that the register has of an issuer, in words."""
    issuer, successor = entry.line.issuer, entry.successor
    both = (*entry.recognised_by, *entry.recognises)
    names = entry.names | {one.recogniser_did: one.recogniser_name for one in entry.recognised_by}
    others = {did for pair in find_mutual(both, now) for did in pair} - {issuer.did}
    return IssuerPage(
        did=issuer.did,
        name=issuer.name,
        website=issuer.website,
        state=issuer.state_at(now),
        registered_by=issuer.registered_by,
        registered_from=issuer.registered_from,
        registered_until=issuer.registered_until,
        recognised_by=_lines(entry.recognised_by, settings, say, names, now, is_by=True),
        recognises=_lines(entry.recognises, settings, say, names, now, is_by=False),
        mutual=tuple(sorted(names.get(did, did) for did in others)),
        history=tuple(
            EventLine(event.happened_at, say(_EVENTS[event.action]))
            for event in entry.history
            if event.action in _EVENTS
        ),
        successor_name=successor.name if successor else None,
        successor_address=issuer_address(settings, successor.did) if successor else None,
    )


def build_recognition_line(
    one: Recognition, settings: Settings, say: Say, *, name: str, did: str, now: datetime
) -> RecognitionLine:
    """A recognition, with the organisation at its other end."""
    state = one.state_at(now)
    uri = one.scope.skill_set_uri
    return RecognitionLine(
        name=name,
        address=issuer_address(settings, did),
        skill_set=one.scope.skill_set_name,
        skill_set_address=uri if uri is not None and uri.startswith("https://") else None,
        level=one.scope.highest_level,
        begins_at=one.recognised_from,
        ends_at=one.ends_at,
        state=state,
        state_word=say(_STATES[state]),
        statement_address=f"/v1/recognitions/{one.id}/statement",
    )


def sort_lines(lines: Iterable[RecognitionLine]) -> tuple[RecognitionLine, ...]:
    """What counts now first, then what will, then what is over."""
    return tuple(sorted(lines, key=lambda line: _ORDER.index(line.state)))


def _lines(
    found: Iterable[Recognition],
    settings: Settings,
    say: Say,
    names: Mapping[str, str],
    now: datetime,
    *,
    is_by: bool,
) -> tuple[RecognitionLine, ...]:
    lines = []
    for one in found:
        did = one.recogniser_did if is_by else one.issuer_did
        lines.append(build_recognition_line(one, settings, say, name=names.get(did, did), did=did, now=now))
    return sort_lines(lines)
