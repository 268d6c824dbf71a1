"""An employer's system registers itself: a name and a mail address, a link, and then keys that only verify.

One system an address. The mail is the only way in to its keys: no password, and nothing that could issue.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from app.accounts.addresses import clean_address, hash_address
from app.accounts.api_keys import ApiKey, create_api_key, list_api_keys, revoke_api_key
from app.accounts.errors import ConfusableName, TooManyKeys
from app.accounts.letters import system_letter
from app.accounts.models import OrganisationRecord, SystemRecord
from app.accounts.people import read_language
from app.accounts.permissions import Scope
from app.accounts.repository.organisations import add_organisation
from app.accounts.repository.systems import (
    SystemRepository,
    find_system_by_address,
    find_system_by_link,
    find_system_by_session,
)
from app.accounts.system_places import open_address, seal_address
from app.platform import audit
from app.platform.context import Context
from app.platform.database import Session, enter
from app.platform.errors import FieldError, InvalidInput
from app.platform.link_secrets import (
    hash_secret,
    looks_like_link_secret,
    new_link_secret,
    new_session_secret,
)
from app.platform.logging import log
from app.platform.mail import enqueue_mail
from app.platform.pagination import Page
from app.platform.text import clean_text, skeleton

LINK_LIFETIME: Final = timedelta(hours=1)
SESSION_LIFETIME: Final = timedelta(hours=1)
KEY_LIFETIME: Final = timedelta(days=365)
LONGEST_NAME: Final = 100
MOST_KEYS: Final = 10
_ASKS_FROM_ONE_PLACE: Final = 10
_MISSES_FROM_ONE_PLACE: Final = 10
_QUARTER: Final = 900.0
_MINUTE: Final = 60.0
_NAMESAKES: Final = 20


@dataclass(frozen=True, slots=True)
class System:
    """A system whose keys are being managed."""

    organisation_id: UUID
    name: str

    @property
    def actor(self) -> str:
        """Who does it, in the log."""
        return f"system:{self.organisation_id}"


async def ask_system(context: Context, *, name: str, email: str, language: str, place: str) -> None:
    """Mail the link that makes the system of this address, or that leads to its keys when there is one.

    `place` is the network address, for counting in memory. Raises InvalidEmail, InvalidInput, TooMany.
    """
    address, clean_name, now = clean_address(email), _read_name(name), context.clock.now()
    context.caches.limiter.hit(f"systems/{place}", limit=_ASKS_FROM_ONE_PLACE, window=_QUARTER)
    secret = new_link_secret(context.randomness)
    async with context.database.transaction() as session:
        email_hash = await hash_address(context, session, address, purpose="systems")
        system = await _find_or_add(context, session, address, email_hash, clean_name, language)
        await enter(session, organisation_id=system.organisation_id)
        rows = SystemRepository(session, system.organisation_id)
        link = {"link_hash": hash_secret(secret), "link_until": now + LINK_LIFETIME}
        # Nobody's name is changed by who only knows an address.
        named = {} if system.confirmed_at else {"name": clean_name, "language": read_language(language)}
        await rows.change(**link, **named)
        letter = system_letter(context.settings.public_url, address, secret, language=read_language(language))
        await enqueue_mail(session, context, letter)


async def is_system_link_open(context: Context, secret: str) -> bool:
    """Whether the link works now; asking changes nothing (threat A25)."""
    return await _find_by_link(context, secret) is not None


async def open_system(context: Context, secret: str, *, place: str) -> str | None:
    """Use up the link: the system exists from now on, and its keys are open for an hour to who has the answer.

    None when the link does not work (any more). Raises TooMany, ConfusableName.
    """
    found = await _find_by_link(context, secret)
    token, now = new_session_secret(context.randomness), context.clock.now()
    if found is not None:
        async with context.database.transaction(organisation_id=found.organisation_id) as session:
            rows = SystemRepository(session, found.organisation_id)
            opened = {"session_hash": hash_secret(token), "session_until": now + SESSION_LIFETIME}
            if await rows.take_link(hash_secret(secret), **opened):
                if found.confirmed_at is None:
                    await _confirm(context, session, found)
                return token
    log.warning("auth.fail", reason="a link of a system that does not work")
    context.caches.limiter.hit(f"systems-miss/{place}", limit=_MISSES_FROM_ONE_PLACE, window=_MINUTE)
    return None


async def find_system(context: Context, token: str) -> System | None:
    """The system whose keys this secret opens, None when it opens none."""
    session_hash = hash_secret(token)
    async with context.database.transaction(capability=session_hash) as session:
        found = await find_system_by_session(session, session_hash)
    if found is None or found.session_until is None or found.session_until <= context.clock.now():
        return None
    return System(found.organisation_id, found.name)


async def leave_system(context: Context, system: System) -> None:
    """Close the keys on this device."""
    async with context.database.transaction(organisation_id=system.organisation_id) as session:
        await SystemRepository(session, system.organisation_id).change(session_hash=None, session_until=None)


async def list_keys_of(context: Context, system: System) -> list[ApiKey]:
    """The newest keys that work, newest first."""
    async with context.database.transaction(organisation_id=system.organisation_id) as session:
        return await _list_working(context, session, system)


async def make_key(context: Context, system: System, name: str) -> tuple[ApiKey, str]:
    """A key for verifying only, for a year, and its text, which is kept nowhere. Raises InvalidInput, TooManyKeys."""
    clean_name, now = _read_name(name), context.clock.now()
    async with context.database.transaction(organisation_id=system.organisation_id) as session:
        if len(await _list_working(context, session, system)) >= MOST_KEYS:
            raise TooManyKeys
        return await create_api_key(
            session,
            organisation_id=system.organisation_id,
            name=clean_name,
            scopes=[Scope.VERIFICATIONS_CREATE],
            expires_at=now + KEY_LIFETIME,
            now=now,
            randomness=context.randomness,
            actor=system.actor,
        )


async def revoke_key(context: Context, system: System, api_key_id: UUID) -> None:
    """End a key for ever; twice is no error. Raises NotFound."""
    async with context.database.transaction(organisation_id=system.organisation_id) as session:
        await revoke_api_key(
            session,
            organisation_id=system.organisation_id,
            api_key_id=api_key_id,
            actor=system.actor,
            now=context.clock.now(),
            randomness=context.randomness,
        )


async def _list_working(context: Context, session: Session, system: System) -> list[ApiKey]:
    found = await list_api_keys(session, organisation_id=system.organisation_id, page=Page(limit=100))
    now = context.clock.now()
    return [key for key in found.items if key.revoked_at is None and key.expires_at > now]


async def _find_or_add(
    context: Context, session: Session, address: str, email_hash: bytes, name: str, language: str
) -> SystemRecord:
    await enter(session, capability=email_hash)
    found = await find_system_by_address(session, email_hash)
    if found is not None:
        return found
    organisation_id = context.randomness.uuid()
    record = SystemRecord(
        name=name,
        email_sealed=seal_address(context.vault, address, organisation_id),
        email_hash=email_hash,
        language=read_language(language),
        created_at=context.clock.now(),
    )
    await enter(session, organisation_id=organisation_id)
    await SystemRepository(session, organisation_id).add(record)
    await enter(session, capability=email_hash)
    # Of two that ask at once, one row is kept.
    made = await find_system_by_address(session, email_hash)
    if made is None:
        raise AssertionError("the row was written in this transaction or before it")
    return made


async def _find_by_link(context: Context, secret: str) -> SystemRecord | None:
    if not looks_like_link_secret(secret):
        return None
    link_hash = hash_secret(secret)
    async with context.database.transaction(capability=link_hash) as session:
        found = await find_system_by_link(session, link_hash)
    if found is None or found.link_until is None or found.link_until <= context.clock.now():
        return None
    return found


async def _confirm(context: Context, session: Session, system: SystemRecord) -> None:
    now, organisation_id = context.clock.now(), system.organisation_id
    address = open_address(context.vault, system)
    for name in _names_for(system.name, address):
        record = OrganisationRecord(
            id=organisation_id,
            slug=f"system-{organisation_id.hex}",
            name=name,
            name_skeleton=skeleton(name),
            kind="verifier",
            locale=system.language,
            is_test=False,
            created_at=now,
        )
        if await add_organisation(session, record):
            await SystemRepository(session, organisation_id).change(confirmed_at=now, name=name)
            await audit.record(
                session,
                organisation_id=organisation_id,
                actor=f"system:{organisation_id}",
                action="organisation.created",
                target=f"organisation:{organisation_id}",
                now=now,
                randomness=context.randomness,
            )
            return
    raise ConfusableName


def _names_for(name: str, address: str) -> Iterator[str]:
    """The name with the host of its mail, which is all of it that was checked; so a worker sees who follows."""
    host = address.rpartition("@")[2]
    yield f"{name} ({host})"
    yield from (f"{name} {number} ({host})" for number in range(2, _NAMESAKES))


def _read_name(text: str) -> str:
    try:
        name = clean_text(text).strip()
    except ValueError as error:
        raise InvalidInput(errors=[_WRONG_NAME]) from error
    # A name with brackets could pretend to have another host.
    if not 0 < len(name) <= LONGEST_NAME or not {"(", ")"}.isdisjoint(name):
        raise InvalidInput(errors=[_WRONG_NAME])
    return name


_WRONG_NAME: Final = FieldError("/name", "name", "Use 1 to 100 characters, without brackets.")
