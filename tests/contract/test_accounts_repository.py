"""Organisations and API keys on the real database."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.accounts.api_keys import authenticate, create_api_key, list_api_keys, load_api_key, revoke_api_key
from app.accounts.errors import ConfusableName, ScopeNotAllowed, SlugTaken
from app.accounts.organisations import (
    Organisation,
    create_organisation,
    end_organisation,
    find_organisation,
    find_organisation_by_slug,
)
from app.accounts.permissions import Scope
from app.platform.context import Context
from app.platform.errors import InvalidInput, NotFound
from app.platform.pagination import Page


async def make(
    context: Context, slug: str, *, name: str | None = None, kind: str = "partnership"
) -> Organisation:
    return await create_organisation(context, slug=slug, name=name or f"Partnership {slug}", kind=kind)


async def make_key(
    context: Context, organisation_id: UUID, *scopes: Scope, lasts: timedelta = timedelta(days=30)
) -> tuple[UUID, str]:
    now = context.clock.now()
    async with context.database.transaction(organisation_id=organisation_id) as session:
        key, secret = await create_api_key(
            session,
            organisation_id=organisation_id,
            name="Payroll system",
            scopes=scopes or (Scope.CREDENTIALS_ISSUE,),
            expires_at=now + lasts,
            now=now,
            randomness=context.randomness,
        )
    return key.id, secret


def forget(context: Context) -> None:
    """What another process is, or this one two seconds later: it knows nothing yet."""
    context.caches.clear()


async def test_an_organisation_is_found_by_id_and_by_slug(context: Context) -> None:
    made = await make(context, "zwolle")
    async with context.database.transaction() as session:
        assert await find_organisation(session, made.id) == made
        assert await find_organisation_by_slug(session, "zwolle") == made
        assert await find_organisation_by_slug(session, "nowhere") is None


async def test_a_slug_is_given_out_once(context: Context) -> None:
    await make(context, "twente")
    with pytest.raises(SlugTaken):
        await make(context, "twente", name="Quite another name")


@pytest.mark.parametrize("name", ["Regio Drechtsteden", "Regio Drechtsteden ", "Regi\u043e Drechtsteden"])
@pytest.mark.abuse("A27")
async def test_a_name_that_looks_like_another_is_refused(context: Context, name: str) -> None:
    await make(context, "drechtsteden", name="Regio Drechtsteden")
    with pytest.raises(ConfusableName):
        await make(context, "drechtsteden-2", name=name)


@pytest.mark.parametrize(
    "wrong",
    [
        {"slug": "Upper"},
        {"slug": "-a"},
        {"slug": "a" * 64},
        {"slug": "a/b"},
        {"name": ""},
        {"name": "Right \u202eto left"},
        {"kind": "bank"},
        {"locale": "xx"},
    ],
)
async def test_malformed_facts_are_refused(context: Context, wrong: dict[str, str]) -> None:
    facts = {"slug": "good", "name": "Good name", "kind": "partnership", "locale": "nl"} | wrong
    with pytest.raises(InvalidInput):
        await create_organisation(context, **facts)  # type: ignore[arg-type]


async def test_twenty_at_once_make_one_organisation(context: Context) -> None:
    results = await asyncio.gather(
        *(make(context, "rush", name="Rush hour") for _ in range(20)), return_exceptions=True
    )
    assert sum(isinstance(result, Organisation) for result in results) == 1
    assert all(isinstance(result, Organisation | SlugTaken | ConfusableName) for result in results)


async def test_a_key_opens_its_own_organisation(context: Context) -> None:
    organisation = await make(context, "arnhem")
    key_id, secret = await make_key(context, organisation.id, Scope.CREDENTIALS_ISSUE, Scope.CREDENTIALS_READ)
    issuer = await authenticate(context, secret)
    assert issuer is not None
    assert issuer.organisation_id == organisation.id
    assert issuer.actor == f"api-key:{key_id}"
    assert issuer.scopes == {Scope.CREDENTIALS_ISSUE, Scope.CREDENTIALS_READ}
    assert (issuer.organisation_name, issuer.slug) == (organisation.name, "arnhem")


async def test_the_text_of_a_key_is_nowhere_in_the_database(context: Context) -> None:
    organisation = await make(context, "ede")
    _, secret = await make_key(context, organisation.id)
    async with context.database.transaction(organisation_id=organisation.id) as session:
        rows = (await session.execute(text("SELECT api_keys::text FROM api_keys"))).scalars().all()
    assert rows
    assert not any(secret in row or secret[8:40] in row for row in rows)


async def test_an_unknown_key_with_a_good_checksum_opens_nothing(context: Context) -> None:
    organisation = await make(context, "tiel")
    async with context.database.transaction(organisation_id=organisation.id) as session:
        _, secret = await create_api_key(
            session,
            organisation_id=organisation.id,
            name="Never stored",
            scopes=[Scope.AUDIT_READ],
            expires_at=context.clock.now() + timedelta(days=1),
            now=context.clock.now(),
            randomness=context.randomness,
        )
        await session.rollback()
    assert await authenticate(context, secret) is None


async def test_a_revoked_key_stops_in_a_process_that_knew_it(context: Context) -> None:
    organisation = await make(context, "leiden")
    key_id, secret = await make_key(context, organisation.id)
    assert await authenticate(context, secret) is not None
    async with context.database.transaction(organisation_id=organisation.id) as session:
        for _ in range(2):
            revoked = await revoke_api_key(
                session,
                organisation_id=organisation.id,
                api_key_id=key_id,
                actor="operator",
                now=context.clock.now(),
                randomness=context.randomness,
            )
    assert revoked.revoked_at == context.clock.now()
    forget(context)
    assert await authenticate(context, secret) is None


async def test_a_key_of_an_ended_organisation_stops(context: Context) -> None:
    organisation = await make(context, "delft")
    _, secret = await make_key(context, organisation.id)
    await end_organisation(context, organisation.id)
    assert await authenticate(context, secret) is None


async def test_the_day_of_use_is_kept_and_no_more(context: Context) -> None:
    organisation = await make(context, "gouda")
    key_id, secret = await make_key(context, organisation.id)
    for _ in range(2):
        await authenticate(context, secret)
        forget(context)
    async with context.database.transaction(organisation_id=organisation.id) as session:
        key = await load_api_key(session, organisation_id=organisation.id, api_key_id=key_id)
    assert key.last_used_on == context.clock.now().date()


async def test_a_verifier_cannot_have_a_key_that_issues(context: Context) -> None:
    organisation = await make(context, "bakery", kind="verifier")
    with pytest.raises(ScopeNotAllowed):
        await make_key(context, organisation.id, Scope.CREDENTIALS_ISSUE)
    _, secret = await make_key(context, organisation.id, Scope.VERIFICATIONS_CREATE)
    issuer = await authenticate(context, secret)
    assert issuer is not None
    assert issuer.scopes == {Scope.VERIFICATIONS_CREATE}


@pytest.mark.parametrize("lasts", [timedelta(0), timedelta(days=-1), timedelta(days=732)])
async def test_a_key_expires_in_the_future_and_within_two_years(context: Context, lasts: timedelta) -> None:
    organisation = await make(context, "hoorn")
    with pytest.raises(InvalidInput):
        await make_key(context, organisation.id, lasts=lasts)


async def test_keys_are_listed_in_pages_that_neither_repeat_nor_miss(context: Context) -> None:
    organisation = await make(context, "breda")
    made = {(await make_key(context, organisation.id))[0] for _ in range(5)}
    seen: list[UUID] = []
    cursor: str | None = None
    async with context.database.transaction(organisation_id=organisation.id) as session:
        for _ in range(3):
            page = Page(limit=2, cursor=cursor)
            found = await list_api_keys(session, organisation_id=organisation.id, page=page)
            seen += [key.id for key in found.items]
            cursor = found.next_cursor
    assert cursor is None
    assert len(seen) == 5
    assert set(seen) == made


async def test_a_key_of_another_organisation_is_invisible_and_not_writable(context: Context) -> None:
    ours, theirs = await make(context, "ours"), await make(context, "theirs")
    key_id, secret = await make_key(context, theirs.id)
    async with context.database.transaction(organisation_id=ours.id) as session:
        with pytest.raises(NotFound):
            await load_api_key(session, organisation_id=ours.id, api_key_id=key_id)
        # The same with a query that forgets its organisation: the database itself holds the line.
        assert (await session.execute(text("SELECT id FROM api_keys"))).all() == []
        changed = await session.execute(text("UPDATE api_keys SET revoked_at = now() RETURNING id"))
        assert changed.all() == []
    assert await authenticate(context, secret) is not None


async def test_without_an_organisation_no_key_is_visible(context: Context) -> None:
    organisation = await make(context, "assen")
    await make_key(context, organisation.id)
    async with context.database.transaction() as session:
        assert (await session.execute(text("SELECT id FROM api_keys"))).all() == []


FORBIDDEN = [
    "INSERT INTO organisations (id, slug, name, name_skeleton, kind, locale, is_test, created_at) "
    "VALUES (gen_random_uuid(), 'x', 'x', 'x', 'partnership', 'nl', false, now())",
    "UPDATE organisations SET name = 'Other'",
    "DELETE FROM organisations",
    "DELETE FROM api_keys",
    "UPDATE api_keys SET scopes = '{keys:manage}'",
    "UPDATE api_keys SET expires_at = 'infinity'",
    "INSERT INTO api_keys SELECT gen_random_uuid(), id, name, prefix, '\\x00', scopes, created_at, "
    "expires_at FROM api_keys",
    "ALTER TABLE api_keys DISABLE ROW LEVEL SECURITY",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
async def test_the_application_cannot_do_what_is_an_operators_act(context: Context, statement: str) -> None:
    organisation = await make(context, "venlo")
    await make_key(context, organisation.id)
    with pytest.raises(DBAPIError):
        async with context.database.transaction(organisation_id=organisation.id) as session:
            await session.execute(text(statement))
