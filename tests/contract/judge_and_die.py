"""A process in which an assessor saves two answers, each in a transaction of its own, and that dies while signing."""

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime
from uuid import UUID

from prometheus_client import CollectorRegistry

from app.accounts.permissions import ANY_SCOPE, Issuer
from app.assessing.judge import load_judgement, save_answers
from app.assessing.sign import sign_judgement
from app.platform.caching import Caches
from app.platform.clock import FixedClock
from app.platform.context import Context
from app.platform.database import Database
from app.platform.fetch import Fetcher
from app.platform.randomness import SystemRandomness
from app.platform.vault import Vault
from app.settings import Settings


async def judge_until_killed(
    url: str, key: bytes, organisation_id: UUID, person: str, judgement_id: UUID, now: datetime
) -> None:
    clock, randomness, database = FixedClock(now), SystemRandomness(), Database(url)
    context = Context(
        settings=Settings(environment="test"),
        database=database,
        clock=clock,
        randomness=randomness,
        vault=Vault({1: key}, 1, randomness),
        caches=Caches(clock),
        fetch=Fetcher(database, clock),
        metrics=CollectorRegistry(),
    )
    issuer = Issuer(organisation_id, person, ANY_SCOPE, "", "")
    for version, answer in enumerate(("Keek om.", "Keek om en remde op tijd."), start=50):
        async with database.transaction(organisation_id=organisation_id) as session:
            await save_answers(context, session, issuer, judgement_id, {"reasons": answer}, version=version)
    async with database.transaction(organisation_id=organisation_id) as session:
        judgement, _, _ = await load_judgement(context, session, issuer, judgement_id)
        await sign_judgement(context, session, issuer, judgement_id, seen_version=judgement.version)
        # Signed, but not committed.
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    url, key, organisation_id, person, judgement_id, now = sys.argv[1:]
    asyncio.run(
        judge_until_killed(
            url,
            bytes.fromhex(key),
            UUID(organisation_id),
            person,
            UUID(judgement_id),
            datetime.fromisoformat(now).astimezone(UTC),
        )
    )
