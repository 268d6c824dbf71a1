"""What a holder gets by mail or telephone: a code, and a notice when a way into the passport changes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit

from app.holding.addresses import Address
from app.platform.mail import Letter
from app.web.letters import Contents, write_letter
from app.web.marking import N_
from app.web.translations import translate


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that a holder must know: translated words, and a link with the words of its button."""

    purpose: str
    heading: str
    paragraphs: tuple[str, ...]
    action: tuple[str, str]


def code_letter(
    public_url: str, address: Address, code: str, *, language: str, expires_at: datetime
) -> Letter:
    """The code; in a text message its last line lets the telephone fill it in on our own page only."""
    say = partial(translate, language=language)
    nobody = say(N_("Geef de code aan niemand."))
    if address.kind == "phone":
        first = say(N_("%(code)s is uw code voor het vaardighedenpaspoort.")) % {"code": code}
        # Origin-bound one-time codes: host and code on the last line.
        text = f"{first}\n{nobody}\n\n@{urlsplit(public_url).hostname} #{code}"
        return _text_message(address, "entry-code", language, text, expires_at=expires_at)
    contents = Contents(
        subject=say(N_("Uw code voor het vaardighedenpaspoort")),
        heading=say(N_("Uw code")),
        paragraphs=(say(N_("De code werkt 10 minuten.")),),
        code=(say(N_("Typ deze code op het scherm waar u begon:")), f"{code[:3]} {code[3:]}"),
        small_print=(nobody, say(N_("Hebt u dit niet gevraagd? Dan hoeft u niets te doen."))),
    )
    return write_letter(
        contents, to=address.text, purpose="entry-code", language=language, expires_at=expires_at
    )


def notice_letter(address: Address, language: str, write: Callable[[Callable[[str], str]], Notice]) -> Letter:
    """A notice in the language of the address; `write` gets how a text is said in it."""
    say = partial(translate, language=language)
    notice = write(say)
    if address.kind == "phone":
        parts = (notice.heading, *notice.paragraphs, notice.action[1])
        return _text_message(address, notice.purpose, language, "\n".join(parts))
    contents = Contents(
        subject=notice.heading,
        heading=notice.heading,
        paragraphs=notice.paragraphs,
        action=notice.action,
    )
    return write_letter(contents, to=address.text, purpose=notice.purpose, language=language)


def contact_added(public_url: str, say: Callable[[str], str]) -> Notice:
    """Another address opens the passport too."""
    return Notice(
        "contact-added",
        say(N_("Uw paspoort heeft een adres erbij")),
        (say(N_("Was u dit niet? Kijk in uw paspoort en haal het weg.")),),
        (say(N_("Open mijn paspoort")), f"{public_url}/passport/sign-in"),
    )


def contact_removed(public_url: str, say: Callable[[str], str]) -> Notice:
    """This address opens the passport no more."""
    return Notice(
        "contact-removed",
        say(N_("Dit adres opent uw paspoort niet meer")),
        (say(N_("Was u dit niet? Bel meteen uw samenwerkingsverband.")),),
        (say(N_("Naar het vaardighedenpaspoort")), f"{public_url}/passport/sign-in"),
    )


def _text_message(
    address: Address, purpose: str, language: str, text: str, expires_at: datetime | None = None
) -> Letter:
    return Letter(
        to=address.text,
        purpose=purpose,
        language=language,
        subject="",
        text=text,
        html="",
        expires_at=expires_at,
        channel="sms",
    )
