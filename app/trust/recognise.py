"""Recognise an issuer: drafted by one, confirmed and signed by another of the partnership, withdrawn by any of them.

A confirmed recognition never changes. It is withdrawn by another row, and both stay for everybody to read.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from app.accounts.acts import record_act
from app.accounts.errors import FourEyesNeeded
from app.accounts.permissions import Issuer
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import FieldError, InvalidInput, NotFound
from app.platform.text import clean_text, is_web_address
from app.trust.endorsements import Endorsement, ensure_says, recognition_address, sign_endorsement
from app.trust.errors import RecognitionDecided
from app.trust.identity import issuer_did
from app.trust.models import RecognitionDraftRecord
from app.trust.recognitions import LEVELS, RecognisedScope, Recognition
from app.trust.repository import find_registered_issuer
from app.trust.repository.recognitions import (
    DraftRepository,
    add_recognition,
    add_withdrawal,
    find_recognition,
)
from app.trust.resolve import resolve_keys
from app.trust.signers import signer_for

MOST_DRAFTS: Final = 100
_PURPOSE: Final = "credential"
_NAME_LENGTH: Final = 200
# People copy the address of the version that they read; what is recognised is the set.
_VERSION: Final = re.compile(r"(/skill-sets/[0-9a-f-]{36})/[0-9]+/?$")


@dataclass(frozen=True, slots=True)
class RecognitionRequest:
    """What is asked for; without a skill set it is for all, without `recognised_from` it counts from now."""

    issuer_did: str
    highest_level: int
    skill_set_uri: str | None = None
    skill_set_name: str | None = None
    recognised_from: datetime | None = None
    recognised_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class RecognitionDraft:
    """A recognition that waits for a second person; `drafted_by` is the actor who may not confirm it."""

    id: UUID
    issuer_did: str
    scope: RecognisedScope
    recognised_from: datetime
    recognised_until: datetime | None
    drafted_by: str
    drafted_at: datetime


async def draft_recognition(
    context: Context, session: Session, issuer: Issuer, request: RecognitionRequest
) -> RecognitionDraft:
    """Write down what the partnership will recognise; nothing counts yet. Raises InvalidInput.

    `session` is in the organisation's context, here and below.
    """
    now = context.clock.now()
    checked = await check_request(
        session, request, recogniser_did=issuer_did(context.settings, issuer.slug), now=now
    )
    record = RecognitionDraftRecord(
        id=context.randomness.uuid(),
        issuer_did=checked.issuer_did,
        skill_set_uri=checked.skill_set_uri,
        skill_set_name=checked.skill_set_name,
        highest_level=checked.highest_level,
        recognised_from=checked.recognised_from,
        recognised_until=checked.recognised_until,
        drafted_by=issuer.eyes,
        drafted_at=now,
        decided_by=None,
        decided_at=None,
        outcome=None,
    )
    await DraftRepository(session, issuer.organisation_id).add(record)
    await record_act(context, session, issuer, "recognition.drafted", target_of(record.id))
    return _read(record)


async def list_drafts(session: Session, organisation_id: UUID) -> list[RecognitionDraft]:
    """The drafts that wait, the oldest first, at most 100."""
    return [_read(row) for row in await DraftRepository(session, organisation_id).list_open(MOST_DRAFTS)]


async def confirm_recognition(
    context: Context, session: Session, issuer: Issuer, draft_id: UUID
) -> Recognition:
    """Sign the draft of a colleague in the name of the partnership, for everybody to see.

    Raises NotFound, RecognitionDecided, FourEyesNeeded, NoSigningKey, IssuerNotActive, EndorsementRefused.
    """
    draft = await _find_open(session, issuer.organisation_id, draft_id)
    if draft.drafted_by == issuer.eyes:
        raise FourEyesNeeded
    now = context.clock.now()
    drafts = DraftRepository(session, issuer.organisation_id)
    if not await drafts.decide(draft_id, outcome="confirmed", actor=issuer.eyes, now=now):
        raise RecognitionDecided
    recognition = await sign_recognition(context, session, issuer, _request_of(draft), draft_id)
    await add_recognition(session, recognition, issuer.organisation_id)
    await record_act(context, session, issuer, "recognition.confirmed", target_of(draft_id))
    return recognition


async def withdraw_recognition(
    context: Context, session: Session, issuer: Issuer, recognition_id: UUID
) -> Recognition | None:
    """A recognition stops to count now, a draft is discarded (None). Again changes nothing. Raises NotFound."""
    now, own_did = context.clock.now(), issuer_did(context.settings, issuer.slug)
    drafts = DraftRepository(session, issuer.organisation_id)
    if await drafts.decide(recognition_id, outcome="discarded", actor=issuer.eyes, now=now):
        await record_act(context, session, issuer, "recognition.discarded", target_of(recognition_id))
        return None
    known = await find_recognition(session, recognition_id)
    if known is None or known.recogniser_did != own_did:
        draft = await drafts.find(recognition_id)
        if draft is not None:
            return None
        raise NotFound
    if await add_withdrawal(session, recognition_id, issuer.organisation_id, now=now):
        await record_act(context, session, issuer, "recognition.withdrawn", target_of(recognition_id))
        return replace(known, withdrawn_at=now)
    return known


async def check_request(
    session: Session, request: RecognitionRequest, *, recogniser_did: str, now: datetime
) -> RecognitionRequest:
    """The request with its begin, when it can be recorded. Raises InvalidInput with every fault."""
    errors = _find_faults(request, recogniser_did=recogniser_did, now=now)
    if not errors:
        errors = await _find_issuer_faults(session, request.issuer_did, request.recognised_from or now)
    if errors:
        raise InvalidInput(errors=errors)
    begin = (request.recognised_from or now).replace(microsecond=0)
    uri = request.skill_set_uri and _VERSION.sub(r"\1", request.skill_set_uri)
    name = None if request.skill_set_name is None else _read_name(request.skill_set_name)
    end = request.recognised_until and request.recognised_until.replace(microsecond=0)
    return replace(
        request, recognised_from=begin, recognised_until=end, skill_set_uri=uri, skill_set_name=name
    )


def _find_faults(request: RecognitionRequest, *, recogniser_did: str, now: datetime) -> list[FieldError]:
    errors: list[FieldError] = []
    if request.issuer_did == recogniser_did:
        errors.append(FieldError("/issuerDid", "own_issuer", "Choose another partnership than your own."))
    if request.highest_level not in LEVELS:
        errors.append(FieldError("/highestLevel", "range", "Use a level from 1 to 4."))
    if (request.skill_set_uri is None) != (request.skill_set_name is None):
        errors.append(FieldError("/skillSet", "incomplete", "Give both the address and the name."))
    elif request.skill_set_uri is not None and not _is_uri(request.skill_set_uri):
        errors.append(FieldError("/skillSet/uri", "unsafe_content", "Use a web address or a urn."))
    if request.skill_set_name is not None and _read_name(request.skill_set_name) is None:
        errors.append(FieldError("/skillSet/name", "unsafe_content", "Use 1 to 200 plain letters."))
    begin = (request.recognised_from or now).replace(microsecond=0)
    if request.recognised_until is not None and request.recognised_until.replace(microsecond=0) <= begin:
        errors.append(FieldError("/recognisedUntil", "range", "The end comes after the begin."))
    return errors


async def _find_issuer_faults(session: Session, did: str, begin: datetime) -> list[FieldError]:
    record = await find_registered_issuer(session, did)
    if record is None:
        return [FieldError("/issuerDid", "unknown_issuer", "This organisation is not in the register.")]
    if record.registered_until is not None and record.registered_until <= begin:
        return [FieldError("/issuerDid", "issuer_ended", "This organisation has ended.")]
    return []


def _read_name(text: str) -> str | None:
    """The name on one line; None for what cannot stand in a statement that people and machines read."""
    try:
        name = " ".join(clean_text(text).split())
    except ValueError:
        return None
    return name if 0 < len(name) <= _NAME_LENGTH and not set("<>") & set(name) else None


def _is_uri(text: str) -> bool:
    is_urn = text.startswith("urn:") and text.isascii() and text.isprintable() and not set(' <>"') & set(text)
    return len(text) <= 1_000 and (is_web_address(text) or is_urn)


async def _find_open(session: Session, organisation_id: UUID, draft_id: UUID) -> RecognitionDraft:
    record = await DraftRepository(session, organisation_id).find(draft_id)
    if record is None:
        raise NotFound
    if record.outcome is not None:
        raise RecognitionDecided
    return _read(record)


async def sign_recognition(
    context: Context, session: Session, issuer: Issuer, request: RecognitionRequest, recognition_id: UUID
) -> Recognition:
    """The signed recognition of a checked request; written down nowhere yet.

    Raises NoSigningKey, IssuerNotActive, EndorsementRefused.
    """
    now = context.clock.now()
    did = issuer_did(context.settings, issuer.slug)
    registered = await find_registered_issuer(session, did)
    facts = Endorsement(
        address=recognition_address(context.settings.public_url, recognition_id),
        recogniser_did=did,
        recogniser_name=registered.name if registered else issuer.organisation_name,
        issuer_did=request.issuer_did,
        scope=RecognisedScope(request.skill_set_uri, request.skill_set_name, request.highest_level),
        recognised_from=request.recognised_from or now.replace(microsecond=0),
        recognised_until=request.recognised_until,
        signed_at=now.replace(microsecond=0),
    )
    signer, _ = await signer_for(context, issuer.organisation_id, _PURPOSE)
    statement = sign_endorsement(facts, signer)
    # Read as a stranger would, before anybody can: a wrong key or a broken document stays in the house.
    ensure_says(statement, facts, await resolve_keys(context, did, signer.kid), now=now)
    return to_recognition(recognition_id, facts, statement)


def to_recognition(recognition_id: UUID, facts: Endorsement, statement: str) -> Recognition:
    """The recognition that a proven statement makes."""
    return Recognition(
        id=recognition_id,
        recogniser_did=facts.recogniser_did,
        recogniser_name=facts.recogniser_name,
        issuer_did=facts.issuer_did,
        scope=facts.scope,
        recognised_from=facts.recognised_from,
        recognised_until=facts.recognised_until,
        recorded_at=facts.signed_at,
        withdrawn_at=None,
        statement=statement,
    )


def target_of(recognition_id: UUID) -> str:
    """How the audit log names a recognition."""
    return f"recognition:{recognition_id}"


def _request_of(draft: RecognitionDraft) -> RecognitionRequest:
    return RecognitionRequest(
        issuer_did=draft.issuer_did,
        highest_level=draft.scope.highest_level,
        skill_set_uri=draft.scope.skill_set_uri,
        skill_set_name=draft.scope.skill_set_name,
        recognised_from=draft.recognised_from,
        recognised_until=draft.recognised_until,
    )


def _read(record: RecognitionDraftRecord) -> RecognitionDraft:
    return RecognitionDraft(
        id=record.id,
        issuer_did=record.issuer_did,
        scope=RecognisedScope(record.skill_set_uri, record.skill_set_name, record.highest_level),
        recognised_from=record.recognised_from,
        recognised_until=record.recognised_until,
        drafted_by=record.drafted_by,
        drafted_at=record.drafted_at,
    )
