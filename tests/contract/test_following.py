"""Following a share on the real database and the real queue: told of every change, once, and of nothing else."""

from datetime import timedelta

import psycopg
import pytest

from app.following.feed import KEPT_FOR, forget_old, list_events
from app.following.look_again import end_share, expire_share, review_credential
from app.following.subscribe import unsubscribe
from app.following.subscriptions import list_subscriptions, load_subscription
from app.holding.erase import erase_passport
from app.holding.errors import ShareNotVerified
from app.holding.followers import list_followers
from app.holding.share import stop_share_link
from app.holding.sort_credentials import sort_credential
from app.issuing.revoke import RevocationReason, revoke
from app.issuing.suspend import reinstate, suspend
from app.platform.clock import FixedClock
from app.platform.context import Context
from app.platform.errors import InvalidInput, NotFound
from app.platform.pagination import Page
from app.platform.queue import run_worker
from app.trust.keys import mark_compromised
from tests.conftest import LogBook
from tests.contract.following_world import (
    employer,
    events_of,
    follow,
    share,
    share_all,
    subscribe_again,
    told,
    verify,
)


async def work(context: Context) -> None:
    await run_worker(context, until_empty=True)


async def test_a_follower_is_told_of_suspension_reinstatement_and_revocation(context: Context) -> None:
    shared, follower = await share(context, count=2), await employer(context)
    subscription = await follow(context, follower, shared)
    issuer, first = shared.world.issuer, shared.issued[0].id
    await suspend(context, issuer, first)
    await work(context)
    await reinstate(context, issuer, first)
    await work(context)
    await revoke(context, issuer, first, reason=RevocationReason.ERROR)
    await work(context)
    assert await told(context, follower) == [
        ("credential.suspended", "suspended"),
        ("credential.reinstated", "active"),
        ("credential.revoked", "revoked"),
    ]
    assert {event.credential_id for event in await events_of(context, follower)} == {first}
    assert {event.share_link_id for event in await events_of(context, follower)} == {shared.link_id}
    async with context.database.transaction(organisation_id=follower.organisation_id) as session:
        found = await load_subscription(session, follower.organisation_id, subscription.id)
    states = {one.credential_id: one.state for one in found.credentials}
    assert states == {first: "revoked", shared.issued[1].id: "active"}


async def test_the_same_change_twice_is_told_once(context: Context) -> None:
    shared, follower = await share(context), await employer(context)
    subscription = await follow(context, follower, shared)
    await revoke(context, shared.world.issuer, shared.issued[0].id, reason=RevocationReason.ERROR)
    await work(context)
    for _ in range(2):
        await review_credential(context, follower.organisation_id, subscription.id, shared.issued[0].id)
    assert len(await events_of(context, follower)) == 1


async def test_only_who_verified_with_a_key_may_follow(context: Context) -> None:
    shared, follower = await share(context), await employer(context)
    other = await employer(context, "slagerij")
    await verify(context, other, shared)
    with pytest.raises(ShareNotVerified):
        await subscribe_again(context, follower, shared)
    await verify(context, follower, shared)
    first = await subscribe_again(context, follower, shared)
    assert (await subscribe_again(context, follower, shared)).id == first.id
    assert (await subscribe_again(context, other, shared)).id != first.id


async def test_a_link_that_works_once_is_followed_by_who_used_it(context: Context) -> None:
    shared, follower = await share(context, is_single_use=True), await employer(context)
    await follow(context, follower, shared)
    with pytest.raises(ShareNotVerified):
        await subscribe_again(context, await employer(context, "slagerij"), shared)


async def test_a_stopped_link_is_not_followed(context: Context) -> None:
    shared, follower = await share(context), await employer(context)
    await verify(context, follower, shared)
    await stop_share_link(context, shared.holder_id, shared.link_id)
    with pytest.raises(ShareNotVerified):
        await subscribe_again(context, follower, shared)


async def test_stopping_the_share_is_the_last_that_is_told(context: Context) -> None:
    shared, follower = await share(context), await employer(context)
    subscription = await follow(context, follower, shared)
    for _ in range(2):
        await stop_share_link(context, shared.holder_id, shared.link_id)
    await revoke(context, shared.world.issuer, shared.issued[0].id, reason=RevocationReason.ERROR)
    await work(context)
    await end_share(context, follower.organisation_id, subscription.id)
    assert await told(context, follower) == [("share.ended", "no_longer_shared")]
    followers = await list_followers(context, shared.holder_id, [shared.link_id])
    assert [one.ended_at is not None for one in followers[shared.link_id]] == [True]


async def test_an_expired_share_is_told_at_its_end_and_not_before(context: Context) -> None:
    shared, follower = await share(context), await employer(context)
    subscription = await follow(context, follower, shared)
    at = await expire_share(context, follower.organisation_id, subscription.id)
    assert (at, await told(context, follower)) == (subscription.expires_at, [])
    assert isinstance(context.clock, FixedClock)
    context.clock.advance(timedelta(days=30))
    assert await expire_share(context, follower.organisation_id, subscription.id) is None
    assert await told(context, follower) == [("share.expired", "expired")]


async def test_a_credential_that_expires_is_told(context: Context) -> None:
    shared, follower = await share(context), await employer(context)
    shared.issued.append(await shared.world.issue(valid_until=context.clock.now() + timedelta(days=10)))
    shared = await share_all(context, shared)
    subscription = await follow(context, follower, shared)
    assert isinstance(context.clock, FixedClock)
    context.clock.advance(timedelta(days=10))
    await review_credential(context, follower.organisation_id, subscription.id, shared.issued[1].id)
    assert await told(context, follower) == [("credential.expired", "expired")]


async def test_a_hidden_credential_is_no_longer_shared_and_nothing_more_is_told_of_it(
    context: Context,
) -> None:
    shared, follower = await share(context, count=2), await employer(context)
    await follow(context, follower, shared)
    hidden = shared.issued[0].id
    await sort_credential(context, shared.holder_id, hidden, "hidden")
    await work(context)
    await suspend(context, shared.world.issuer, hidden)
    await work(context)
    await sort_credential(context, shared.holder_id, hidden, "accepted")
    await work(context)
    assert await told(context, follower) == [
        ("credential.no_longer_shared", "no_longer_shared"),
        ("credential.shared_again", "suspended"),
    ]


async def test_a_stolen_key_is_told_of_what_it_signed_since_and_of_nothing_else(context: Context) -> None:
    shared, follower = await share(context, count=1), await employer(context)
    assert isinstance(context.clock, FixedClock)
    stolen_at = context.clock.now() + timedelta(hours=1)
    context.clock.advance(timedelta(hours=2))
    shared.issued.append(await shared.world.issue())
    shared = await share_all(context, shared)
    await follow(context, follower, shared)
    organisation_id = shared.world.issuer.organisation_id
    async with context.database.transaction(organisation_id=organisation_id) as session:
        await mark_compromised(
            context,
            session,
            organisation_id=organisation_id,
            key_id=shared.issued[1].issuance.key_id,
            actor="operator",
            compromised_at=stolen_at,
        )
    await work(context)
    [event] = await events_of(context, follower)
    assert (event.type, event.credential_id) == ("credential.key_compromised", shared.issued[1].id)


async def test_who_is_erased_is_no_longer_shared_and_why_is_not_told(
    context: Context, log_book: LogBook
) -> None:
    shared, follower = await share(context), await employer(context)
    subscription = await follow(context, follower, shared)
    await erase_passport(context, shared.holder_id)
    await work(context)
    assert await told(context, follower) == [("share.ended", "no_longer_shared")]
    async with context.database.transaction(organisation_id=follower.organisation_id) as session:
        ended = await load_subscription(session, follower.organisation_id, subscription.id)
    assert ended.subscription.end_reason == "no_longer_shared"
    log_book.hide(str(shared.holder_id))


async def test_who_unsubscribes_hears_nothing_more_and_may_come_back(context: Context) -> None:
    shared, follower = await share(context), await employer(context)
    subscription = await follow(context, follower, shared)
    async with context.database.transaction(organisation_id=follower.organisation_id) as session:
        for _ in range(2):
            await unsubscribe(context, session, follower.organisation_id, subscription.id)
    await suspend(context, shared.world.issuer, shared.issued[0].id)
    await work(context)
    assert await told(context, follower) == []
    again = await subscribe_again(context, follower, shared)
    assert again.id != subscription.id
    followers = await list_followers(context, shared.holder_id, [shared.link_id])
    assert sorted(one.ended_at is None for one in followers[shared.link_id]) == [False, True]


async def test_a_cursor_misses_nothing_and_repeats_nothing(context: Context) -> None:
    shared, follower = await share(context, count=3), await employer(context)
    await follow(context, follower, shared)
    for one in shared.issued:
        await suspend(context, shared.world.issuer, one.id)
    await work(context)
    seen, cursor, is_more = [], None, True
    organisation_id = follower.organisation_id
    async with context.database.transaction(organisation_id=organisation_id) as session:
        while is_more:
            feed = await list_events(session, organisation_id, Page(limit=2, cursor=cursor))
            seen += [event.credential_id for event in feed.items]
            cursor, is_more = feed.cursor, feed.has_more
        assert (await list_events(session, organisation_id, Page(cursor=cursor))).cursor == cursor
        with pytest.raises(InvalidInput):
            await list_events(session, organisation_id, Page(cursor="WyJ4Il0"))
    assert sorted(map(str, seen)) == sorted(str(one.id) for one in shared.issued)


async def test_nobody_sees_what_another_system_follows(context: Context) -> None:
    shared, follower = await share(context), await employer(context)
    subscription = await follow(context, follower, shared)
    await stop_share_link(context, shared.holder_id, shared.link_id)
    await work(context)
    other = await employer(context, "slagerij")
    assert await told(context, other) == []
    async with context.database.transaction(organisation_id=other.organisation_id) as session:
        assert (await list_subscriptions(session, follower.organisation_id, Page())).items == []
        with pytest.raises(NotFound):
            await load_subscription(session, follower.organisation_id, subscription.id)


async def test_what_happened_is_forgotten_after_ninety_days(
    context: Context, superuser: psycopg.Connection[tuple[str]]
) -> None:
    shared, follower = await share(context), await employer(context)
    await follow(context, follower, shared)
    await stop_share_link(context, shared.holder_id, shared.link_id)
    await work(context)
    assert await forget_old(context) == 0
    age = "UPDATE follow_events SET happened_at = happened_at - interval '91 days'"
    superuser.execute(age)
    superuser.execute("UPDATE share_subscriptions SET ended_at = ended_at - interval '91 days'")
    assert timedelta(days=90) == KEPT_FOR
    assert await forget_old(context) == 2
    assert await told(context, follower) == []
