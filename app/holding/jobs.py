"""What holding does later: credentials come to their holder, codes are sent, and what no longer counts is forgotten."""

from uuid import UUID

from app.assessing.events import MarkedUnderSixteen
from app.holding.events import EntryCodeAsked
from app.holding.receive import receive_credentials
from app.holding.repository.contacts import forget_ways_in
from app.holding.repository.guardians import forget_guardians
from app.holding.sign_in import send_asked_code
from app.holding.under_sixteen import close_sharing
from app.issuing.ages import find_holders_of
from app.issuing.events import CredentialIssued
from app.issuing.issuances import IssuedCredential
from app.issuing.ledger import find_credential_texts
from app.platform.context import Context
from app.platform.errors import TooMany
from app.platform.logging import log
from app.platform.queue import scheduled, subscriber


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


@subscriber(MarkedUnderSixteen)
async def stop_sharing(event: MarkedUnderSixteen, context: Context) -> None:
    """What they share stops, and systems that follow it are told; twice changes nothing."""
    organisation_id = UUID(event.organisation_id)
    hashes = [bytes.fromhex(each) for each in event.person_hashes]
    async with context.database.transaction(organisation_id=organisation_id) as session:
        holders = await find_holders_of(session, organisation_id, hashes)
    for holder_id in holders:
        async with context.database.transaction(holder_id=holder_id) as session:
            await close_sharing(context, session, holder_id)


@subscriber(EntryCodeAsked)
async def send_code(event: EntryCodeAsked, context: Context) -> None:
    """Send the code if the address opens a passport. Who had too many messages gets none, and may ask again later."""
    try:
        await send_asked_code(context, bytes.fromhex(event.browser_hash))
    except TooMany:
        log.warning("auth.fail", reason="too many messages")


@scheduled("37 * * * *", "holding.forget_ways_in")
async def forget_old_ways_in(context: Context) -> None:
    """Every hour: codes and addresses that were never confirmed outlive their purpose no longer than they must."""
    async with context.database.transaction() as session:
        log.info("holding.forgotten", count=await forget_ways_in(session) + await forget_guardians(session))
