"""Erase: somebody's data is destroyed wherever this service has it, and stays so after a backup is put back.

First the journal, then one transaction: whoever is in the journal is forgotten, if not now then at the next start.
Copies that the worker keeps stay valid; the index of a status and the digest of a text stay, and are nobody's data
(mission.md, 5.1; threats.md, A34).
"""

import asyncio
from typing import Final
from uuid import UUID

from app.holding.followers import end_followers
from app.holding.repository.holders import HolderRepository
from app.issuing.erase import erase_source, plan_erasure, plan_sources_of_holder, write_journal
from app.platform.context import Context
from app.platform.database import Session, enter
from app.platform.erasure_journal import Erasure, find_missing, mark_done, read_erasures
from app.platform.errors import NotFound
from app.platform.idempotency import forget_answers_of
from app.platform.logging import log
from app.platform.mail import give_up_mails

HOLDER: Final = "holder"
RESTORED: Final = "system:erasure-journal"
AT_ONCE: Final = 100


async def erase_passport(context: Context, holder_id: UUID) -> int:
    """The passport with its shares and devices, and the holder at every partnership; at how many it was.

    Raises NotFound when there is no such holder, OSError when the journal cannot be written; then nothing is gone.
    """
    async with context.database.transaction(holder_id=holder_id) as session:
        if await HolderRepository(session, holder_id).find_data_key() is None:
            raise NotFound
        sources = await plan_sources_of_holder(context, session, holder_id)
    erasures = [plan_erasure(context, "holder", holder_id), *sources]
    await write_journal(context, erasures)
    await _erase(context, erasures, actor=HOLDER)
    log.info("gdpr.erased", count=len(erasures))
    return len({erasure.organisation_id for erasure in sources})


async def repeat_erasures(context: Context) -> int:
    """Carries out what stands in the journal and this database does not know; how many.

    After a backup was put back, and after a crash between the journal and the database. Raises JournalBroken, OSError.
    """
    journal = await asyncio.to_thread(read_erasures, context.settings.erasure_journal)
    if not journal:
        return 0
    async with context.database.transaction() as session:
        missing = await find_missing(session, journal)
    for start in range(0, len(missing), AT_ONCE):
        await _erase(context, missing[start : start + AT_ONCE], actor=RESTORED)
    if missing:
        log.warning("gdpr.erased_again", count=len(missing))
    return len(missing)


async def _erase(context: Context, erasures: list[Erasure], *, actor: str) -> None:
    async with context.database.transaction() as session:
        for erasure in erasures:
            if erasure.organisation_id is None:
                await _erase_holder(context, session, erasure)
            else:
                await erase_source(context, session, erasure, actor=actor)


async def _erase_holder(context: Context, session: Session, erasure: Erasure) -> None:
    await enter(session, holder_id=erasure.subject_id)
    await end_followers(context, session, erasure.subject_id)
    await give_up_mails(session, None, about=erasure.subject_id, reason="erased", now=context.clock.now())
    await forget_answers_of(session, erasure.subject_id)
    await HolderRepository(session, erasure.subject_id).delete_holder()
    await mark_done(session, erasure.id, now=context.clock.now())
