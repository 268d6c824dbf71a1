"""Columns that reach beyond their row: mail, mastery, a credential to correct, an assessor by mail address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import pytest

from app.accounts.people import add_membership, add_person
from app.accounts.permissions import Issuer, Role, Scope
from app.assessing.mandates import MandateRequest, ScopeKind, grant_mandate, revoke_mandate
from app.assessing.skill_sets import SkillSet
from app.credentials.model import Credential
from app.credentials.verification import read
from app.issuing.adopt import adopt_skill_set
from app.issuing.batches import list_batch_errors
from app.issuing.deliveries import load_recipient
from app.issuing.errors import BatchHasErrors
from app.issuing.ledger import load_issued
from app.issuing.ledger_rows import LedgerRepository
from app.issuing.sheets.confirm import Rows, confirm_sheet
from app.issuing.sheets.drafts import Draft, receive_sheet
from app.issuing.sheets.preview import load_preview
from app.issuing.sheets.resolve import MANDATES
from app.platform.clock import FixedClock
from app.platform.context import Context
from tests.contract.issuing_cases import Desk, open_desk
from tests.contract.sheet_cases import pieces
from tests.contract.test_sheets import csv_of, run_to_end
from tests.skill_sets import add_published

DAY = "2026-01-15"
CODE = "magazijn.heftruck"
NOOR, BAS = "noor@werk.example", "bas@werk.example"
ROW = {
    "workerReference": "W-1", "name": "Sanne de Wit", "achievement": CODE, "level": "1", "assessedOn": DAY,
    "assessorRole": "Praktijkopleider", "evidenceKind": "verklaring", "evidenceSummary": "Heeft veilig gereden.",
    "evidenceDate": DAY, "confirmerRelation": "collega",
}  # fmt: skip
JUDGED = {
    "level": "2", "method": "Observatie", "standard": "Werkwijze magazijn", "reasons": "Alles gezien.",
    **dict.fromkeys(("variation", "relevance", "authenticity", "actuality", "quantity"), "ja"),
}  # fmt: skip


@dataclass
class Room:
    """A partnership with a published skill set, whose sheets are sent, looked at and issued."""

    context: Context
    desk: Desk
    skill_set: SkillSet
    sent: int = 0

    @property
    def issuer(self) -> Issuer:
        return self.desk.issuer

    async def send(self, *rows: dict[str, str], issuer: Issuer | None = None) -> Draft:
        names = list(dict.fromkeys(name for row in rows for name in row))
        self.sent += 1
        content = csv_of([names, *([row.get(name, "") for name in names] for row in rows)])
        key = f"columns-{self.sent}"
        return (await receive_sheet(self.context, issuer or self.issuer, key, pieces(content)))[0]

    async def look(self, *rows: dict[str, str], issuer: Issuer | None = None) -> list[tuple[int, str, str]]:
        draft = await self.send(*rows, issuer=issuer)
        preview = await load_preview(
            self.context, self.issuer.organisation_id, draft.batch_id, limit=100, after=0
        )
        return [(item.row, item.column, item.code) for item in preview.findings]

    async def issue(self, *rows: dict[str, str]) -> list[UUID]:
        draft = await self.send(*rows)
        assert (draft.map_faults, draft.faulty_count) == ([], 0)
        await confirm_sheet(self.context, self.issuer, draft.batch_id, Rows.all)
        await run_to_end(self.context, self.desk, draft.batch_id)
        organisation_id = self.issuer.organisation_id
        async with self.context.database.transaction(organisation_id=organisation_id) as session:
            return await LedgerRepository(session, organisation_id).list_unrevoked_of(
                draft.batch_id, limit=100
            )

    async def open(self, credential_id: UUID) -> tuple[Credential, str]:
        organisation_id = self.issuer.organisation_id
        async with self.context.database.transaction(organisation_id=organisation_id) as session:
            issued, state = await load_issued(self.context, session, organisation_id, credential_id)
        return Credential.from_document(read(issued.secured.text).claims), state.state

    async def hire(self, address: str) -> UUID:
        organisation_id = self.issuer.organisation_id
        async with self.context.database.transaction(organisation_id=organisation_id) as session:
            person = await add_person(self.context, session, name="Noor", email=address)
            await add_membership(
                self.context,
                session,
                organisation_id=organisation_id,
                person_id=person.id,
                roles=[Role.ASSESSOR],
                actor="operator",
            )
        return person.id

    async def mandate(self, person_id: UUID, *, since_days: int = 400, level: int = 3, **scope: UUID) -> UUID:
        """A mandate since so many days, for the whole skill set or for one achievement."""
        past = replace(self.context, clock=FixedClock(self.context.clock.now() - timedelta(days=since_days)))
        [(kind, scope_id)] = scope.items() or [("skill_set", self.skill_set.id)]
        until = past.clock.now() + timedelta(days=500)
        request = MandateRequest(person_id, ScopeKind[kind], scope_id, level, until)
        organisation_id = self.issuer.organisation_id
        async with past.database.transaction(organisation_id=organisation_id) as session:
            return (await grant_mandate(past, session, self.issuer, request)).id


@pytest.fixture
async def room(context: Context) -> Room:
    desk = await open_desk(context)
    published = await add_published(context, desk.issuer)
    organisation_id = desk.issuer.organisation_id
    async with context.database.transaction(organisation_id=organisation_id) as session:
        await adopt_skill_set(context, session, organisation_id, published.id, published.version)
    return Room(context, desk, published)


async def test_a_mail_address_and_a_language_are_kept_sealed_for_the_mail_with_the_link(room: Room) -> None:
    [credential_id] = await room.issue({**ROW, "email": "Sanne@Werk.example", "language": "Engels"})
    organisation_id = room.issuer.organisation_id
    async with room.context.database.transaction(organisation_id=organisation_id) as session:
        issued, _ = await load_issued(room.context, session, organisation_id, credential_id)
        recipient_id = issued.issuance.recipient_id
        recipient = await load_recipient(room.context, session, organisation_id, recipient_id)
        sealed = await LedgerRepository(session, organisation_id).rows(
            "SELECT email_sealed FROM recipients WHERE organisation_id = :organisation_id"
        )
    assert (recipient.email, recipient.language) == ("Sanne@werk.example", "en")
    assert b"anne" not in sealed[0]["email_sealed"]


async def test_a_row_is_the_same_row_with_another_mail_address(room: Room) -> None:
    await room.issue(ROW)
    again = await room.send({**ROW, "email": NOOR, "language": "nl"})
    assert (again.repeated_count, again.valid_count, again.faulty_count) == (1, 0, 0)
    double = await room.look({**ROW, "name": "S. de Wit"}, {**ROW, "name": "S. de Wit", "email": NOOR})
    assert double == [(3, "", "double_row")]


async def test_the_same_row_with_another_address_in_two_drafts_is_issued_once(room: Room) -> None:
    one, two = await room.send({**ROW, "email": NOOR}), await room.send({**ROW, "email": BAS})
    for draft in (one, two):
        await confirm_sheet(room.context, room.issuer, draft.batch_id, Rows.all)
    assert (await run_to_end(room.context, room.desk, one.batch_id)).issued_count == 1
    late = await run_to_end(room.context, room.desk, two.batch_id)
    assert (late.issued_count, late.failed_count) == (0, 1)
    organisation_id = room.issuer.organisation_id
    async with room.context.database.transaction(organisation_id=organisation_id) as session:
        [error] = await list_batch_errors(session, organisation_id, two.batch_id, limit=9, after=(0, -1))
    assert error["code"] == "already_issued"


async def test_wrong_addresses_and_languages_are_told_at_their_cell(room: Room) -> None:
    found = await room.look(
        {**ROW, "email": "sanne at werk", "language": "Frysk"},
        {**ROW, "workerReference": "W-2", "email": NOOR},
        {**ROW, "workerReference": "W-2", "assessedOn": "2026-01-16", "email": BAS},
    )
    assert set(found) == {
        (2, "email", "invalid_email"),
        (2, "language", "unknown_language"),
        (4, "email", "other_email"),
    }


@pytest.mark.parametrize("word", ["alone", "Zelfstandig", "independently"])
async def test_mastery_is_a_word_of_the_skill_set_in_either_language(room: Room, word: str) -> None:
    [credential_id] = await room.issue({**ROW, "mastery": word})
    credential, _ = await room.open(credential_id)
    assert credential.assessment is not None and credential.assessment.mastery is not None
    mastery = credential.assessment.mastery
    assert (mastery.code, mastery.name, mastery.descriptor) == (
        "alone",
        "Zelfstandig",
        "Doet dit zonder hulp.",
    )
    assert (await room.send({**ROW, "mastery": "ALONE"})).repeated_count == 1


async def test_a_word_of_mastery_that_is_not_there_is_told_with_those_that_are(room: Room) -> None:
    other = {**ROW, "workerReference": "W-2", "achievement": "HEFTRUCK", "mastery": "alone"}
    nobody = {**ROW, "workerReference": "W-3", "achievement": "KRAAN", "mastery": "alone"}
    draft = await room.send({**ROW, "mastery": "goed"}, other, nobody)
    preview = await load_preview(room.context, room.issuer.organisation_id, draft.batch_id, limit=9, after=0)
    assert [(item.row, item.column, item.code) for item in preview.findings] == [
        (2, "mastery", "unknown_mastery"),
        (3, "mastery", "no_mastery"),
        (4, "achievement", "unknown_achievement"),
    ]
    assert preview.findings[0].values == {"value": "goed", "choices": "Zelfstandig"}


@pytest.mark.parametrize("form", ["{}", "urn:uuid:{}", "https://passport.example/desk/regio/credentials/{}"])
async def test_a_row_corrects_a_credential_and_names_the_older_one(room: Room, form: str) -> None:
    [older] = await room.issue(ROW)
    better = {**ROW, "evidenceSummary": "Heeft heel veilig gereden.", "replaces": form.format(older)}
    [newer] = await room.issue(better)
    credential, state = await room.open(newer)
    assert (credential.supersedes, state) == (f"urn:uuid:{older}", "active")
    assert (await room.open(older))[1] == "revoked"
    again = await room.send(better)
    assert (again.repeated_count, again.faulty_count) == (1, 0)


async def test_a_credential_that_cannot_be_corrected_is_told_before_anything_is_issued(room: Room) -> None:
    [older] = await room.issue(ROW)
    [second] = await room.issue({**ROW, "workerReference": "W-2", "replaces": ""})
    await room.issue({**ROW, "assessorRole": "Leermeester", "replaces": str(older)})
    wrong = {**ROW, "assessorRole": "Docent"}
    found = await room.look(
        {**wrong, "replaces": "bewijs 12"},
        {**wrong, "workerReference": "W-3", "replaces": "00000000-0000-4000-8000-00000000dead"},
        {**wrong, "workerReference": "W-4", "replaces": str(second)},
        {**wrong, "workerReference": "W-1", "replaces": str(older)},
        {**wrong, "workerReference": "W-2", "replaces": str(second)},
        {**wrong, "workerReference": "W-2", "assessedOn": "2026-01-16", "replaces": str(second)},
    )
    assert found == [
        (2, "replaces", "not_a_credential"),
        (3, "replaces", "unknown_credential"),
        (4, "replaces", "other_recipient"),
        (5, "replaces", "already_replaced"),
        (7, "replaces", "replaced_in_row"),
    ]


async def test_who_may_not_withdraw_may_not_correct_by_a_sheet_either(room: Room) -> None:
    [older] = await room.issue(ROW)
    lesser = replace(room.issuer, scopes=frozenset({Scope.CREDENTIALS_ISSUE, Scope.CREDENTIALS_READ}))
    row = {**ROW, "assessorRole": "Docent", "replaces": str(older)}
    assert await room.look(row, issuer=lesser) == [(2, "replaces", "may_not_replace")]
    draft = await room.send({**row, "assessorRole": "Leraar"})
    assert draft.valid_count == 1
    with pytest.raises(BatchHasErrors):
        await confirm_sheet(room.context, lesser, draft.batch_id, Rows.all)


async def test_two_sheets_that_correct_one_credential_do_so_once(room: Room) -> None:
    [older] = await room.issue(ROW)
    roles = ("Docent", "Leraar")
    drafts = [await room.send({**ROW, "assessorRole": role, "replaces": str(older)}) for role in roles]
    for draft in drafts:
        await confirm_sheet(room.context, room.issuer, draft.batch_id, Rows.all)
    first, late = [await run_to_end(room.context, room.desk, draft.batch_id) for draft in drafts]
    assert (first.issued_count, late.issued_count, late.failed_count, late.state) == (1, 0, 1, "done")


async def test_rows_are_issued_under_the_mandate_for_a_skill_set_of_an_assessor_named_by_address(
    room: Room,
) -> None:
    noor, bas = await room.hire(NOOR), await room.hire(BAS)
    first, second = await room.mandate(noor), await room.mandate(bas)
    third = {
        **ROW, **JUDGED, "level": "3", "secondAssessor": BAS, "secondRole": "Leermeester", "noConflict": "ja",
        "qualityScheme": "Handboek beoordelen",
    }  # fmt: skip
    ids = await room.issue(
        {**ROW, **JUDGED, "assessor": NOOR.upper()},
        {**third, "workerReference": "W-2", "assessor": NOOR},
        {**ROW, **JUDGED, "workerReference": "W-3", "assessor": str(first)},
    )
    organisation_id = room.issuer.organisation_id
    async with room.context.database.transaction(organisation_id=organisation_id) as session:
        rows = [row for row, _ in await LedgerRepository(session, organisation_id).find_signed(ids)]
    named = {row.level: (row.assessor_mandate_id, row.second_mandate_id) for row in rows}
    assert (len(rows), named) == (3, {2: (first, None), 3: (first, second)})
    # The same row with the number of the mandate asks the same.
    assert (await room.send({**ROW, **JUDGED, "assessor": str(first)})).repeated_count == 1


async def test_an_assessor_without_one_mandate_that_day_is_told_at_the_cell(room: Room) -> None:
    achievement_id = room.skill_set.content.achievements[0].id
    noor, bas, cas = [await room.hire(address) for address in (NOOR, BAS, "cas@werk.example")]
    await room.mandate(noor)
    await room.mandate(noor, achievement=achievement_id)
    await room.mandate(bas, since_days=20)
    await room.mandate(cas, level=1)
    people = ["niemand@werk.example", NOOR, BAS, "cas@werk.example"]
    rows = [{**ROW, **JUDGED, "workerReference": f"W-{n}", "assessor": who} for n, who in enumerate(people)]
    assert await room.look(*rows) == [
        (2, "assessor", "unknown_assessor"),
        (3, "assessor", "several_mandates"),
        (4, "assessor", "no_mandate_then"),
        (5, "assessor", "no_mandate_then"),
    ]


async def test_an_assessor_of_another_organisation_is_nobody_here(room: Room, context: Context) -> None:
    other = Room(context, await open_desk(context), room.skill_set)
    await other.hire(NOOR)
    found = await room.look({**ROW, **JUDGED, **dict.fromkeys(MANDATES, NOOR)})
    assert found == [(2, column, "unknown_assessor") for column in MANDATES]


async def test_a_mandate_that_ends_after_the_confirmation_is_told_and_nothing_is_issued(room: Room) -> None:
    mandate_id = await room.mandate(await room.hire(NOOR))
    draft = await room.send({**ROW, **JUDGED, "assessor": NOOR})
    await confirm_sheet(room.context, room.issuer, draft.batch_id, Rows.all)
    organisation_id = room.issuer.organisation_id
    async with room.context.database.transaction(organisation_id=organisation_id) as session:
        await revoke_mandate(room.context, session, room.issuer, mandate_id)
    done = await run_to_end(room.context, room.desk, draft.batch_id)
    assert (done.issued_count, done.failed_count) == (0, 1)
    async with room.context.database.transaction(organisation_id=organisation_id) as session:
        [error] = await list_batch_errors(session, organisation_id, draft.batch_id, limit=9, after=(0, -1))
    assert (error["column"], error["code"]) == ("assessor", "mandate_not_valid")
