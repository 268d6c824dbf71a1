"""One partnership on the real database, in one process, that a machine of thousands of steps works in."""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from prometheus_client import CollectorRegistry

from app.accounts.organisations import find_organisation
from app.accounts.permissions import Issuer, Role
from app.assessing.assessment import Assessment, Reference, Vraak
from app.assessing.co_sign import Confirmation, confirm_by_link, create_co_sign_link
from app.assessing.dossiers import Claim
from app.assessing.evidence import Relation
from app.assessing.mandates import Mandate, MandateRequest, ScopeKind, grant_mandate
from app.assessing.skill_set_content import EvidenceRules
from app.commands.partnerships import add_signing_keys
from app.issuing.adopt import adopt_skill_set
from app.issuing.issue import issue_credential
from app.issuing.issue_outcome import issue_claim
from app.issuing.issue_requests import EvidenceSummary, IssueRequest
from app.platform.caching import Caches
from app.platform.clock import FixedClock
from app.platform.context import Context
from app.platform.database import Database, fetch
from app.platform.embedded import EmbeddedPostgres
from app.platform.fetch import Fetcher
from app.platform.randomness import SystemRandomness
from app.platform.vault import Vault
from app.settings import Settings
from tests.contract.assessing_cases import Desk, open_desk
from tests.property.dossier_model import DirectCall, ModelMandate

T = TypeVar("T")
PEOPLE = 4
VRAAK = Vraak(True, False, True, True, True)


class World:
    """The context, a partnership that can issue, and its people."""

    def __init__(self, server: EmbeddedPostgres) -> None:
        self._runner = asyncio.Runner()
        self.clock = FixedClock(datetime.now(UTC).replace(microsecond=0))
        self.context, self.desk, self.people = self.run(self._build(server))
        self.mandate_ids: dict[int, UUID] = {}
        self.steps = self.opened = 0

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Does it in the one loop that the connections belong to."""
        return self._runner.run(work)

    def close(self) -> None:
        """Closes the connections and the loop."""
        self.run(self.context.database.close())
        self._runner.close()

    async def _build(self, server: EmbeddedPostgres) -> tuple[Context, Desk, list[Issuer]]:
        randomness = SystemRandomness()
        database = Database(server.url, server.owner_url, pool_size=4)
        context = Context(
            settings=Settings(environment="test", public_url="https://passport.example"),
            database=database,
            clock=self.clock,
            randomness=randomness,
            vault=Vault({1: bytes(range(32))}, 1, randomness),
            caches=Caches(self.clock),
            fetch=Fetcher(database, self.clock),
            metrics=CollectorRegistry(),
        )
        slug = f"machine-{randomness.token(6).hex()}"
        desk = await open_desk(context, slug, evidence_rules=EvidenceRules())
        async with desk.work() as session:
            organisation = await find_organisation(session, desk.organisation_id)
        assert organisation is not None
        await add_signing_keys(context, organisation)
        async with desk.work() as session:
            await adopt_skill_set(context, session, desk.organisation_id, desk.skill_set_id, 1)
        people = [await desk.member(Role.ASSESSOR, Role.SECOND_ASSESSOR, Role.COACH) for _ in range(PEOPLE)]
        return context, desk, people

    async def grant(self, person: Issuer, highest: int, days: int, *, by_achievement: bool) -> Mandate:
        """A mandate from now on, for the skill set or for its achievement."""
        kind = ScopeKind.achievement if by_achievement else ScopeKind.skill_set
        scope = self.desk.achievement_id if by_achievement else self.desk.skill_set_id
        ends = self.clock.now() + timedelta(days=days)
        request = MandateRequest(UUID(person.actor.removeprefix("person:")), kind, scope, highest, ends)
        async with self.desk.work() as session:
            return await grant_mandate(self.context, session, self.desk.coordinator, request)

    async def confirm_by_link(self, claim: Claim) -> None:
        """A client confirms an observation by a link."""
        seen_on = self.clock.now().date()
        async with self.desk.work() as session:
            _, secret = await create_co_sign_link(
                self.context,
                session,
                self.desk.coordinator,
                claim.id,
                observation="Keert veilig.",
                seen_on=seen_on,
            )
        async with self.context.database.transaction() as session:
            await confirm_by_link(self.context, session, secret, Confirmation(True, "Piet", Relation.client))

    async def issue_claim(self, claim: Claim) -> UUID:
        """The credential of a validated claim; the claim is issued from then on."""
        return (await issue_claim(self.context, self.desk.coordinator, claim.dossier_id, claim.id)).id

    async def issue_directly(self, key: str, call: DirectCall) -> UUID:
        """A credential without a dossier, with whatever the caller names."""
        now = self.clock.now()
        evidence = (EvidenceSummary("observation", "Reed twee uur.", now.date()),)
        assessment = Assessment(
            method="observation",
            reasons="Reed rustig." if call.has_reasons else None,
            checklist=VRAAK if call.has_checklist else replace(VRAAK, actuality=None),
            assessor_mandate_id=self.mandate_id(call.first),
            second_mandate_id=self.mandate_id(call.second),
            second_declares_no_conflict=call.declares,
            quality_scheme="Handboek" if call.has_scheme else None,
            confirmer_relation="client" if call.has_relation else None,
            reference=Reference("Register") if call.has_reference else None,
        )
        request = IssueRequest(
            key=key,
            reference=f"direct-{key}",
            level=call.level,
            assessed_on=now.date(),
            assessor_role="Praktijkopleider",
            achievement_id=self.desk.achievement_id,
            evidence=evidence if call.has_evidence else (),
            assessment=assessment,
        )
        return (await issue_credential(self.context, self.desk.coordinator, request)).id

    def mandate_id(self, mandate: ModelMandate | None) -> UUID | None:
        """The id of what the model knows as a mandate."""
        return None if mandate is None else self.mandate_ids[id(mandate)]

    async def list_ledger(self) -> dict[UUID, int]:
        """Every credential that exists, with its level."""
        async with self.desk.work() as session:
            rows = await fetch(session, "SELECT id, level FROM issuances WHERE state = 'signed'", {})
        return {row["id"]: row["level"] for row in rows}
