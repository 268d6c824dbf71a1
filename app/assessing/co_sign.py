"""Co-sign: a supervisor confirms what they saw by a link that works once, without an account.

Looking has no effect; confirming uses the link up. Only the hash of its secret is kept. An unknown, used, withdrawn
and expired link look alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from app.accounts.acts import record_act
from app.accounts.organisations import find_organisation
from app.accounts.permissions import Issuer
from app.assessing.candidates import Candidate
from app.assessing.dossiers import (
    Claim,
    Dossier,
    load_candidate_of,
    load_claim,
    load_dossier,
    load_open_dossier,
)
from app.assessing.errors import CoSignLinkNotFound
from app.assessing.evidence import (
    Evidence,
    EvidenceDraft,
    Relation,
    attach_evidence,
    find_evidence_faults,
)
from app.assessing.evidence_kinds import EvidenceKind
from app.assessing.repository.judgements import CoSignRepository, find_link_by_hash
from app.assessing.text_faults import MOST_TEXT
from app.platform.context import Context
from app.platform.database import Session, enter
from app.platform.errors import FieldError, InvalidInput, NotFound
from app.platform.link_secrets import hash_secret, looks_like_link_secret, new_link_secret

LIFETIME: Final = timedelta(days=14)
_OBSERVATION: Final = "co_sign_links/observation_sealed"
_MOST_LINKS: Final = 20
# What somebody who confirms adds in their own words.
MOST_WORDS: Final = 1000


@dataclass(frozen=True, slots=True)
class CoSignLink:
    """A link as the dossier shows it; its address is known only when it is made."""

    id: UUID
    claim_id: UUID
    observation: str
    seen_on: date
    created_at: datetime
    expires_at: datetime
    consumed_at: datetime | None
    withdrawn_at: datetime | None

    def is_open_at(self, now: datetime) -> bool:
        """Whether it still works."""
        return self.consumed_at is None and self.withdrawn_at is None and now < self.expires_at


@dataclass(frozen=True, slots=True)
class CoSignRequest:
    """What the page behind a link shows: who asks, about whom, and what is to be confirmed."""

    organisation_id: UUID
    organisation_name: str
    worker_name: str | None
    language: str
    dossier: Dossier
    claim: Claim
    observation: str
    seen_on: date
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What a supervisor sends: the tick, who they are, and words if they like."""

    is_confirmed: bool
    name: str
    relation: Relation | None
    words: str | None = None


async def create_co_sign_link(
    context: Context,
    session: Session,
    issuer: Issuer,
    claim_id: UUID,
    *,
    observation: str,
    seen_on: date,
    holder_id: UUID | None = None,
) -> tuple[CoSignLink, str]:
    """A new link and its secret, which cannot be shown again. With a `holder_id` only for an own dossier.

    Raises NotFound, DossierClosed, InvalidInput.
    """
    organisation_id, now = issuer.organisation_id, context.clock.now()
    claim, _ = await load_claim(session, organisation_id, claim_id)
    await load_dossier(session, organisation_id, claim.dossier_id, holder_id=holder_id)
    dossier = await load_open_dossier(session, organisation_id, claim.dossier_id)
    repository = CoSignRepository(session, organisation_id)
    draft = EvidenceDraft(EvidenceKind.observation, observation, seen_on, claim_id=claim.id)
    await _ensure_may_ask(repository, draft, claim.id, now=now)
    candidate = await load_candidate_of(context, session, organisation_id, dossier)
    link_id, secret = context.randomness.uuid(), new_link_secret(context.randomness)
    await repository.add(
        {
            "id": link_id,
            "claim_id": claim.id,
            "secret_hash": hash_secret(secret),
            "observation_sealed": candidate.seal(observation.strip(), _OBSERVATION, link_id),
            "seen_on": seen_on,
            "created_by": issuer.actor,
            "now": now,
            "expires_at": now + LIFETIME,
        }
    )
    await record_act(context, session, issuer, "co-sign-link.created", link_id)
    return _link(candidate, await _load_row(repository, link_id)), secret


async def _ensure_may_ask(
    repository: CoSignRepository, draft: EvidenceDraft, claim_id: UUID, *, now: datetime
) -> None:
    faults = [*find_evidence_faults(draft, now=now)]
    if len(await repository.list_of_claim(claim_id)) >= _MOST_LINKS:
        faults.append(FieldError("", "too_many", f"A claim has {_MOST_LINKS} links at most."))
    if faults:
        raise InvalidInput("The link was not made.", errors=faults)


async def list_co_sign_links(
    context: Context, session: Session, organisation_id: UUID, claim_id: UUID
) -> Sequence[CoSignLink]:
    """The links of a claim, the newest first. Raises NotFound."""
    claim, dossier = await load_claim(session, organisation_id, claim_id)
    candidate = await load_candidate_of(context, session, organisation_id, dossier)
    return [
        _link(candidate, row)
        for row in await CoSignRepository(session, organisation_id).list_of_claim(claim.id)
    ]


async def withdraw_co_sign_link(
    context: Context,
    session: Session,
    issuer: Issuer,
    claim_id: UUID,
    link_id: UUID,
    *,
    holder_id: UUID | None = None,
) -> None:
    """A link of this claim stops working; once used it has no effect. Raises NotFound."""
    organisation_id = issuer.organisation_id
    repository = CoSignRepository(session, organisation_id)
    row = await _load_row(repository, link_id)
    if row["claim_id"] != claim_id:
        raise NotFound
    claim, _ = await load_claim(session, organisation_id, claim_id)
    await load_dossier(session, organisation_id, claim.dossier_id, holder_id=holder_id)
    await repository.withdraw(link_id, now=context.clock.now())
    await record_act(context, session, issuer, "co-sign-link.withdrawn", link_id)


async def read_co_sign_request(context: Context, session: Session, secret: str) -> CoSignRequest:
    """What is behind a link, without any effect; leaves the session in its organisation's context.

    Raises CoSignLinkNotFound.
    """
    row = await _find_open(context, session, secret)
    return await _request(context, session, row)


async def confirm_by_link(
    context: Context, session: Session, secret: str, confirmation: Confirmation
) -> Evidence:
    """Uses the link up: a statement with its day and relation comes into the dossier. Of two at once one is first.

    Raises CoSignLinkNotFound, NotInThisState when the claim was judged meanwhile, InvalidInput; after a refusal the
    link still works.
    """
    row = await _find_open(context, session, secret, lock="FOR UPDATE")
    organisation_id, now = row["organisation_id"], context.clock.now()
    request = await _request(context, session, row)
    faults = _find_confirmation_faults(confirmation)
    if faults:
        raise InvalidInput("This was not confirmed.", errors=faults)
    words = (confirmation.words or "").strip()
    draft = EvidenceDraft(
        kind=EvidenceKind.statement,
        summary=f"{request.observation}\n{words}".strip(),
        seen_on=request.seen_on,
        claim_id=request.claim.id,
        relation=confirmation.relation,
        confirmer=confirmation.name.strip(),
    )
    supervisor = Issuer(
        organisation_id, f"co-sign-link:{row['id']}", frozenset(), request.organisation_name, ""
    )
    dossier = await load_open_dossier(session, organisation_id, request.dossier.id)
    evidence = await attach_evidence(
        context, session, supervisor, dossier, draft, longest_summary=MOST_TEXT + 1 + MOST_WORDS
    )
    await CoSignRepository(session, organisation_id).consume(row["id"], evidence.id, now=now)
    await record_act(context, session, supervisor, "co-sign-link.used", row["id"])
    return evidence


def _find_confirmation_faults(confirmation: Confirmation) -> list[FieldError]:
    faults = []
    if not confirmation.is_confirmed:
        faults.append(FieldError("/isConfirmed", "missing", "Tick the box if you saw this yourself."))
    if not confirmation.name.strip():
        faults.append(FieldError("/name", "missing", "Fill in your name."))
    if confirmation.relation is None:
        faults.append(FieldError("/relation", "missing", "Choose how you know this person."))
    return faults


async def _find_open(context: Context, session: Session, secret: str, *, lock: str = "") -> dict[str, Any]:
    if not looks_like_link_secret(secret):
        raise CoSignLinkNotFound
    secret_hash = hash_secret(secret)
    await enter(session, capability=secret_hash)
    row = await find_link_by_hash(session, secret_hash, lock=lock)
    if row is None or row["consumed_at"] or row["withdrawn_at"] or row["expires_at"] <= context.clock.now():
        raise CoSignLinkNotFound
    await enter(session, organisation_id=row["organisation_id"])
    return row


async def _request(context: Context, session: Session, row: dict[str, Any]) -> CoSignRequest:
    organisation_id = row["organisation_id"]
    organisation = await find_organisation(session, organisation_id)
    claim, dossier = await load_claim(session, organisation_id, row["claim_id"])
    candidate = await load_candidate_of(context, session, organisation_id, dossier)
    return CoSignRequest(
        organisation_id=organisation_id,
        organisation_name=organisation.name if organisation else "",
        worker_name=candidate.name,
        language=candidate.language,
        dossier=dossier,
        claim=claim,
        observation=candidate.open(row["observation_sealed"], _OBSERVATION, row["id"]),
        seen_on=row["seen_on"],
        expires_at=row["expires_at"],
    )


async def _load_row(repository: CoSignRepository, link_id: UUID) -> dict[str, Any]:
    row = await repository.find(link_id)
    if row is None:
        raise NotFound
    return row


def _link(candidate: Candidate, row: dict[str, Any]) -> CoSignLink:
    return CoSignLink(
        id=row["id"],
        claim_id=row["claim_id"],
        observation=candidate.open(row["observation_sealed"], _OBSERVATION, row["id"]),
        seen_on=row["seen_on"],
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        consumed_at=row["consumed_at"],
        withdrawn_at=row["withdrawn_at"],
    )
