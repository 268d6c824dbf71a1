"""Token Status Lists: the same events as the Bitstring Status Lists, for credentials in the form of tokens.

Draft-ietf-oauth-status-list-20: two bits an entry, so that suspension has a value of its own (section 7.1).
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from app.accounts.organisations import find_organisation
from app.credentials.materials import TokenStatusList
from app.credentials.status.token_status_list import (
    INVALID,
    SUSPENDED,
    build_status_claims,
    pack_statuses,
    parse_status_claims,
)
from app.credentials.status_tokens import secure_status_claims
from app.issuing.documents import token_status_list_url
from app.issuing.memory import LIST_SIZE
from app.issuing.status_lists import WINDOW, Published, entity_tag, load_published
from app.issuing.status_rows import StatusRepository
from app.platform.context import Context
from app.platform.errors import NotFound
from app.trust.signers import signer_for

BITS: Final = 2
TTL: Final = timedelta(seconds=60)
_PATH: Final = re.compile(r"/status/([0-9a-f-]{36})")


@dataclass(frozen=True, slots=True)
class PublishedToken(Published):
    """A signed Status List Token, and the list as a verifier reads it."""

    status_list: TokenStatusList


async def load_token_status_list(context: Context, list_id: UUID) -> PublishedToken:
    """The list as it stands now. Raises NotFound, or StatusRollback when an older version turns up."""
    return await load_published(context, list_id, "token", partial(_publish, context, list_id))


async def find_local_token_status_list(context: Context, url: str) -> TokenStatusList | None:
    """The list behind a URL of this service; None when the URL is not of this service or names no list."""
    base = context.settings.public_url
    match = _PATH.fullmatch(url, len(base)) if url.startswith(base) else None
    if match is None:
        return None
    try:
        return (await load_token_status_list(context, UUID(match[1]))).status_list
    except (NotFound, ValueError):
        return None


async def _publish(
    context: Context, list_id: UUID, organisation_id: UUID, window: datetime
) -> PublishedToken:
    async with context.database.transaction(organisation_id=organisation_id) as session:
        status = StatusRepository(session, organisation_id)
        version, version_at, revoked, suspended = await status.list_statuses(list_id)
        organisation = await find_organisation(session, organisation_id)
    if organisation is None:
        raise NotFound
    # What is revoked stays so, whether it was suspended before or not.
    statuses = dict.fromkeys(suspended, SUSPENDED) | dict.fromkeys(revoked, INVALID)
    url = token_status_list_url(context.settings.public_url, list_id)
    claims = build_status_claims(
        url=url,
        packed=pack_statuses(statuses, size=BITS, length=LIST_SIZE),
        size=BITS,
        issued_at=max(version_at, window).replace(microsecond=0),
        expires_at=window + 2 * WINDOW,
        ttl=TTL,
    )
    signer, _ = await signer_for(context, organisation_id, "status-list")
    text = secure_status_claims(claims, signer)
    return PublishedToken(
        text=text,
        etag=entity_tag(version, text),
        version=version,
        window=window,
        status_list=parse_status_claims(claims, url=url),
    )
