"""The end of a partnership: nothing new is given, and what it gave stays verifiable, with a successor if there is one.

Its keys, DID document, status lists and descriptions are served as before. The register says since when it is no longer
active; its successor may withdraw what it gave, and the key for its status lists goes on signing for that.
"""

from app.accounts.errors import UnknownOrganisation
from app.accounts.organisations import end_organisation, find_organisation_by_slug
from app.platform.context import Context
from app.trust.errors import IssuerNotActive
from app.trust.identity import issuer_did
from app.trust.registry import set_issuer_state
from app.trust.repository import find_registered_issuer


async def end_partnership(context: Context, slug: str, *, successor: str | None = None) -> None:
    """End an organisation as an operator, within two seconds; again only names the successor, or another one.

    `successor` is the short name of a partnership that is active. Raises UnknownOrganisation, UnknownIssuer for a
    successor outside the register, IssuerNotActive for one that has ended.
    """
    did = issuer_did(context.settings, slug)
    async with context.database.transaction() as session:
        ending = await find_organisation_by_slug(session, slug)
        next_one = await find_organisation_by_slug(session, successor) if successor else None
        registered = await find_registered_issuer(session, did)
    if ending is None or (successor is not None and next_one is None):
        raise UnknownOrganisation
    if next_one is not None and next_one.ended_at is not None:
        raise IssuerNotActive("The successor has ended itself.")
    if registered is not None:
        await set_issuer_state(
            context,
            did,
            state="ended",
            successor_did=issuer_did(context.settings, next_one.slug)
            if next_one
            else registered.successor_did,
        )
    # Last: a register that cannot be written must not leave a partnership without a place in it.
    await end_organisation(context, ending.id, successor_id=next_one.id if next_one else None)
