"""Evidence: what shows that somebody masters a skill. A file stands elsewhere; here are its kind, day, digest, summary."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

import orjson

from app.accounts.acts import record_act
from app.accounts.permissions import Issuer
from app.assessing.candidates import Candidate
from app.assessing.dossier_states import ClaimState
from app.assessing.dossiers import Dossier, load_candidate_of, load_dossier, load_open_dossier
from app.assessing.errors import NotInThisState
from app.assessing.evidence_files import FileOwner, load_file
from app.assessing.evidence_kinds import EvidenceKind, evidence_address_fault
from app.assessing.repository.dossiers import DossierRepository
from app.assessing.text_faults import MOST_LINE, MOST_TEXT, find_text_fault
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import FieldError, InvalidInput, NotFound
from app.platform.text import has_web_address

EARLIEST: Final = date(1950, 1, 1)
MOST_HOURS: Final = 20_000
MOST_ITEMS: Final = 50
_SUMMARY: Final = "evidence/summary_sealed"
_CONFIRMER: Final = "evidence/confirmer_sealed"
_SALT_BYTES: Final = 16
# What was judged keeps the evidence it was judged on.
_SETTLED: Final = frozenset({ClaimState.second, ClaimState.validated, ClaimState.issued})


class Relation(StrEnum):
    """How somebody who confirms knows the worker."""

    manager = "manager"
    colleague = "colleague"
    client = "client"
    trainer = "trainer"
    other = "other"


@dataclass(frozen=True, slots=True)
class EvidenceDraft:
    """A piece of evidence to add. Without a `claim_id` it counts for every claim of the dossier.

    A statement names its `relation` and may name its `confirmer`; hours are whole. `file_id` names a file
    that was uploaded to this dossier.
    """

    kind: EvidenceKind
    summary: str
    seen_on: date
    claim_id: UUID | None = None
    relation: Relation | None = None
    confirmer: str | None = None
    hours: int | None = None
    file_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of evidence. `digest` is SHA-256 of its file, or of its words with a salt."""

    id: UUID
    dossier_id: UUID
    claim_id: UUID | None
    kind: EvidenceKind
    summary: str
    seen_on: date
    relation: Relation | None
    confirmer: str | None
    hours: int | None
    digest: bytes
    file_id: UUID | None
    added_by: str
    added_at: datetime

    def counts_for(self, claim_id: UUID) -> bool:
        """Whether it is evidence for this claim."""
        return self.claim_id in (None, claim_id)


def find_evidence_faults(
    draft: EvidenceDraft, *, now: datetime, longest_summary: int = MOST_TEXT
) -> list[FieldError]:
    """Everything wrong with a draft, all at once."""
    return list(_faults(draft, now, longest_summary))


def _faults(draft: EvidenceDraft, now: datetime, longest_summary: int) -> Iterator[FieldError]:
    if not draft.summary.strip():
        yield FieldError("/summary", "missing", "Say in one or two sentences what this shows.")
    for pointer, text, longest in (
        ("/summary", draft.summary, longest_summary),
        ("/confirmer", draft.confirmer, MOST_LINE),
    ):
        if fault := find_text_fault(pointer, text, longest):
            yield fault
    if has_web_address(draft.summary):
        yield evidence_address_fault("/summary")
    # A day that has begun anywhere on earth is not in the future.
    if draft.seen_on > (now + timedelta(hours=14)).date():
        yield FieldError("/seenOn", "date_in_future", "This day lies in the future.")
    if draft.seen_on < EARLIEST:
        yield FieldError("/seenOn", "date_too_early", "Use a day after 1 January 1950.")
    if draft.kind is EvidenceKind.statement and draft.relation is None:
        yield FieldError(
            "/relation", "relation_required", "Say how the person who confirms knows the worker."
        )
    if (draft.kind is EvidenceKind.hours) != (draft.hours is not None):
        yield FieldError("/hours", "hours_required", "Give hours with the kind hours, and with no other.")
    elif draft.hours is not None and not 1 <= draft.hours <= MOST_HOURS:
        yield FieldError("/hours", "range", f"Use a whole number from 1 to {MOST_HOURS}.")


async def add_evidence(
    context: Context, session: Session, issuer: Issuer, dossier_id: UUID, draft: EvidenceDraft
) -> Evidence:
    """A new piece of evidence. `session` is in the organisation's context.

    Raises NotFound, DossierClosed, NotInThisState for a claim that was judged, InvalidInput with every fault.
    """
    dossier = await load_open_dossier(session, issuer.organisation_id, dossier_id)
    return await attach_evidence(context, session, issuer, dossier, draft)


async def attach_evidence(
    context: Context,
    session: Session,
    issuer: Issuer,
    dossier: Dossier,
    draft: EvidenceDraft,
    *,
    longest_summary: int = MOST_TEXT,
) -> Evidence:
    """As `add_evidence`, for a dossier that the caller locked."""
    now, organisation_id = context.clock.now(), issuer.organisation_id
    repository = DossierRepository(session, organisation_id)
    faults = find_evidence_faults(draft, now=now, longest_summary=longest_summary)
    await _ensure_fits(repository, dossier, draft, faults)
    candidate = await load_candidate_of(context, session, organisation_id, dossier)
    file_digest = await _load_file_digest(session, dossier, candidate, draft.file_id)
    evidence_id = context.randomness.uuid()
    salt = context.randomness.token(_SALT_BYTES)
    sealed = orjson.dumps({"summary": draft.summary, "salt": salt.hex()}).decode()
    await repository.add_evidence(
        {
            "id": evidence_id,
            "dossier_id": dossier.id,
            "claim_id": draft.claim_id,
            "kind": draft.kind.value,
            "summary_sealed": candidate.seal(sealed, _SUMMARY, evidence_id),
            "confirmer_sealed": draft.confirmer and candidate.seal(draft.confirmer, _CONFIRMER, evidence_id),
            "relation": draft.relation and draft.relation.value,
            "seen_on": draft.seen_on,
            "hours": draft.hours,
            "digest": file_digest or _digest_of_words(draft, salt),
            "file_id": draft.file_id,
            "added_by": issuer.actor,
            "now": now,
        }
    )
    await repository.touch(dossier.id, now=now)
    await record_act(context, session, issuer, "evidence.added", evidence_id, kind=draft.kind.value)
    found = await list_evidence(context, session, organisation_id, dossier)
    return next(item for item in found if item.id == evidence_id)


async def _ensure_fits(
    repository: DossierRepository, dossier: Dossier, draft: EvidenceDraft, faults: list[FieldError]
) -> None:
    """Raises InvalidInput with the faults of a draft and one more when the dossier is full, and as `_ensure_open`."""
    if len(await repository.list_evidence(dossier.id)) >= MOST_ITEMS:
        faults.append(FieldError("", "too_many", f"A dossier has {MOST_ITEMS} pieces of evidence at most."))
    if faults:
        raise InvalidInput("The evidence was not added.", errors=faults)
    _ensure_open(dossier, draft.claim_id)


async def list_evidence(
    context: Context,
    session: Session,
    organisation_id: UUID,
    dossier: Dossier,
    *,
    claim_id: UUID | None = None,
) -> Sequence[Evidence]:
    """The evidence of a dossier in the order in which it was added; with a `claim_id` what counts for that claim."""
    candidate = await load_candidate_of(context, session, organisation_id, dossier)
    rows = await DossierRepository(session, organisation_id).list_evidence(dossier.id)
    found = [_evidence(candidate, row) for row in rows]
    return [item for item in found if claim_id is None or item.counts_for(claim_id)]


async def remove_evidence(
    context: Context, session: Session, issuer: Issuer, dossier_id: UUID, evidence_id: UUID
) -> Sequence[UUID]:
    """Takes a piece of evidence away before it was judged; answers the ids of files to erase.

    Raises NotFound, DossierClosed, NotInThisState.
    """
    dossier = await load_open_dossier(session, issuer.organisation_id, dossier_id)
    repository = DossierRepository(session, issuer.organisation_id)
    row = next((row for row in await repository.list_evidence(dossier.id) if row["id"] == evidence_id), None)
    if row is None:
        raise NotFound
    _ensure_open(dossier, row["claim_id"])
    files = await repository.delete_evidence(dossier.id, evidence_id)
    await record_act(context, session, issuer, "evidence.removed", evidence_id)
    return files


async def load_evidence_of(
    context: Context, session: Session, organisation_id: UUID, dossier_id: UUID
) -> Sequence[Evidence]:
    """The evidence of the dossier with this id. Raises NotFound."""
    dossier = await load_dossier(session, organisation_id, dossier_id)
    return await list_evidence(context, session, organisation_id, dossier)


def _ensure_open(dossier: Dossier, claim_id: UUID | None) -> None:
    named = [claim for claim in dossier.claims if claim_id in (None, claim.id)]
    if claim_id is not None and not named:
        raise InvalidInput(errors=[FieldError("/claimId", "unknown_claim", "The dossier has no such claim.")])
    if named and all(claim.state in _SETTLED for claim in named):
        raise NotInThisState("This was judged already; its evidence stays as it is.")


async def _load_file_digest(
    session: Session, dossier: Dossier, candidate: Candidate, file_id: UUID | None
) -> bytes | None:
    if file_id is None:
        return None
    owner = FileOwner(candidate.organisation_id, dossier.id, candidate.id, candidate.data_key)
    try:
        return (await load_file(session, owner, file_id)).sha256
    except NotFound as error:
        fault = FieldError("/fileId", "unknown_file", "Name a file that was uploaded to this dossier.")
        raise InvalidInput("The evidence was not added.", errors=[fault]) from error


def _digest_of_words(draft: EvidenceDraft, salt: bytes) -> bytes:
    words = [draft.kind.value, draft.seen_on, draft.relation, draft.confirmer, draft.hours, draft.summary]
    return sha256(salt + orjson.dumps(words)).digest()


def _evidence(candidate: Candidate, row: Mapping[str, Any]) -> Evidence:
    sealed = orjson.loads(candidate.open(row["summary_sealed"], _SUMMARY, row["id"]))
    return Evidence(
        id=row["id"],
        dossier_id=row["dossier_id"],
        claim_id=row["claim_id"],
        kind=EvidenceKind(row["kind"]),
        summary=sealed["summary"],
        seen_on=row["seen_on"],
        relation=Relation(row["relation"]) if row["relation"] else None,
        confirmer=candidate.open_or_none(row["confirmer_sealed"], _CONFIRMER, row["id"]),
        hours=row["hours"],
        digest=bytes(row["digest"]),
        file_id=row["file_id"],
        added_by=row["added_by"],
        added_at=row["added_at"],
    )
