"""Mail addresses of people: one form, found again by a keyed hash, readable by nobody with the database alone."""

import re
from hashlib import sha256
from hmac import digest
from typing import Final

from app.accounts.repository.people import add_address_key, find_address_key
from app.platform.caching import TtlCache
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import FieldError, InvalidInput
from app.platform.text import clean_text
from app.platform.vault import KEY_BYTES

# One mailbox and nothing else: no name, no list, no second line (RFC 5321, 4.1.2, without quoted local parts).
_ADDRESS: Final = re.compile(r"[^\s@<>()\[\]\\,:;\"]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,63}")
_LONGEST: Final = 254
_OPENED_SECONDS: Final = 3_600.0
_CACHE_NAME: Final = "accounts.address_key"


def clean_address(text: str, *, pointer: str = "/email") -> str:
    """The address in the one form we keep: NFC, lower case, no spaces around it. Raises InvalidInput (threat A38)."""
    try:
        address = clean_text(text.strip()).lower()
    except ValueError:
        address = ""
    if len(address) > _LONGEST or _ADDRESS.fullmatch(address) is None:
        raise InvalidInput(
            errors=[FieldError(pointer, "invalid_email", "Use one address, like name@example.nl.")]
        )
    return address


async def hash_address(context: Context, session: Session, address: str) -> bytes:
    """How an address in its one form is found again: HMAC-SHA256 (RFC 2104), 32 bytes. Raises SealBroken."""
    return digest(await _load_key(context, session), b"address\0" + address.encode(), sha256)


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
