"""What a mail to collect credentials says, in the language of who gets it."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit
from uuid import UUID

from app.platform.mail import Letter
from app.web.letters import Contents, write_letter
from app.web.translations import date_text, translate


@dataclass(frozen=True, slots=True)
class ClaimMail:
    """The facts of one mail; with an `unsubscribe_token` it is a reminder."""

    organisation_name: str
    phone: str | None
    public_url: str
    secret: str
    unsubscribe_token: str | None
    expires_at: datetime
    language: str


def write_claim_mail(mail: ClaimMail, *, to: str, organisation_id: UUID) -> Letter:
    """The mail, or the reminder; neither says what was issued, nor to whom."""
    is_reminder = mail.unsubscribe_token is not None
    purpose = "reminder" if is_reminder else "claim-link"
    return replace(
        write_letter(_contents(mail), to=to, purpose=purpose, language=mail.language),
        organisation_id=organisation_id,
        sender_name=mail.organisation_name,
        unsubscribe_url=f"{mail.public_url}/unsubscribe/{mail.unsubscribe_token}" if is_reminder else None,
    )


def _contents(mail: ClaimMail) -> Contents:
    _ = partial(translate, language=mail.language)
    name = {"name": mail.organisation_name}
    if mail.unsubscribe_token is None:
        heading = _("Uw bewijzen staan klaar")
        first = _("%(name)s geeft u bewijzen van wat u kunt.") % name
    else:
        heading = _("Uw bewijzen staan nog klaar")
        first = _("U kreeg bewijzen van %(name)s. U haalde ze nog niet op.") % name
    until = {"date": date_text(mail.expires_at, mail.language)}
    return Contents(
        subject=heading,
        heading=heading,
        paragraphs=(
            first,
            _("U bepaalt wie ze ziet. Nu ziet niemand ze."),
            _("De link werkt 1 keer, tot en met %(date)s.") % until,
        ),
        action=(_("Haal mijn bewijzen op"), f"{mail.public_url}/claim/{mail.secret}"),
        small_print=tuple(_small_print(mail)),
    )


def _small_print(mail: ClaimMail) -> list[str]:
    _ = partial(translate, language=mail.language)
    host = {"host": urlsplit(mail.public_url).netloc}
    lines = [_("Klopt het adres? De link begint met %(host)s.") % host]
    if mail.phone:
        lines.append(_("Hebt u een vraag? Bel %(phone)s.") % {"phone": mail.phone})
    lines.append(_("Kent u %(name)s niet? Dan hoeft u niets te doen.") % {"name": mail.organisation_name})
    if mail.unsubscribe_token is not None:
        address = f"{mail.public_url}/unsubscribe/{mail.unsubscribe_token}"
        lines.append(_("Geen herinnering meer? Ga naar %(address)s") % {"address": address})
    return lines
