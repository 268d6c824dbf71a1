"""An old key-encryption key can go: what it sealed is sealed again, in pages, and a kill in between costs nothing."""

import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from app.accounts.people import add_person
from app.accounts.systems import ask_system
from app.assessing.candidates import CandidateDraft, register_candidate
from app.commands.rewrapping import SEALED, count_everything_older, rewrap_everything
from app.following.endpoints import add_endpoint, rotate_secret
from app.holding.passport import list_held_credentials
from app.issuing.memory import memory_of
from app.issuing.sheets.drafts import receive_sheet
from app.models import metadata
from app.platform import idempotency
from app.platform.caching import Caches
from app.platform.context import Context
from app.platform.embedded import EmbeddedPostgres
from app.platform.mail import Letter, enqueue_mail
from app.platform.pagination import Page
from app.platform.rewrapping import rewrap
from app.platform.vault import Vault
from app.trust.service_keys import service_signer
from app.trust.signers import signer_for
from tests.conftest import KEY
from tests.contract.passport_world import World, build_world
from tests.contract.rewrap_and_die import ROWS_BEFORE_DEATH
from tests.contract.sheet_cases import pieces, write_book

NEXT = bytes(range(32, 64))
WORKERS = 5
# These are sealed under the data key of one person.
UNDER_A_DATA_KEY = {
    "people.name_sealed",
    "people.email_sealed",
    "address_changes.email_sealed",
    "passkeys.name_sealed",
    "recipients.reference_sealed",
    "recipients.name_sealed",
    "recipients.email_sealed",
    "candidates.reference_sealed",
    "candidates.name_sealed",
    "candidates.contact_sealed",
    "candidates.guardian_sealed",
    "evidence_files.key_sealed",
    "evidence_files.label_sealed",
    "evidence.summary_sealed",
    "evidence.confirmer_sealed",
    "judgements.answers_sealed",
    "second_judgements.reason_sealed",
    "second_judgements.role_sealed",
    "appeals.reason_sealed",
    "co_sign_links.observation_sealed",
    "issuances.tbs_sealed",
    "envelopes.tbs_sealed",
    "passport_credentials.secured_sealed",
    "claims.words_sealed",
    "disputes.answer_sealed",
    "disputes.words_sealed",
    "guardians.address_sealed",
    "holder_contacts.address_sealed",
    "holder_skills.content_sealed",
    "share_links.details_sealed",
}


def started(context: Context, keys: dict[int, bytes]) -> Context:
    """A new process on the same database, with these key-encryption keys; it remembers nothing."""
    memory_of(context).lanes.clear()
    return replace(context, vault=Vault(keys, 2, context.randomness), caches=Caches(context.clock))


def between(context: Context) -> Context:
    """A process that seals under the second key and still has the first."""
    return started(context, {1: KEY, 2: NEXT})


def after(context: Context) -> Context:
    """A process from which the first key was taken away."""
    return started(context, {2: NEXT})


async def a_full_world(context: Context) -> World:
    """Recipients, holders, a roster's chunk and a kept answer: something in every sealed column."""
    await service_signer(context)
    world = await build_world(context, "ommen")
    for number in range(WORKERS):
        await world.claim(await world.issue(f"w-{number}"))
    organisation_id = world.issuer.organisation_id
    async with context.database.transaction(organisation_id=organisation_id) as session:
        await add_person(context, session, name="Noor de Wit", email="noor@regio.example")
    scope, now = f"{organisation_id}:test", context.clock.now()
    async with context.database.transaction(organisation_id=organisation_id) as session:
        await register_candidate(context, session, world.issuer, CandidateDraft("w-1", name="Sanne"))
        await idempotency.claim(session, scope=scope, key="k-12345678", digest=b"d", now=now)
        body = context.vault.seal(b"{}", context=idempotency.sealed_place(scope, "k-12345678"))
        await idempotency.remember(session, scope=scope, key="k-12345678", status=201, body=body, now=now)
        letter = Letter(
            "sanne@werk.example", "claim-link", "nl", "Hallo", "Hallo", "<p>Hallo", organisation_id
        )
        await enqueue_mail(session, context, letter)
        url = "https://hooks.employer.example/"
        endpoint, _ = await add_endpoint(context, session, organisation_id, url)
        await rotate_secret(context, session, organisation_id, endpoint.id)
    await ask_system(context, name="Bakkerij", email="ict@bakkerij.example", language="nl", place="")
    await receive_sheet(context, world.issuer, "sheet-of-ommen", pieces(write_book(2)))
    return world


def test_every_sealed_column_is_wrapped_again_or_under_a_data_key() -> None:
    found = {
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if column.name.endswith(("_sealed", "_wrapped"))
    }
    assert found == {sealed.name for sealed in SEALED} | UNDER_A_DATA_KEY


async def test_everything_works_when_the_older_key_is_gone(context: Context) -> None:
    world = await a_full_world(context)
    before = await world.issue("w-late")
    claimed = await world.claim(before)
    done = await rewrap_everything(between(context))
    assert {column.name: column.count for column in done} == {
        "address_keys.key_sealed": 1,
        "people.data_key_wrapped": 3,
        "invitations.email_sealed": 0,
        "systems.email_sealed": 1,
        "signing_keys.private_key_sealed": 3,
        "service_keys.private_key_sealed": 1,
        "recipients.data_key_wrapped": WORKERS + 1,
        "candidates.data_key_wrapped": 1,
        "reference_keys.key_sealed": 1,
        "credential_batch_chunks.rows_sealed": 0,
        "credential_sheets.header_sealed": 1,
        "credential_sheet_parts.rows_sealed": 1,
        "credential_sheet_parts.findings_sealed": 1,
        "holders.data_key_wrapped": WORKERS + 1,
        "idempotent_requests.body_sealed": 1,
        "mails.letter_sealed": 2,
        "webhook_endpoints.secret_sealed": 1,
        "webhook_endpoints.previous_sealed": 1,
    }
    alone = after(context)
    signer, _ = await signer_for(alone, world.issuer.organisation_id, "credential")
    assert len(signer.sign(b"bytes")) == 64
    world.context = alone
    assert (await world.issue("w-late")).issuance.recipient_id == before.issuance.recipient_id
    held = await list_held_credentials(alone, claimed.holder_id, Page())
    assert [credential.credential_id for credential in held.items] == [before.issuance.id]


async def test_a_second_run_finds_nothing_to_do(context: Context) -> None:
    await a_full_world(context)
    process = between(context)
    assert await count_everything_older(process) > 0
    await rewrap_everything(process)
    assert await count_everything_older(process) == 0
    assert all(column.count == 0 for column in await rewrap_everything(process))


@pytest.mark.parametrize("page_rows", [1, 2, WORKERS, 100])
async def test_no_row_falls_between_two_pages(context: Context, page_rows: int) -> None:
    await a_full_world(context)
    for sealed in SEALED:
        await rewrap(between(context), sealed, page_rows=page_rows)
    assert await count_everything_older(between(context)) == 0


async def test_a_killed_run_goes_on_where_it_was(context: Context, server: EmbeddedPostgres) -> None:
    world = await a_full_world(context)
    total = await count_everything_older(between(context))
    command = [sys.executable, "-m", "tests.contract.rewrap_and_die", server.url, server.owner_url]
    killed = subprocess.run(
        [*command, KEY.hex(), NEXT.hex()], cwd=Path(__file__).parents[2], timeout=60, capture_output=True
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    left = await count_everything_older(between(context))
    # The page in which it died is undone, the pages before it stay.
    assert total - ROWS_BEFORE_DEATH <= left < total
    world.context = between(context)
    assert await world.issue("w-1")
    assert sum(column.count for column in await rewrap_everything(between(context))) == left


async def test_what_no_key_opens_is_counted_and_left_as_it_is(
    context: Context, superuser: psycopg.Connection[tuple[str]]
) -> None:
    await a_full_world(context)
    superuser.execute(
        "UPDATE holders SET data_key_wrapped = '\\x000100' WHERE id = (SELECT min(id::text)::uuid FROM holders)"
    )
    done = {column.name: column for column in await rewrap_everything(between(context))}
    holders = done["holders.data_key_wrapped"]
    assert (holders.count, holders.broken) == (WORKERS - 1, 1)
    assert await count_everything_older(between(context)) == 1


async def test_the_application_cannot_see_the_keys_of_everybody(context: Context) -> None:
    await a_full_world(context)
    async with context.database.transaction() as session:
        await session.execute(text("SELECT set_config('app.sweep', 'rewrap', true)"))
        for table in ("recipients", "holders", "people", "signing_keys", "idempotent_requests"):
            assert (await session.execute(text(f"SELECT 1 FROM {table}"))).first() is None
