"""A partnership that issues and judges, and a worker with a passport, for tests of a worker's own dossiers."""

from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from app.assessing.claims import add_claim
from app.assessing.dossiers import Claim, load_claim
from app.holding.own_dossiers import open_own_dossier, own_dossier
from app.platform.context import Context
from tests.contract.assessing_cases import Desk
from tests.contract.passport_world import World, build_world
from tests.passports import Worker, a_worker
from tests.skill_sets import add_published

REFERENCE = "W-17"


@dataclass
class Place:
    """The partnership: as it issues, and as it judges."""

    world: World
    desk: Desk

    @property
    def context(self) -> Context:
        return self.desk.context

    @property
    def slug(self) -> str:
        return self.desk.coordinator.slug

    async def worker(self, reference: str = REFERENCE) -> Worker:
        """Somebody who collected a credential of this partnership."""
        return await a_worker(self.world, reference)

    async def open(self, worker: Worker) -> UUID:
        """A dossier that the worker opens."""
        async with self.context.database.transaction(holder_id=worker.holder_id) as session:
            opened = await open_own_dossier(
                self.context,
                session,
                worker.holder_id,
                self.slug,
                self.desk.skill_set_id,
                name="Sanne de Wit",
                is_sixteen_or_older=True,
            )
        return opened.dossier.id

    async def claim(self, worker: Worker, dossier_id: UUID, words: str = "") -> Claim:
        """What the worker says to master, in an own dossier."""
        async with own_dossier(self.context, worker.holder_id, dossier_id) as (session, issuer):
            return await add_claim(
                self.context,
                session,
                issuer,
                dossier_id,
                achievement_id=self.desk.achievement_id,
                level_asked=2,
                words=words,
            )

    async def load(self, claim_id: UUID) -> Claim:
        """The claim as it stands now."""
        async with self.desk.work() as session:
            claim, _ = await load_claim(session, self.desk.organisation_id, claim_id)
        return claim


async def open_place(context: Context, slug: str) -> Place:
    """A partnership with keys and a published skill set."""
    world = await build_world(context, slug)
    coordinator = replace(world.issuer, actor=f"person:{uuid4()}")
    published = await add_published(context, coordinator)
    [achievement] = published.content.achievements
    ids = tuple(criterion.id for criterion in achievement.criteria)
    return Place(world, Desk(context, coordinator, published.id, achievement.id, ids))
