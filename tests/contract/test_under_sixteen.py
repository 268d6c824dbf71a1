"""Who is not sixteen yet shares nothing in public, whoever told it and whatever was shared before."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from app.assessing.ages import forget_ages
from app.assessing.candidates import CandidateDraft, register_candidate
from app.assessing.events import MarkedUnderSixteen
from app.holding.errors import ShareNotVerified, UnderSixteen, UnknownShareLink
from app.holding.follow_share import follow_share
from app.holding.jobs import receive_issued_credentials, stop_sharing
from app.holding.mail_share import mail_share_link
from app.holding.open_share import open_share_link, peek_share_link, preview_share
from app.holding.share import ShareRequest, create_share_link, load_share_link
from app.holding.under_sixteen import load_youth
from app.issuing.ages import find_age, tell_age
from app.issuing.erase import erase_at_organisation
from app.issuing.events import CredentialIssued
from app.platform.clock import FixedClock
from app.platform.context import Context
from app.platform.errors import InvalidInput, NotFound
from tests.contract.passport_world import World, build_world
from tests.passports import Superuser


def at(context: Context, moment: datetime) -> Context:
    return replace(context, clock=FixedClock(moment))


def soon(context: Context, days: int = 200) -> date:
    return (context.clock.now() + timedelta(days=days)).date()


async def a_young_worker(world: World, name: str = "w-1") -> tuple[UUID, UUID, UUID]:
    """A passport, a credential in it, and who its holder is to the partnership."""
    issued = await world.issue(name, sixteen_on=soon(world.context))
    received = await world.claim(issued)
    return received.holder_id, issued.id, issued.issuance.recipient_id


def marked(superuser: Superuser, world: World) -> MarkedUnderSixteen:
    """The event with everybody whom the partnership marked."""
    sql = "SELECT person_hash FROM young_people WHERE organisation_id = %s"
    rows = superuser.execute(sql, (world.issuer.organisation_id,)).fetchall()
    return MarkedUnderSixteen(str(world.issuer.organisation_id), [bytes(row[0]).hex() for row in rows])


@pytest.mark.parametrize(
    "what",
    [
        ShareRequest,
        lambda ids: ShareRequest(ids, is_for_paper=True),
        lambda ids: ShareRequest(ids, has_code=True),
    ],
)
async def test_nothing_is_shared_under_sixteen_by_link_paper_or_code(
    context: Context, what: Callable[[tuple[UUID, ...]], ShareRequest]
) -> None:
    holder_id, credential_id, _ = await a_young_worker(await build_world(context, "young-share"))
    request = what((credential_id,))
    with pytest.raises(UnderSixteen):
        await create_share_link(context, holder_id, request)
    with pytest.raises(UnderSixteen):
        await preview_share(context, holder_id, request)


async def test_sharing_opens_by_itself_at_midnight_in_the_netherlands(context: Context) -> None:
    world = await build_world(context, "young-midnight")
    day = date(context.clock.now().year + 1, 7, 1)
    issued = await world.issue(sixteen_on=day)
    received = await world.claim(issued)
    request = ShareRequest((issued.id,))
    # In July Amsterdam is two hours ahead of UTC.
    midnight = datetime(day.year, 6, 30, 22, 0, tzinfo=UTC)
    before = at(context, midnight - timedelta(seconds=1))
    with pytest.raises(UnderSixteen):
        await create_share_link(before, received.holder_id, request)
    assert await load_youth(before, received.holder_id) is not None
    _, secret = await create_share_link(at(context, midnight), received.holder_id, request)
    assert await peek_share_link(at(context, midnight), secret) is not None
    assert await load_youth(at(context, midnight), received.holder_id) is None


async def test_a_link_of_before_stops_when_the_age_is_told_and_stays_so(
    context: Context, superuser: Superuser
) -> None:
    world = await build_world(context, "young-late")
    issued = await world.issue()
    holder_id = (await world.claim(issued)).holder_id
    link, secret = await create_share_link(context, holder_id, ShareRequest((issued.id,)))
    await tell_age(context, world.issuer, issued.issuance.recipient_id, soon(context))
    # Before the job has run already.
    assert await peek_share_link(context, secret) is None
    assert await open_share_link(context, secret, "page") is None
    for _ in range(2):
        await stop_sharing(marked(superuser, world), context)
    assert (await load_share_link(context, holder_id, link.id)).state == "stopped"
    with pytest.raises(UnknownShareLink):
        await mail_share_link(context, holder_id, secret, "ouder@thuis.example", language="nl")
    await tell_age(context, world.issuer, issued.issuance.recipient_id, None)
    assert await peek_share_link(context, secret) is None


async def test_a_system_cannot_follow_what_is_no_longer_shared(context: Context) -> None:
    world = await build_world(context, "young-follow")
    issued = await world.issue()
    holder_id = (await world.claim(issued)).holder_id
    _, secret = await create_share_link(context, holder_id, ShareRequest((issued.id,)))
    organisation_id = world.issuer.organisation_id
    assert await open_share_link(context, secret, "api", verifier=organisation_id) is not None
    await tell_age(context, world.issuer, issued.issuance.recipient_id, soon(context))
    async with context.database.transaction() as session:
        with pytest.raises(ShareNotVerified):
            await follow_share(context, session, secret, organisation_id=organisation_id, name="Bakkerij")


async def test_of_two_partnerships_the_one_that_says_under_sixteen_counts_until_its_day(
    context: Context,
) -> None:
    one, other = await build_world(context, "young-one"), await build_world(context, "young-other")
    holder_id, credential_id, _ = await a_young_worker(one)
    await other.claim(await other.issue("w-9"), holder_id=holder_id)
    with pytest.raises(UnderSixteen):
        await create_share_link(context, holder_id, ShareRequest((credential_id,)))
    later = await other.issue("w-9", sixteen_on=soon(context, 300))
    event = CredentialIssued(
        str(other.issuer.organisation_id), [str(later.id)], [str(later.issuance.recipient_id)]
    )
    await receive_issued_credentials(event, context)
    youth = await load_youth(context, holder_id)
    assert youth is not None and youth.sixteen_on == soon(context, 300)


async def test_claiming_stops_what_an_older_passport_shared(context: Context) -> None:
    one, other = await build_world(context, "young-into"), await build_world(context, "young-added")
    issued = await one.issue()
    holder_id = (await one.claim(issued)).holder_id
    link, _ = await create_share_link(context, holder_id, ShareRequest((issued.id,)))
    await other.claim(await other.issue("w-9", sixteen_on=soon(context)), holder_id=holder_id)
    assert (await load_share_link(context, holder_id, link.id)).state == "stopped"


async def test_a_wrong_day_is_corrected_and_a_day_that_has_been_is_not_kept(
    context: Context, superuser: Superuser
) -> None:
    world = await build_world(context, "young-wrong")
    holder_id, credential_id, recipient_id = await a_young_worker(world)
    await tell_age(context, world.issuer, recipient_id, soon(context, 0))
    await create_share_link(context, holder_id, ShareRequest((credential_id,)))
    assert superuser.execute("SELECT count(*) FROM young_people").fetchone() == (0,)
    with pytest.raises(InvalidInput):
        await tell_age(context, world.issuer, recipient_id, soon(context, 17 * 366))
    with pytest.raises(NotFound):
        await tell_age(context, world.issuer, UUID(int=7), soon(context))
    audited = superuser.execute(
        "SELECT actor, target FROM audit_events WHERE action = 'recipient.age-told'"
    ).fetchall()
    assert audited == [(world.issuer.actor, str(recipient_id))]


async def test_another_partnership_sees_no_age_and_an_erased_person_has_none(
    context: Context, superuser: Superuser
) -> None:
    one, other = await build_world(context, "young-mine"), await build_world(context, "young-theirs")
    _, _, recipient_id = await a_young_worker(one)
    async with context.database.transaction(organisation_id=other.issuer.organisation_id) as session:
        with pytest.raises(NotFound):
            await find_age(session, other.issuer.organisation_id, recipient_id)
    async with context.database.transaction(organisation_id=one.issuer.organisation_id) as session:
        assert await find_age(session, one.issuer.organisation_id, recipient_id) == soon(context)
    await erase_at_organisation(context, one.issuer, recipient_id)
    assert superuser.execute("SELECT count(*) FROM young_people").fetchone() == (0,)


async def test_days_that_have_been_are_forgotten_and_no_others(
    context: Context, superuser: Superuser
) -> None:
    world = await build_world(context, "young-grown")
    for name in ("w-1", "w-2"):
        await world.issue(name, sixteen_on=soon(context))
    superuser.execute(
        "UPDATE young_people SET sixteen_on = current_date - 1"
        " WHERE person_hash = (SELECT min(person_hash::text)::bytea FROM young_people)"
    )
    assert await forget_ages(context) == 1
    assert superuser.execute("SELECT count(*) FROM young_people").fetchone() == (1,)


async def test_a_dossier_tells_the_age_before_anything_is_issued(context: Context) -> None:
    world = await build_world(context, "young-dossier")
    organisation_id = world.issuer.organisation_id
    draft = CandidateDraft("w-1", sixteen_on=soon(context))
    async with context.database.transaction(organisation_id=organisation_id) as session:
        await register_candidate(context, session, world.issuer, draft)
        too_late = replace(draft, sixteen_on=soon(context, 17 * 366))
        with pytest.raises(InvalidInput):
            await register_candidate(context, session, world.issuer, too_late)
    issued = await world.issue()
    received = await world.claim(issued)
    with pytest.raises(UnderSixteen):
        await create_share_link(context, received.holder_id, ShareRequest((issued.id,)))
