"""Passkeys of people: made, used, named and removed; each challenge is for one browser, once, for five minutes."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from app.accounts import webauthn
from app.accounts.errors import PasskeyRefused
from app.accounts.models import PasskeyRecord
from app.accounts.passkey_challenges import REGISTER, SIGN_IN, give_challenge, note_miss, take_challenge
from app.accounts.people import data_key_of, open_person, read_name
from app.accounts.person_log import note_for_person
from app.accounts.repository.passkeys import PasskeyRepository, find_passkey
from app.accounts.repository.people import find_person
from app.accounts.sessions import OpenedSession, end_other_sessions, open_staff_session
from app.platform.context import Context
from app.platform.database import Session, enter_person
from app.platform.errors import NotFound


@dataclass(frozen=True, slots=True)
class Passkey:
    """A key as its owner sees it."""

    id: UUID
    name: str
    created_at: datetime
    last_used_at: datetime | None


async def begin_registration(context: Context, person_id: UUID, *, binding: str) -> str:
    """What the browser needs to make a key, as JSON; `binding` is a secret of that browser. Raises NotFound."""
    async with context.database.transaction() as session:
        await enter_person(session, person_id)
        record = await find_person(session, person_id)
        if record is None:
            raise NotFound
        person = open_person(context, record)
        known = await PasskeyRepository(session, person_id).list()
    challenge = await give_challenge(context, REGISTER, binding, person_id)
    return webauthn.registration_options(
        context.settings.public_url,
        person_id=person_id,
        email=person.email,
        name=person.name,
        challenge=challenge,
        known_ids=[passkey.credential_id for passkey in known],
    )


async def finish_registration(
    context: Context, person_id: UUID, *, session_id: UUID, binding: str, answer: str, name: str
) -> None:
    """Keep the key that the browser made, and end all other sessions. Raises PasskeyRefused, InvalidInput."""
    clean, said = read_name(name), webauthn.read_answer(answer)
    challenge = await take_challenge(context, REGISTER, binding, said, owner_id=person_id)
    key = webauthn.verify_new_key(context.settings.public_url, said, challenge=challenge)
    async with context.database.transaction(capability=_hash(key.credential_id)) as session:
        await enter_person(session, person_id)
        record = await find_person(session, person_id)
        if record is None or await find_passkey(session, _hash(key.credential_id)) is not None:
            raise PasskeyRefused
        passkey_id = context.randomness.uuid()
        place = _name_place(person_id, passkey_id)
        await PasskeyRepository(session, person_id).add(
            PasskeyRecord(
                person_id=person_id,
                id=passkey_id,
                credential_id=key.credential_id,
                credential_hash=_hash(key.credential_id),
                public_key=key.public_key,
                sign_count=key.sign_count,
                transports=list(key.transports),
                name_sealed=data_key_of(context, record).seal(clean.encode(), context=place),
                created_at=context.clock.now(),
                last_used_at=None,
            )
        )
        await end_other_sessions(context, session, person_id, except_id=session_id)
        await note_for_person(context, session, person_id, "passkey.added", {"passkey": str(passkey_id)})


async def begin_sign_in(context: Context, *, binding: str) -> str:
    """What the browser needs to use a key, as JSON; the same for everybody."""
    challenge = await give_challenge(context, SIGN_IN, binding, None)
    return webauthn.authentication_options(context.settings.public_url, challenge=challenge)


async def finish_sign_in(
    context: Context, *, binding: str, answer: str, place: str, user_agent: str
) -> OpenedSession:
    """Start a session for the owner of the key that signed. Raises PasskeyRefused, TooMany."""
    try:
        said = webauthn.read_answer(answer)
        challenge = await take_challenge(context, SIGN_IN, binding, said, owner_id=None)
        return await _sign_in(context, said, challenge, user_agent)
    except PasskeyRefused:
        note_miss(context, place)
        raise


async def _sign_in(
    context: Context, answer: dict[str, Any], challenge: bytes, user_agent: str
) -> OpenedSession:
    credential_id, user_handle = webauthn.credential_of(answer)
    async with context.database.transaction(capability=_hash(credential_id)) as session:
        passkey = await find_passkey(session, _hash(credential_id))
        if passkey is None or user_handle != passkey.person_id.bytes:
            raise PasskeyRefused
        count = webauthn.verify_use(
            context.settings.public_url,
            answer,
            challenge=challenge,
            public_key=passkey.public_key,
            sign_count=passkey.sign_count,
        )
        person_id = passkey.person_id
        opened = await open_staff_session(context, session, person_id, user_agent=user_agent)
        rows = PasskeyRepository(session, person_id)
        await rows.note_use(passkey.id, sign_count=count, now=context.clock.now())
        await note_for_person(context, session, person_id, "person.signed-in", {"by": "passkey"})
    return opened


async def list_passkeys(context: Context, session: Session, person_id: UUID) -> list[Passkey]:
    """The passkeys of the person whose transaction it is, oldest first."""
    record = await find_person(session, person_id)
    if record is None:
        return []
    key = data_key_of(context, record)
    return [
        Passkey(
            id=row.id,
            name=key.open(row.name_sealed, context=_name_place(person_id, row.id)).decode(),
            created_at=row.created_at,
            last_used_at=row.last_used_at,
        )
        for row in await PasskeyRepository(session, person_id).list()
    ]


async def rename_passkey(context: Context, person_id: UUID, *, passkey_id: UUID, name: str) -> None:
    """Give a key another name. Raises InvalidInput, NotFound."""
    clean = read_name(name)
    async with context.database.transaction() as session:
        await enter_person(session, person_id)
        record = await find_person(session, person_id)
        if record is None:
            raise NotFound
        place = _name_place(person_id, passkey_id)
        sealed = data_key_of(context, record).seal(clean.encode(), context=place)
        if not await PasskeyRepository(session, person_id).rename(passkey_id, sealed):
            raise NotFound
        await note_for_person(context, session, person_id, "passkey.renamed", {"passkey": str(passkey_id)})


async def remove_passkey(context: Context, person_id: UUID, *, session_id: UUID, passkey_id: UUID) -> None:
    """Forget a key, and end all other sessions. Raises NotFound."""
    async with context.database.transaction() as session:
        await enter_person(session, person_id)
        if not await PasskeyRepository(session, person_id).remove(passkey_id):
            raise NotFound
        await end_other_sessions(context, session, person_id, except_id=session_id)
        await note_for_person(context, session, person_id, "passkey.removed", {"passkey": str(passkey_id)})


def _hash(value: bytes) -> bytes:
    return sha256(value).digest()


def _name_place(person_id: UUID, passkey_id: UUID) -> str:
    return f"passkeys/name_sealed/{person_id}/{passkey_id}"
