"""Mandates: who may judge what in the name of a partnership, up to which level, from when until when.

A mandate is asked about a moment: what was judged while it ran stays judged well after it ends or is revoked.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from app.accounts.people import actor_of, find_roles
from app.accounts.permissions import Issuer, Role
from app.assessing.events import MandateGranted, MandateRevoked
from app.assessing.periods import add_months
from app.assessing.repository.mandates import MandateRepository
from app.assessing.validation_levels import load_ladder
from app.platform import audit, queue
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import FieldError, InvalidInput, NotFound
from app.platform.pagination import Page, Slice, encode_place, read_place

LONGEST_MONTHS: Final = 18
# Who ends the mandates of somebody that left.
SERVICE: Final = "service"
JUDGING: Final = frozenset({Role.ASSESSOR, Role.SECOND_ASSESSOR})


class ScopeKind(StrEnum):
    """What a mandate is for."""

    skill_set = "skill-set"
    achievement = "achievement"


@dataclass(frozen=True, slots=True)
class Mandate:
    """One person's mandate. It runs from `valid_from` up to, not including, `valid_until` or `revoked_at`."""

    id: UUID
    person_id: UUID
    scope_kind: ScopeKind
    scope_id: UUID
    highest_level: int
    valid_from: datetime
    valid_until: datetime
    granted_by: str
    granted_at: datetime
    revoked_by: str | None = None
    revoked_at: datetime | None = None

    @property
    def actor(self) -> str:
        """How the audit log and permissions name its person."""
        return actor_of(self.person_id)

    def covers(self, achievement_id: UUID, skill_set_id: UUID | None, level: int, at: datetime) -> bool:
        """Whether its person could judge this achievement at this level at that moment."""
        named = achievement_id if self.scope_kind is ScopeKind.achievement else skill_set_id
        return self.scope_id == named and level <= self.highest_level and self.runs_at(at)

    def runs_at(self, at: datetime) -> bool:
        """Whether it was in force at a moment."""
        is_ended = self.revoked_at is not None and at >= self.revoked_at
        return self.valid_from <= at < self.valid_until and not is_ended


@dataclass(frozen=True, slots=True)
class MandateRequest:
    """What is to be granted; None for a field that a form left open, and for `valid_from` meaning now."""

    person_id: UUID | None
    scope_kind: ScopeKind | None
    scope_id: UUID | None
    highest_level: int | None
    valid_until: datetime | None
    valid_from: datetime | None = None


@dataclass(frozen=True, slots=True)
class MandateFilter:
    """Which mandates a list shows; `active_at` leaves out those that ended by then, started or not."""

    person_id: UUID | None = None
    active_at: datetime | None = None
    ends_before: datetime | None = None


async def grant_mandate(
    context: Context, session: Session, issuer: Issuer, request: MandateRequest
) -> Mandate:
    """A mandate that begins now or later. `session` is in the organisation's context.

    Raises InvalidInput with every fault at once: what is missing, a level that does not exist, a beginning in the
    past, a period longer than 18 months, oneself, somebody who is no assessor here.
    """
    now = context.clock.now()
    faults = [
        *find_request_faults(request, issuer=issuer, now=now),
        *await _find_role_faults(session, issuer.organisation_id, request.person_id),
    ]
    if faults:
        raise InvalidInput("The mandate was not granted.", errors=faults)
    values = asdict(request) | {
        "id": context.randomness.uuid(),
        "valid_from": request.valid_from or now,
        "granted_by": issuer.actor,
        "granted_at": now,
    }
    await MandateRepository(session, issuer.organisation_id).add(values)
    mandate = Mandate(**values)
    await _record(context, session, issuer.organisation_id, issuer.actor, "mandate.granted", mandate)
    granted = MandateGranted(str(issuer.organisation_id), str(mandate.id), str(mandate.person_id))
    await queue.publish(session, granted)
    return mandate


async def revoke_mandate(context: Context, session: Session, issuer: Issuer, mandate_id: UUID) -> Mandate:
    """End it now; what was judged before stays as it is. A second time changes nothing. Raises NotFound."""
    return await _end(context, session, issuer.organisation_id, mandate_id, actor=issuer.actor)


async def end_mandates_of(context: Context, session: Session, organisation_id: UUID, person_id: UUID) -> int:
    """End now what somebody who left may still judge; how many mandates that were."""
    only = MandateFilter(person_id=person_id, active_at=context.clock.now())
    ended = 0
    while found := (await list_mandates(session, organisation_id, page=Page(), only=only)).items:
        for mandate in found:
            await _end(context, session, organisation_id, mandate.id, actor=SERVICE)
        ended += len(found)
    return ended


async def _end(
    context: Context, session: Session, organisation_id: UUID, mandate_id: UUID, *, actor: str
) -> Mandate:
    repository = MandateRepository(session, organisation_id)
    # The moment is taken when nobody who is judging by it holds it any more.
    held = await repository.find([mandate_id], lock="FOR UPDATE")
    if not held:
        raise NotFound
    mandate = _mandate(held[0])
    if mandate.revoked_at is not None:
        return mandate
    await repository.revoke(mandate_id, actor=actor, now=context.clock.now())
    await _record(context, session, organisation_id, actor, "mandate.revoked", mandate)
    revoked = MandateRevoked(str(organisation_id), str(mandate.id), str(mandate.person_id))
    await queue.publish(session, revoked)
    return await load_mandate(session, organisation_id, mandate_id)


async def load_mandate(session: Session, organisation_id: UUID, mandate_id: UUID) -> Mandate:
    """One mandate, ended or not. Raises NotFound."""
    found = await find_mandates(session, organisation_id, [mandate_id])
    if mandate_id not in found:
        raise NotFound
    return found[mandate_id]


async def find_mandates(
    session: Session, organisation_id: UUID, ids: Iterable[UUID], *, hold: bool = False
) -> dict[UUID, Mandate]:
    """The mandates with these ids; unknown ones are left out.

    Whoever judges by one holds it: until the end of the transaction nobody can revoke it, so take the time after.
    """
    repository = MandateRepository(session, organisation_id)
    rows = await repository.find(list(ids), lock="FOR SHARE" if hold else "")
    return {row["id"]: _mandate(row) for row in rows}


async def find_mandates_of(
    session: Session, organisation_id: UUID, person_ids: Collection[UUID]
) -> dict[UUID, list[Mandate]]:
    """Every mandate of these people, ended or not, by person."""
    found: dict[UUID, list[Mandate]] = {}
    if person_ids:
        for row in await MandateRepository(session, organisation_id).find_of(list(person_ids)):
            found.setdefault(row["person_id"], []).append(_mandate(row))
    return found


async def list_mandates(
    session: Session, organisation_id: UUID, *, page: Page, only: MandateFilter = MandateFilter()
) -> Slice[Mandate]:
    """Mandates by the moment at which their period ends, the soonest first. Raises InvalidInput for a broken cursor."""
    after = read_place(page)
    repository = MandateRepository(session, organisation_id)
    rows = await repository.list_by_end(page.limit + 1, after, asdict(only))
    shown = [_mandate(row) for row in rows[: page.limit]]
    following = None
    if len(rows) > page.limit:
        following = encode_place(shown[-1].valid_until, shown[-1].id)
    return Slice(items=shown, next_cursor=following)


def find_request_faults(request: MandateRequest, *, issuer: Issuer, now: datetime) -> Sequence[FieldError]:
    """All that is wrong with what is asked, by itself."""
    faults = [
        FieldError(f"/{pointer}", "missing", "Fill this in.")
        for pointer, value in (
            ("personId", request.person_id),
            ("scopeKind", request.scope_kind),
            ("scopeId", request.scope_id),
            ("highestLevel", request.highest_level),
            ("validUntil", request.valid_until),
        )
        if value is None
    ]
    if request.person_id is not None and issuer.eyes == actor_of(request.person_id):
        faults.append(FieldError("/personId", "oneself", "Nobody gives a mandate to themselves."))
    if request.highest_level is not None and load_ladder().find_level(request.highest_level) is None:
        faults.append(FieldError("/highestLevel", "unknown_level", "Use a level of the validation ladder."))
    return [*faults, *_period_faults(request.valid_from or now, request.valid_until, now=now)]


async def _find_role_faults(
    session: Session, organisation_id: UUID, person_id: UUID | None
) -> list[FieldError]:
    if person_id is None or await find_roles(session, organisation_id, person_id) & JUDGING:
        return []
    detail = "Choose a member with the role assessor or second assessor."
    return [FieldError("/personId", "no_assessor", detail)]


def _period_faults(begin: datetime, end: datetime | None, *, now: datetime) -> list[FieldError]:
    faults = []
    if begin < now:
        faults.append(FieldError("/validFrom", "past", "A mandate begins now or later, never in the past."))
    if end is not None and end <= begin:
        faults.append(FieldError("/validUntil", "range", "Choose an end after the beginning."))
    elif end is not None and end > _latest_end(begin):
        detail = f"A mandate runs for at most {LONGEST_MONTHS} months; give a new one after that."
        faults.append(FieldError("/validUntil", "too_long", detail))
    return faults


def _latest_end(begin: datetime) -> datetime:
    try:
        return add_months(begin.astimezone(UTC), LONGEST_MONTHS)
    except (ValueError, OverflowError):
        return begin


async def _record(
    context: Context, session: Session, organisation_id: UUID, actor: str, action: str, mandate: Mandate
) -> None:
    await audit.record(
        session,
        organisation_id=organisation_id,
        actor=actor,
        action=action,
        target=f"mandate:{mandate.id}",
        facts={
            "person": str(mandate.person_id),
            "scope": f"{mandate.scope_kind}:{mandate.scope_id}",
            "highestLevel": mandate.highest_level,
        },
        now=context.clock.now(),
        randomness=context.randomness,
    )


def _mandate(row: Mapping[str, Any]) -> Mandate:
    return Mandate(**{**row, "scope_kind": ScopeKind(row["scope_kind"])})
