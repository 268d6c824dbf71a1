"""Published status lists: derived from events on request, signed, and never going back."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from hashlib import sha256
from typing import TypeVar
from uuid import UUID

from app.accounts.organisations import find_organisation
from app.credentials.formats.vc_jwt import secure_document
from app.credentials.materials import StatusList
from app.credentials.status.bitstring_status_list import build_status_list_document, parse_status_list
from app.issuing.documents import PURPOSES, status_list_url
from app.issuing.errors import StatusRollback
from app.issuing.memory import LIST_SIZE, Memory, memory_of, versions_of
from app.issuing.repository import PublicRepository
from app.issuing.status_rows import StatusRepository
from app.platform.context import Context
from app.platform.errors import NotFound
from app.platform.logging import log
from app.trust.identity import issuer_did
from app.trust.signers import signer_for

WINDOW = timedelta(hours=6)
TTL_MS = 300_000
MOST_PUBLISHED = 256
_PATH = re.compile(rf"/status-lists/([0-9a-f-]{{36}})/({'|'.join(PURPOSES)})")


@dataclass(frozen=True, slots=True)
class Published:
    """A signed text, its entity tag, the version of the list in it, and from when on it is made anew."""

    text: str
    etag: str
    version: int
    window: datetime


@dataclass(frozen=True, slots=True)
class PublishedList(Published):
    """A signed status list, and the list as a verifier reads it."""

    status_list: StatusList


P = TypeVar("P", bound=Published)


async def load_status_list(context: Context, list_id: UUID, purpose: str) -> PublishedList:
    """The list as it stands now. Raises NotFound, or StatusRollback when an older version turns up."""
    if purpose not in PURPOSES:
        raise NotFound
    return await load_published(context, list_id, purpose, partial(_publish, context, list_id, purpose))


async def load_published(
    context: Context, list_id: UUID, kind: str, publish: Callable[[UUID, datetime], Awaitable[P]]
) -> P:
    """What this process published last of a kind, made anew when the list changed or its time is over.

    `publish` takes the owner of the list and the begin of the time. Raises as `load_status_list`.
    """
    memory = memory_of(context)
    organisation_id, version = await _find_version(context, list_id)
    now = context.clock.now()
    known: P | None = memory.published.get((list_id, kind))
    if known is not None and known.version == version and known.window <= now < known.window + WINDOW:
        return known
    published = await publish(organisation_id, _window_of(now))
    _ensure_not_older(memory, list_id, published.version)
    while len(memory.published) >= MOST_PUBLISHED:
        memory.published.pop(next(iter(memory.published)))
    memory.published[list_id, kind] = published
    log.info("status.published", list_id=str(list_id), purpose=kind, version=published.version)
    return published


async def find_local_status_list(context: Context, url: str) -> StatusList | None:
    """The list behind a URL of this service; None when the URL is not of this service or names no list.

    A list of revocations has that of suspensions beside it, since a credential names the first one only.
    """
    base = context.settings.public_url
    match = _PATH.fullmatch(url, len(base)) if url.startswith(base) else None
    if match is None:
        return None
    try:
        found = (await load_status_list(context, UUID(match[1]), match[2])).status_list
        if match[2] == PURPOSES[0]:
            beside = await load_status_list(context, UUID(match[1]), PURPOSES[1])
            found = _put_beside(found, beside.status_list)
    except (NotFound, ValueError):
        return None
    return found


async def find_local_status_texts(context: Context, url: str) -> list[str]:
    """The signed lists behind a URL of this service: of revocations and of suspensions; none for another's."""
    base = context.settings.public_url
    match = _PATH.fullmatch(url, len(base)) if url.startswith(base) else None
    if match is None:
        return []
    return [(await load_status_list(context, UUID(match[1]), purpose)).text for purpose in PURPOSES]


# Every credential of a list asks for the same two; a list that changed is another object.
@lru_cache(maxsize=16)
def _put_beside(found: StatusList, beside: StatusList) -> StatusList:
    return replace(found, beside=beside)


async def find_open_list_url(context: Context, organisation_id: UUID) -> str | None:
    """Where the revocations of the list are published that takes new indexes now; None before the first."""
    async with context.database.transaction(organisation_id=organisation_id) as session:
        found = await StatusRepository(session, organisation_id).find_open_list()
    return None if found is None else status_list_url(context.settings.public_url, found[0], PURPOSES[0])


async def _find_version(context: Context, list_id: UUID) -> tuple[UUID, int]:
    found = await versions_of(context).load(list_id, partial(_read_version, context, list_id))
    if found is None:
        raise NotFound
    return found


async def _read_version(context: Context, list_id: UUID) -> tuple[UUID, int] | None:
    async with context.database.transaction() as session:
        found = await PublicRepository(session).find_list_version(list_id)
    if found is not None:
        _ensure_not_older(memory_of(context), list_id, found[1])
    return found


def _ensure_not_older(memory: Memory, list_id: UUID, version: int) -> None:
    """A database restored from a backup, or a replica that lags, must not undo a revocation (A13)."""
    if version < memory.highest_versions.get(list_id, 0):
        log.error("status.rollback", list_id=str(list_id), version=version, reason="older than published")
        raise StatusRollback
    memory.highest_versions[list_id] = version


def _window_of(now: datetime) -> datetime:
    seconds = int(WINDOW.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)


async def _publish(
    context: Context, list_id: UUID, purpose: str, organisation_id: UUID, window: datetime
) -> PublishedList:
    async with context.database.transaction(organisation_id=organisation_id) as session:
        status = StatusRepository(session, organisation_id)
        version, version_at, indexes = await status.list_set_indexes(list_id, purpose)
        organisation = await find_organisation(session, organisation_id)
    if organisation is None:
        raise NotFound
    url = status_list_url(context.settings.public_url, list_id, purpose)
    issuer_id = issuer_did(context.settings, organisation.slug)
    document = build_status_list_document(
        id=url,
        issuer_id=issuer_id,
        purpose=purpose,
        set_indexes=indexes,
        size=LIST_SIZE,
        valid_from=max(version_at, window).replace(microsecond=0),
        valid_until=window + 2 * WINDOW,
        ttl_ms=TTL_MS,
    )
    signer, _ = await signer_for(context, organisation_id, "status-list")
    text = secure_document(document, signer).text
    return PublishedList(
        text=text,
        etag=entity_tag(version, text),
        version=version,
        window=window,
        status_list=parse_status_list(document, url=url, purpose=purpose, issuer_id=issuer_id),
    )


def entity_tag(version: int, text: str) -> str:
    """The strong entity tag of a published text, in quotes."""
    return f'"{version}-{sha256(text.encode()).hexdigest()[:16]}"'


def is_same_entity(if_none_match: str, etag: str) -> bool:
    """RFC 9110 section 13.1.2: whether the visitor holds this entity already (weak comparison)."""
    tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return "*" in tags or etag in tags
