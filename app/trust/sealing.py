"""Private keys at rest: each sealed for its own row, so that it opens nowhere else."""

from uuid import UUID

from app.accounts.organisations import list_organisation_ids
from app.credentials.keys.algorithms import PrivateKey, load_private_key
from app.platform.context import Context
from app.platform.vault import Vault
from app.trust.repository import SigningKeyRepository


def seal_private_key(vault: Vault, content: bytes, *, organisation_id: UUID, key_id: UUID) -> bytes:
    """Seal PKCS#8 DER for one row."""
    return vault.seal(content, context=_place(organisation_id, key_id))


def open_private_key(vault: Vault, sealed: bytes, *, organisation_id: UUID, key_id: UUID) -> PrivateKey:
    """Open what was sealed for this row. Raises SealBroken for another row's, or an altered one."""
    return load_private_key(vault.open(sealed, context=_place(organisation_id, key_id)))


async def rewrap_keys(context: Context) -> int:
    """Seal every private key under the current key-encryption key; returns how many changed.

    One transaction for each organisation, so it can stop and start again anywhere. Raises SealBroken.
    """
    async with context.database.transaction() as session:
        organisation_ids = await list_organisation_ids(session)
    count = 0
    for organisation_id in organisation_ids:
        count += await _rewrap_organisation(context, organisation_id)
    return count


async def _rewrap_organisation(context: Context, organisation_id: UUID) -> int:
    vault, count = context.vault, 0
    async with context.database.transaction(organisation_id=organisation_id) as session:
        keys = SigningKeyRepository(session, organisation_id)
        for record in await keys.list():
            if record.kek_version == vault.current:
                continue
            place = _place(organisation_id, record.id)
            sealed = vault.seal(vault.open(record.private_key_sealed, context=place), context=place)
            await keys.reseal(record.id, private_key_sealed=sealed, kek_version=vault.current)
            count += 1
    return count


def _place(organisation_id: UUID, key_id: UUID) -> str:
    return f"signing_keys/private_key_sealed/{organisation_id}/{key_id}"
