"""API keys: shown once, scoped, expiring, and dead everywhere within seconds of their revocation."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from app.accounts.errors import ScopeNotAllowed
from app.accounts.key_text import SECRET_BYTES, ParsedKey, format_key, hash_key, hint_of, parse_key
from app.accounts.models import ApiKeyRecord
from app.accounts.permissions import SCOPES_OF_KIND, Issuer, Scope
from app.accounts.repository.api_keys import ApiKeyRepository, KeyFacts, find_key_facts
from app.accounts.repository.organisations import find_organisation
from app.platform import audit
from app.platform.caching import TtlCache
from app.platform.context import Context
from app.platform.database import Session, enter
from app.platform.errors import FieldError, InvalidInput, NotFound
from app.platform.pagination import Page, Slice, encode_place, read_place
from app.platform.randomness import Randomness

CACHE_SECONDS: Final = 2.0
_CACHE_SIZE: Final = 10_000
MAX_LIFETIME: Final = timedelta(days=731)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """What may be shown of a key again; `prefix` tells it from others."""

    id: UUID
    name: str
    prefix: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_on: date | None


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key that was found: what its text says, what its row says, and who that makes of the client."""

    parsed: ParsedKey
    facts: KeyFacts
    issuer: Issuer


async def create_api_key(
    session: Session,
    *,
    organisation_id: UUID,
    name: str,
    scopes: Iterable[Scope],
    expires_at: datetime,
    now: datetime,
    randomness: Randomness,
    actor: str = "operator",
    hand: str | None = None,
) -> tuple[ApiKey, str]:
    """Make a key; its text is returned here and kept nowhere. `hand` is who has it, None for nobody in particular.

    Raises NotFound for an unknown organisation, ScopeNotAllowed for a scope its kind may not have,
    InvalidInput for an expiry in the past or more than two years away.
    """
    organisation = await find_organisation(session, organisation_id)
    if organisation is None:
        raise NotFound
    chosen = _ensure_allowed(scopes, kind=organisation.kind)
    _ensure_lifetime(expires_at, now=now)
    text = format_key(organisation_id, randomness.token(SECRET_BYTES), is_test=organisation.is_test)
    record = ApiKeyRecord(
        organisation_id=organisation_id,
        id=randomness.uuid(),
        name=name,
        prefix=hint_of(text),
        key_hash=hash_key(text),
        scopes=[str(scope) for scope in chosen],
        created_at=now,
        expires_at=expires_at,
        revoked_at=None,
        last_used_on=None,
        hand=hand,
    )
    await ApiKeyRepository(session, organisation_id).add(record)
    facts = {"scopes": " ".join(record.scopes)}
    await _note(session, organisation_id, record.id, "api-key.created", actor, now, randomness, facts)
    return _api_key(record), text


async def revoke_api_key(
    session: Session,
    *,
    organisation_id: UUID,
    api_key_id: UUID,
    actor: str,
    now: datetime,
    randomness: Randomness,
) -> ApiKey:
    """End a key for ever; a second time changes nothing. Raises NotFound."""
    keys = ApiKeyRepository(session, organisation_id)
    if await keys.revoke(api_key_id, now=now):
        await _note(session, organisation_id, api_key_id, "api-key.revoked", actor, now, randomness)
    return await load_api_key(session, organisation_id=organisation_id, api_key_id=api_key_id)


async def load_api_key(session: Session, *, organisation_id: UUID, api_key_id: UUID) -> ApiKey:
    """The key with this id. Raises NotFound."""
    record = await ApiKeyRepository(session, organisation_id).find(api_key_id)
    if record is None:
        raise NotFound
    return _api_key(record)


async def list_api_keys(session: Session, *, organisation_id: UUID, page: Page) -> Slice[ApiKey]:
    """One page of keys, newest first, revoked ones too. Raises InvalidInput for a broken cursor."""
    after = read_place(page)
    records = await ApiKeyRepository(session, organisation_id).list(limit=page.limit + 1, after=after)
    shown = [_api_key(record) for record in records[: page.limit]]
    is_more = len(records) > page.limit
    cursor = encode_place(shown[-1].created_at, shown[-1].id) if is_more else None
    return Slice(shown, cursor)


async def authenticate(context: Context, text: str) -> Issuer | None:
    """Whose key this is; None for every key that does not work now, whatever the reason.

    A typo costs no look-up. A revoked key stops within `CACHE_SECONDS` in every process.
    """
    if not text.isascii():
        return None
    known: TtlCache[bytes, KnownKey] = context.caches.ttl(
        "accounts.api_keys", ttl=CACHE_SECONDS, size=_CACHE_SIZE
    )
    key_hash = hash_key(text)
    key = known.get(key_hash)
    if key is None:
        parsed = parse_key(text)
        key = None if parsed is None else await known.load(key_hash, partial(_find_key, context, parsed))
    if key is None or not _is_usable(key.facts, key.parsed, context.clock.now()):
        return None
    return key.issuer


async def _find_key(context: Context, parsed: ParsedKey) -> KnownKey | None:
    facts = await _find_facts(context, parsed)
    return None if facts is None else KnownKey(parsed, facts, _issuer(facts))


async def _find_facts(context: Context, parsed: ParsedKey) -> KeyFacts | None:
    now = context.clock.now()
    async with context.database.transaction(capability=parsed.key_hash) as session:
        facts = await find_key_facts(session, parsed.key_hash)
        # The day of use is written when a process meets the key for the first time that day, never after.
        if facts is not None and facts.last_used_on != now.date() and _is_usable(facts, parsed, now):
            await enter(session, organisation_id=facts.organisation_id)
            keys = ApiKeyRepository(session, facts.organisation_id)
            await keys.note_use(facts.api_key_id, used_on=now.date())
    return facts


def _is_usable(facts: KeyFacts, parsed: ParsedKey, now: datetime) -> bool:
    is_own = facts.organisation_id == parsed.organisation_id and facts.is_test == parsed.is_test
    is_ended = facts.ended_at is not None or facts.revoked_at is not None or facts.expires_at <= now
    return is_own and not is_ended


def _issuer(facts: KeyFacts) -> Issuer:
    return Issuer(
        organisation_id=facts.organisation_id,
        actor=f"api-key:{facts.api_key_id}",
        scopes=_known_scopes(facts.scopes) & SCOPES_OF_KIND[facts.kind],
        organisation_name=facts.organisation_name,
        slug=facts.slug,
        is_test=facts.is_test,
        hand=facts.hand,
    )


def _known_scopes(names: Iterable[str]) -> frozenset[Scope]:
    # A scope that a newer release gave is unknown to this one, and gives nothing.
    given = set(names)
    return frozenset(scope for scope in Scope if scope in given)


def _ensure_allowed(scopes: Iterable[Scope], *, kind: str) -> list[Scope]:
    chosen = sorted(set(scopes))
    if not set(chosen) <= SCOPES_OF_KIND[kind]:
        raise ScopeNotAllowed(f"An organisation of the kind {kind} cannot have this scope.")
    return chosen


async def _note(
    session: Session,
    organisation_id: UUID,
    api_key_id: UUID,
    action: str,
    actor: str,
    now: datetime,
    randomness: Randomness,
    facts: Mapping[str, str] | None = None,
) -> None:
    await audit.record(
        session,
        organisation_id=organisation_id,
        actor=actor,
        action=action,
        target=f"api-key:{api_key_id}",
        facts=facts,
        now=now,
        randomness=randomness,
    )


def _ensure_lifetime(expires_at: datetime, *, now: datetime) -> None:
    if not now < expires_at <= now + MAX_LIFETIME:
        detail = "Choose a moment in the future, at most two years away."
        raise InvalidInput(errors=[FieldError("/expiresAt", "range", detail)])


def _api_key(record: ApiKeyRecord) -> ApiKey:
    return ApiKey(
        id=record.id,
        name=record.name,
        prefix=record.prefix,
        scopes=tuple(sorted(_known_scopes(record.scopes))),
        created_at=record.created_at,
        expires_at=record.expires_at,
        revoked_at=record.revoked_at,
        last_used_on=record.last_used_on,
    )
