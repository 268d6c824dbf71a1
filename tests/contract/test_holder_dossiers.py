"""Whose dossier it is: decided by a passport and what it collected, never by what somebody types (docs/decisions/0051)."""

from __future__ import annotations

from datetime import timedelta

import orjson
import psycopg
import pytest

from app.assessing.candidates import CandidateDraft
from app.assessing.dossiers import list_places_of_holder
from app.assessing.errors import NotIndependent
from app.assessing.evidence import EvidenceDraft
from app.assessing.evidence_files import list_files, load_file_owner
from app.assessing.evidence_kinds import EvidenceKind
from app.assessing.file_evidence import add_kept_file, keep_file
from app.assessing.judgement_answers import Rating
from app.holding.contacts import ask_contact
from app.holding.erase import erase_passport
from app.holding.export_facts import collect_facts
from app.holding.jobs import receive_issued_credentials
from app.holding.own_claims import add_own_evidence, load_own_claim, remove_own_evidence
from app.holding.own_dossiers import list_own_dossiers, load_own_dossier, own_dossier
from app.holding.passport import list_held_credentials
from app.holding.receive import receive_claim
from app.holding.recover import may_open_at_once
from app.holding.sessions import end_session
from app.issuing.events import CredentialIssued
from app.issuing.issue_outcome import issue_claim
from app.platform.context import Context
from app.platform.errors import InvalidInput, NotFound, TooMany
from app.platform.pagination import Page
from tests.evidence import picture
from tests.own_dossiers import REFERENCE, Place, open_place
from tests.passports import Worker

WORDS = "Ik rijd elke dag met de heftruck."


@pytest.fixture
async def place(context: Context) -> Place:
    return await open_place(context, "own-links")


async def test_a_dossier_of_the_desk_is_the_workers_once_something_was_collected_under_the_same_reference(
    context: Context, place: Place
) -> None:
    worker, other = await place.worker(), await place.worker("W-18")
    opened = await place.desk.open(CandidateDraft(REFERENCE, name="Sanne de Wit"))
    namesake = await place.desk.open(CandidateDraft("W-19", name="Sanne de Wit", mail="sanne@werk.example"))
    assert [one.dossier.id for one in await list_own_dossiers(context, worker.holder_id)] == [opened.id]
    assert await list_own_dossiers(context, other.holder_id) == []
    for holder_id in (worker.holder_id, other.holder_id):
        with pytest.raises(NotFound):
            await load_own_dossier(context, holder_id, namesake.id)


async def test_a_worker_begins_under_the_reference_by_which_the_partnership_knows_her(
    context: Context, place: Place
) -> None:
    worker = await place.worker()
    day = (context.clock.now() + timedelta(days=200)).date()
    known = CandidateDraft(
        REFERENCE,
        name="Sanne Ünal",
        is_under_sixteen=True,
        guardian_note="Vader, 3 mei.",
        sixteen_on=day,
    )
    before = await place.desk.open(known)
    async with own_dossier(context, worker.holder_id, before.id):
        pass
    with pytest.raises(InvalidInput) as caught:
        await place.open(worker)
    assert [fault.code for fault in caught.value.errors] == ["dossier_open"]
    stranger = await place.worker("W-20")
    opened = await load_own_dossier(context, stranger.holder_id, await place.open(stranger))
    assert opened.dossier.opened_by == "holder"
    again = await place.desk.open(CandidateDraft("W-20"))
    assert again.candidate_id == opened.dossier.candidate_id


async def test_of_a_passport_that_a_partnership_does_not_know_name_and_age_are_asked(
    context: Context, place: Place
) -> None:
    elsewhere = await open_place(context, "own-elsewhere")
    worker = await elsewhere.worker()
    dossier_id = await place.open(worker)
    claim = await place.claim(worker, dossier_id, WORDS)
    await place.desk.evidence(
        await place.desk.load((await load_own_dossier(context, worker.holder_id, dossier_id)).dossier)
    )
    await place.desk.judge(claim, await place.desk.assessor())
    issued = await issue_claim(context, place.desk.coordinator, dossier_id, claim.id)
    event = CredentialIssued(
        str(place.desk.organisation_id), [str(issued.id)], [str(issued.issuance.recipient_id)]
    )
    await receive_issued_credentials(event, context)
    held = await list_held_credentials(context, worker.holder_id, Page())
    assert issued.id in {one.credential_id for one in held.items}
    assert WORDS not in issued.secured.text


async def test_another_passport_never_takes_the_place_of_the_one_that_opened_a_dossier(
    context: Context, place: Place
) -> None:
    worker = await place.worker()
    dossier_id = await place.open(worker)
    other = await place.worker("W-30")
    with pytest.raises(NotFound):
        await load_own_dossier(context, other.holder_id, dossier_id)
    async with context.database.transaction(holder_id=other.holder_id) as session:
        assert await list_places_of_holder(session, other.holder_id) == []


async def test_with_the_passport_everything_goes_and_before_that_it_is_in_the_export(
    context: Context, place: Place, superuser: psycopg.Connection[tuple[str]]
) -> None:
    worker = await place.worker()
    dossier_id = await place.open(worker)
    claim = await place.claim(worker, dossier_id, WORDS)
    facts = orjson.loads(orjson.dumps(await collect_facts(context, worker.holder_id, []), default=str))
    assert [one["id"] for one in facts["dossiers"]] == [str(dossier_id)]
    assert facts["dossiers"][0]["claims"][0]["words"] == WORDS
    [(sealed,)] = superuser.execute("SELECT words_sealed FROM claims WHERE id = %s", (claim.id,)).fetchall()
    assert WORDS.encode() not in bytes(sealed)
    await erase_passport(context, worker.holder_id)
    for table in ("dossiers", "claims", "candidates"):
        assert superuser.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)  # type: ignore[arg-type]


async def test_a_file_of_the_partnership_is_not_the_workers_to_add_or_to_take_away(
    context: Context, place: Place
) -> None:
    worker = await place.worker()
    dossier_id = await place.open(worker)
    claim = await place.claim(worker, dossier_id)

    async def stream():  # type: ignore[no-untyped-def]
        yield picture()

    owner, kept = await keep_file(context, place.desk.coordinator, dossier_id, stream(), "werk.jpg")
    today = context.clock.now().date()
    draft = EvidenceDraft(EvidenceKind.document, "Aan het werk.", today, claim_id=claim.id)
    theirs = await add_kept_file(context, place.desk.coordinator, owner, kept, draft)
    with pytest.raises(NotFound):
        await remove_own_evidence(context, worker.holder_id, dossier_id, theirs.id)
    async with own_dossier(context, worker.holder_id, dossier_id) as (session, issuer):
        own = await load_own_claim(session, issuer, dossier_id, claim.id)
        with pytest.raises(InvalidInput):
            await add_own_evidence(
                context, session, issuer, own, summary="Van mij.", seen_on=today, file_id=kept.id
            )
    async with place.desk.work() as session:
        owner = await load_file_owner(context, session, place.desk.organisation_id, dossier_id)
        assert [file.id for file in await list_files(session, owner)] == [kept.id]


async def test_nobody_opens_more_than_ten_a_day(context: Context, place: Place) -> None:
    worker = await place.worker()
    for _ in range(10):
        context.caches.limiter.hit(f"own-dossier:{worker.holder_id}", limit=10, window=86_400.0)
    with pytest.raises(TooMany):
        await place.open(worker)
    assert await list_own_dossiers(context, worker.holder_id) == []


async def test_a_dossier_elsewhere_is_a_reason_to_wait_before_a_new_way_in(
    context: Context, place: Place
) -> None:
    worker = await place.worker()
    elsewhere = await open_place(context, "own-waiting")
    await end_session(context, worker.holder_id, worker.token)
    where = place.desk.organisation_id

    async def may_open() -> bool:
        async with context.database.transaction(holder_id=worker.holder_id) as session:
            return await may_open_at_once(context, session, worker.holder_id, where)

    await place.open(worker)
    assert await may_open()
    await elsewhere.open(worker)
    assert not await may_open()


async def test_who_proves_that_a_second_passport_is_hers_takes_the_dossier_along(
    context: Context, place: Place
) -> None:
    first = await place.worker()
    dossier_id = await place.open(first)
    await end_session(context, first.holder_id, first.token)
    secret = await place.world.claim_secret(await place.world.issue(REFERENCE))
    elsewhere = await open_place(context, "own-second")
    second = await elsewhere.worker()
    await receive_claim(context, secret, holder_id=second.holder_id)
    assert [one.dossier.id for one in await list_own_dossiers(context, second.holder_id)] == [dossier_id]
    assert await list_own_dossiers(context, first.holder_id) == []


async def test_a_not_yet_is_told_to_the_worker_and_stays_out_of_the_passport(
    context: Context, place: Place
) -> None:
    worker = await place.worker()
    dossier_id = await place.open(worker)
    claim = await place.claim(worker, dossier_id)
    own = await load_own_dossier(context, worker.holder_id, dossier_id)
    await place.desk.evidence(own.dossier)
    judgement = await place.desk.start(claim, noor := await place.desk.assessor())
    filled = await place.desk.fill(judgement, noor, Rating.yes, Rating.not_yet)
    [drafted] = (await load_own_dossier(context, worker.holder_id, dossier_id)).claims
    assert drafted.not_yets == []
    await place.desk.sign(filled, noor)
    [told] = (await load_own_dossier(context, worker.holder_id, dossier_id)).claims
    assert [(one.reasons, one.role) for one in told.not_yets] == [
        ("Reed rustig en keek om.", "Praktijkopleider")
    ]
    held = await list_held_credentials(context, worker.holder_id, Page())
    assert len(held.items) == 1


async def test_an_assessor_does_not_judge_what_she_opened_from_a_passport_with_the_mail_of_her_work(
    context: Context, place: Place, superuser: psycopg.Connection[tuple[str]]
) -> None:
    worker = await place.worker()
    await ask_contact(context, worker.holder_id, "noor@werk.example", language="nl")
    superuser.execute("UPDATE holder_contacts SET verified_at = created_at")
    noor = await place.desk.assessor(email="noor@werk.example")
    dossier_id = await place.open(worker)
    claim = await place.claim(worker, dossier_id)
    await place.desk.evidence((await load_own_dossier(context, worker.holder_id, dossier_id)).dossier)
    with pytest.raises(NotIndependent):
        await place.desk.start(claim, noor)


async def test_of_whom_a_partnership_says_that_she_is_under_sixteen_the_desk_begins(
    context: Context, place: Place
) -> None:
    tomorrow = context.clock.now().date() + timedelta(days=2)
    received = await place.world.claim(await place.world.issue("W-15", sixteen_on=tomorrow))
    assert received.session is not None
    pupil = Worker(received.holder_id, received.session.token)
    with pytest.raises(InvalidInput) as caught:
        await place.open(pupil)
    assert [fault.code for fault in caught.value.errors] == ["guardian_required"]
