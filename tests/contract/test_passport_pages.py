"""The passport tells its holder what an employer would see."""

from dataclasses import replace
from datetime import date, timedelta

from app.holding.helplines import Helpline, find_helplines
from app.holding.passport_pages import build_passport_page, build_skill_page
from app.holding.sort_credentials import sort_credential
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
    assert {line.credential_id: line.note for line in page.fresh} == {
        str(revoked.id): PASSPORT_NOTES["revoked"],
        str(paused.id): PASSPORT_NOTES["suspended"],
        str(kept.id): None,
    }
    await reinstate(context, world.issuer, paused.id)
    page = await build_passport_page(context, holder_id, DUTCH)
    assert [line.note for line in page.fresh].count(None) == 2


async def test_a_credential_past_its_last_day_is_told_as_no_longer_valid(context: Context) -> None:
    world = await build_world(context, "passport-expired")
    issued = await world.issue(valid_until=context.clock.now() + timedelta(days=1))
    holder_id = (await world.claim(issued)).holder_id
    later = replace(context, clock=FixedClock(context.clock.now() + timedelta(days=3)))
    [line] = (await build_passport_page(later, holder_id, DUTCH)).fresh
    assert line.note == EXPIRED_NOTE


async def test_what_is_accepted_is_grouped_and_what_is_refused_or_hidden_is_put_away(
    context: Context,
) -> None:
    world = await build_world(context, "passport-groups")
    kept, fresh, refused, hidden = [await world.issue() for _ in range(4)]
    holder_id = (await world.claim(kept)).holder_id
    await sort_credential(context, holder_id, kept.id, "accepted")
    await sort_credential(context, holder_id, refused.id, "refused")
    await sort_credential(context, holder_id, hidden.id, "hidden")
    page = await build_passport_page(context, holder_id, DUTCH)
    assert [line.credential_id for line in page.fresh] == [str(fresh.id)]
    assert [(group.title, len(group.items)) for group in page.groups] == [("Vaardigheden", 1)]
    assert {line.credential_id for line in page.put_away} == {str(refused.id), str(hidden.id)}
    assert page.count == 2


async def test_a_skill_is_told_in_plain_words(context: Context) -> None:
    world = await build_world(context, "passport-skill")
    issued = await world.issue()
    holder_id = (await world.claim(issued)).holder_id
    page = await build_skill_page(context, holder_id, issued.id, DUTCH)
    assert page.line.title == "Veilig werken met een heftruck"
    assert page.description == "Rijdt veilig met een heftruck."
    assert page.criteria == ("Controleert de heftruck voor gebruik.",)
    assert page.level_meaning is not None
    assert page.accept_action is not None
    await sort_credential(context, holder_id, issued.id, "refused")
    page = await build_skill_page(context, holder_id, issued.id, DUTCH)
    assert (page.hide_action, page.share_href) == (None, None)


async def test_the_numbers_to_call_are_those_of_who_gave_something(context: Context) -> None:
    reachable = await build_world(context, "passport-help", phone="038 - 123 45 67")
    silent = await build_world(context, "passport-silent")
    holder_id = (await reachable.claim(await reachable.issue())).holder_id
    await silent.claim(await silent.issue(), holder_id=holder_id)
    assert await find_helplines(context, holder_id) == (
        Helpline("Stichting passport-help", "038 - 123 45 67", "0381234567"),
    )
