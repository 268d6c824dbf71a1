"""Challenges for passkeys, of staff and of holders: each for one purpose, for one browser, once, for five minutes."""

from datetime import timedelta
from hashlib import sha256
from typing import Any, Final, Literal
from uuid import UUID

from app.accounts import webauthn
from app.accounts.errors import PasskeyRefused
from app.accounts.models import PasskeyChallengeRecord
from app.accounts.repository import passkeys as rows
from app.platform.context import Context
from app.platform.logging import log

LIFETIME: Final = timedelta(minutes=5)
Purpose = Literal["register", "sign-in", "holder-register", "holder-sign-in"]
REGISTER: Final[Purpose] = "register"
SIGN_IN: Final[Purpose] = "sign-in"
HOLDER_REGISTER: Final[Purpose] = "holder-register"
HOLDER_SIGN_IN: Final[Purpose] = "holder-sign-in"
_MISSES_FROM_ONE_PLACE: Final = 10
_MINUTE: Final = 60.0
_NEW: Final = frozenset({REGISTER, HOLDER_REGISTER})


async def give_challenge(context: Context, purpose: Purpose, binding: str, owner_id: UUID | None) -> bytes:
    """A fresh challenge for the browser with this secret; `owner_id` is for whom a key is made."""
    challenge = context.randomness.token(webauthn.CHALLENGE_BYTES)
    challenge_hash = _hash(binding, challenge)
    record = PasskeyChallengeRecord(
        challenge_hash=challenge_hash, purpose=purpose, person_id=owner_id, created_at=context.clock.now()
    )
    async with context.database.transaction(capability=challenge_hash) as session:
        await rows.add_challenge(session, record)
    return challenge


async def take_challenge(
    context: Context, purpose: Purpose, binding: str, answer: dict[str, Any], *, owner_id: UUID | None
) -> bytes:
    """The challenge that the browser answers, used up whatever comes of the answer. Raises PasskeyRefused."""
    challenge = webauthn.challenge_in(answer, is_new=purpose in _NEW)
    challenge_hash = _hash(binding, challenge)
    # In a transaction of its own, so that it stays used up.
    async with context.database.transaction(capability=challenge_hash) as session:
        taken = await rows.take_challenge(session, challenge_hash)
    if taken is None or taken[:2] != (purpose, owner_id) or context.clock.now() - taken[2] >= LIFETIME:
        raise PasskeyRefused
    return challenge


def note_miss(context: Context, place: str) -> None:
    """Count a passkey that did not fit, of staff and of holders together. Raises TooMany after ten in a minute."""
    log.warning("auth.fail", reason="a passkey that does not fit")
    context.caches.limiter.hit(f"passkey-miss/{place}", limit=_MISSES_FROM_ONE_PLACE, window=_MINUTE)


def _hash(binding: str, challenge: bytes) -> bytes:
    return sha256(binding.encode() + challenge).digest()
