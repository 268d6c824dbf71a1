"""Erasing (A34): nothing of the person is left to read, in rows, files, logs or a restored backup; what is true stays true."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from httpx import AsyncClient
from psycopg import sql

from app.assessing.candidates import CandidateDraft, register_candidate
from app.assessing.dossiers import load_dossier
from app.assessing.forget import forget_candidate
from app.holding.erase import erase_passport, repeat_erasures
from app.holding.open_share import open_share_link
from app.holding.receive import ReceivedClaim
from app.holding.share import ShareRequest, create_share_link
from app.issuing.erase import erase_at_organisation
from app.issuing.issuances import IssuedCredential
from app.issuing.ledger import load_issued
from app.issuing.reconcile import reconcile_issuances
from app.main import create_app
from app.platform.context import Context
from app.platform.erasure_journal import append_erasures, read_erasures
from app.platform.errors import Erased, NotFound
from app.verifying.verify import judge_text
from tests.conftest import LogBook
from tests.contract.assessing_cases import open_desk
from tests.contract.kept_tables import HERS, NOT_HERS
from tests.contract.passport_world import World, build_world

NAME, REFERENCE, MAIL = "Sanne van Vergeten", "W-vergeetmij", "sanne@vergeten.example"
WORDS = (NAME, REFERENCE, MAIL)


@pytest.fixture
async def world(context: Context) -> World:
    return await build_world(context, "erasing")


async def claimed(world: World) -> tuple[IssuedCredential, ReceivedClaim, str]:
    """A credential in a passport, and the secret of a link to it."""
    credential = await world.issue(REFERENCE, recipient_name=NAME, recipient_email=MAIL)
    received = await world.claim(credential)
    share = ShareRequest((credential.id,), purpose=f"werk voor {NAME}")
    _, secret = await create_share_link(world.context, received.holder_id, share)
    return credential, received, secret


def back_up(superuser: psycopg.Connection[tuple[str]]) -> dict[str, bytes]:
    """Every row of every table, as PostgreSQL writes them down."""
    tables = superuser.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    return {table: copy_out(superuser, table) for (table,) in tables}


def copy_out(superuser: psycopg.Connection[tuple[str]], table: str) -> bytes:
    with superuser.cursor() as cursor, cursor.copy(sql.SQL("COPY {} TO STDOUT").format(name(table))) as rows:
        return b"".join(bytes(part) for part in rows)


def put_back(superuser: psycopg.Connection[tuple[str]], backup: dict[str, bytes]) -> None:
    """The database becomes what it was; what happened since is forgotten."""
    for table, data in backup.items():
        superuser.execute(sql.SQL("DELETE FROM {}").format(name(table)))
        with (
            superuser.cursor() as cursor,
            cursor.copy(sql.SQL("COPY {} FROM STDIN").format(name(table))) as rows,
        ):
            rows.write(data)


def name(table: str) -> sql.Identifier:
    return sql.Identifier(table)


def find(words: Iterable[str], superuser: psycopg.Connection[tuple[str]]) -> list[str]:
    """Which of these words a backup holds, as text or in the hexadecimal form of a binary column."""
    whole = b"\n".join(back_up(superuser).values())
    return [word for word in words if word.encode() in whole or word.encode().hex().encode() in whole]


async def test_nothing_of_the_person_can_be_read_afterwards(
    world: World, superuser: psycopg.Connection[tuple[str]], log_book: LogBook
) -> None:
    credential, received, secret = await claimed(world)
    assert find([str(received.holder_id)], superuser)
    assert await erase_passport(world.context, received.holder_id) == 1
    words = (*WORDS, credential.secured.text, secret)
    assert find((*words, str(received.holder_id)), superuser) == []
    journal = world.context.settings.erasure_journal.read_text()
    assert not [word for word in words if word in journal]
    log_book.hide(*words)
    assert await open_share_link(world.context, secret, "page") is None
    with pytest.raises(NotFound):
        await erase_passport(world.context, received.holder_id)


async def test_what_the_worker_kept_still_verifies_and_its_index_is_not_given_again(
    world: World, superuser: psycopg.Connection[tuple[object]]
) -> None:
    credential, received, _ = await claimed(world)
    row = credential.issuance
    await erase_passport(world.context, received.holder_id)
    report = (await judge_text(world.context, credential.secured.text)).report
    assert report.is_valid, report
    taken = superuser.execute(
        "SELECT 1 FROM status_entries WHERE list_id = %s AND idx = %s", (row.status_list_id, row.status_index)
    )
    assert taken.fetchall()


async def test_the_partnership_can_give_nothing_of_it_any_more(world: World) -> None:
    credential, received, _ = await claimed(world)
    await erase_passport(world.context, received.holder_id)
    organisation_id = world.issuer.organisation_id
    async with world.context.database.transaction(organisation_id=organisation_id) as session:
        with pytest.raises(Erased):
            await load_issued(world.context, session, organisation_id, credential.id)


async def test_the_same_order_again_issues_nothing_and_a_new_one_makes_a_new_person(world: World) -> None:
    credential, received, _ = await claimed(world)
    await erase_passport(world.context, received.holder_id)
    with pytest.raises(Erased):
        await world.issue(REFERENCE, recipient_name=NAME, recipient_email=MAIL, key="order-00001")
    again = await world.issue(REFERENCE, recipient_name=NAME)
    assert again.issuance.recipient_id != credential.issuance.recipient_id


async def test_a_backup_that_is_put_back_is_erased_again_before_anything_is_answered(
    world: World, superuser: psycopg.Connection[tuple[str]]
) -> None:
    _, received, secret = await claimed(world)
    backup = back_up(superuser)
    await erase_passport(world.context, received.holder_id)
    put_back(superuser, backup)
    assert await open_share_link(world.context, secret, "page") is not None
    app = create_app(world.context.settings, world.context)
    async with app.router.lifespan_context(app):
        assert await open_share_link(world.context, secret, "page") is None
    assert find((*WORDS, str(received.holder_id)), superuser) == []
    assert await repeat_erasures(world.context) == 0


async def test_an_erasure_that_a_crash_stopped_after_the_journal_is_done_at_the_next_start(
    world: World,
) -> None:
    _, received, secret = await claimed(world)
    journal = world.context.settings.erasure_journal
    await erase_passport(world.context, (await claimed_by_another(world)).holder_id)
    [done, *_] = read_erasures(journal)
    append_erasures(journal, [replace(done, id=uuid4(), subject_id=received.holder_id)])
    assert await repeat_erasures(world.context) == 1
    assert await open_share_link(world.context, secret, "page") is None


async def claimed_by_another(world: World) -> ReceivedClaim:
    return await world.claim(await world.issue("w-other"))


async def test_when_the_journal_cannot_be_written_nothing_is_erased(world: World, tmp_path: Path) -> None:
    _, received, secret = await claimed(world)
    (tmp_path / "file").write_text("no folder")
    settings = replace(world.context.settings, erasure_journal=tmp_path / "file" / "erasures.jsonl")
    with pytest.raises(FileExistsError):
        await erase_passport(replace(world.context, settings=settings), received.holder_id)
    assert await open_share_link(world.context, secret, "page") is not None


async def test_what_was_planned_for_them_is_never_signed_later(
    world: World, superuser: psycopg.Connection[tuple[object]]
) -> None:
    credential, received, _ = await claimed(world)
    superuser.execute(
        "UPDATE issuances SET state = 'reserved', signature = NULL WHERE id = %s", (credential.id,)
    )
    await erase_passport(world.context, received.holder_id)
    assert await reconcile_issuances(world.context) == 0
    state = superuser.execute("SELECT state FROM issuances WHERE id = %s", (credential.id,)).fetchall()
    assert state == [("void",)]


async def test_a_partnership_erases_dossiers_too_and_the_passport_stays(
    context: Context, world: World, superuser: psycopg.Connection[tuple[object]]
) -> None:
    credential, _, secret = await claimed(world)
    async with context.database.transaction(organisation_id=world.issuer.organisation_id) as session:
        await register_candidate(context, session, world.issuer, CandidateDraft(REFERENCE, NAME, MAIL))
    await erase_at_organisation(context, world.issuer, credential.issuance.recipient_id)
    assert await open_share_link(context, secret, "page") is not None
    assert superuser.execute("SELECT 1 FROM candidates").fetchall() == []
    subjects = {erasure.subject for erasure in read_erasures(context.settings.erasure_journal)}
    assert subjects == {"recipient", "candidate"}
    with pytest.raises(NotFound):
        await erase_at_organisation(context, world.issuer, credential.issuance.recipient_id)


async def test_a_worker_erases_what_the_partnership_opened_under_the_same_number_too(
    context: Context, world: World, superuser: psycopg.Connection[tuple[object]]
) -> None:
    _, received, _ = await claimed(world)
    async with context.database.transaction(organisation_id=world.issuer.organisation_id) as session:
        await register_candidate(context, session, world.issuer, CandidateDraft(REFERENCE, NAME, MAIL))
    await erase_passport(context, received.holder_id)
    assert superuser.execute("SELECT 1 FROM candidates").fetchall() == []


async def test_an_erased_worker_leaves_no_dossier_claim_judgement_or_file(
    context: Context, superuser: psycopg.Connection[tuple[object]]
) -> None:
    desk = await open_desk(context, "erasing-dossier")
    dossier, _, _ = await desk.judged()
    async with desk.work() as session:
        candidate_id = (await load_dossier(session, desk.organisation_id, dossier.id)).candidate_id
        assert await forget_candidate(context, session, desk.organisation_id, candidate_id, actor="operator")
        again = await forget_candidate(context, session, desk.organisation_id, candidate_id, actor="operator")
        assert not again
    for table in ("candidates", "dossiers", "claims", "evidence", "judgements", "evidence_files"):
        assert superuser.execute(f"SELECT 1 FROM {table}").fetchall() == []  # type: ignore[arg-type]


async def test_another_partnership_erases_nobody_here(context: Context, world: World) -> None:
    other = await build_world(context, "erasing-elsewhere")
    credential = await world.issue()
    with pytest.raises(NotFound):
        await erase_at_organisation(context, other.issuer, credential.issuance.recipient_id)
    assert read_erasures(context.settings.erasure_journal) == []


async def test_every_table_of_a_holder_goes_with_the_holder(
    superuser: psycopg.Connection[tuple[str]],
) -> None:
    owned = superuser.execute(
        """SELECT c.table_name FROM information_schema.columns c JOIN information_schema.key_column_usage k
           USING (table_schema, table_name, column_name) JOIN information_schema.table_constraints t
           USING (constraint_schema, constraint_name)
           WHERE c.column_name = 'holder_id' AND t.constraint_type = 'PRIMARY KEY' AND k.ordinal_position = 1"""
    ).fetchall()
    cascading = superuser.execute(
        """SELECT conrelid::regclass::text FROM pg_constraint
           WHERE contype = 'f' AND confdeltype = 'c' AND conrelid::regclass::text <> 'holders'"""
    ).fetchall()
    assert owned
    assert {table for (table,) in owned} <= {table for (table,) in cascading}


def test_of_every_table_somebody_said_whether_a_worker_is_in_it(
    superuser: psycopg.Connection[tuple[str]],
) -> None:
    found = superuser.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    assert {table for (table,) in found} == HERS | set(NOT_HERS)
    assert not HERS & set(NOT_HERS)


async def test_over_http_a_holder_erases_everything_and_is_signed_off(
    client: AsyncClient, context: Context, world: World
) -> None:
    credential = await world.issue()
    secret = await world.claim_secret(credential)
    claim = (await client.post("/v1/passport/claims", json={"claimCode": secret})).json()
    headers = {"Authorization": f"Bearer {claim['holderToken']}"}
    refused = await client.post("/v1/passport/_erase", headers=headers, json={"understood": False})
    assert refused.status_code == 400
    answer = await client.post("/v1/passport/_erase", headers=headers, json={"understood": True})
    assert (answer.status_code, answer.json()["organisationCount"]) == (200, 1)
    assert (await client.get("/v1/passport/credentials", headers=headers)).status_code == 401
