"""A supervisor confirms by a link: looking changes nothing, confirming works once, and all dead links look alike."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from app.assessing.co_sign import (
    LIFETIME,
    Confirmation,
    CoSignLink,
    confirm_by_link,
    create_co_sign_link,
    list_co_sign_links,
    read_co_sign_request,
    withdraw_co_sign_link,
)
from app.assessing.dossiers import Claim
from app.assessing.errors import CoSignLinkNotFound, NotInThisState
from app.assessing.evidence import Evidence, Relation, load_evidence_of
from app.assessing.evidence_kinds import EvidenceKind
from app.platform.context import Context
from app.platform.errors import InvalidInput, NotFound
from tests.contract.assessing_cases import Desk, open_desk

YES = Confirmation(True, "Piet Jansen", Relation.manager, "Elke dag.")


@pytest.fixture
async def desk(context: Context) -> Desk:
    """A partnership."""
    return await open_desk(context)


@pytest.fixture
async def claim(desk: Desk) -> Claim:
    """A claim on level 2."""
    return await desk.claim(await desk.open())


async def make(desk: Desk, claim: Claim, **changes: Any) -> tuple[CoSignLink, str]:
    values = {"observation": "Keert veilig.", "seen_on": desk.context.clock.now().date()} | changes
    async with desk.work() as session:
        return await create_co_sign_link(desk.context, session, desk.coordinator, claim.id, **values)


async def confirm(desk: Desk, secret: str, confirmation: Confirmation = YES) -> Evidence:
    async with desk.context.database.transaction() as session:
        return await confirm_by_link(desk.context, session, secret, confirmation)


async def test_a_link_shows_what_is_asked_and_confirming_makes_a_statement(desk: Desk, claim: Claim) -> None:
    link, secret = await make(desk, claim)
    for _ in range(3):
        async with desk.context.database.transaction() as session:
            asked = await read_co_sign_request(desk.context, session, secret)
        assert (asked.worker_name, asked.observation) == ("Sanne de Wit", "Keert veilig.")
        assert asked.organisation_name == desk.coordinator.organisation_name
    evidence = await confirm(desk, secret)
    assert (evidence.kind, evidence.relation) == (EvidenceKind.statement, Relation.manager)
    assert (evidence.summary, evidence.confirmer) == ("Keert veilig.\nElke dag.", "Piet Jansen")
    assert evidence.added_by == f"co-sign-link:{link.id}"
    async with desk.work() as session:
        found = await load_evidence_of(desk.context, session, desk.organisation_id, claim.dossier_id)
    assert list(found) == [evidence]


async def test_a_link_works_once_also_for_two_at_once(desk: Desk, claim: Claim) -> None:
    _, secret = await make(desk, claim)
    done = await asyncio.gather(*(confirm(desk, secret) for _ in range(4)), return_exceptions=True)
    assert sum(isinstance(one, Evidence) for one in done) == 1
    assert sum(isinstance(one, CoSignLinkNotFound) for one in done) == 3


async def test_expired_withdrawn_and_unknown_links_look_alike(desk: Desk, claim: Claim) -> None:
    (expired, late), (withdrawn, taken) = await make(desk, claim), await make(desk, claim)
    async with desk.work() as session:
        await withdraw_co_sign_link(desk.context, session, desk.coordinator, claim.id, withdrawn.id)
    with pytest.raises(CoSignLinkNotFound):
        await confirm(desk, taken)
    desk.context.clock.advance(LIFETIME)  # type: ignore[attr-defined]
    for secret in (late, taken, "a" * 22, "x", ""):
        with pytest.raises(CoSignLinkNotFound):
            await confirm(desk, secret)
        async with desk.context.database.transaction() as session:
            with pytest.raises(CoSignLinkNotFound):
                await read_co_sign_request(desk.context, session, secret)
    async with desk.work() as session:
        links = await list_co_sign_links(desk.context, session, desk.organisation_id, claim.id)
    assert {link.id for link in links} == {expired.id, withdrawn.id}
    assert not any(link.is_open_at(desk.context.clock.now()) for link in links)


async def test_a_mistake_on_the_page_does_not_use_the_link_up(desk: Desk, claim: Claim) -> None:
    _, secret = await make(desk, claim)
    with pytest.raises(InvalidInput) as caught:
        await confirm(desk, secret, Confirmation(False, " ", None))
    assert [fault.pointer for fault in caught.value.errors] == ["/isConfirmed", "/name", "/relation"]
    with pytest.raises(InvalidInput):
        await confirm(desk, secret, Confirmation(True, "123456782", Relation.client))
    assert (await confirm(desk, secret)).kind is EvidenceKind.statement


async def test_the_database_keeps_a_hash_and_nothing_readable(
    desk: Desk, claim: Claim, superuser: psycopg.Connection[Any]
) -> None:
    _, secret = await make(desk, claim)
    await confirm(desk, secret)
    kept = "".join(
        str(superuser.execute(f"SELECT row_to_json(t)::text FROM {table} t").fetchall())
        for table in ("co_sign_links", "evidence", "audit_events")
    )
    for text in (secret, "Keert veilig", "Piet", "Elke dag"):
        assert text not in kept
        assert text.encode().hex() not in kept


async def test_only_the_worker_and_the_partnership_make_and_withdraw_links(
    desk: Desk, claim: Claim, context: Context
) -> None:
    link, _ = await make(desk, claim)
    with pytest.raises(NotFound):
        await make(desk, claim, holder_id=uuid4())
    other = await open_desk(context, "others")
    async with other.work() as session:
        with pytest.raises(NotFound):
            await withdraw_co_sign_link(context, session, other.coordinator, claim.id, link.id)
    async with desk.work() as session:
        with pytest.raises(NotFound):
            await withdraw_co_sign_link(context, session, desk.coordinator, uuid4(), link.id)
    with pytest.raises(InvalidInput):
        await make(desk, claim, observation=" ")
    with pytest.raises(InvalidInput):
        await make(desk, claim, seen_on=desk.context.clock.now().date() + timedelta(days=3))


async def test_what_was_judged_meanwhile_takes_no_statement(desk: Desk) -> None:
    dossier = await desk.open()
    claim = await desk.claim(dossier)
    await desk.evidence(dossier)
    _, secret = await make(desk, claim)
    await desk.judge(claim, await desk.assessor())
    with pytest.raises(NotInThisState):
        await confirm(desk, secret)
