"""Candidates: the people whose skills are validated. What says who they are is sealed under a key of their own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import orjson

from app.accounts.acts import record_act
from app.accounts.permissions import Issuer
from app.assessing.ages import find_day_faults, tell_ages
from app.assessing.reference_keys import hash_reference, load_reference_key
from app.assessing.repository.candidates import CandidateRepository
from app.assessing.text_faults import MOST_LINE, MOST_TEXT, find_text_fault
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import FieldError, InvalidInput, NotFound
from app.platform.vault import DataKey

LANGUAGES: Final = ("nl", "en")


@dataclass(frozen=True, slots=True)
class CandidateDraft:
    """What an organisation writes down of a worker; `reference` is its own key for them, never a BSN.

    Under sixteen, `guardian_note` says who of the parents or guardians agreed, and when, and
    `sixteen_on` from which day it is over. `person_id` names the
    worker's own staff account, if there is one.
    """

    reference: str
    name: str | None = None
    mail: str | None = None
    phone: str | None = None
    language: str = "nl"
    is_under_sixteen: bool = False
    guardian_note: str | None = None
    person_id: UUID | None = None
    sixteen_on: date | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A worker as one organisation knows them, opened with their own data key."""

    organisation_id: UUID
    id: UUID
    reference: str
    name: str | None
    mail: str | None
    phone: str | None
    language: str
    is_under_sixteen: bool
    guardian_note: str | None
    holder_id: UUID | None
    person_id: UUID | None
    created_at: datetime
    data_key: DataKey

    def seal(self, text: str, place: str, row_id: UUID) -> bytes:
        """A text about this person for one column (`table/column`) of one row."""
        return self.data_key.seal(text.encode(), context=f"{place}/{self.organisation_id}/{row_id}")

    def open(self, sealed: bytes, place: str, row_id: UUID) -> str:
        """The text again. Raises SealBroken."""
        return self.data_key.open(sealed, context=f"{place}/{self.organisation_id}/{row_id}").decode()

    def open_or_none(self, sealed: bytes | None, place: str, row_id: UUID) -> str | None:
        """The text again, where there was one."""
        return None if sealed is None else self.open(sealed, place, row_id)


def candidate_place(organisation_id: UUID, candidate_id: UUID, column: str) -> str:
    """What a sealed column of a candidate is bound to."""
    return f"candidates/{column}/{organisation_id}/{candidate_id}"


def data_key_place(organisation_id: UUID, candidate_id: UUID) -> str:
    """What a candidate's wrapped data key is bound to."""
    return candidate_place(organisation_id, candidate_id, "data_key_wrapped")


def find_candidate_faults(draft: CandidateDraft) -> list[FieldError]:
    """Everything wrong with what was written down, all at once."""
    return list(_faults(draft))


def _faults(draft: CandidateDraft) -> Iterator[FieldError]:
    if not draft.reference.strip():
        yield FieldError("/reference", "missing", "Give your own number or code for this person.")
    for pointer, text, longest in (
        ("/reference", draft.reference, MOST_LINE),
        ("/name", draft.name, MOST_LINE),
        ("/guardianNote", draft.guardian_note, MOST_TEXT),
    ):
        if fault := find_text_fault(pointer, text, longest):
            yield fault
    # A telephone number may look like a citizen service number, so only length and signs count here.
    for pointer, text in (("/mail", draft.mail), ("/phone", draft.phone)):
        if text and not (text.isprintable() and len(text) <= MOST_LINE):
            yield FieldError(pointer, "unsafe_content", f"Use at most {MOST_LINE} letters, digits and signs.")
    if draft.language not in LANGUAGES:
        yield FieldError("/language", "unknown_language", "Use nl or en.")
    if draft.is_under_sixteen and draft.sixteen_on is None:
        # A tick alone protects nothing: the passport goes by the day.
        yield FieldError("/sixteenOn", "sixteen_required", "Under 16 give the day from which that is over.")
    if draft.is_under_sixteen and not (draft.guardian_note or "").strip():
        detail = "Under 16 a parent or guardian has to agree. Write down who did, and when."
        yield FieldError("/guardianNote", "guardian_required", detail)


async def register_candidate(
    context: Context,
    session: Session,
    issuer: Issuer,
    draft: CandidateDraft,
    *,
    holder_id: UUID | None = None,
) -> Candidate:
    """The candidate with this reference, added or completed: what is known already stays unless it is said anew.

    `session` is in the organisation's context. Raises InvalidInput with every fault.
    """
    now = context.clock.now()
    faults = [*find_candidate_faults(draft), *find_day_faults(draft.sixteen_on, "/sixteenOn", now=now)]
    if faults:
        raise InvalidInput("The person was not written down.", errors=faults)
    organisation_id = issuer.organisation_id
    key = await load_reference_key(context, session, organisation_id)
    repository = CandidateRepository(session, organisation_id)
    reference_hash = hash_reference(key, draft.reference)
    found = await repository.find_by_reference(reference_hash)
    if found is None:
        values = _new_row(context, organisation_id, draft, reference_hash, holder_id)
        if await repository.add(values):
            await record_act(context, session, issuer, "candidate.added", f"candidate:{values['id']}")
        found = await repository.find_by_reference(reference_hash)
    else:
        candidate = _candidate(context, organisation_id, found)
        await repository.update(candidate.id, _changed(candidate, draft, found))
        found = await repository.find(candidate.id)
    if found is None:
        raise NotFound
    if draft.sixteen_on is not None:
        await tell_ages(context, session, organisation_id, {reference_hash: draft.sixteen_on})
    return _candidate(context, organisation_id, found)


async def load_candidate(
    context: Context, session: Session, organisation_id: UUID, candidate_id: UUID
) -> Candidate:
    """One candidate. Raises NotFound."""
    row = await CandidateRepository(session, organisation_id).find(candidate_id)
    if row is None:
        raise NotFound
    return _candidate(context, organisation_id, row)


async def find_candidate_by_hash(
    session: Session, organisation_id: UUID, reference_hash: bytes
) -> UUID | None:
    """The worker whom the organisation knows under this hash of its reference."""
    row = await CandidateRepository(session, organisation_id).find_by_reference(reference_hash)
    return None if row is None else row["id"]


async def find_hash_of_candidate(session: Session, organisation_id: UUID, candidate_id: UUID) -> bytes | None:
    """The other way round."""
    row = await CandidateRepository(session, organisation_id).find(candidate_id)
    return None if row is None else row["reference_hash"]


async def find_hash_of_dossier(session: Session, organisation_id: UUID, dossier_id: UUID) -> bytes | None:
    """Under which hash of its reference the organisation knows whose dossier this is."""
    return await CandidateRepository(session, organisation_id).find_hash(dossier_id=dossier_id)


async def find_hash_of_claim(session: Session, organisation_id: UUID, claim_id: UUID) -> bytes | None:
    """The same, for a claim in a dossier."""
    return await CandidateRepository(session, organisation_id).find_hash(claim_id=claim_id)


async def bind_candidate_to_holder(
    session: Session, organisation_id: UUID, candidate_id: UUID, holder_id: UUID
) -> None:
    """The worker has a passport and follows the dossier there; the first passport stays."""
    await CandidateRepository(session, organisation_id).bind_holder(candidate_id, holder_id)


def _new_row(
    context: Context,
    organisation_id: UUID,
    draft: CandidateDraft,
    reference_hash: bytes,
    holder_id: UUID | None,
) -> dict[str, Any]:
    candidate_id = context.randomness.uuid()
    data_key, wrapped = context.vault.new_data_key(context=data_key_place(organisation_id, candidate_id))

    def seal(column: str, text: str | None) -> bytes | None:
        place = candidate_place(organisation_id, candidate_id, column)
        return data_key.seal(text.encode(), context=place) if text else None

    return {
        "id": candidate_id,
        "reference_hash": reference_hash,
        "reference_sealed": seal("reference_sealed", draft.reference),
        "name_sealed": seal("name_sealed", draft.name),
        "contact_sealed": seal("contact_sealed", _write_contact(draft.mail, draft.phone)),
        "guardian_sealed": seal("guardian_sealed", draft.guardian_note),
        "language": draft.language,
        "is_under_sixteen": draft.is_under_sixteen,
        "data_key_wrapped": wrapped,
        "holder_id": holder_id,
        "person_id": draft.person_id,
        "now": context.clock.now(),
    }


def _changed(candidate: Candidate, draft: CandidateDraft, row: Mapping[str, Any]) -> dict[str, Any]:
    def seal(column: str, text: str | None) -> bytes | None:
        if not text:
            return None if row[column] is None else bytes(row[column])
        place = candidate_place(candidate.organisation_id, candidate.id, column)
        return candidate.data_key.seal(text.encode(), context=place)

    mail, phone = draft.mail or candidate.mail, draft.phone or candidate.phone
    return {
        "name_sealed": seal("name_sealed", draft.name),
        "contact_sealed": seal("contact_sealed", _write_contact(mail, phone)),
        "guardian_sealed": seal("guardian_sealed", draft.guardian_note),
        "language": draft.language,
        "is_under_sixteen": draft.is_under_sixteen,
        "person_id": draft.person_id or candidate.person_id,
    }


def _write_contact(mail: str | None, phone: str | None) -> str | None:
    return orjson.dumps({"mail": mail, "phone": phone}).decode() if mail or phone else None


def _candidate(context: Context, organisation_id: UUID, row: Mapping[str, Any]) -> Candidate:
    data_key = context.vault.data_key(
        row["data_key_wrapped"], context=data_key_place(organisation_id, row["id"])
    )

    def open_(column: str) -> str | None:
        place = candidate_place(organisation_id, row["id"], column)
        return None if row[column] is None else data_key.open(row[column], context=place).decode()

    contact = orjson.loads(open_("contact_sealed") or "{}")
    return Candidate(
        organisation_id=organisation_id,
        id=row["id"],
        reference=open_("reference_sealed") or "",
        name=open_("name_sealed"),
        mail=contact.get("mail"),
        phone=contact.get("phone"),
        language=row["language"],
        is_under_sixteen=row["is_under_sixteen"],
        guardian_note=open_("guardian_sealed"),
        holder_id=row["holder_id"],
        person_id=row["person_id"],
        created_at=row["created_at"],
        data_key=data_key,
    )
