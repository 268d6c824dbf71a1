"""What a reservation writes: the exact bytes to sign, sealed, in a row of the ledger."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from app.accounts.organisations import find_organisation
from app.accounts.permissions import Issuer
from app.assessing.assessment import NO_ASSESSMENT
from app.assessing.validation_levels import load_ladder
from app.credentials.formats.vc_jwt import VcJwt
from app.credentials.model import Achievement, Credential, Profile
from app.credentials.ports import Signer
from app.issuing.adopt import with_default_end
from app.issuing.allocate import allocate_indexes
from app.issuing.documents import (
    PROFILE_VERSION,
    AchievementSnapshot,
    Slot,
    achievement_document,
    build_credential,
)
from app.issuing.issuances import Issuance, tbs_context
from app.issuing.issue_requests import IssueRequest
from app.issuing.ledger_rows import LedgerRepository
from app.issuing.memory import OpenList
from app.issuing.recipient_rows import RecipientRepository
from app.issuing.register_recipients import Person, Recipient, register_recipients
from app.platform.caching import TtlCache
from app.platform.context import Context
from app.platform.database import Session
from app.platform.mail import read_address
from app.trust.identity import issuer_did

BREATH_EVERY: Final = 32
# As long as a process may remember which key signs.
_PROFILE_SECONDS: Final = 1.0
_CACHE_SIZE: Final = 1_000


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a reservation is made from."""

    context: Context
    issuer: Issuer
    signer: Signer
    key_id: UUID
    profile: Profile
    now: datetime


async def load_profile(context: Context, session: Session, issuer: Issuer) -> Profile:
    """The organisation as its credentials name it; its website is at most one second old."""
    websites: TtlCache[UUID, tuple[str | None]] = context.caches.ttl(
        "issuing.websites", ttl=_PROFILE_SECONDS, size=_CACHE_SIZE
    )
    website = websites.get(issuer.organisation_id)
    if website is None:
        organisation = await find_organisation(session, issuer.organisation_id)
        website = (organisation.website if organisation else None,)
        websites.put(issuer.organisation_id, website)
    return Profile(issuer_did(context.settings, issuer.slug), issuer.organisation_name, website[0])


async def plan_rows(
    plan: Plan,
    ledger: LedgerRepository,
    open_list: OpenList,
    requests: Mapping[str, IssueRequest],
    achievements: Mapping[str, AchievementSnapshot],
) -> dict[str, Issuance]:
    """Ledger rows by key for the requests whose achievement is known, each in a slot of its own."""
    accepted = [requests[key] for key in achievements]
    if not accepted:
        return {}
    known = RecipientRepository(ledger.session, ledger.organisation_id)
    people = [_person(request) for request in accepted]
    recipients = await register_recipients(plan.context, known, people, now=plan.now)
    indexes = await allocate_indexes(ledger, open_list, len(accepted), randomness=plan.context.randomness)
    documents = _write_achievements(plan, achievements)
    rows: dict[str, Issuance] = {}
    for request, index in zip(accepted, indexes, strict=True):
        snapshot = achievements[request.key]
        recipient = recipients[request.reference]
        slot = Slot(
            credential_id=plan.context.randomness.uuid(),
            recipient_id=recipient.id,
            recipient_name=request.recipient_name or recipient.name,
            list_id=open_list.list_id,
            index=index,
            issued_at=plan.now,
        )
        rows[request.key] = _plan_row(
            plan, request, slot, recipient, snapshot, documents[snapshot.id, snapshot.version]
        )
        if len(rows) % BREATH_EVERY == 0:
            await asyncio.sleep(0)
    return rows


def _person(request: IssueRequest) -> Person:
    return Person(
        request.reference,
        request.recipient_name,
        request.recipient_email and read_address(request.recipient_email),
        request.recipient_language,
        request.sixteen_on,
    )


def _write_achievements(
    plan: Plan, achievements: Mapping[str, AchievementSnapshot]
) -> dict[tuple[UUID, int], Achievement]:
    """What all rows of an achievement have in common, made once."""
    different = {(snapshot.id, snapshot.version): snapshot for snapshot in achievements.values()}
    public_url = plan.context.settings.public_url
    return {name: achievement_document(item, public_url=public_url) for name, item in different.items()}


def _plan_row(
    plan: Plan,
    request: IssueRequest,
    slot: Slot,
    recipient: Recipient,
    snapshot: AchievementSnapshot,
    achievement: Achievement,
) -> Issuance:
    credential = build_credential(
        with_default_end(request, snapshot, now=plan.now),
        slot,
        issuer=plan.profile,
        achievement=achievement,
        public_url=plan.context.settings.public_url,
    )
    return _write_row(plan, request, slot, recipient, snapshot, credential)


def _write_row(
    plan: Plan,
    request: IssueRequest,
    slot: Slot,
    recipient: Recipient,
    snapshot: AchievementSnapshot,
    credential: Credential,
) -> Issuance:
    place = tbs_context(plan.issuer.organisation_id, slot.credential_id)
    signing_input = VcJwt.signing_input(credential, kid=plan.signer.kid, algorithm=plan.signer.algorithm)
    return Issuance(
        organisation_id=plan.issuer.organisation_id,
        id=slot.credential_id,
        idempotency_key=request.key,
        request_digest=request.digest,
        profile_version=PROFILE_VERSION,
        format=VcJwt.name,
        tbs_sealed=recipient.data_key.seal(signing_input, context=place),
        tbs_digest=sha256(signing_input).digest(),
        signature=None,
        key_id=plan.key_id,
        state="reserved",
        recipient_id=recipient.id,
        data_key_wrapped=recipient.data_key_wrapped,
        achievement_id=snapshot.id,
        achievement_version=snapshot.version,
        level=request.level,
        batch_id=request.batch_id,
        status_list_id=slot.list_id,
        status_index=slot.index,
        issued_at=plan.now,
        valid_from=credential.valid_from,
        valid_until=credential.valid_until,
        created_at=plan.now,
        **_list_origins(request),
    )


def _list_origins(request: IssueRequest) -> dict[str, Any]:
    """Who assessed under which ladder, and what the credential comes from or takes the place of."""
    assessment = request.assessment or NO_ASSESSMENT
    return {
        "ladder_version": load_ladder().version,
        "assessor_mandate_id": assessment.assessor_mandate_id,
        "second_mandate_id": assessment.second_mandate_id,
        "claim_id": request.claim_id,
        "supersedes_id": request.supersedes,
    }
