"""The keys of registered issuers elsewhere: those seen first are trusted, a change waits for an operator.

Whoever takes over the web address of an issuer can publish keys of its own there (A19). So the keys of the
first sight are written down, each later one counts only when an operator approved it, and until then the
answer about it is "did_key_changed": not trusted, and not called wrong either.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.credentials.keys.jwk import PublicKey
from app.credentials.materials import IssuerKey, IssuerKeys, Unavailable
from app.platform.caching import TtlCache
from app.platform.context import Context
from app.platform.database import Session
from app.platform.logging import log
from app.trust import repository
from app.trust.errors import UnknownIssuer, UnknownIssuerKey
from app.trust.models import IssuerKeyRecord
from app.trust.registry import note_issuer
from app.trust.signing_keys import thumbprint

CACHE_SECONDS: Final = 1.0
FIRST_SIGHT: Final = "first sight"
CHANGED: Final = Unavailable("did_key_changed", "The issuer shows another key than the one known here.")
_SIZE: Final = 10_000
# A host that shows new keys all day fills no table.
_MAX_WAITING: Final = 100


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key that was seen; `is_approved` keys count, and `missing_since` says that it is shown no more.

    One that `is_refused` is known not to be the issuer's, and waits for nobody.
    """

    public: PublicKey
    thumbprint: str
    first_seen_at: datetime
    is_approved: bool
    missing_since: datetime | None
    retired_at: datetime | None
    compromised_at: datetime | None
    is_refused: bool = False

    @property
    def waits(self) -> bool:
        """Whether an operator has to look: at a new key, or at one that is gone without an end."""
        if not self.is_approved:
            return not self.is_refused and self.missing_since is None
        return self.missing_since is not None and self.retired_at is None and self.compromised_at is None

    @property
    def name(self) -> tuple[str, str]:
        """What tells it apart: the same kid with another key is another key."""
        return self.public.kid, self.thumbprint


async def guard_keys(
    context: Context, did: str, shown: tuple[IssuerKey, ...], kid: str | None = None
) -> IssuerKeys:
    """Of the keys that a registered issuer shows now, those that count; its earlier ones with their end.

    `did_key_changed` when the key `kid` is one that no operator approved, or one that is shown no more; a key that an
    operator refused is simply not theirs.
    """
    cache: TtlCache[str, tuple[tuple[IssuerKey, ...], tuple[KnownKey, ...]]] = context.caches.ttl(
        "trust.issuer_keys", ttl=CACHE_SECONDS, size=_SIZE
    )
    compared = cache.get(did)
    if compared is not None and compared[0] == shown:
        known = compared[1]
    else:
        known = await _compare(context, did, shown)
        cache.put(did, (shown, known))
    trusted = _join(known, shown)
    if kid is not None and all(key.public.kid != kid for key in trusted):
        refused = {key.name for key in known if key.is_refused}
        others = {key.public.kid for key in shown if _name(key) not in refused}
        others |= {key.public.kid for key in known if key.is_approved}
        if kid in others:
            return CHANGED
    return trusted


async def list_known_keys(context: Context, did: str) -> tuple[KnownKey, ...]:
    """What is known of an issuer's keys, for an operator. Raises UnknownIssuer."""
    async with context.database.transaction() as session:
        if await repository.find_registered_issuer(session, did) is None:
            raise UnknownIssuer
        return tuple(_read(record) for record in await repository.list_issuer_keys(session, did))


async def list_waiting_keys(context: Context) -> list[tuple[str, KnownKey]]:
    """The changes of all issuers that wait for an operator, each with its DID."""
    async with context.database.transaction() as session:
        records = await repository.list_unsettled_keys(session)
    found = [(record.did, _read(record)) for record in records]
    return [(did, key) for did, key in found if key.waits]


async def refuse_keys(context: Context, did: str, thumbprints: Sequence[str], *, actor: str) -> None:
    """Say of keys that they are not the issuer's. One that counts already is not refused: it has an end or none.

    Raises UnknownIssuerKey when one was never seen or counts; then nothing changes.
    """
    now = context.clock.now()
    async with context.database.owner_transaction() as session:
        waiting = await _load_seen(session, did, thumbprints)
        if any(record.approved_at is not None for record in waiting):
            raise UnknownIssuerKey
        for record in waiting:
            record.refused_at, record.refused_by = now, actor
        await note_issuer(context, session, did, "keys-refused", {"thumbprints": sorted(thumbprints)})
    log.info("did.refused", host=did.split(":")[2], actor=actor, count=len(thumbprints))


async def approve_keys(context: Context, did: str, thumbprints: Sequence[str], *, actor: str) -> None:
    """Accept changes that were seen: a new key counts from now, one that is gone is retired since then.

    Raises UnknownIssuerKey when one of the keys was never seen; then nothing changes.
    """
    now = context.clock.now()
    async with context.database.owner_transaction() as session:
        for record in await _load_seen(session, did, thumbprints):
            if record.approved_at is None:
                record.approved_at, record.approved_by = now, actor
                record.refused_at = record.refused_by = None
            if record.missing_since is not None and record.retired_at is None:
                record.retired_at = record.missing_since
        await note_issuer(context, session, did, "keys-approved", {"thumbprints": sorted(thumbprints)})
    log.info("did.approved", host=did.split(":")[2], actor=actor, count=len(thumbprints))


async def _load_seen(session: Session, did: str, thumbprints: Sequence[str]) -> list[IssuerKeyRecord]:
    await repository.lock_issuer_keys(session, did)
    records = await repository.list_issuer_keys(session, did)
    if not set(thumbprints) <= {record.thumbprint for record in records}:
        raise UnknownIssuerKey
    return [record for record in records if record.thumbprint in thumbprints]


def _has_news(known: Sequence[KnownKey], shown: Sequence[IssuerKey]) -> bool:
    by_name = {key.name: key for key in known}
    names = {_name(key) for key in shown}
    if names != {key.name for key in known if key.missing_since is None}:
        return True
    return any(
        key.retired_at not in (None, by_name[_name(key)].retired_at)
        or key.compromised_at not in (None, by_name[_name(key)].compromised_at)
        for key in shown
    )


async def _compare(context: Context, did: str, shown: tuple[IssuerKey, ...]) -> tuple[KnownKey, ...]:
    async with context.database.transaction() as session:
        known = tuple(_read(record) for record in await repository.list_issuer_keys(session, did))
        if _has_news(known, shown):
            known = await _watch(session, did, shown, now=context.clock.now())
    return known


async def _watch(
    session: Session, did: str, shown: Sequence[IssuerKey], *, now: datetime
) -> tuple[KnownKey, ...]:
    """Write down what is new about the keys; returns all that are known."""
    await repository.lock_issuer_keys(session, did)
    records = {
        (known.kid, known.thumbprint): known for known in await repository.list_issuer_keys(session, did)
    }
    is_first = not records
    room = _MAX_WAITING - sum(record.approved_at is None for record in records.values())
    current = {_name(key): key for key in shown}
    new = [key for name, key in current.items() if name not in records][: None if is_first else room]
    gone = [
        record for name, record in records.items() if name not in current and record.missing_since is None
    ]
    back = [
        record for name, record in records.items() if name in current and record.missing_since is not None
    ]
    for key in new:
        records[_name(key)] = _record(did, key, now=now, is_first=is_first)
        await repository.add_issuer_key(session, records[_name(key)])
    for record in gone:
        record.missing_since = now
    for record in back:
        record.missing_since = None
    for name in records.keys() & current.keys():
        _note_life(records[name], current[name])
    await session.flush()
    if not is_first and (new or gone or back):
        changed = len(new) + len(gone) + len(back)
        log.warning("did.changed", host=did.split(":")[2], count=changed, reason="keys of an issuer")
    return tuple(_read(record) for record in records.values())


def _record(did: str, key: IssuerKey, *, now: datetime, is_first: bool) -> IssuerKeyRecord:
    return IssuerKeyRecord(
        did=did,
        kid=key.public.kid,
        thumbprint=thumbprint(key.public),
        public_jwk=key.public.to_jwk(),
        first_seen_at=now,
        approved_at=now if is_first else None,
        approved_by=FIRST_SIGHT if is_first else None,
        missing_since=None,
        retired_at=key.retired_at,
        compromised_at=key.compromised_at,
    )


def _note_life(record: IssuerKeyRecord, key: IssuerKey) -> None:
    # An end that was told once stays: whoever took the address over would take it back.
    record.retired_at = _earliest(record.retired_at, key.retired_at)
    record.compromised_at = _earliest(record.compromised_at, key.compromised_at)


def _join(known: Sequence[KnownKey], shown: Sequence[IssuerKey]) -> tuple[IssuerKey, ...]:
    current = {_name(key): key for key in shown}
    joined = []
    for key in known:
        now = current.get(key.name)
        if not key.is_approved or (now is None and key.retired_at is None and key.compromised_at is None):
            continue
        valid_from = key.first_seen_at if now is None else now.valid_from
        joined.append(IssuerKey(key.public, "any", valid_from, key.retired_at, key.compromised_at))
    return tuple(joined)


def _earliest(first: datetime | None, second: datetime | None) -> datetime | None:
    return min((moment for moment in (first, second) if moment is not None), default=None)


def _name(key: IssuerKey) -> tuple[str, str]:
    return key.public.kid, thumbprint(key.public)


def _read(record: IssuerKeyRecord) -> KnownKey:
    return KnownKey(
        public=PublicKey.from_jwk(record.public_jwk, kid=record.kid),
        thumbprint=record.thumbprint,
        first_seen_at=record.first_seen_at,
        is_approved=record.approved_at is not None,
        missing_since=record.missing_since,
        retired_at=record.retired_at,
        compromised_at=record.compromised_at,
        is_refused=record.refused_at is not None,
    )
