"""A partnership with a worker, a dossier and people with mandates, for the contract tests of assessing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from app.accounts.organisations import create_organisation
from app.accounts.people import add_membership, add_person
from app.accounts.permissions import ANY_SCOPE, Issuer, Role
from app.assessing.appeals import ask_appeal
from app.assessing.candidates import CandidateDraft
from app.assessing.claims import add_claim
from app.assessing.dossier_states import ClaimState
from app.assessing.dossiers import Claim, Dossier, load_claim, load_dossier, open_dossier
from app.assessing.evidence import Evidence, EvidenceDraft, add_evidence
from app.assessing.evidence_kinds import EvidenceKind
from app.assessing.independence import person_of
from app.assessing.judge import Judgement, save_answers, start_judging
from app.assessing.judgement_answers import VRAAK, Conflict, CriterionRating, Method, Rating, Value
from app.assessing.mandates import Mandate, MandateRequest, ScopeKind, grant_mandate
from app.assessing.outcomes import Outcome, load_outcome
from app.assessing.second import Decision, SecondDraft, give_second_judgement
from app.assessing.sign import sign_judgement
from app.platform.context import Context
from app.platform.database import Session
from tests.skill_sets import add_published

WORKER = CandidateDraft(reference="W-17", name="Sanne de Wit", mail="sanne@example.nl", phone="0612345678")


@dataclass
class Desk:
    """A partnership at work. `coordinator` acts where nobody else is named."""

    context: Context
    coordinator: Issuer
    skill_set_id: UUID
    achievement_id: UUID
    criterion_ids: tuple[UUID, ...]

    @property
    def organisation_id(self) -> UUID:
        return self.coordinator.organisation_id

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Session]:
        """A transaction in the name of the partnership."""
        async with self.context.database.transaction(organisation_id=self.organisation_id) as session:
            yield session

    async def member(self, *roles: Role, email: str | None = None) -> Issuer:
        """Somebody of staff, with an account and these roles."""
        async with self.work() as session:
            person = await add_person(
                self.context, session, name="Noor Ünal", email=email or f"{uuid4()}@regio.example"
            )
            await add_membership(
                self.context,
                session,
                organisation_id=self.organisation_id,
                person_id=person.id,
                roles=roles or (Role.ASSESSOR,),
                actor="operator",
            )
        return self.person(person.id)

    async def assessor(self, level: int = 3, *, days: int = 365, email: str | None = None) -> Issuer:
        """A member with a mandate for the skill set, up to a level."""
        member = await self.member(Role.ASSESSOR, Role.SECOND_ASSESSOR, Role.COACH, email=email)
        await self.mandate(member, level, days=days)
        return member

    async def mandate(self, member: Issuer, level: int = 3, *, days: int = 365) -> Mandate:
        """A mandate that runs from now on."""
        request = MandateRequest(
            person_of(member),
            ScopeKind.skill_set,
            self.skill_set_id,
            level,
            self.context.clock.now() + timedelta(days=days),
        )
        async with self.work() as session:
            return await grant_mandate(self.context, session, self.coordinator, request)

    async def start(self, claim: Claim, assessor: Issuer) -> Judgement:
        """The assessor begins, or goes on."""
        async with self.work() as session:
            return await start_judging(self.context, session, assessor, claim.id)

    async def answer(
        self, judgement: Judgement, assessor: Issuer, key: str, value: Value, version: int | None = None
    ) -> Judgement:
        """One answer, in a transaction of its own, as a page saves it."""
        async with self.work() as session:
            return await save_answers(
                self.context,
                session,
                assessor,
                judgement.id,
                {key: value},
                version=judgement.next_version if version is None else version,
            )

    async def fill(
        self, judgement: Judgement, assessor: Issuer, *ratings: Rating, **changes: Value
    ) -> Judgement:
        """Every question answered, with these ratings of the criteria; all yes when none is named."""
        given = ratings or (Rating.yes,) * len(self.criterion_ids)
        answers: dict[str, Value] = {
            f"criterion:{one}": CriterionRating(rating)
            for one, rating in zip(self.criterion_ids, given, strict=False)
        }
        answers |= dict.fromkeys(VRAAK, True) | {
            "method": Method.observation,
            "conflict": Conflict.none,
            "reasons": "Reed rustig en keek om.",
            "next-step": "Oefen het keren.",
            "role": "Praktijkopleider",
            "name": "Noor Ünal",
            **{key.replace("_", "-"): value for key, value in changes.items()},
        }
        async with self.work() as session:
            return await save_answers(
                self.context, session, assessor, judgement.id, answers, version=judgement.next_version
            )

    async def sign(
        self, judgement: Judgement, assessor: Issuer, seen_version: int | None = None
    ) -> Judgement:
        """The assessor signs what the summary showed."""
        async with self.work() as session:
            return await sign_judgement(
                self.context,
                session,
                assessor,
                judgement.id,
                seen_version=judgement.version if seen_version is None else seen_version,
            )

    async def judge(self, claim: Claim, assessor: Issuer, *ratings: Rating, **changes: Value) -> Judgement:
        """From the first question to the signature."""
        judgement = await self.start(claim, assessor)
        return await self.sign(await self.fill(judgement, assessor, *ratings, **changes), assessor)

    async def second(self, claim: Claim, person: Issuer, **changes: Any) -> Claim:
        """A second person agrees, unless it is changed."""
        draft = replace(SecondDraft(Decision.agrees, True, "Tweede beoordelaar"), **changes)
        async with self.work() as session:
            return await give_second_judgement(self.context, session, person, claim.id, draft)

    async def appeal(self, claim: Claim, **changes: Any) -> Claim:
        """The worker asks for another judgement."""
        values: dict[str, Any] = {"reason": "Ik kon dit wel."} | changes
        async with self.work() as session:
            return await ask_appeal(self.context, session, self.coordinator, claim.id, **values)

    async def outcome(self, claim: Claim) -> Outcome:
        """What issuing gets."""
        async with self.work() as session:
            return await load_outcome(self.context, session, self.organisation_id, claim.id)

    async def judged(self, level: int = 2, *ratings: Rating) -> tuple[Dossier, Claim, Issuer]:
        """A dossier with a claim that somebody judged."""
        dossier = await self.open()
        claim = await self.claim(dossier, level)
        await self.evidence(dossier)
        assessor = await self.assessor()
        await self.judge(claim, assessor, *ratings)
        return dossier, claim, assessor

    def person(self, person_id: UUID | None = None) -> Issuer:
        """A member of staff."""
        return replace(self.coordinator, actor=f"person:{person_id or uuid4()}")

    async def open(self, draft: CandidateDraft = WORKER, **changes: Any) -> Dossier:
        """A dossier of a worker."""
        async with self.work() as session:
            dossier, _ = await open_dossier(
                self.context,
                session,
                changes.pop("issuer", self.coordinator),
                draft,
                skill_set_id=self.skill_set_id,
                **changes,
            )
        return dossier

    async def claim(
        self, dossier: Dossier, level: int = 2, achievement_id: UUID | None = None, *, words: str = ""
    ) -> Claim:
        """A claim in the dossier."""
        async with self.work() as session:
            return await add_claim(
                self.context,
                session,
                self.coordinator,
                dossier.id,
                achievement_id=achievement_id or self.achievement_id,
                level_asked=level,
                words=words,
            )

    async def evidence(self, dossier: Dossier, **changes: Any) -> Evidence:
        """An observation in the dossier."""
        draft = EvidenceDraft(
            EvidenceKind.observation, "Reed twee uur zonder fouten.", self.context.clock.now().date()
        )
        async with self.work() as session:
            return await add_evidence(
                self.context, session, self.coordinator, dossier.id, replace(draft, **changes)
            )

    async def state_of(self, claim: Claim) -> ClaimState:
        """Where the claim stands now."""
        async with self.work() as session:
            found, _ = await load_claim(session, self.organisation_id, claim.id)
        return found.state

    async def load(self, dossier: Dossier) -> Dossier:
        """The dossier as it stands now."""
        async with self.work() as session:
            return await load_dossier(session, self.organisation_id, dossier.id)


async def open_desk(context: Context, slug: str = "heftruck", **changes: Any) -> Desk:
    """A new partnership with a published skill set; changes are those of its content."""
    made = await create_organisation(context, slug=slug, name=f"Partnership {slug}")
    coordinator = Issuer(made.id, f"person:{uuid4()}", ANY_SCOPE, made.name, made.slug)
    published = await add_published(context, coordinator, **changes)
    [achievement] = published.content.achievements
    criteria = tuple(criterion.id for criterion in achievement.criteria)
    return Desk(context, coordinator, published.id, achievement.id, criteria)
