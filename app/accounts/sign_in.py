"""Signing in without a password: a link and a code by mail, once, for a quarter of an hour.

Asking does the same work for every address, known or not: who has it is looked up later, in a job.
"""

from datetime import timedelta
from hmac import compare_digest
from typing import Final
from uuid import UUID

from app.accounts.addresses import clean_address, hash_address
from app.accounts.events import SignInAsked
from app.accounts.letters import sign_in_letter
from app.accounts.models import SignInLinkRecord
from app.accounts.people import open_person, read_language
from app.accounts.person_log import note_for_person
from app.accounts.repository import sign_in_links as rows
from app.accounts.repository.people import find_person, find_person_by_address
from app.accounts.sessions import OpenedSession, open_staff_session
from app.platform.context import Context
from app.platform.database import Session, enter, enter_person
from app.platform.errors import TooMany
from app.platform.link_secrets import hash_secret, looks_like_link_secret, new_link_secret, new_session_secret
from app.platform.logging import log
from app.platform.mail import enqueue_mail
from app.platform.one_time_codes import ASKS, MOST_TRIES, TRIES_A_DAY, hash_code, new_code, read_code
from app.platform.queue import publish

LIFETIME: Final = timedelta(minutes=15)
_DAY: Final = timedelta(days=1)
_ASKS_FROM_ONE_PLACE: Final = 30
_MISSES_FROM_ONE_PLACE: Final = 10
_MINUTE: Final = 60.0


async def ask_sign_in(context: Context, *, email: str, language: str, place: str) -> str:
    """Have a link and a code mailed if the address is somebody's; answers the secret that binds the code.

    `place` is the network address, for counting in memory. Raises InvalidEmail; TooMany after five asks for an
    address, or thirty from a place, in a quarter of an hour.
    """
    address, now = clean_address(email), context.clock.now()
    window = LIFETIME.total_seconds()
    context.caches.limiter.hit(f"sign-in/{place}", limit=_ASKS_FROM_ONE_PLACE, window=window)
    browser = new_session_secret(context.randomness)
    async with context.database.transaction() as session:
        email_hash = await hash_address(context, session, address)
        await enter(session, capability=email_hash)
        if await rows.count_asked(session, email_hash, since=now - LIFETIME) >= ASKS:
            log.warning("auth.fail", reason="asked too often")
            raise TooMany("Wait 15 minutes and try again.", retry_after=int(window))
        await enter(session, capability=hash_secret(browser))
        await rows.add_link(session, _link(context, browser, email_hash, read_language(language)))
        await publish(session, SignInAsked(browser_hash=hash_secret(browser).hex()))
    return browser


def _link(context: Context, browser: str, email_hash: bytes, language: str) -> SignInLinkRecord:
    now = context.clock.now()
    return SignInLinkRecord(
        id=context.randomness.uuid(),
        email_hash=email_hash,
        browser_hash=hash_secret(browser),
        language=language,
        person_id=None,
        secret_hash=None,
        code_hash=None,
        tries=0,
        created_at=now,
        expires_at=now + LIFETIME,
        used_at=None,
    )


async def mail_sign_in_link(context: Context, browser_hash: bytes) -> None:
    """Make link and code for what a browser asked, and mail them if the address is somebody's; once."""
    async with context.database.transaction(capability=browser_hash) as session:
        link = await rows.find_link_by_browser(session, browser_hash)
        if link is None or link.secret_hash is not None or not _is_open(link, context):
            return
        await enter(session, capability=link.email_hash)
        record = await find_person_by_address(session, link.email_hash)
        if record is None:
            log.info("auth.unknown_address")
            return
        person = open_person(context, record)
        secret = new_link_secret(context.randomness)
        code = new_code(context.randomness)
        await enter(session, capability=browser_hash)
        await rows.complete_link(
            session,
            link.id,
            person_id=person.id,
            secret_hash=hash_secret(secret),
            code_hash=hash_code(browser_hash, code),
        )
        letter = sign_in_letter(context.settings.public_url, person, secret, code)
        await enqueue_mail(session, context, letter)


async def is_link_open(context: Context, secret: str) -> bool:
    """Whether the link works now; asking changes nothing (threat A25)."""
    if not looks_like_link_secret(secret):
        return False
    async with context.database.transaction(capability=hash_secret(secret)) as session:
        link = await rows.find_link_by_secret(session, hash_secret(secret), is_locked=False)
        return link is not None and _is_open(link, context)


async def use_sign_in_link(
    context: Context, secret: str, *, place: str, user_agent: str
) -> OpenedSession | None:
    """Use up the link and start a session; None when it does not work (any more). Raises TooMany."""
    if looks_like_link_secret(secret):
        async with context.database.transaction(capability=hash_secret(secret)) as session:
            link = await rows.find_link_by_secret(session, hash_secret(secret), is_locked=True)
            if link is not None and link.person_id is not None and _is_open(link, context):
                return await _enter(context, session, link, link.person_id, user_agent, by="link")
    _note_miss(context, place, "link")
    return None


async def use_sign_in_code(
    context: Context, browser: str, code: str, *, place: str, user_agent: str
) -> OpenedSession | None:
    """Use up the code that was mailed, in the browser that asked; None when it is not that one. Raises TooMany.

    Every try counts, and after five the code is dead.
    """
    digits = read_code(code)
    browser_hash = hash_secret(browser)
    async with context.database.transaction(capability=browser_hash) as session:
        link = await rows.find_link_by_browser(session, browser_hash)
        if link is not None and await _may_try(context, session, link):
            await rows.note_try(session, link.id)
            is_same = compare_digest(link.code_hash or b"", hash_code(browser_hash, digits))
            if is_same and link.person_id is not None:
                return await _enter(context, session, link, link.person_id, user_agent, by="code")
    _note_miss(context, place, "code")
    return None


async def _may_try(context: Context, session: Session, link: SignInLinkRecord) -> bool:
    if link.tries >= MOST_TRIES or not _is_open(link, context):
        return False
    await enter(session, capability=link.email_hash)
    tries = await rows.count_tries(session, link.email_hash, since=context.clock.now() - _DAY)
    await enter(session, capability=link.browser_hash)
    return tries < TRIES_A_DAY


async def _enter(
    context: Context, session: Session, link: SignInLinkRecord, person_id: UUID, user_agent: str, *, by: str
) -> OpenedSession | None:
    await rows.use_link(session, link.id, now=context.clock.now())
    await enter_person(session, person_id)
    person = await find_person(session, person_id)
    if person is None or person.email_hash != link.email_hash:
        # Mailed to an address that has been given up since.
        return None
    opened = await open_staff_session(context, session, person_id, user_agent=user_agent)
    await note_for_person(context, session, person_id, "person.signed-in", {"by": by})
    return opened


def _note_miss(context: Context, place: str, what: str) -> None:
    log.warning("auth.fail", reason=f"a {what} that does not work")
    limiter = context.caches.limiter
    limiter.hit(f"sign-in-miss/{place}", limit=_MISSES_FROM_ONE_PLACE, window=_MINUTE)


def _is_open(link: SignInLinkRecord, context: Context) -> bool:
    return link.used_at is None and context.clock.now() < link.expires_at
