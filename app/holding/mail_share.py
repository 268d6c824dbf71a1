"""A share link by mail: who has the link in hand sends it on, and the mail says nothing of who or what."""

from datetime import datetime
from functools import partial
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from app.holding.errors import UnknownShareLink
from app.holding.repository.share_links import find_link_by_hash
from app.holding.share import ShareLink, load_share_link, share_url
from app.holding.share_secrets import hash_share_secret
from app.platform.context import Context
from app.platform.database import Session
from app.platform.mail import enqueue_mail
from app.web.letters import Contents, write_letter
from app.web.translations import date_text, translate

PURPOSE: Final = "share-link"
MAILS_AN_HOUR: Final = 10


async def mail_share_link(
    context: Context, holder_id: UUID, secret: str, to: str, *, language: str
) -> ShareLink:
    """Send a working link of this holder to an address, which is not kept longer than the mail.

    Raises UnknownShareLink for every other secret, InvalidEmail, and TooMany above ten an hour of one holder, or five
    to one address.
    """
    link = await find_own_link(context, holder_id, secret)
    async with context.database.transaction(holder_id=holder_id) as session:
        await add_share_mail(context, session, holder_id, link, secret, to, language=language)
    return link


async def add_share_mail(
    context: Context,
    session: Session,
    holder_id: UUID,
    link: ShareLink,
    secret: str,
    to: str,
    *,
    language: str,
) -> None:
    """The same inside the holder's own transaction, for what `find_own_link` found. Raises InvalidEmail, TooMany."""
    contents = _contents(share_url(context.settings.public_url, secret), link, language)
    letter = write_letter(contents, to=to, purpose=PURPOSE, language=language, expires_at=link.expires_at)
    context.caches.limiter.hit(f"share-mail:{holder_id}", limit=MAILS_AN_HOUR, window=3_600.0)
    await enqueue_mail(session, context, letter, about=holder_id)


async def find_own_link(context: Context, holder_id: UUID, secret: str) -> ShareLink:
    """The link behind a secret, if it is this holder's and works. Raises UnknownShareLink."""
    secret_hash = await hash_share_secret(secret)
    if secret_hash is None:
        raise UnknownShareLink
    async with context.database.transaction(holder_id=holder_id) as session:
        stored = await find_link_by_hash(session, secret_hash)
    if stored is None or stored.holder_id != holder_id:
        raise UnknownShareLink
    link = await load_share_link(context, holder_id, stored.id)
    if link.state != "active":
        raise UnknownShareLink
    return link


def _contents(address: str, link: ShareLink, language: str) -> Contents:
    _ = partial(translate, language=language)
    works = _until(link.expires_at, language)
    return Contents(
        subject=_("Iemand laat u zien wat hij of zij kan"),
        heading=_("Iemand laat u zien wat hij of zij kan"),
        paragraphs=(
            _("U ziet meteen of het klopt. U hebt geen account nodig."),
            f"{works} {_('Deze link werkt 1 keer.')}" if link.is_single_use else works,
        ),
        action=(_("Bekijk het paspoort"), address),
        small_print=(
            _("Klopt het adres? De link begint met %(host)s.") % {"host": urlsplit(address).netloc},
            _("Verwachtte u dit niet? Dan hoeft u niets te doen."),
        ),
    )


def _until(expires_at: datetime, language: str) -> str:
    return translate("Deze link werkt tot %(date)s.", language=language) % {
        "date": date_text(expires_at, language)
    }
