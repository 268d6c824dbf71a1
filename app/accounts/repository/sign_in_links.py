"""Queries of links and codes to sign in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, text, update

from app.accounts.models import AddressChangeRecord, PasskeyChallengeRecord, SignInLinkRecord
from app.platform.database import Session


async def add_link(session: Session, record: SignInLinkRecord) -> None:
    """Write down that somebody asked; the hash of the browser's secret is the capability."""
    session.add(record)
    await session.flush()


async def count_asked(session: Session, email_hash: bytes, *, since: datetime) -> int:
    """How often this address was given since then; its hash is the capability."""
    row = SignInLinkRecord
    statement = select(func.count()).where(row.email_hash == email_hash, row.created_at > since)
    return int(await session.scalar(statement) or 0)


async def count_tries(session: Session, email_hash: bytes, *, since: datetime) -> int:
    """How many codes were tried for this address since then; its hash is the capability."""
    row = SignInLinkRecord
    statement = select(func.sum(row.tries)).where(row.email_hash == email_hash, row.created_at > since)
    return int(await session.scalar(statement) or 0)


async def find_link_by_browser(session: Session, browser_hash: bytes) -> SignInLinkRecord | None:
    """What this browser asked, locked; the hash of its secret is the capability."""
    statement = select(SignInLinkRecord).where(SignInLinkRecord.browser_hash == browser_hash)
    return await session.scalar(statement.with_for_update())


async def find_link_by_secret(
    session: Session, secret_hash: bytes, *, is_locked: bool
) -> SignInLinkRecord | None:
    """The link with this secret, whose hash is the capability."""
    statement = select(SignInLinkRecord).where(SignInLinkRecord.secret_hash == secret_hash)
    return await session.scalar(statement.with_for_update() if is_locked else statement)


async def complete_link(
    session: Session, link_id: UUID, *, person_id: UUID, secret_hash: bytes, code_hash: bytes
) -> None:
    """Keep whose it is, and the hashes of what is mailed."""
    values = {"person_id": person_id, "secret_hash": secret_hash, "code_hash": code_hash}
    await session.execute(update(SignInLinkRecord).where(SignInLinkRecord.id == link_id).values(**values))


async def note_try(session: Session, link_id: UUID) -> None:
    """Count one code that was typed."""
    row = SignInLinkRecord
    await session.execute(update(row).where(row.id == link_id).values(tries=row.tries + 1))


async def use_link(session: Session, link_id: UUID, *, now: datetime) -> None:
    """Mark link and code as used."""
    await session.execute(update(SignInLinkRecord).where(SignInLinkRecord.id == link_id).values(used_at=now))


async def forget_links(session: Session, *, links_before: datetime, challenges_before: datetime) -> int:
    """Delete what was asked before these moments; the database keeps what still counts."""
    await session.execute(text("SELECT set_config('app.sweep', 'forget', true)"))
    link, challenge, change = SignInLinkRecord, PasskeyChallengeRecord, AddressChangeRecord
    gone = await session.scalars(delete(link).where(link.created_at < links_before).returning(link.id))
    old = delete(challenge).where(challenge.created_at < challenges_before)
    found = await session.scalars(old.returning(challenge.challenge_hash))
    changes = await session.scalars(
        delete(change).where(change.created_at < links_before).returning(change.id)
    )
    return len(gone.all()) + len(found.all()) + len(changes.all())
