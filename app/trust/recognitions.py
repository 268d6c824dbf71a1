"""What a recognition is: who recognises an issuer, for which skill set, up to which level, from when to when.

It says something of an issuer at a moment. A credential of then keeps it; what happens later changes nothing of it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

LEVELS: Final = range(1, 5)


@dataclass(frozen=True, slots=True)
class RecognisedScope:
    """For what: a skill set by its URI and name, or every skill set when both are None; up to a level, 1 to 4."""

    skill_set_uri: str | None
    skill_set_name: str | None
    highest_level: int

    def covers(self, uris: Collection[str], level: int) -> bool:
        """Whether something with one of these URIs was judged within it. A skill set covers its versions."""
        if level > self.highest_level:
            return False
        known = self.skill_set_uri
        return known is None or any(uri == known or uri.startswith(f"{known}/") for uri in uris)


@dataclass(frozen=True, slots=True)
class Recognition:
    """One recognition as the register shows it; `statement` is the signed endorsement, a VC-JWT.

    It counts from `recognised_from` until before `recognised_until`, before `withdrawn_at`, and before
    `registered_until`: when the first of both organisations leaves the register.
    """

    id: UUID
    recogniser_did: str
    recogniser_name: str
    issuer_did: str
    scope: RecognisedScope
    recognised_from: datetime
    recognised_until: datetime | None
    recorded_at: datetime
    withdrawn_at: datetime | None
    statement: str
    registered_until: datetime | None = None

    @property
    def ends_at(self) -> datetime | None:
        """When it stops or stopped to count: its end, its withdrawal or that of a registration, the first of them."""
        ends = (self.recognised_until, self.withdrawn_at, self.registered_until)
        return min((moment for moment in ends if moment is not None), default=None)

    def counts_at(self, moment: datetime) -> bool:
        """Whether it counts at a moment."""
        return self.recognised_from <= moment and (self.ends_at is None or moment < self.ends_at)

    def state_at(self, moment: datetime) -> Literal["active", "planned", "ended", "withdrawn"]:
        """How it stands at a moment."""
        if self.withdrawn_at is not None and self.withdrawn_at <= moment:
            return "withdrawn"
        if moment < self.recognised_from:
            return "planned"
        return "active" if self.counts_at(moment) else "ended"

    def covers(self, uris: Collection[str], level: int, given_at: datetime) -> bool:
        """Whether a credential that was given then, for one of these URIs at this level, falls under it."""
        return self.counts_at(given_at) and self.scope.covers(uris, level)


def find_mutual(recognitions: Iterable[Recognition], moment: datetime) -> frozenset[frozenset[str]]:
    """The pairs of organisations, by DID, that recognise each other at a moment, whatever for."""
    ways = {(one.recogniser_did, one.issuer_did) for one in recognitions if one.counts_at(moment)}
    return frozenset(frozenset(way) for way in ways if way[::-1] in ways)
