"""Keys of the service itself: with them it signs what it says in its own name, and no credential.

The first is made when it is first needed. A key that retired stays published, because what it signed in its time
stays true; one that was stolen is marked, and nothing that it signed counts.
"""

from datetime import datetime
from typing import Final

from app.credentials.keys.algorithms import Algorithm, generate_private_key, private_key_bytes
from app.credentials.keys.jwk import PublicKey
from app.credentials.keys.signer import LocalSigner
from app.credentials.materials import IssuerKey
from app.credentials.ports import Signer
from app.platform.caching import TtlCache
from app.platform.context import Context
from app.platform.database import Session
from app.platform.logging import log
from app.trust import repository
from app.trust.identity import service_did
from app.trust.keys import OVERLAP
from app.trust.models import ServiceKeyRecord
from app.trust.sealing import open_service_key, seal_service_key
from app.trust.signers import CHOICE_SECONDS
from app.trust.signing_keys import thumbprint

PURPOSE: Final = "service"


async def service_signer(context: Context) -> Signer:
    """The signer of the service; makes its first key. Raises SealBroken."""
    chosen: TtlCache[str, LocalSigner] = context.caches.ttl(
        "trust.service_signer", ttl=CHOICE_SECONDS, size=1
    )
    signer = chosen.get(PURPOSE)
    if signer is None:
        signer = await _load_signer(context)
        chosen.put(PURPOSE, signer)
    return signer


async def load_service_keys(context: Context) -> tuple[IssuerKey, ...]:
    """All keys of the service that were ever in force; makes the first."""
    async with context.database.transaction() as session:
        records = await repository.list_service_keys(session)
    if not records:
        await service_signer(context)
        async with context.database.transaction() as session:
            records = await repository.list_service_keys(session)
    return tuple(_read(record) for record in records)


async def rotate_service_key(context: Context, *, is_stolen: bool = False) -> str:
    """Make the next key, as an operator, and return its name; the one before it retires, or is marked as stolen."""
    now = context.clock.now()
    async with context.database.owner_transaction() as session:
        await repository.lock_service_keys(session)
        for record in await repository.list_service_keys(session):
            if _is_active(record):
                record.retired_at = now + OVERLAP
                record.compromised_at = now if is_stolen else None
        return (await _add(context, session, now)).kid


async def _load_signer(context: Context) -> LocalSigner:
    async with context.database.transaction() as session:
        record = await _find_active(session)
        if record is None:
            await repository.lock_service_keys(session)
            record = await _find_active(session) or await _add(context, session, context.clock.now())
    private = open_service_key(context.vault, record.private_key_sealed, key_id=record.id)
    return LocalSigner(record.kid, private)


async def _find_active(session: Session) -> ServiceKeyRecord | None:
    active = [record for record in await repository.list_service_keys(session) if _is_active(record)]
    return active[-1] if active else None


def _is_active(record: ServiceKeyRecord) -> bool:
    return record.retired_at is None and record.compromised_at is None


async def _add(context: Context, session: Session, now: datetime) -> ServiceKeyRecord:
    private = generate_private_key(Algorithm.EDDSA, context.randomness)
    public = PublicKey.of(private, kid="")
    key_id = context.randomness.uuid()
    record = ServiceKeyRecord(
        id=key_id,
        kid=f"{service_did(context.settings)}#{thumbprint(public)}",
        public_jwk=public.to_jwk(),
        private_key_sealed=seal_service_key(context.vault, private_key_bytes(private), key_id=key_id),
        kek_version=context.vault.current,
        valid_from=now.replace(microsecond=0),
        retired_at=None,
        compromised_at=None,
    )
    await repository.add_service_key(session, record)
    log.info("service-key.created")
    return record


def _read(record: ServiceKeyRecord) -> IssuerKey:
    public = PublicKey.from_jwk(record.public_jwk, kid=record.kid)
    return IssuerKey(public, PURPOSE, record.valid_from, record.retired_at, record.compromised_at)
