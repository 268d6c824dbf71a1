"""The mail that asks somebody to confirm what they saw: who asks, and the link; never about whom or what."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from app.accounts.permissions import Issuer
from app.platform.context import Context
from app.platform.database import Session
from app.platform.mail import enqueue_mail
from app.web.letters import Contents, write_letter
from app.web.translations import date_text, translate

PURPOSE: Final = "co-sign-link"


async def mail_co_sign_link(
    context: Context,
    session: Session,
    issuer: Issuer,
    address: str,
    *,
    to: str,
    language: str,
    expires_at: datetime,
    about: UUID,
) -> None:
    """Sends the link with the outbox, in the transaction that made it; `about` is the dossier.

    Raises InvalidEmail, TooMany.
    """
    contents = _contents(issuer.organisation_name, address, expires_at, language)
    letter = replace(
        write_letter(contents, to=to, purpose=PURPOSE, language=language, expires_at=expires_at),
        organisation_id=issuer.organisation_id,
        sender_name=issuer.organisation_name,
    )
    await enqueue_mail(session, context, letter, about=about)


def _contents(organisation: str, address: str, expires_at: datetime, language: str) -> Contents:
    _ = partial(translate, language=language)
    name = {"name": organisation}
    return Contents(
        subject=_("Wilt u iets bevestigen?"),
        heading=_("Wilt u iets bevestigen?"),
        paragraphs=(
            _("%(name)s vraagt u te bevestigen wat u zag op het werk.") % name,
            _("Het duurt 2 minuten. U hebt geen account nodig."),
            _("De link werkt 1 keer, tot %(date)s.") % {"date": date_text(expires_at, language)},
        ),
        action=(_("Bekijk de vraag"), address),
        small_print=(
            _("Klopt het adres? De link begint met %(host)s.") % {"host": urlsplit(address).netloc},
            _("Kent u %(name)s niet? Dan hoeft u niets te doen.") % name,
        ),
    )
