"""Mail addresses of people: one form, found again by a keyed hash, readable by nobody with the database alone."""

from hashlib import sha256
from hmac import digest
from typing import Final

from app.accounts.repository.people import add_address_key, find_address_key
from app.platform.caching import TtlCache
from app.platform.context import Context
from app.platform.database import Session
from app.platform.mail import read_address
from app.platform.vault import KEY_BYTES

_OPENED_SECONDS: Final = 3_600.0
_CACHE_NAME: Final = "accounts.address_key"


def clean_address(text: str) -> str:
    """The address in the one form by which people are found, all in small letters. Raises InvalidEmail."""
    return read_address(text).lower()


async def hash_address(
    context: Context, session: Session, address: str, *, purpose: str = "address"
) -> bytes:
    """How an address in its one form is found again: HMAC-SHA256 (RFC 2104), 32 bytes. Raises SealBroken.

    Under another `purpose` the same address has another hash, so that two tables cannot be laid side by side.
    """
    return digest(await _load_key(context, session), f"{purpose}\0{address}".encode(), sha256)


async def _load_key(context: Context, session: Session) -> bytes:
    opened: TtlCache[str, bytes] = context.caches.ttl(_CACHE_NAME, ttl=_OPENED_SECONDS, size=1)
    known = opened.get(_CACHE_NAME)
    if known is not None:
        return known
    sealed = await find_address_key(session)
    if sealed is None:
        # Not remembered yet: this transaction may still be rolled back, and the new key with it.
        return context.vault.open(await _add_key(context, session), context=address_key_place(1))
    key = context.vault.open(sealed, context=address_key_place(1))
    opened.put(_CACHE_NAME, key)
    return key


async def _add_key(context: Context, session: Session) -> bytes:
    fresh = context.vault.seal(context.randomness.token(KEY_BYTES), context=address_key_place(1))
    await add_address_key(session, fresh)
    # Of two at once one key is kept: use that one.
    return await find_address_key(session) or fresh


def address_key_place(key_id: int) -> str:
    """What the sealed key is bound to."""
    return f"address_keys/key_sealed/{key_id}"
