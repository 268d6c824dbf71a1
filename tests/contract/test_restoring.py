"""A backup that is put back brings nobody back (A34): everything of one worker, a real dump, an erasure, and a search of all that is left."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from httpx import ASGITransport, AsyncClient

from app.accounts.permissions import Issuer
from app.holding.passport import list_held_credentials
from app.holding.share_secrets import new_share_secret
from app.issuing.issuances import IssuedCredential
from app.main import create_app
from app.platform.caching import Caches
from app.platform.clock import FixedClock
from app.platform.context import Context
from app.platform.database import Database
from app.platform.embedded import EmbeddedPostgres
from app.platform.pagination import Page
from app.platform.queue import run_worker
from app.platform.randomness import SystemRandomness
from app.platform.vault import Vault
from app.verifying.verify import judge_text
from tests.conftest import KEY, PUBLIC_URL, LogBook
from tests.contract.backups import (
    Contents,
    Needle,
    SealBook,
    back_up,
    read_database,
    read_files,
    read_server,
    restore,
)
from tests.contract.following_world import Receiver, Shared, employer, receiver, share_all, verify
from tests.contract.kept_tables import HERS, OF_OTHERS
from tests.contract.passport_world import World, build_world
from tests.contract.test_export import verify as verify_offline
from tests.contract.whole_person import GIVEN_NAME, MAIL, NUMBER, WORDS, Whole, make_whole
from tests.passports import Superuser

pytestmark = pytest.mark.slow
__all__ = ["receiver"]
A_STORY = timedelta(days=8)


@pytest.fixture
def seal_book(monkeypatch: pytest.MonkeyPatch) -> SealBook:
    """Open before anything is sealed, so that a test knows what whoever has keys could read."""
    return SealBook.open(monkeypatch)


@dataclass
class Places:
    """Where an operator keeps things: what runs, and the backup beside it; and what the worker has at home."""

    folder: Path
    home: Path

    @property
    def dump(self) -> Path:
        return self.folder / "passport.dump"

    @property
    def files(self) -> Path:
        return self.folder / "uploads-of-the-backup"


@pytest.fixture
def places(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Places:
    return Places(tmp_path, tmp_path_factory.mktemp("at-home"))


@pytest.mark.abuse("A34")
async def test_after_an_erasure_a_restored_backup_has_nothing_of_the_worker_and_all_of_the_others(
    seal_book: SealBook,
    server: EmbeddedPostgres,
    context: Context,
    client: AsyncClient,
    superuser: Superuser,
    receiver: Receiver,
    places: Places,
    log_book: LogBook,
) -> None:
    # Her story ends now, as her archive is verified by the clock on the wall.
    turn_clock(context, -A_STORY)
    world, follower = await build_world(context, "restoring"), await employer(context)
    bystander = await share_all(context, await share_with(world, follower))
    whole = await make_whole(context, client, superuser, world, follower)
    await take_home(whole, places)
    ensure_everything_is_kept_and_sealed(whole, seal_book, server)
    back_up(server, places.dump)
    shutil.copytree(context.settings.upload_dir, places.files)

    erased = await client.post(
        "/v1/passport/_erase", headers={"Authorization": f"Bearer {whole.token}"}, json={"understood": True}
    )
    assert (erased.status_code, erased.json()["organisationCount"]) == (200, 1)
    ensure_nothing_is_left(whole, seal_book, read_database(server))

    restored = restore(server, places.dump, "restored")
    assert seal_book.openable(read_database(restored), whole.needles, KEY)
    async with running_on(context, restored, places) as (again, visitor):
        ensure_nothing_is_left(whole, seal_book, read_database(restored))
        await run_worker(again, until_empty=True)
        ensure_nothing_is_left(whole, seal_book, read_database(restored))
        assert read_files(places.files).by_place == {}
        await ensure_links_are_as_if_never_made(whole, visitor)
        await ensure_her_copy_is_valid(whole, again, places)
        await ensure_the_others_have_everything(
            replace(bystander, world=replace(world, context=again)), follower
        )
        await ensure_no_index_comes_back(whole, replace(world, context=again))
    assert (
        read_files(places.folder / "erasures.jsonl", context.settings.upload_dir).find(whole.needles) == set()
    )
    assert Contents({"log": log_book.stream.getvalue()}).find(whole.needles) == set()
    assert (
        log_book.lines("gdpr.erased")
        and log_book.lines("gdpr.erased_again")
        and not log_book.lines("job.failed")
    )


def turn_clock(context: Context, by: timedelta) -> None:
    assert isinstance(context.clock, FixedClock)
    context.clock.advance(by)


async def share_with(world: World, follower: Issuer) -> Shared:
    """Another worker of the same partnership, who shares with the same employer."""
    issued = await world.issue("w-other", recipient_name="Bas Anders")
    received = await world.claim(issued)
    return Shared(world, received.holder_id, received.holder_id, "", [issued])


async def take_home(whole: Whole, places: Places) -> None:
    """The worker downloads her archive before she goes."""
    answer = await whole.client.post(
        "/v1/passport/_export", headers={"Authorization": f"Bearer {whole.token}"}
    )
    assert answer.status_code == 200, answer.text
    zipfile.ZipFile(io.BytesIO(answer.content)).extractall(places.home)


def ensure_everything_is_kept_and_sealed(whole: Whole, book: SealBook, server: EmbeddedPostgres) -> None:
    """The test searches for what is really there: with keys all of it can be read, without them nothing."""
    contents = read_database(server)
    assert {table for table in HERS if not contents.by_place[table]} == set()
    assert contents.find(whole.needles) == set()
    assert book.openable(contents, whole.needles, KEY) >= list_sealed(server) - set(OF_OTHERS)
    told = {needle.name for needle in whole.needles if book.columns([needle])}
    assert set(WORDS) <= told
    plain = [text.encode() for text in (GIVEN_NAME, MAIL, NUMBER, *WORDS.values(), *whole.share_secrets)]
    assert read_server(server, plain) == set()
    assert read_files(whole.context.settings.upload_dir).find(whole.needles) == set()


def list_sealed(server: EmbeddedPostgres) -> set[str]:
    """Every sealed column of a table in which something of a worker is kept."""
    with psycopg.connect(server.owner_url) as connection:
        found = connection.execute(
            """SELECT table_name, column_name FROM information_schema.columns
               WHERE table_schema = 'public' AND column_name LIKE '%\\_sealed'"""
        ).fetchall()
    return {f"{table}/{column}" for table, column in found if table in HERS}


def ensure_nothing_is_left(whole: Whole, book: SealBook, contents: Contents) -> None:
    """Neither to read, nor to open with the keys of the operator, nor by the id of her passport."""
    assert contents.find(whole.needles) == set()
    assert book.openable(contents, whole.needles, KEY) == set()
    ids = [Needle.of("passport", whole.holder_id.bytes), Needle.of("passport", str(whole.holder_id))]
    assert contents.find(ids) == set()


@asynccontextmanager
async def running_on(
    context: Context, restored: EmbeddedPostgres, places: Places
) -> AsyncIterator[tuple[Context, AsyncClient]]:
    """A fresh process on the restored database and files, once it has started as it always does."""
    database = Database(restored.url, restored.owner_url, pool_size=10)
    settings = replace(context.settings, upload_dir=places.files, data_dir=places.folder / "data")
    again = replace(
        context,
        settings=settings,
        database=database,
        caches=Caches(context.clock),
        vault=Vault({1: KEY}, 1, context.randomness),
    )
    app = create_app(settings, again)
    try:
        async with (
            app.router.lifespan_context(app),
            AsyncClient(transport=ASGITransport(app=app), base_url=PUBLIC_URL) as visitor,
        ):
            yield again, visitor
    finally:
        await database.close()


async def ensure_links_are_as_if_never_made(whole: Whole, visitor: AsyncClient) -> None:
    """Her links, short or long, and the token of her device: the same answer, to the byte, as for what never was."""
    for secret in whole.share_secrets:
        # Who guesses too often in a minute is told to wait.
        turn_clock(whole.context, timedelta(minutes=2))
        never = new_share_secret(SystemRandomness(), is_typed="-" in secret)
        seen = []
        for one in (secret, never):
            page = await visitor.get(f"/s/{one}")
            api = await visitor.post("/v1/verifications", json={"shareLink": f"{PUBLIC_URL}/s/{one}"})
            seen.append((page.status_code, page.content, api.status_code, _without_id(api.json())))
        assert seen[0] == seen[1]
        assert seen[0][0] == 404
    answer = await visitor.get("/v1/passport/credentials", headers={"Authorization": f"Bearer {whole.token}"})
    assert answer.status_code == 401


def _without_id(problem: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in problem.items() if name not in {"instance", "request_id"}}


async def ensure_her_copy_is_valid(whole: Whole, again: Context, places: Places) -> None:
    """What she took along verifies without this service, and with it."""
    for name in ("bundel.json", "bewijzen/1.jwt"):
        answer = verify_offline(places.home, name)
        assert answer["verdict"] == "valid", answer
    for credential in whole.issued:
        assert (await judge_text(again, credential.secured.text)).report.is_valid


async def ensure_the_others_have_everything(bystander: Shared, follower: Issuer) -> None:
    """Somebody of the same partnership, in the same sheets, followed by the same employer."""
    context = bystander.world.context
    held = await list_held_credentials(context, bystander.holder_id, Page(limit=10))
    assert [one.credential_id for one in held.items] == [bystander.issued[0].id]
    await verify(context, follower, bystander)
    assert (await judge_text(context, bystander.issued[0].secured.text)).report.is_valid


class Repeating(SystemRandomness):
    """Draws the indexes that somebody had, before any other."""

    def __init__(self, indexes: list[int]) -> None:
        self.left = indexes

    def below(self, limit: int) -> int:
        return self.left.pop() if self.left else super().below(limit)


async def ensure_no_index_comes_back(whole: Whole, world: World) -> None:
    """Even when chance would have it."""
    taken = {place_of(credential) for credential in whole.issued}
    randomness = Repeating([index for _, index in taken])
    drawing = replace(world, context=replace(world.context, randomness=randomness))
    issued = [await drawing.issue("w-next", key=f"next-{number}") for number in range(len(taken) + 1)]
    assert randomness.left == []
    assert not taken & {place_of(credential) for credential in issued}


def place_of(credential: IssuedCredential) -> tuple[UUID, int]:
    return credential.issuance.status_list_id, credential.issuance.status_index
