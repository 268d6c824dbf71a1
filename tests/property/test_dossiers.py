"""Whatever people do, in whatever order: no credential exists whose level's minimum was not met at that time."""

from collections.abc import Callable, Coroutine, Iterator
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from app.assessing.candidates import CandidateDraft
from app.assessing.claims import try_again
from app.assessing.dossiers import Claim, Dossier
from app.assessing.evidence import Relation
from app.assessing.evidence_kinds import EvidenceKind
from app.assessing.independence import person_of
from app.assessing.judge import hand_over
from app.assessing.judgement_answers import Rating
from app.assessing.mandates import revoke_mandate
from app.assessing.outcomes import confirm_claim
from app.assessing.second import Decision
from app.assessing.withdraw import withdraw_dossier
from app.platform.embedded import EmbeddedPostgres
from app.platform.errors import AppError
from tests.property.dossier_model import DirectCall, ModelClaim, ModelMandate
from tests.property.dossier_world import PEOPLE, World

PERSON = st.integers(0, PEOPLE - 1)
LEVEL = st.sampled_from([0, 1, 2, 3, 3, 4, 4])
ANY = st.integers(0, 1_000)
RATINGS = {
    "met": (Rating.yes, Rating.yes),
    "not-yet": (Rating.yes, Rating.not_yet),
    "too-little": (Rating.yes, Rating.not_seen),
}


class Dossiers(RuleBasedStateMachine):
    """The partnership at work beside its model; each example has mandates and dossiers of its own."""

    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        self.mandates: list[ModelMandate] = []
        self.claims: list[tuple[ModelClaim, Claim, Dossier]] = []
        self.issued = self.world.run(self.world.list_ledger())
        self.count = 0

    def teardown(self) -> None:
        for mandate in self.mandates:
            self.world.run(self._revoke(mandate))

    @initialize()
    def begin_with_two_who_may_judge(self) -> None:
        for person in (0, 1):
            self.grant(person=person, highest=4, days=60, by_achievement=bool(person))

    @invariant()
    def count_the_step(self) -> None:
        self.world.steps += 1
        # What was signed at the very moment at which its mandate ended would be refused, and the model has no such case.
        self.world.clock.advance(timedelta(seconds=1))

    @invariant()
    def the_ledger_holds_what_the_model_allowed_and_nothing_else(self) -> None:
        assert self.world.run(self.world.list_ledger()) == self.issued

    @rule(
        person=PERSON,
        highest=st.sampled_from([1, 2, 3, 4, 4, 4]),
        days=st.integers(1, 60),
        by_achievement=st.booleans(),
    )
    def grant(self, person: int, highest: int, days: int, by_achievement: bool) -> None:
        world, now = self.world, self.world.clock.now()
        made = world.run(world.grant(world.people[person], highest, days, by_achievement=by_achievement))
        mandate = ModelMandate(person, highest, now, now + timedelta(days=days))
        world.mandate_ids[id(mandate)] = made.id
        self.mandates.append(mandate)

    @precondition(lambda self: self.mandates)
    @rule(which=ANY)
    def revoke(self, which: int) -> None:
        mandate = self.mandates[which % len(self.mandates)]
        self.world.run(self._revoke(mandate))
        mandate.revoked = mandate.revoked or self.world.clock.now()

    @rule(hours=st.sampled_from([1, 1, 6, 30, 100, 1010]))
    def pass_time(self, hours: int) -> None:
        self.world.clock.advance(timedelta(hours=hours))

    @precondition(lambda self: len(self.claims) < 6)
    @rule(level=LEVEL, worker=st.none() | PERSON, coach=st.none() | PERSON, opener=st.none() | PERSON)
    def open(self, level: int, worker: int | None, coach: int | None, opener: int | None) -> None:
        desk, people = self.world.desk, self.world.people
        self.world.run(self._open(ModelClaim(level, worker, coach, opener)))
        assert (desk.organisation_id, len(people)) == (people[0].organisation_id, PEOPLE)

    @precondition(lambda self: self.claims)
    @rule(which=ANY, kind=st.sampled_from(["observation", "statement", "link"]))
    def add_evidence(self, which: int, kind: str) -> None:
        model, claim, dossier = self._pick(which)
        world = self.world
        changes: dict[str, Any] = {"claim_id": claim.id}
        if kind == "statement":
            changes |= {"kind": EvidenceKind.statement, "relation": Relation.client}
        work = world.confirm_by_link(claim) if kind == "link" else world.desk.evidence(dossier, **changes)
        may = model.state in {"collecting", "judging", "appealed", "not-yet"}
        if self._expect(may, work):
            model.evidence += 1
            model.statements += kind != "observation"

    @precondition(lambda self: self.claims)
    @rule(which=ANY, person=PERSON)
    def start(self, which: int, person: int) -> None:
        model, claim, _ = self._pick(which)
        may = model.may_start(person, self._has_mandate(person, model.level))
        if self._expect(may, self.world.desk.start(claim, self.world.people[person])):
            model.drafts.setdefault(person, "draft")
            model.state = "judging"

    @precondition(lambda self: self.claims)
    @rule(
        which=ANY,
        person=PERSON,
        verdict=st.sampled_from(["met", "met", "met", "not-yet", "too-little"]),
        has_reference=st.booleans(),
    )
    def judge(self, which: int, person: int, verdict: str, has_reference: bool) -> None:
        """From the first question to the signature, or as far as that person may go."""
        model, claim, _ = self._pick(which)
        has_mandate = self._has_mandate(person, model.level)
        desk, assessor = self.world.desk, self.world.people[person]
        may_start = model.may_start(person, has_mandate)
        if not self._expect(may_start, desk.start(claim, assessor)):
            return
        model.drafts.setdefault(person, "draft")
        model.state = "judging"
        may = model.may_sign(person, has_mandate, verdict, has_reference)
        extra = {"reference_name": "Register"} if has_reference else {"reference_name": ""}
        if self._expect(may, desk.judge(claim, assessor, *RATINGS[verdict], **extra)):
            model.sign(person, verdict, self.world.clock.now(), has_reference)

    @precondition(lambda self: self.claims)
    @rule(which=ANY, person=PERSON)
    def hand_over(self, which: int, person: int) -> None:
        model, claim, _ = self._pick(which)
        may = model.state == "judging" and model.drafts.get(person) == "draft"
        if may and self._expect(True, self._hand_over(claim, person)):
            model.drafts[person] = "handed-over"
            if "draft" not in model.drafts.values():
                model.state = "collecting" if model.appeal is None else "appealed"

    @precondition(lambda self: self.claims)
    @rule(
        which=ANY,
        person=PERSON,
        agrees=st.sampled_from([True, True, False]),
        declares=st.sampled_from([True, True, False]),
    )
    def second(self, which: int, person: int, agrees: bool, declares: bool) -> None:
        model, claim, _ = self._pick(which)
        changes: dict[str, Any] = {"declares_no_conflict": declares}
        if not agrees:
            changes |= {"decision": Decision.sends_back, "reason": "Kijk nog eens."}
        may = model.may_second(person, self._has_mandate(person, model.level), declares)
        if self._expect(may, self.world.desk.second(claim, self.world.people[person], **changes)):
            model.second(person, agrees, self.world.clock.now())

    @precondition(lambda self: self.claims)
    @rule(which=ANY)
    def appeal(self, which: int) -> None:
        model, claim, _ = self._pick(which)
        if self._expect(model.may_appeal(self.world.clock.now()), self.world.desk.appeal(claim)):
            model.appeal = model.round
            model.next_round("appealed")

    @precondition(lambda self: self.claims)
    @rule(which=ANY)
    def try_again(self, which: int) -> None:
        model, claim, _ = self._pick(which)
        if self._expect(model.state == "not-yet", self._act(try_again, claim.id)):
            model.next_round("collecting")

    @precondition(lambda self: self.claims)
    @rule(which=ANY)
    def confirm(self, which: int) -> None:
        model, claim, _ = self._pick(which)
        if self._expect(model.may_confirm(), self._act(confirm_claim, claim.id)):
            model.state, model.decided = "validated", self.world.clock.now()

    @precondition(lambda self: self.claims)
    @rule(which=ANY, certainty=st.integers(0, 5))
    def withdraw(self, which: int, certainty: int) -> None:
        model, _, dossier = self._pick(which)
        if certainty or model.state.startswith("withdrawn"):
            return
        assert self._expect(True, self._act(withdraw_dossier, dossier.id))
        model.state = "issued" if model.state == "issued" else "withdrawn"
        self.claims = [found for found in self.claims if found[0] is not model]

    @precondition(lambda self: self.claims)
    @rule(which=ANY)
    def issue(self, which: int) -> None:
        """A credential comes of what was validated, once, and of nothing else."""
        model, claim, _ = self._pick(which)
        may = model.state in {"validated", "issued"}
        made = self._expect(may, self.world.issue_claim(claim))
        if made:
            assert model.minimum_was_met()
            self.issued[made] = model.level
            model.state = "issued"

    @precondition(lambda self: self.claims)
    @rule(which=ANY, first=PERSON, second=PERSON, has_reference=st.booleans())
    def go_all_the_way(self, which: int, first: int, second: int, has_reference: bool) -> None:
        """One after the other, each as far as the model lets it: the way to the higher levels is long."""
        self.add_evidence(which=which, kind="observation")
        self.judge(which=which, person=first, verdict="met", has_reference=has_reference)
        self.second(which=which, person=second, agrees=True, declares=True)
        self.issue(which=which)

    @rule(
        level=LEVEL,
        first=ANY,
        second=ANY,
        parts=st.lists(st.integers(0, 9).map(bool), min_size=7, max_size=7),
    )
    def issue_directly(self, level: int, first: int, second: int, parts: list[bool]) -> None:
        """Somebody asks a credential on a level and names what they like: it exists if the level has all it needs."""
        call = DirectCall(level, self._mandate(first), self._mandate(second), *parts)
        self.count += 1
        key = f"direct/{self.world.steps}/{self.count}"
        made = self._expect(call.minimum_is_met(self.world.clock.now()), self.world.issue_directly(key, call))
        if made:
            self.issued[made] = level

    def _expect(self, may: bool, work: Coroutine[Any, Any, Any]) -> Any:
        """What was done, or None when it was refused; both only as the model says."""
        refusal = None
        try:
            done = self.world.run(work)
        except AppError as error:
            refusal = error
        assert (refusal is None) == may, (refusal, refusal and refusal.errors)
        return None if refusal else done or True

    def _pick(self, which: int) -> tuple[ModelClaim, Claim, Dossier]:
        return self.claims[which % len(self.claims)]

    def _mandate(self, which: int) -> ModelMandate | None:
        return self.mandates[which % len(self.mandates)] if self.mandates and which % 7 else None

    def _has_mandate(self, person: int, level: int) -> bool:
        now = self.world.clock.now()
        return any(one.person == person and one.covers(level, now) for one in self.mandates)

    async def _act(self, act: Callable[..., Coroutine[Any, Any, Any]], target: Any) -> Any:
        desk = self.world.desk
        async with desk.work() as session:
            return await act(desk.context, session, desk.coordinator, target)

    async def _revoke(self, mandate: ModelMandate) -> None:
        await self._act(revoke_mandate, self.world.mandate_ids[id(mandate)])

    async def _hand_over(self, claim: Claim, person: int) -> None:
        desk, assessor = self.world.desk, self.world.people[person]
        draft = await desk.start(claim, assessor)
        async with desk.work() as session:
            await hand_over(desk.context, session, assessor, draft.id)

    async def _open(self, model: ModelClaim) -> None:
        desk, people = self.world.desk, self.world.people
        self.world.opened += 1
        reference = f"W-{self.world.opened}"
        draft = CandidateDraft(
            reference, person_id=None if model.worker is None else person_of(people[model.worker])
        )
        opener = desk.coordinator if model.opener is None else people[model.opener]
        coach_id = None if model.coach is None else person_of(people[model.coach])
        dossier = await desk.open(draft, issuer=opener, coach_id=coach_id)
        self.claims.append((model, await desk.claim(dossier, model.level), dossier))


@pytest.fixture
def world(server: EmbeddedPostgres) -> Iterator[World]:
    """A partnership of its own."""
    made = World(server)
    yield made
    made.close()


def walk(world: World, steps: int, *, step_count: int = 60) -> None:
    """So many steps at least, in examples of `step_count`."""
    Dossiers.world = world
    while world.steps < steps:
        run_state_machine_as_test(
            Dossiers,
            settings=settings(
                max_examples=max(1, (steps - world.steps) // step_count),
                stateful_step_count=step_count,
                deadline=None,
                database=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            ),
        )


def test_no_credential_exists_without_the_minimum_of_its_level(world: World) -> None:
    walk(world, 300)
    assert world.steps >= 300


@pytest.mark.slow
def test_over_ten_thousand_steps_no_credential_exists_without_the_minimum_of_its_level(world: World) -> None:
    walk(world, 10_000)
    levels = sorted(world.run(world.list_ledger()).values())
    # Every level was reached, or the steps would show little.
    assert set(levels) == {0, 1, 2, 3, 4}
    print(f"{world.steps} steps, {len(levels)} credentials, by level {[levels.count(n) for n in range(5)]}")
