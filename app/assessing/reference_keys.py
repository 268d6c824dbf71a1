"""The key under which an organisation's references to people are hashed, so that no reader of the database can guess them."""

from hashlib import sha256
from hmac import digest
from typing import Final
from uuid import UUID

from app.assessing.repository.candidates import CandidateRepository
from app.platform.caching import TtlCache
from app.platform.context import Context
from app.platform.database import Session
from app.platform.vault import KEY_BYTES

_OPENED_SECONDS: Final = 3_600.0
_CACHE_SIZE: Final = 1_000


async def load_reference_key(context: Context, session: Session, organisation_id: UUID) -> bytes:
    """The organisation's own key of 32 bytes, made at first use. Raises SealBroken.

    It is random and sealed by the vault, so it stays the same when the vault's keys are rotated.
    """
    opened: TtlCache[UUID, bytes] = context.caches.ttl(
        "assessing.reference_keys", ttl=_OPENED_SECONDS, size=_CACHE_SIZE
    )
    known = opened.get(organisation_id)
    if known is not None:
        return known
    candidates = CandidateRepository(session, organisation_id)
    sealed = await candidates.find_reference_key()
    if sealed is None:
        # Not remembered yet: this transaction may still be rolled back, and the new key with it.
        return _open(context, organisation_id, await _add_key(context, candidates, organisation_id))
    key = _open(context, organisation_id, sealed)
    opened.put(organisation_id, key)
    return key


def hash_reference(reference_key: bytes, reference: str) -> bytes:
    """How a person is found again: HMAC-SHA256 (RFC 2104), 32 bytes."""
    return digest(reference_key, b"recipient\0" + reference.encode(), sha256)


async def _add_key(context: Context, candidates: CandidateRepository, organisation_id: UUID) -> bytes:
    fresh = context.vault.seal(
        context.randomness.token(KEY_BYTES), context=reference_key_context(organisation_id)
    )
    await candidates.add_reference_key(fresh)
    # Of two at once one key is kept: use that one.
    return await candidates.find_reference_key() or fresh


def _open(context: Context, organisation_id: UUID, sealed: bytes) -> bytes:
    return context.vault.open(sealed, context=reference_key_context(organisation_id))


def reference_key_context(organisation_id: UUID) -> str:
    """What the sealed key is bound to."""
    return f"reference_keys/key_sealed/{organisation_id}"
