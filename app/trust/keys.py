"""The life of signing keys: make, rotate, mark as compromised.

A rotation needs no moment of silence:
1. the next key is stored, and so published, before it signs: it is pre-active for as long as verifiers cache;
2. at `valid_from` every process turns to it, within the second that a process may remember its choice;
3. the key before it retires `OVERLAP` after that moment, so what a process signed in that second counts.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from app.accounts.organisations import OPERATOR, find_organisation
from app.credentials.keys.algorithms import Algorithm, generate_private_key, private_key_bytes
from app.credentials.keys.jwk import PublicKey
from app.platform import audit
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import FieldError, InvalidInput, NotFound
from app.platform.queue import publish
from app.trust.errors import RotationPending
from app.trust.events import SigningKeyCompromised
from app.trust.identity import issuer_did
from app.trust.models import SigningKeyRecord
from app.trust.repository import SigningKeyRepository
from app.trust.sealing import seal_private_key
from app.trust.signing_keys import (
    KeyPurpose,
    KeyState,
    SigningKey,
    find_active,
    find_next,
    read_signing_key,
    thumbprint,
)

# Longer than trust/signers.py: CHOICE_SECONDS, in which every process turns to a new key.
OVERLAP: Final = timedelta(seconds=10)


async def create_key(
    context: Context,
    *,
    organisation_id: UUID,
    purpose: str,
    algorithm: str | None = None,
    valid_from: datetime | None = None,
    actor: str = OPERATOR,
) -> SigningKey:
    """Make a key in a transaction of its own, in force from `valid_from` or at once.

    Without `algorithm` it is that of the purpose. Raises NotFound for an unknown organisation, AlgorithmNotAllowed.
    """
    start = valid_from or context.clock.now().replace(microsecond=0)
    async with context.database.transaction(organisation_id=organisation_id) as session:
        keys = SigningKeyRepository(session, organisation_id)
        await keys.lock()
        return await _add_key(
            context,
            session,
            organisation_id=organisation_id,
            purpose=KeyPurpose(purpose),
            algorithm=Algorithm(algorithm or KeyPurpose(purpose).algorithm),
            valid_from=start,
            actor=actor,
        )


async def ensure_key(context: Context, *, organisation_id: UUID, purpose: KeyPurpose, actor: str) -> None:
    """Make the first key of a purpose, unless there ever was one; two at once make one. Raises NotFound."""
    async with context.database.transaction(organisation_id=organisation_id) as session:
        keys = SigningKeyRepository(session, organisation_id)
        await keys.lock()
        if await keys.list(purpose=purpose):
            return
        await _add_key(
            context,
            session,
            organisation_id=organisation_id,
            purpose=purpose,
            algorithm=purpose.algorithm,
            valid_from=context.clock.now().replace(microsecond=0),
            actor=actor,
        )


async def list_keys(session: Session, *, organisation_id: UUID) -> list[SigningKey]:
    """All keys of an organisation, retired and compromised ones too, the first in force first."""
    records = await SigningKeyRepository(session, organisation_id).list()
    return [read_signing_key(record) for record in records]


async def rotate_key(
    context: Context,
    session: Session,
    *,
    organisation_id: UUID,
    purpose: KeyPurpose,
    actor: str,
    algorithm: Algorithm | None = None,
    pre_active: timedelta | None = None,
) -> SigningKey:
    """Publish the next key of a purpose and let the one before it retire. Returns the next key.

    `pre_active` is how long it is published before it signs; without it the setting decides. The session is
    inside the organisation. Raises RotationPending while an earlier next key still waits, NotFound.
    """
    now = context.clock.now()
    repository = SigningKeyRepository(session, organisation_id)
    await repository.lock()
    keys = [read_signing_key(record) for record in await repository.list(purpose=purpose)]
    if find_next(keys, now) is not None:
        raise RotationPending
    active = find_active(keys, now)
    wait = context.settings.key_pre_active if pre_active is None else pre_active
    takeover = now if active is None else now + wait
    fallback = purpose.algorithm if active is None else Algorithm(active.algorithm)
    following = await _add_key(
        context,
        session,
        organisation_id=organisation_id,
        purpose=purpose,
        algorithm=algorithm or fallback,
        valid_from=takeover,
        actor=actor,
    )
    for key in keys:
        if key.state(now) is KeyState.ACTIVE:
            await repository.retire(key.id, at=takeover + OVERLAP)
    return following


async def mark_compromised(
    context: Context,
    session: Session,
    *,
    organisation_id: UUID,
    key_id: UUID,
    actor: str,
    compromised_at: datetime | None = None,
) -> SigningKey:
    """Say since when a key is not to be believed; if it was signing, a new key takes over at once.

    Marking it again can only move the moment to an earlier one. The session is inside the organisation.
    Raises NotFound, InvalidInput for a moment in the future.
    """
    now = context.clock.now()
    since = compromised_at or now
    if since > now:
        raise InvalidInput(errors=[FieldError("/compromisedAt", "range", "This moment is in the future.")])
    repository = SigningKeyRepository(session, organisation_id)
    await repository.lock()
    record = await repository.find(key_id)
    if record is None:
        raise NotFound
    compromised = read_signing_key(record)
    if await repository.compromise(key_id, at=since):
        await _record(context, session, organisation_id, actor, "signing-key.compromised", key_id)
        await publish(session, SigningKeyCompromised(str(organisation_id), str(key_id)))
    await _ensure_successor(context, session, organisation_id, compromised, actor=actor)
    return await _load_key(repository, key_id)


async def _ensure_successor(
    context: Context, session: Session, organisation_id: UUID, compromised: SigningKey, *, actor: str
) -> None:
    now = context.clock.now()
    repository = SigningKeyRepository(session, organisation_id)
    rows = await repository.list(purpose=compromised.purpose)
    keys = [key for key in map(read_signing_key, rows) if key.id != compromised.id]
    if compromised.state(now) is not KeyState.ACTIVE or find_active(keys, now) is not None:
        return
    successor = await _add_key(
        context,
        session,
        organisation_id=organisation_id,
        purpose=compromised.purpose,
        algorithm=Algorithm(compromised.algorithm),
        valid_from=now,
        actor=actor,
    )
    waiting = find_next(keys, now)
    if waiting is not None:
        await repository.retire(successor.id, at=waiting.valid_from + OVERLAP)


async def _add_key(
    context: Context,
    session: Session,
    *,
    organisation_id: UUID,
    purpose: KeyPurpose,
    algorithm: Algorithm,
    valid_from: datetime,
    actor: str,
) -> SigningKey:
    organisation = await find_organisation(session, organisation_id)
    if organisation is None:
        raise NotFound
    if purpose is KeyPurpose.CREDENTIAL_P256 and algorithm is not purpose.algorithm:
        raise InvalidInput(
            errors=[FieldError("/algorithm", "wrong_algorithm", "Keys of this purpose are ES256 keys.")]
        )
    private = generate_private_key(algorithm, context.randomness)
    public = PublicKey.of(private, kid="")
    key_id = context.randomness.uuid()
    sealed = seal_private_key(
        context.vault, private_key_bytes(private), organisation_id=organisation_id, key_id=key_id
    )
    record = SigningKeyRecord(
        organisation_id=organisation_id,
        id=key_id,
        kid=f"{issuer_did(context.settings, organisation.slug)}#{thumbprint(public)}",
        purpose=purpose,
        algorithm=algorithm,
        public_jwk=public.to_jwk(),
        private_key_sealed=sealed,
        kek_version=context.vault.current,
        created_at=context.clock.now(),
        valid_from=valid_from,
        retired_at=None,
        compromised_at=None,
    )
    await SigningKeyRepository(session, organisation_id).add(record)
    await _record(context, session, organisation_id, actor, "signing-key.created", key_id)
    return read_signing_key(record)


async def _load_key(repository: SigningKeyRepository, key_id: UUID) -> SigningKey:
    record = await repository.find(key_id)
    if record is None:
        raise NotFound
    return read_signing_key(record)


async def _record(
    context: Context, session: Session, organisation_id: UUID, actor: str, action: str, key_id: UUID
) -> None:
    await audit.record(
        session,
        organisation_id=organisation_id,
        actor=actor,
        action=action,
        target=f"signing-key:{key_id}",
        now=context.clock.now(),
        randomness=context.randomness,
    )
