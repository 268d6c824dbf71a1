"""Queries of trust. Keys are scoped to one organisation; the register of issuers is public."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from app.credentials.materials import RegisteredIssuer
from app.platform.database import Session
from app.trust.models import (
    IssuerEventRecord,
    IssuerKeyRecord,
    RegisteredIssuerRecord,
    ServiceKeyRecord,
    SigningKeyRecord,
)


class SigningKeyRepository:
    """The signing keys of one organisation."""

    def __init__(self, session: Session, organisation_id: UUID) -> None:
        self._session = session
        self._organisation_id = organisation_id

    async def lock(self) -> None:
        """Let one transaction at a time change the keys of this organisation; ends with the transaction."""
        name = f"signing-keys:{self._organisation_id}"
        await self._session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))

    async def add(self, record: SigningKeyRecord) -> None:
        """Add a key of this organisation."""
        record.organisation_id = self._organisation_id
        self._session.add(record)
        await self._session.flush()

    async def find(self, key_id: UUID) -> SigningKeyRecord | None:
        """The key with this id."""
        return await self._session.get(SigningKeyRecord, (self._organisation_id, key_id))

    async def list(self, *, purpose: str | None = None) -> Sequence[SigningKeyRecord]:
        """All keys, the first to come into force first; of one purpose if asked."""
        key = SigningKeyRecord
        statement = select(key).where(key.organisation_id == self._organisation_id)
        if purpose is not None:
            statement = statement.where(key.purpose == purpose)
        return (await self._session.scalars(statement.order_by(key.valid_from, key.created_at, key.id))).all()

    async def retire(self, key_id: UUID, *, at: datetime) -> None:
        """Set when the key stops; a key that stops already keeps its moment."""
        key = SigningKeyRecord
        statement = update(key).where(
            key.organisation_id == self._organisation_id, key.id == key_id, key.retired_at.is_(None)
        )
        await self._session.execute(statement.values(retired_at=at))

    async def compromise(self, key_id: UUID, *, at: datetime) -> bool:
        """Set since when not to believe the key; only ever earlier. False if unchanged."""
        key = SigningKeyRecord
        statement = update(key).where(
            key.organisation_id == self._organisation_id,
            key.id == key_id,
            or_(key.compromised_at.is_(None), key.compromised_at > at),
        )
        changed = await self._session.scalar(statement.values(compromised_at=at).returning(key.id))
        return changed is not None


async def find_registered_issuer(session: Session, did: str) -> RegisteredIssuerRecord | None:
    """The issuer with this DID."""
    return await session.get(RegisteredIssuerRecord, did)


async def add_registered_issuer(session: Session, record: RegisteredIssuerRecord) -> bool:
    """Add the issuer; False when its DID is in the register."""
    values = {column.key: getattr(record, column.key) for column in RegisteredIssuerRecord.__table__.columns}
    statement = insert(RegisteredIssuerRecord).values(**values).on_conflict_do_nothing()
    return await session.scalar(statement.returning(RegisteredIssuerRecord.did)) is not None


async def update_registered_issuer(session: Session, did: str, **values: object) -> bool:
    """Change columns of an issuer; False when its DID is not in the register."""
    issuer = RegisteredIssuerRecord
    statement = update(issuer).where(issuer.did == did)
    return await session.scalar(statement.values(**values).returning(issuer.did)) is not None


async def list_registered_issuers(
    session: Session, *, limit: int | None = None, after: tuple[str, str] | None = None, name: str = ""
) -> Sequence[RegisteredIssuerRecord]:
    """Issuers by name; of those with `name` in their name, in whatever case."""
    issuer = RegisteredIssuerRecord
    statement = select(issuer).order_by(issuer.name, issuer.did).limit(limit)
    if after is not None:
        statement = statement.where(tuple_(issuer.name, issuer.did) > after)
    if name:
        statement = statement.where(issuer.name.icontains(name, autoescape=True))
    return (await session.scalars(statement)).all()


async def find_issuers_of(session: Session, organisation_id: UUID) -> Sequence[RegisteredIssuerRecord]:
    """The places of an organisation of ours in the register."""
    issuer = RegisteredIssuerRecord
    return (await session.scalars(select(issuer).where(issuer.organisation_id == organisation_id))).all()


async def add_issuer_event(
    session: Session, did: str, event_id: UUID, action: str, facts: dict[str, Any], *, now: datetime
) -> None:
    """Write down what happened to an issuer."""
    session.add(IssuerEventRecord(did=did, id=event_id, happened_at=now, action=action, facts=facts))
    await session.flush()


async def list_issuer_events(session: Session, did: str) -> Sequence[IssuerEventRecord]:
    """The history of an issuer, the first thing first."""
    event = IssuerEventRecord
    statement = select(event).where(event.did == did).order_by(event.happened_at, event.id)
    return (await session.scalars(statement)).all()


def read_registered_issuer(record: RegisteredIssuerRecord) -> RegisteredIssuer:
    """The issuer in a row, as a verifier sees it."""
    return RegisteredIssuer(
        did=record.did,
        name=record.name,
        registered_from=record.registered_from,
        registered_until=record.registered_until,
        state=record.state,
        registered_by=record.registered_by,
        successor_did=record.successor_did,
        website=record.website,
    )


async def lock_issuer_keys(session: Session, did: str) -> None:
    """Let one transaction at a time change what is known of this issuer's keys."""
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"issuer-keys:{did}", 0))))


async def list_issuer_keys(session: Session, did: str) -> Sequence[IssuerKeyRecord]:
    """The keys of an issuer elsewhere that were ever seen, the first one first."""
    key = IssuerKeyRecord
    statement = select(key).where(key.did == did).order_by(key.first_seen_at, key.kid, key.thumbprint)
    return (await session.scalars(statement)).all()


async def list_unsettled_keys(session: Session) -> Sequence[IssuerKeyRecord]:
    """Keys of issuers elsewhere that were neither approved nor refused, or are shown no more; by issuer."""
    key = IssuerKeyRecord
    is_open = or_(key.approved_at.is_(None), key.missing_since.is_not(None)) & key.refused_at.is_(None)
    statement = select(key).where(is_open).order_by(key.did, key.first_seen_at, key.thumbprint)
    return (await session.scalars(statement)).all()


async def add_issuer_key(session: Session, record: IssuerKeyRecord) -> None:
    """Write down a key that was not seen before."""
    session.add(record)
    await session.flush()


async def lock_service_keys(session: Session) -> None:
    """Let one transaction at a time change the keys of the service; ends with the transaction."""
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("service-keys", 0))))


async def list_service_keys(session: Session) -> Sequence[ServiceKeyRecord]:
    """All keys of the service, the first to come into force first."""
    key = ServiceKeyRecord
    return (await session.scalars(select(key).order_by(key.valid_from, key.id))).all()


async def add_service_key(session: Session, record: ServiceKeyRecord) -> None:
    """Add a key of the service."""
    session.add(record)
    await session.flush()


async def find_issuer_names(session: Session, dids: Collection[str]) -> dict[str, str]:
    """The names in the register of these issuers."""
    issuer = RegisteredIssuerRecord
    found = await session.execute(select(issuer.did, issuer.name).where(issuer.did.in_(dids)))
    return {row[0]: row[1] for row in found}
