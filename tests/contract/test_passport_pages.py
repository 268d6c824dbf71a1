"""The passport tells its holder what an employer would see."""

from dataclasses import replace
from datetime import date, timedelta

from app.holding.passport_pages import build_passport_page
from app.holding.wording import EXPIRED_NOTE, PASSPORT_NOTES, Phrasebook
from app.issuing.revoke import RevocationReason, revoke
from app.issuing.suspend import SuspensionReason, reinstate, suspend
from app.platform.clock import FixedClock
from app.platform.context import Context
from tests.contract.passport_world import build_world

DUTCH = Phrasebook("nl", lambda text: text, date.isoformat)


async def test_a_withdrawn_or_paused_credential_is_not_shown_as_valid_to_its_holder(context: Context) -> None:
    world = await build_world(context, "passport-notes")
    revoked, paused, kept = [await world.issue() for _ in range(3)]
    holder_id = (await world.claim(kept)).holder_id
    await revoke(context, world.issuer, revoked.id, reason=RevocationReason.ERROR)
    await suspend(context, world.issuer, paused.id, reason=SuspensionReason.OTHER)
    page = await build_passport_page(context, holder_id, DUTCH)
    assert {line.credential_id: line.note for line in page.credentials} == {
        str(revoked.id): PASSPORT_NOTES["revoked"],
        str(paused.id): PASSPORT_NOTES["suspended"],
        str(kept.id): None,
    }
    await reinstate(context, world.issuer, paused.id)
    page = await build_passport_page(context, holder_id, DUTCH)
    assert [line.note for line in page.credentials].count(None) == 2


async def test_a_credential_past_its_last_day_is_told_as_no_longer_valid(context: Context) -> None:
    world = await build_world(context, "passport-expired")
    issued = await world.issue(valid_until=context.clock.now() + timedelta(days=1))
    holder_id = (await world.claim(issued)).holder_id
    later = replace(context, clock=FixedClock(context.clock.now() + timedelta(days=3)))
    [line] = (await build_passport_page(later, holder_id, DUTCH)).credentials
    assert line.note == EXPIRED_NOTE
