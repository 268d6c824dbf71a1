"""Passkeys of holders: the passport opens with a finger, a face or the code of the device, without a message."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from app.accounts import webauthn
from app.accounts.devices import name_device
from app.accounts.errors import PasskeyRefused
from app.accounts.passkey_challenges import (
    HOLDER_REGISTER,
    HOLDER_SIGN_IN,
    give_challenge,
    note_miss,
    take_challenge,
)
from app.accounts.wording import device_words
from app.holding.holder_events import PASSKEY_ADDED, PASSKEY_REMOVED, SIGNED_IN_BY_PASSKEY, note_for_holder
from app.holding.models import HolderPasskeyRecord
from app.holding.repository.holders import HolderRepository
from app.holding.repository.passkeys import HolderPasskeyRepository, find_passkey
from app.holding.sessions import OpenedSession, open_session
from app.platform.context import Context
from app.platform.database import enter
from app.platform.errors import NotFound
from app.platform.link_secrets import hash_secret

# What the device shows beside the name of the service: no personal data is given to it.
_SHOWN_AS: Final = "Mijn vaardighedenpaspoort"


@dataclass(frozen=True, slots=True)
class HolderPasskey:
    """A passkey as its holder sees it; `device` names browser and system."""

    id: UUID
    device: str
    created_at: datetime


async def begin_registration(context: Context, holder_id: UUID, *, binding: str) -> str:
    """What the browser needs to make a key, as JSON; `binding` is a secret of that browser."""
    async with context.database.transaction(holder_id=holder_id) as session:
        known = await HolderPasskeyRepository(session, holder_id).list()
    challenge = await give_challenge(context, HOLDER_REGISTER, binding, holder_id)
    return webauthn.registration_options(
        context.settings.public_url,
        person_id=holder_id,
        email=_SHOWN_AS,
        name=_SHOWN_AS,
        challenge=challenge,
        known_ids=[passkey.credential_id for passkey in known],
    )


async def finish_registration(
    context: Context, holder_id: UUID, *, binding: str, answer: str, user_agent: str
) -> None:
    """Keep the key that the browser made. Raises PasskeyRefused."""
    said = webauthn.read_answer(answer)
    challenge = await take_challenge(context, HOLDER_REGISTER, binding, said, owner_id=holder_id)
    key = webauthn.verify_new_key(context.settings.public_url, said, challenge=challenge)
    async with context.database.transaction(
        holder_id=holder_id, capability=_hash(key.credential_id)
    ) as session:
        if await find_passkey(session, _hash(key.credential_id)) is not None:
            raise PasskeyRefused
        await HolderPasskeyRepository(session, holder_id).add(
            HolderPasskeyRecord(
                holder_id=holder_id,
                id=context.randomness.uuid(),
                credential_id=key.credential_id,
                credential_hash=_hash(key.credential_id),
                public_key=key.public_key,
                sign_count=key.sign_count,
                transports=list(key.transports),
                device=name_device(user_agent),
                created_at=context.clock.now(),
                last_used_at=None,
            )
        )
        await note_for_holder(context, session, holder_id, PASSKEY_ADDED)


async def begin_sign_in(context: Context, *, binding: str) -> str:
    """What the browser needs to use a key, as JSON; the same for everybody."""
    challenge = await give_challenge(context, HOLDER_SIGN_IN, binding, None)
    return webauthn.authentication_options(context.settings.public_url, challenge=challenge)


async def finish_sign_in(
    context: Context, *, binding: str, answer: str, place: str, old_token: str | None = None
) -> OpenedSession:
    """Start a session for the owner of the key that signed; the one the browser had ends.

    Raises PasskeyRefused, and TooMany after ten misses in a minute.
    """
    try:
        said = webauthn.read_answer(answer)
        challenge = await take_challenge(context, HOLDER_SIGN_IN, binding, said, owner_id=None)
        return await _sign_in(context, said, challenge, old_token)
    except PasskeyRefused:
        note_miss(context, place)
        raise


async def _sign_in(
    context: Context, answer: dict[str, Any], challenge: bytes, old_token: str | None
) -> OpenedSession:
    credential_id, user_handle = webauthn.credential_of(answer)
    async with context.database.transaction(capability=_hash(credential_id)) as session:
        passkey = await find_passkey(session, _hash(credential_id))
        if passkey is None or user_handle != passkey.holder_id.bytes:
            raise PasskeyRefused
        count = webauthn.verify_use(
            context.settings.public_url,
            answer,
            challenge=challenge,
            public_key=passkey.public_key,
            sign_count=passkey.sign_count,
        )
        holder_id, now = passkey.holder_id, context.clock.now()
        await enter(session, holder_id=holder_id)
        await HolderPasskeyRepository(session, holder_id).note_use(passkey.id, sign_count=count, now=now)
        if old_token is not None:
            await HolderRepository(session, holder_id).end_session(hash_secret(old_token), now=now)
        opened = await open_session(context, session, holder_id)
        await note_for_holder(context, session, holder_id, SIGNED_IN_BY_PASSKEY)
    return opened


async def list_holder_passkeys(context: Context, holder_id: UUID) -> list[HolderPasskey]:
    """The passkeys of the holder, oldest first."""
    async with context.database.transaction(holder_id=holder_id) as session:
        rows = await HolderPasskeyRepository(session, holder_id).list()
    return [HolderPasskey(row.id, _device(row.device), row.created_at) for row in rows]


async def remove_holder_passkey(context: Context, holder_id: UUID, passkey_id: UUID) -> None:
    """Forget a key. Raises NotFound."""
    async with context.database.transaction(holder_id=holder_id) as session:
        if not await HolderPasskeyRepository(session, holder_id).remove(passkey_id):
            raise NotFound
        await note_for_holder(context, session, holder_id, PASSKEY_REMOVED)


def _device(name: str) -> str:
    return " · ".join(word for word in device_words(name) if word)


def _hash(credential_id: bytes) -> bytes:
    return sha256(credential_id).digest()
