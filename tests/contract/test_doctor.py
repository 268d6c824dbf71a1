"""`doctor` on a real database with a real server: all is well, and each thing that is not is named."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import psycopg
import pytest

from app.commands.doctor import examine
from app.commands.serving import free_port, running
from app.platform.context import Context
from app.platform.embedded import EmbeddedPostgres, start_embedded
from app.platform.erasure_journal import Erasure, append_erasures
from app.settings import Settings
from tests.conftest import KEY
from tests.contract.passport_world import World, build_world


@pytest.fixture
def settings(server: EmbeddedPostgres, context: Context) -> Settings:
    """A process that was given its database and its key, as in production, at an address of this machine."""
    return replace(
        context.settings,
        public_url=f"http://localhost:{free_port(0)}",
        database_url=server.url,
        owner_database_url=server.owner_url,
        key_encryption_keys={1: KEY},
    )


@pytest.fixture
async def world(context: Context, settings: Settings) -> AsyncIterator[World]:
    """A partnership that issued, and the service answering at its own address."""
    here = replace(context, settings=settings)
    world = await build_world(here, "zwolle")
    await world.issue()
    async with running(settings, here, port=int(settings.public_url.rpartition(":")[2])):
        yield world


async def faults(settings: Settings) -> dict[str, str]:
    return {finding.name: finding.detail for finding in await examine(settings) if not finding.is_well}


async def test_everything_is_looked_at_and_well(world: World, settings: Settings) -> None:
    findings = await examine(settings)
    assert [finding for finding in findings if not finding.is_well] == []
    assert {finding.name for finding in findings} == {
        "schema digests",
        "contact",
        "mail",
        "sms",
        "disk",
        "uploads",
        "migrations",
        "database role",
        "database settings",
        "clock",
        "signing keys",
        "key-encryption key",
        "older key-encryption keys",
        "status list",
        "erasure journal",
        "own address",
        "keys of issuers elsewhere",
    }


async def test_a_process_without_the_owners_address_is_examined_too(world: World, settings: Settings) -> None:
    assert await faults(replace(settings, owner_database_url=None)) == {}


async def test_a_status_list_that_does_not_answer_is_named(context: Context, settings: Settings) -> None:
    await (await build_world(replace(context, settings=settings), "zwolle")).issue()
    found = await faults(settings)
    assert set(found) == {"status list", "own address"}
    assert "/status-lists/" in found["status list"]


async def test_another_key_encryption_key_is_found_out(world: World, settings: Settings) -> None:
    found = await faults(replace(settings, key_encryption_keys={1: bytes(range(1, 33))}))
    assert set(found) == {"key-encryption key"}
    assert "zwolle (credential)" in found["key-encryption key"]


async def test_things_that_need_an_older_key_are_counted(world: World, settings: Settings) -> None:
    both = {1: KEY, 2: bytes(range(1, 33))}
    found = await faults(replace(settings, key_encryption_keys=both, key_encryption_key_version=2))
    assert set(found) == {"older key-encryption keys"}
    assert found["older key-encryption keys"].startswith("8 things")


async def test_a_partnership_without_a_key_is_named(
    world: World, settings: Settings, superuser: psycopg.Connection[tuple[str]]
) -> None:
    superuser.execute("UPDATE signing_keys SET retired_at = valid_from WHERE purpose = 'status-list'")
    found = await faults(settings)
    assert found["signing keys"] == "no signing key: zwolle (status-list)"
    # Nor can its status list be signed, so that does not answer either.
    assert found["status list"].endswith("503")


async def test_a_database_that_may_forget_commits_is_named(
    world: World, settings: Settings, server: EmbeddedPostgres
) -> None:
    with psycopg.connect(server.owner_url, autocommit=True) as connection:
        connection.execute("ALTER ROLE CURRENT_USER SET synchronous_commit = off")
    found = await faults(replace(settings, database_url=server.owner_url))
    with psycopg.connect(server.owner_url, autocommit=True) as connection:
        connection.execute("ALTER ROLE CURRENT_USER RESET synchronous_commit")
    assert found["database settings"] == "synchronous_commit is off"
    assert found["database role"] == "may step around row-level security"


async def test_a_database_that_was_never_migrated_and_one_that_is_away_are_told_apart_by_name(
    settings: Settings, server: EmbeddedPostgres
) -> None:
    fresh = start_embedded(server.server.pgdata, database="never_migrated")
    found = await faults(replace(settings, database_url=fresh.url, owner_database_url=None))
    assert found["database"].startswith("UndefinedTable")
    away = await faults(replace(settings, database_url="postgresql://nobody@127.0.0.1:1/x"))
    assert away["database"].startswith("OperationalError")


async def test_an_erasure_that_a_restored_backup_undid_is_told(world: World, settings: Settings) -> None:
    journal = settings.erasure_journal
    append_erasures(journal, [Erasure(uuid4(), "holder", uuid4(), None, datetime.now(UTC))])
    assert "1 erasures" in (await faults(settings))["erasure journal"]
    journal.write_text("onzin\n")
    assert "line 1" in (await faults(settings))["erasure journal"]
