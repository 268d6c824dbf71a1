"""Candidates, dossiers, claims and evidence on the real database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from app.accounts.permissions import Role
from app.assessing.candidates import CandidateDraft, load_candidate, register_candidate
from app.assessing.dossier_states import DossierState
from app.assessing.dossiers import (
    DossierFilter,
    list_dossiers,
    list_places_of_holder,
    load_dossier,
)
from app.assessing.errors import ClaimExists
from app.assessing.evidence import Relation, load_evidence_of, remove_evidence
from app.assessing.evidence_kinds import EvidenceKind
from app.assessing.holder_dossiers import HolderDraft, open_dossier_as_holder
from app.assessing.independence import person_of
from app.platform.context import Context
from app.platform.errors import InvalidInput, NotFound
from app.platform.pagination import Page
from tests.contract.assessing_cases import WORKER, Desk, open_desk

BSN = "123456782"
DAY = (datetime.now(UTC) + timedelta(days=200)).date()


@pytest.fixture
async def desk(context: Context) -> Desk:
    """A partnership."""
    return await open_desk(context)


def everything_in(superuser: psycopg.Connection[Any], table: str) -> str:
    return str(superuser.execute(f'SELECT row_to_json(t)::text FROM "{table}" t').fetchall())


async def test_one_reference_is_one_candidate_and_a_later_dossier_completes_what_is_known(desk: Desk) -> None:
    first = await desk.open(CandidateDraft("W-17"))
    second = await desk.open(replace(WORKER, phone=None))
    assert first.candidate_id == second.candidate_id
    async with desk.work() as session:
        known = await load_candidate(desk.context, session, desk.organisation_id, first.candidate_id)
        again = await register_candidate(desk.context, session, desk.coordinator, CandidateDraft("W-17"))
    assert (known.reference, known.name, known.mail, known.phone) == (
        "W-17",
        "Sanne de Wit",
        "sanne@example.nl",
        None,
    )
    assert again.name == "Sanne de Wit"


async def test_who_somebody_is_stands_nowhere_in_the_open(
    desk: Desk, superuser: psycopg.Connection[Any]
) -> None:
    dossier = await desk.open()
    await desk.evidence(dossier, confirmer="Piet Jansen", relation=Relation.manager, summary="Boort recht.")
    kept = "".join(everything_in(superuser, name) for name in ("candidates", "evidence", "audit_events"))
    for text in ("W-17", "Sanne", "sanne@", "0612345678", "Piet", "Boort"):
        assert text not in kept
        assert text.encode().hex() not in kept


@pytest.mark.parametrize(
    ("draft", "pointer"),
    [
        (CandidateDraft(" "), "/reference"),
        (CandidateDraft(BSN), "/reference"),
        (CandidateDraft("W-1", name=f"Jan {BSN}"), "/name"),
        (CandidateDraft("W-1", is_under_sixteen=True, sixteen_on=DAY), "/guardianNote"),
        (CandidateDraft("W-1", is_under_sixteen=True, guardian_note="Moeder."), "/sixteenOn"),
        (CandidateDraft("W-1", language="fr"), "/language"),
    ],
)
async def test_a_candidate_needs_a_reference_no_citizen_number_and_under_sixteen_a_guardian(
    desk: Desk, draft: CandidateDraft, pointer: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        await desk.open(draft)
    assert [fault.pointer for fault in caught.value.errors] == [pointer]


async def test_a_guardian_who_agreed_opens_the_dossier_of_somebody_under_sixteen(desk: Desk) -> None:
    note = "Moeder akkoord op 3 september, gebeld."
    dossier = await desk.open(
        CandidateDraft("W-2", is_under_sixteen=True, guardian_note=note, sixteen_on=DAY)
    )
    async with desk.work() as session:
        known = await load_candidate(desk.context, session, desk.organisation_id, dossier.candidate_id)
    assert (known.is_under_sixteen, known.guardian_note) == (True, note)


async def test_a_worker_opens_a_dossier_from_the_passport_and_sees_only_their_own(desk: Desk) -> None:
    # The last digits of this id are those of a citizen service number.
    holder_id, other = UUID("00000000-0000-4000-8000-a123456782ab"), await desk.open()
    issuer = replace(desk.coordinator, actor="holder")
    async with desk.work() as session:
        own = await open_dossier_as_holder(
            desk.context,
            session,
            issuer,
            HolderDraft(holder_id, desk.skill_set_id, name="Sanne", is_sixteen_or_older=True),
        )
        loaded = await load_dossier(session, desk.organisation_id, own.id, holder_id=holder_id)
        with pytest.raises(NotFound):
            await load_dossier(session, desk.organisation_id, other.id, holder_id=holder_id)
    assert (loaded.opened_by, loaded.id) == ("holder", own.id)
    async with desk.context.database.transaction(holder_id=holder_id) as session:
        places = await list_places_of_holder(session, holder_id)
    assert places == [(desk.organisation_id, own.candidate_id)]


async def test_dossiers_are_listed_newest_first_by_page_and_by_coach(desk: Desk) -> None:
    coach, clock = person_of(await desk.member(Role.COACH)), desk.context.clock
    opened = []
    for number in range(3):
        opened.append(await desk.open(CandidateDraft(f"W-{number}"), coach_id=coach if number else None))
        clock.advance(timedelta(minutes=1))  # type: ignore[attr-defined]
    async with desk.work() as session:
        first = await list_dossiers(session, desk.organisation_id, page=Page(2))
        rest = await list_dossiers(session, desk.organisation_id, page=Page(2, first.next_cursor))
        coached = await list_dossiers(
            session, desk.organisation_id, page=Page(), only=DossierFilter(coach_id=coach)
        )
        with pytest.raises(InvalidInput):
            await list_dossiers(session, desk.organisation_id, page=Page(2, "x"))
    assert [dossier.id for dossier in (*first.items, *rest.items)] == [item.id for item in opened[::-1]]
    assert {dossier.id for dossier in coached.items} == {item.id for item in opened[1:]}


async def test_an_achievement_is_claimed_once_at_a_level_that_exists(desk: Desk) -> None:
    dossier = await desk.open()
    claim = await desk.claim(dossier)
    with pytest.raises(ClaimExists):
        await desk.claim(dossier, 3)
    for level, achievement_id in ((9, desk.achievement_id), (2, uuid4())):
        with pytest.raises(InvalidInput):
            await desk.claim(dossier, level, achievement_id)
    assert (await desk.load(dossier)).claims == (claim,)
    assert (await desk.load(dossier)).state is DossierState.open


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"summary": " "}, "/summary"),
        ({"summary": f"Nummer {BSN}"}, "/summary"),
        ({"kind": EvidenceKind.statement}, "/relation"),
        ({"kind": EvidenceKind.hours}, "/hours"),
        ({"kind": EvidenceKind.hours, "hours": 0}, "/hours"),
        ({"hours": 3}, "/hours"),
        ({"file_id": UUID(int=1)}, "/fileId"),
        ({"claim_id": UUID(int=1)}, "/claimId"),
        ({"summary": "Zie https://foto.example/1."}, "/summary"),
    ],
)
async def test_evidence_says_what_is_wrong_with_it(desk: Desk, changes: dict[str, Any], pointer: str) -> None:
    dossier = await desk.open()
    with pytest.raises(InvalidInput) as caught:
        await desk.evidence(dossier, **changes)
    assert [fault.pointer for fault in caught.value.errors] == [pointer]


async def test_evidence_of_every_kind_is_kept_with_its_day_digest_and_summary(desk: Desk) -> None:
    dossier = await desk.open()
    claim = await desk.claim(dossier)
    extra: dict[EvidenceKind, dict[str, Any]] = {
        EvidenceKind.hours: {"hours": 120},
        EvidenceKind.statement: {"relation": Relation.client, "confirmer": "Piet"},
    }
    for kind in EvidenceKind:
        await desk.evidence(dossier, kind=kind, claim_id=claim.id, **extra.get(kind, {}))
    async with desk.work() as session:
        found = await load_evidence_of(desk.context, session, desk.organisation_id, dossier.id)
    assert {item.kind for item in found} == set(EvidenceKind)
    assert len({item.digest for item in found}) == len(EvidenceKind)
    assert all(item.counts_for(claim.id) and not item.counts_for(uuid4()) for item in found)


async def test_evidence_that_was_not_judged_can_be_taken_away(desk: Desk) -> None:
    dossier = await desk.open()
    item = await desk.evidence(dossier)
    async with desk.work() as session:
        files = await remove_evidence(desk.context, session, desk.coordinator, dossier.id, item.id)
        assert list(files) == []
        with pytest.raises(NotFound):
            await remove_evidence(desk.context, session, desk.coordinator, dossier.id, item.id)


@pytest.mark.abuse("A01")
async def test_another_organisation_finds_nothing_of_a_dossier(desk: Desk, context: Context) -> None:
    dossier, other = await desk.open(), await open_desk(context, "others")
    async with other.work() as session:
        for organisation_id in (other.organisation_id, desk.organisation_id):
            with pytest.raises(NotFound):
                await load_dossier(session, organisation_id, dossier.id)
            with pytest.raises(NotFound):
                await load_candidate(context, session, organisation_id, dossier.candidate_id)
