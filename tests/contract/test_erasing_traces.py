"""Erasing finds what is kept of somebody outside their own rows: in sheets, in the outbox, among answers kept for a repeat."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from httpx import AsyncClient

from app.accounts.organisations import find_organisation
from app.commands.partnerships import add_api_key
from app.holding.erase import erase_passport
from app.holding.mail_share import mail_share_link
from app.holding.share import ShareRequest, create_share_link
from app.issuing.batches import load_batch, receive_roster
from app.issuing.claim_mails import remind_recipients, send_claim_mails
from app.issuing.erase import erase_at_organisation
from app.issuing.run_batch import run_batch
from app.issuing.sheets.confirm import Rows, confirm_sheet
from app.issuing.sheets.drafts import change_mapping, load_draft, load_table, receive_sheet
from app.platform.clock import FixedClock
from app.platform.context import Context
from tests.contract.issuing_cases import pieces_of, roster
from tests.contract.passport_world import World, build_world
from tests.contract.sheet_cases import HEADINGS, Workbook, good_row, pieces, save
from tests.skill_sets import add_published

REFERENCE = "R-1"
Superuser = psycopg.Connection[tuple[Any, ...]]


@pytest.fixture
async def world(context: Context) -> World:
    return await build_world(context, "erasing-traces")


def book(*rows: list[Any], headings: tuple[str, ...] = HEADINGS) -> bytes:
    workbook = Workbook()
    for row in (headings, *rows):
        workbook.active.append(list(row))
    return save(workbook)


def row_of(reference: str, **changes: Any) -> list[Any]:
    row = good_row(1)
    row[0] = reference
    row[3] = changes.get("level", 1)
    return row


async def erase(world: World, reference: str = REFERENCE) -> None:
    issued = await world.issue(reference)
    await erase_at_organisation(world.context, world.issuer, issued.issuance.recipient_id)


async def numbers_in(world: World, batch_id: Any) -> list[int]:
    draft = await load_draft(world.context, world.issuer.organisation_id, batch_id)
    table = await load_table(world.context, world.issuer.organisation_id, draft)
    return [row.number for row in table.rows]


async def test_a_draft_keeps_the_rows_of_others_with_their_numbers_and_can_be_confirmed(world: World) -> None:
    context, issuer = world.context, world.issuer
    content = book(
        row_of("R-2"), row_of(REFERENCE, level=9), row_of("R-3", level=9), row_of(f" {REFERENCE} ")
    )
    draft, _ = await receive_sheet(context, issuer, "draft", pieces(content))
    assert (draft.row_count, draft.faulty_count) == (4, 2)
    await erase(world)
    assert await numbers_in(world, draft.batch_id) == [2, 4]
    left = await load_draft(context, issuer.organisation_id, draft.batch_id)
    assert (left.row_count, left.faulty_count, left.valid_count) == (2, 1, 1)
    assert (await confirm_sheet(context, issuer, draft.batch_id, Rows.valid)).row_count == 1


async def test_a_sheet_whose_headings_are_not_clear_loses_the_row_with_the_reference_in_any_cell(
    world: World,
) -> None:
    context, issuer = world.context, world.issuer
    headings = ("Wie", *HEADINGS[1:])
    content = book(row_of(REFERENCE), row_of("R-2"), headings=headings)
    draft, _ = await receive_sheet(context, issuer, "unclear", pieces(content))
    assert draft.map_faults
    await erase(world)
    assert await numbers_in(world, draft.batch_id) == [3]
    clear = await change_mapping(context, issuer, draft.batch_id, {1: "workerReference"}, None)
    assert (clear.row_count, clear.valid_count) == (1, 1)


async def test_a_number_that_is_somebody_elses_level_is_no_reference(world: World) -> None:
    draft, _ = await receive_sheet(
        world.context, world.issuer, "level", pieces(book(row_of("R-2", level=1), row_of("1")))
    )
    await erase(world, "1")
    assert await numbers_in(world, draft.batch_id) == [2]


@pytest.mark.abuse("A34")
async def test_a_roster_that_waits_issues_to_the_others_only(world: World) -> None:
    context, organisation_id = world.context, world.issuer.organisation_id
    batch, _ = await receive_roster(context, world.issuer, "roster", pieces_of(roster(3, world.mandates)))
    await erase(world, "R-2")
    while await run_batch(context, organisation_id=organisation_id, batch_id=batch.id):
        pass
    async with context.database.transaction(organisation_id=organisation_id) as session:
        done = await load_batch(session, organisation_id, batch.id)
    assert (done.state, done.issued_count, done.failed_count) == ("done", 2, 0)


async def test_a_sheet_that_was_confirmed_issues_to_the_others_only(world: World) -> None:
    context, organisation_id = world.context, world.issuer.organisation_id
    content = book(row_of(REFERENCE), row_of("R-2"))
    draft, _ = await receive_sheet(context, world.issuer, "confirmed", pieces(content))
    await confirm_sheet(context, world.issuer, draft.batch_id, Rows.all)
    await erase(world)
    while await run_batch(context, organisation_id=organisation_id, batch_id=draft.batch_id):
        pass
    async with context.database.transaction(organisation_id=organisation_id) as session:
        assert (await load_batch(session, organisation_id, draft.batch_id)).issued_count == 1


def states(superuser: Superuser) -> set[tuple[str, str | None]]:
    return set(superuser.execute("SELECT state, reason FROM mails").fetchall())


async def test_a_reminder_that_waits_is_given_up_too(world: World, superuser: Superuser) -> None:
    context, issued = world.context, await world.issue(REFERENCE, recipient_email="r1@werk.example")
    await send_claim_mails(context, world.issuer.organisation_id, [issued.issuance.recipient_id])
    assert isinstance(context.clock, FixedClock)
    context.clock.advance(timedelta(days=8))
    assert await remind_recipients(context) == 1
    await erase_at_organisation(context, world.issuer, issued.issuance.recipient_id)
    assert states(superuser) == {("failed", "erased")}


async def test_a_link_on_its_way_to_an_employer_is_given_up_and_that_of_somebody_else_is_not(
    world: World, superuser: Superuser
) -> None:
    context = world.context
    holders = []
    for worker in (REFERENCE, "R-2"):
        issued = await world.issue(worker)
        received = await world.claim(issued)
        _, secret = await create_share_link(context, received.holder_id, ShareRequest((issued.id,)))
        await mail_share_link(context, received.holder_id, secret, "hr@bakker.example", language="nl")
        holders.append(received.holder_id)
    await erase_passport(context, holders[0])
    assert states(superuser) == {("failed", "erased"), ("queued", None)}
    about = superuser.execute("SELECT about FROM mails WHERE about IS NOT NULL").fetchall()
    assert about == [(holders[1],)]


@pytest.mark.abuse("A34")
async def test_an_answer_about_somebody_who_is_erased_is_never_given_again_and_makes_nobody_anew(
    world: World, client: AsyncClient, superuser: Superuser
) -> None:
    context, organisation_id = world.context, world.issuer.organisation_id
    async with context.database.transaction() as session:
        organisation = await find_organisation(session, organisation_id)
    assert organisation is not None
    _, key = await add_api_key(context, organisation, name="software")
    skill_set = await add_published(context, world.issuer)
    issued = await world.issue(REFERENCE)
    base = f"/v1/organisations/{organisation_id}"
    calls: dict[str, dict[str, Any]] = {
        f"recipients/{issued.issuance.recipient_id}/claim-links": {},
        "dossiers": {"candidate": {"reference": REFERENCE}, "skillSetId": str(skill_set.id)},
    }

    async def send(path: str) -> tuple[int, str | None]:
        headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": "the-same-each-time"}
        answer = await client.post(f"{base}/{path}", json=calls[path], headers=headers)
        return answer.status_code, answer.json().get("code")

    for path in calls:
        assert (await send(path))[0] == 201
    await erase_at_organisation(context, world.issuer, issued.issuance.recipient_id)
    for path in calls:
        assert await send(path) == (410, "erased")
    assert superuser.execute("SELECT 1 FROM candidates").fetchall() == []
