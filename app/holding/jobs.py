"""What holding does when something happened below: new credentials come to their holder by themselves."""

from uuid import UUID

from app.holding.receive import receive_credentials
from app.issuing.events import CredentialIssued
from app.issuing.issuances import IssuedCredential
from app.issuing.ledger import find_credential_texts
from app.platform.context import Context
from app.platform.queue import subscriber


@subscriber(CredentialIssued)
async def receive_issued_credentials(event: CredentialIssued, context: Context) -> None:
    """Put new credentials in the passports of recipients who claimed before; twice changes nothing."""
    issued = await find_credential_texts(
        context, UUID(event.organisation_id), [UUID(credential_id) for credential_id in event.credential_ids]
    )
    by_holder: dict[UUID, list[IssuedCredential]] = {}
    for credential in issued:
        if credential.holder_id is not None:
            by_holder.setdefault(credential.holder_id, []).append(credential)
    for holder_id, credentials in by_holder.items():
        await receive_credentials(context, holder_id, credentials)
