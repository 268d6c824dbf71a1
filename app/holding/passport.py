"""The passport: the credentials of a holder, sealed with the holder's own data key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.credentials.model import Credential, SecuredCredential
from app.credentials.verification import read
from app.holding.places import CredentialPlace
from app.holding.repository.credentials import PassportRepository
from app.holding.repository.holders import HolderRepository
from app.holding.rows import SealedCredential
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import NotFound
from app.platform.pagination import Page, Slice, encode_place, read_place
from app.platform.vault import DataKey


@dataclass(frozen=True, slots=True)
class HeldCredential:
    """A signed credential in the passport."""

    credential_id: UUID
    organisation_id: UUID
    secured: SecuredCredential
    received_at: datetime
    state: CredentialPlace = "new"
    state_changed_at: datetime | None = None


def holder_key_context(holder_id: UUID) -> str:
    """What the wrapped data key of a holder is bound to."""
    return f"holders/data_key_wrapped/{holder_id}"


async def load_data_key(context: Context, session: Session, holder_id: UUID) -> DataKey:
    """The holder's data key. Raises NotFound when there is no such holder (any more)."""
    wrapped = await HolderRepository(session, holder_id).find_data_key()
    if wrapped is None:
        raise NotFound
    return context.vault.data_key(wrapped, context=holder_key_context(holder_id))


async def store_credentials(
    context: Context, session: Session, holder_id: UUID, credentials: Sequence[HeldCredential]
) -> None:
    """Seal and store credentials inside the holder's own transaction; twice the same is stored once."""
    data_key = await load_data_key(context, session, holder_id)
    sealed = [
        SealedCredential(
            credential_id=credential.credential_id,
            organisation_id=credential.organisation_id,
            format=credential.secured.format,
            sealed=data_key.seal(
                credential.secured.text.encode(),
                context=_credential_context(holder_id, credential.credential_id),
            ),
            received_at=credential.received_at,
        )
        for credential in credentials
    ]
    await PassportRepository(session, holder_id).add_credentials(sealed)


async def list_held_credentials(context: Context, holder_id: UUID, page: Page) -> Slice[HeldCredential]:
    """The credentials of the holder, newest first. Raises InvalidInput on a cursor that is not ours."""
    before = read_place(page)
    async with context.database.transaction(holder_id=holder_id) as session:
        data_key = await load_data_key(context, session, holder_id)
        rows = await PassportRepository(session, holder_id).list_credentials(
            limit=page.limit + 1, before=before
        )
    held = [open_credential(data_key, holder_id, row) for row in rows[: page.limit]]
    next_cursor = None
    if len(rows) > page.limit:
        next_cursor = encode_place(held[-1].received_at, held[-1].credential_id)
    return Slice(items=held, next_cursor=next_cursor)


def open_credential(data_key: DataKey, holder_id: UUID, row: SealedCredential) -> HeldCredential:
    """Unseal a stored credential. Raises SealBroken when the row was changed or moved."""
    text = data_key.open(row.sealed, context=_credential_context(holder_id, row.credential_id))
    return HeldCredential(
        credential_id=row.credential_id,
        organisation_id=row.organisation_id,
        secured=SecuredCredential(format=row.format, text=text.decode()),
        received_at=row.received_at,
        state=row.state,
        state_changed_at=row.state_changed_at,
    )


def read_held(held: HeldCredential) -> Credential:
    """The content of a credential in the passport, which was proven when it was issued.

    Raises CredentialError when the stored text is no credential.
    """
    return Credential.from_document(read(held.secured.text).claims)


def _credential_context(holder_id: UUID, credential_id: UUID) -> str:
    return f"passport_credentials/secured_sealed/{holder_id}/{credential_id}"
