"""A worker begins from the passport: under the reference by which the organisation knows them, or one of the passport's own.

Whose dossier it is, is decided once and by a key, never by a name, an address or a number that somebody types
(docs/decisions/0051): a candidate is bound to the passport that opened a dossier, and to no other one after it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from app.accounts.permissions import Issuer
from app.assessing.candidates import (
    Candidate,
    CandidateDraft,
    bind_candidate_to_holder,
    find_candidate_by_hash,
    load_candidate,
    register_candidate,
)
from app.assessing.dossier_states import DossierState
from app.assessing.dossiers import (
    Dossier,
    DossierFilter,
    add_dossier,
    list_dossiers,
    load_dossier,
    load_published,
)
from app.assessing.reference_keys import hash_reference, load_reference_key
from app.assessing.repository.candidates import CandidateRepository
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import FieldError, InvalidInput
from app.platform.pagination import Page

MOST_OPEN: Final = 10
# Without digits no id of a passport looks like a citizen service number, which a reference may not hold.
_LETTERS: Final = str.maketrans("0123456789", "ghijklmnop")


@dataclass(frozen=True, slots=True)
class HolderDraft:
    """What a worker says when they begin. `reference` is the organisation's own key for who holds this passport.

    Name and age are asked of somebody whom the organisation does not know yet. `person_id` is the worker's own staff
    account there, so that nobody judges themselves.
    """

    holder_id: UUID
    skill_set_id: UUID
    reference: str | None = None
    name: str | None = None
    language: str = "nl"
    is_sixteen_or_older: bool = False
    person_id: UUID | None = None

    @property
    def references(self) -> tuple[str, ...]:
        """Under which the organisation may know this worker, the best first."""
        own = f"passport:{self.holder_id.hex.translate(_LETTERS)}"
        return (self.reference, own) if self.reference else (own,)


async def open_dossier_as_holder(
    context: Context, session: Session, issuer: Issuer, draft: HolderDraft
) -> Dossier:
    """A new dossier. `issuer` is the organisation with the actor `holder`, `session` in the organisation's context.

    Raises InvalidInput: no such skill set, a dossier of it that runs, too many dossiers, no name, somebody under sixteen.
    """
    skill_set = await load_published(session, issuer.organisation_id, draft.skill_set_id, None)
    candidate = await find_candidate_of_holder(
        context, session, issuer.organisation_id, draft.holder_id, draft.references
    )
    if candidate is None:
        candidate = await _register(context, session, issuer, draft)
    elif candidate.holder_id is None:
        await bind_candidate_to_holder(session, issuer.organisation_id, candidate.id, draft.holder_id)
    if draft.person_id is not None:
        await CandidateRepository(session, issuer.organisation_id).name_person(candidate.id, draft.person_id)
    await _ensure_room(session, issuer.organisation_id, candidate, skill_set.id)
    dossier_id = await add_dossier(context, session, issuer, candidate, skill_set)
    return await load_dossier(session, issuer.organisation_id, dossier_id)


async def find_candidate_of_holder(
    context: Context, session: Session, organisation_id: UUID, holder_id: UUID, references: Iterable[str]
) -> Candidate | None:
    """The worker with this passport, as the organisation knows them; never one of another passport."""
    key, repository = (
        await load_reference_key(context, session, organisation_id),
        CandidateRepository(session, organisation_id),
    )
    for reference in references:
        row = await repository.find_by_reference(hash_reference(key, reference))
        if row is not None and row["holder_id"] in (None, holder_id):
            return await load_candidate(context, session, organisation_id, row["id"])
    return None


async def find_candidate_by_hash_of(
    session: Session, organisation_id: UUID, reference_hash: bytes, holder_id: UUID
) -> UUID | None:
    """The same by the hash of a reference that is known to be the holder's."""
    row = await CandidateRepository(session, organisation_id).find_by_reference(reference_hash)
    return row["id"] if row is not None and row["holder_id"] in (None, holder_id) else None


async def move_candidate(
    session: Session, organisation_id: UUID, reference_hash: bytes, *, before: UUID, after: UUID
) -> None:
    """The worker goes on with another passport, of which it was proven that it is theirs too."""
    await CandidateRepository(session, organisation_id).move_holder(reference_hash, before, after)


async def list_dossiers_of_candidate(
    session: Session, organisation_id: UUID, candidate_id: UUID
) -> list[Dossier]:
    """Every dossier of a worker with its claims, the newest first."""
    page, only = Page(limit=100), DossierFilter(candidate_id=candidate_id)
    found = await list_dossiers(session, organisation_id, page=page, only=only)
    return [await load_dossier(session, organisation_id, one.id) for one in found.items]


async def _register(context: Context, session: Session, issuer: Issuer, draft: HolderDraft) -> Candidate:
    faults = []
    if not (draft.name or "").strip():
        faults.append(FieldError("/name", "missing", "Say what you are called."))
    if not draft.is_sixteen_or_older:
        detail = "Under 16 a parent or guardian has to agree: ask the organisation to begin."
        faults.append(FieldError("/isSixteenOrOlder", "guardian_required", detail))
    if faults:
        raise InvalidInput("The dossier was not opened.", errors=faults)
    reference = await _find_free(context, session, issuer.organisation_id, draft.references)
    known = CandidateDraft(reference, name=draft.name, language=draft.language)
    return await register_candidate(context, session, issuer, known, holder_id=draft.holder_id)


async def _find_free(
    context: Context, session: Session, organisation_id: UUID, references: tuple[str, ...]
) -> str:
    """The first under which the organisation knows nobody; under the last, the passport's own, it never knows another."""
    key = await load_reference_key(context, session, organisation_id)
    for reference in references[:-1]:
        if await find_candidate_by_hash(session, organisation_id, hash_reference(key, reference)) is None:
            return reference
    return references[-1]


async def _ensure_room(
    session: Session, organisation_id: UUID, candidate: Candidate, skill_set_id: UUID
) -> None:
    only = DossierFilter(state=DossierState.open, candidate_id=candidate.id)
    running = (await list_dossiers(session, organisation_id, page=Page(MOST_OPEN), only=only)).items
    if any(one.skill_set_id == skill_set_id for one in running):
        detail = "You have a dossier for this already; go on with that one."
        raise InvalidInput(errors=[FieldError("/skillSetId", "dossier_open", detail)])
    if len(running) >= MOST_OPEN:
        detail = f"You have {MOST_OPEN} dossiers here already. Finish or stop one first."
        raise InvalidInput(errors=[FieldError("/skillSetId", "too_many", detail)])
