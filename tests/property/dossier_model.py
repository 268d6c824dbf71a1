"""What may happen in dossiers, said a second time and in other words: plain lists, no database, no shared rule."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

APPEAL_WEEKS = 6


@dataclass
class ModelMandate:
    """Somebody may judge up to a level, from a moment until another."""

    person: int
    highest: int
    begins: datetime
    ends: datetime
    revoked: datetime | None = None

    def covers(self, level: int, at: datetime) -> bool:
        before_end = at < self.ends and (self.revoked is None or at < self.revoked)
        return self.begins <= at and before_end and level <= self.highest


@dataclass
class Signed:
    """A judgement that was signed: by whom, what it said, and whether its signer had a mandate then."""

    round: int
    person: int
    is_met: bool
    had_mandate: bool
    evidence: int
    has_reference: bool
    seconds: list[tuple[int, bool, bool]] = field(default_factory=list)


@dataclass
class ModelClaim:
    """A claim in a dossier of its own."""

    level: int
    worker: int | None
    coach: int | None
    opener: int | None
    state: str = "collecting"
    round: int = 1
    decided: datetime | None = None
    statements: int = 0
    evidence: int = 0
    drafts: dict[int, str] = field(default_factory=dict)
    signed: list[Signed] = field(default_factory=list)
    appeal: int | None = None

    def next_round(self, state: str) -> None:
        self.state, self.round, self.decided, self.drafts = state, self.round + 1, None, {}

    def barred(self) -> set[int]:
        """Who signed something about a round up to the one that was appealed."""
        if self.appeal is None:
            return set()
        before = [one for one in self.signed if one.round <= self.appeal]
        return {one.person for one in before} | {second[0] for one in before for second in one.seconds}

    def may_start(self, person: int, has_mandate: bool) -> bool:
        if self.state not in {"collecting", "judging", "appealed"} or person == self.worker:
            return False
        known = self.drafts.get(person)
        return person not in self.barred() and known != "handed-over" and (known is not None or has_mandate)

    def may_sign(self, person: int, has_mandate: bool, verdict: str, has_reference: bool) -> bool:
        if self.state != "judging" or self.drafts.get(person) != "draft" or not has_mandate:
            return False
        if verdict == "not-yet":
            return True
        enough = self.evidence > 0 and (self.level < 4 or has_reference)
        return verdict == "met" and enough and (self.level != 1 or self.statements > 0)

    def sign(self, person: int, verdict: str, now: datetime, has_reference: bool) -> None:
        is_met = verdict == "met"
        self.signed.append(Signed(self.round, person, is_met, True, self.evidence, has_reference))
        self.drafts[person] = "signed"
        if is_met and self.level >= 3:
            self.state = "second"
            return
        self.state, self.decided, self.appeal = ("validated" if is_met else "not-yet"), now, None

    def may_second(self, person: int, has_mandate: bool, declares: bool) -> bool:
        if self.state != "second" or not has_mandate or not declares:
            return False
        first = self.signed[-1].person
        return person not in {first, self.worker, self.coach, self.opener}

    def second(self, person: int, agrees: bool, now: datetime) -> None:
        self.signed[-1].seconds.append((person, agrees, True))
        if agrees:
            self.state, self.decided, self.appeal = "validated", now, None
        else:
            self.next_round("collecting")

    def may_appeal(self, now: datetime) -> bool:
        in_time = self.decided is not None and now < self.decided + timedelta(weeks=APPEAL_WEEKS)
        return self.state == "not-yet" and in_time

    def may_confirm(self) -> bool:
        return self.state == "collecting" and (self.level == 0 or (self.level == 1 and self.statements > 0))

    def minimum_was_met(self) -> bool:
        """Whether a credential of this claim may exist, from what was written down and nothing else."""
        if self.level == 0:
            return True
        if self.level == 1:
            return self.statements > 0
        if not self.signed:
            return False
        last = self.signed[-1]
        if not (last.is_met and last.had_mandate and last.evidence and last.person != self.worker):
            return False
        agreed = any(
            agrees and had_mandate and person not in {last.person, self.worker, self.coach, self.opener}
            for person, agrees, had_mandate in last.seconds
        )
        return (self.level < 3 or agreed) and (self.level < 4 or last.has_reference)


@dataclass(frozen=True)
class DirectCall:
    """What somebody names who issues without a dossier: each part there or not."""

    level: int
    first: ModelMandate | None
    second: ModelMandate | None
    declares: bool
    has_evidence: bool
    has_relation: bool
    has_reasons: bool
    has_checklist: bool
    has_scheme: bool
    has_reference: bool

    def minimum_is_met(self, at: datetime) -> bool:
        """Whether the level asked has all that it needs, now."""
        if self.level == 0:
            return True
        if self.level == 1:
            return self.has_evidence and self.has_relation
        judged = self.has_evidence and self.has_reasons and self.has_checklist
        if not (judged and self.first is not None and self.first.covers(self.level, at)):
            return False
        if self.level == 2:
            return True
        second = self.second is not None and self.second.covers(self.level, at)
        is_other = self.second is not None and self.second.person != self.first.person
        formal = self.level < 4 or self.has_reference
        return second and is_other and self.declares and self.has_scheme and formal
