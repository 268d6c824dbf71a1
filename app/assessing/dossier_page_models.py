"""What the pages of dossiers show."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.assessing.dossier_states import DossierState


@dataclass(frozen=True, slots=True)
class DossierLine:
    """A dossier in the list."""

    name: str
    skill_set: str
    state_name: str
    changed_at: datetime
    address: str


@dataclass(frozen=True, slots=True)
class DossierList:
    """Dossiers, the newest first; `only_own` for a coach."""

    lines: tuple[DossierLine, ...]
    only_own: bool
    new_address: str
    next_address: str | None


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A claim with where it stands and what comes next."""

    title: str
    level: int
    state_name: str
    next_step: str
    pieces: int
    address: str


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """A piece of evidence; `counts_for` is empty when it counts for everything."""

    id: UUID
    kind_name: str
    summary: str
    seen_on: date
    confirmer: str
    hours: int | None
    counts_for: str
    file_address: str | None


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened."""

    at: datetime
    what: str
    about: str


@dataclass(frozen=True, slots=True)
class DossierPage:
    """One dossier as a whole."""

    name: str
    reference: str
    mail: str
    phone: str
    language: str
    guardian_note: str
    skill_set: str
    coach: str
    coach_address: str | None
    state: DossierState
    state_name: str
    address: str
    claims: tuple[ClaimLine, ...]
    evidence: tuple[EvidenceLine, ...]
    timeline: tuple[Moment, ...]
    has_more_to_claim: bool


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A link to confirm, of which the address is not known any more."""

    id: UUID
    observation: str
    seen_on: date
    expires_at: datetime
    is_open: bool
    is_used: bool


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """One claim: its evidence, whom to ask, and what may be asked again."""

    name: str
    title: str
    level: int
    state_name: str
    next_step: str
    words: str
    address: str
    back: str
    judge_address: str | None
    assessors: tuple[str, ...]
    appoint_address: str | None
    evidence: tuple[EvidenceLine, ...]
    links: tuple[LinkLine, ...]
    may_collect: bool
    may_try_again: bool
    appeal_until: datetime | None
    appeals: tuple[tuple[datetime, str], ...]
