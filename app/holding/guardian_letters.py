"""Mail to a parent or guardian: what is asked, and how to take a yes back. It names no child."""

from datetime import date, datetime
from functools import partial
from typing import Final
from urllib.parse import urlsplit

from app.platform.mail import Letter
from app.web.letters import Contents, write_letter
from app.web.translations import date_text, translate

ASK: Final = "guardian-ask"
THANKS: Final = "guardian-thanks"


def ask_letter(
    public_url: str, to: str, secret: str, senders: tuple[str, ...], expires_at: datetime, language: str
) -> Letter:
    """The question, with a link that works once; `senders` are the partnerships whose proofs it is about."""
    _ = partial(translate, language=language)
    by = (_("De bewijzen komen van: %(names)s.") % {"names": ", ".join(senders)},) if senders else ()
    contents = Contents(
        subject=_("Vindt u een vaardighedenpaspoort goed?"),
        heading=_("Vindt u een vaardighedenpaspoort goed?"),
        paragraphs=(
            _("Iemand onder de 16 gaf uw mailadres. Bent u de ouder of verzorger? Dan beslist u."),
            *by,
        ),
        action=(_("Lees het en kies"), f"{public_url}/guardian/{secret}"),
        small_print=(
            _("Deze link werkt tot %(date)s.") % {"date": date_text(expires_at, language)},
            _("Klopt het adres? De link begint met %(host)s.") % {"host": urlsplit(public_url).netloc},
            _("Verwachtte u dit niet? Dan hoeft u niets te doen."),
        ),
    )
    return write_letter(contents, to=to, purpose=ASK, language=language, expires_at=expires_at)


def thanks_letter(public_url: str, to: str, secret: str, sixteen_on: date, language: str) -> Letter:
    """What was agreed, and the link that takes it back until the child is sixteen."""
    _ = partial(translate, language=language)
    contents = Contents(
        subject=_("U zei ja tegen een vaardighedenpaspoort"),
        heading=_("U zei ja tegen een vaardighedenpaspoort"),
        paragraphs=(
            _("Delen met anderen kan pas vanaf 16 jaar."),
            _("U kunt uw ja terugnemen tot %(date)s. Bewaar daarom deze mail.")
            % {"date": date_text(sixteen_on, language)},
        ),
        action=(_("Neem mijn ja terug"), f"{public_url}/guardian/{secret}"),
    )
    return write_letter(contents, to=to, purpose=THANKS, language=language)
