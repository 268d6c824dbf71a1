"""Who signs now: the key of a partnership for a purpose, opened, and remembered for a moment."""

from typing import Final
from uuid import UUID

from app.accounts.organisations import Organisation, find_organisation
from app.credentials.keys.signer import LocalSigner
from app.credentials.ports import Signer
from app.platform.caching import TtlCache
from app.platform.context import Context
from app.platform.database import Session
from app.trust.errors import IssuerNotActive, NoSigningKey
from app.trust.identity import issuer_did
from app.trust.repository import SigningKeyRepository, find_issuers_of
from app.trust.sealing import open_private_key
from app.trust.signing_keys import KeyPurpose, find_active, read_signing_key

# Every process turns to a new key within this time; the one before it counts for longer (trust/keys.py: OVERLAP).
CHOICE_SECONDS: Final = 1.0
_OPENED_SECONDS: Final = 600.0
_CACHE_SIZE: Final = 1_000


async def signer_for(context: Context, organisation_id: UUID, purpose: str) -> tuple[Signer, UUID]:
    """The signer that signs now for a purpose, and the id of its key. Raises NoSigningKey, SealBroken.

    A key of another address of the service signs nothing: no verifier would take it for a key of the issuer.

    A partnership that is suspended or has ended signs status lists only, so that what it gave can be withdrawn: for
    the rest IssuerNotActive is raised, within a second on every process.
    """
    choices: TtlCache[tuple[UUID, str], UUID] = context.caches.ttl(
        "trust.choices", ttl=CHOICE_SECONDS, size=_CACHE_SIZE
    )
    opened: TtlCache[UUID, LocalSigner] = context.caches.ttl(
        "trust.signers", ttl=_OPENED_SECONDS, size=_CACHE_SIZE
    )
    key_id = choices.get((organisation_id, purpose))
    signer = None if key_id is None else opened.get(key_id)
    if key_id is None or signer is None:
        signer, key_id = await _load_signer(context, organisation_id, purpose)
        choices.put((organisation_id, purpose), key_id)
        opened.put(key_id, signer)
    return signer, key_id


async def _load_signer(context: Context, organisation_id: UUID, purpose: str) -> tuple[LocalSigner, UUID]:
    async with context.database.transaction(organisation_id=organisation_id) as session:
        organisation = await find_organisation(session, organisation_id)
        if organisation is None:
            raise NoSigningKey
        if purpose != KeyPurpose.STATUS_LIST:
            await _ensure_active(session, organisation)
        records = await SigningKeyRepository(session, organisation_id).list(purpose=purpose)
        active = find_active(map(read_signing_key, records), context.clock.now())
        sealed = next((row.private_key_sealed for row in records if active and row.id == active.id), None)
    if active is None or sealed is None:
        raise NoSigningKey
    if not active.kid.startswith(f"{issuer_did(context.settings, organisation.slug)}#"):
        raise NoSigningKey(
            "The key belongs to another address of this service. Rotate the keys of the organisation."
        )
    private = open_private_key(context.vault, sealed, organisation_id=organisation_id, key_id=active.id)
    return LocalSigner(active.kid, private), active.id


async def _ensure_active(session: Session, organisation: Organisation) -> None:
    entries = await find_issuers_of(session, organisation.id)
    if organisation.ended_at is not None or any(entry.state != "active" for entry in entries):
        raise IssuerNotActive
