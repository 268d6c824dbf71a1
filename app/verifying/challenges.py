"""Challenges for presentations: fresh, short-lived, good for one; only their hashes are kept."""

from datetime import timedelta
from hashlib import sha256
from typing import Final

from app.credentials.encoding import base64url
from app.platform.context import Context
from app.verifying import repository

LIFETIME: Final = timedelta(minutes=5)
_BYTES: Final = 32
# By this a challenge of ours is known, also when its row is gone: then it was used, or is too old.
_MARK: Final = "spch_"


async def create_challenge(context: Context) -> str:
    """A challenge of 256 random bits that one presentation may answer within five minutes."""
    challenge = _MARK + base64url.encode(context.randomness.token(_BYTES)).decode("ascii")
    digest, now = _hash(challenge), context.clock.now()
    async with context.database.transaction(capability=digest) as session:
        await repository.add_challenge(session, digest, now=now, expires_at=now + LIFETIME)
    return challenge


def is_ours(challenge: str) -> bool:
    """Whether this service makes challenges that look like this."""
    return challenge.startswith(_MARK)


async def take_challenge(context: Context, challenge: str) -> bool:
    """Use a challenge up; False when it was used before, is too old, or was never made."""
    digest = _hash(challenge)
    async with context.database.transaction(capability=digest) as session:
        return await repository.take_challenge(session, digest, now=context.clock.now())


async def forget_challenges(context: Context) -> int:
    """Remove challenges that nobody answered in time; returns how many."""
    async with context.database.transaction() as session:
        return await repository.forget_challenges(session, before=context.clock.now() - LIFETIME)


def _hash(challenge: str) -> bytes:
    return sha256(challenge.encode("utf-8", "surrogatepass")).digest()
