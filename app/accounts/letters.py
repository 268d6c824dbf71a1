"""The mail that accounts sends: a link to sign in, an invitation, the links and notices of another address."""

from dataclasses import replace
from functools import partial

from app.accounts.organisations import Organisation
from app.accounts.people import Person
from app.platform.mail import Letter
from app.web.letters import Contents, write_letter
from app.web.marking import N_
from app.web.translations import translate


def sign_in_letter(public_url: str, person: Person, secret: str, code: str) -> Letter:
    """The link and the code with which a person signs in, in the person's language."""
    say = partial(translate, language=person.language)
    contents = Contents(
        subject=say(N_("Inloggen bij het vaardighedenpaspoort")),
        heading=say(N_("Log in met deze link")),
        paragraphs=(say(N_("De link werkt 1 keer, 15 minuten lang.")),),
        action=(say(N_("Log in")), f"{public_url}/sign-in/{secret}"),
        code=(say(N_("Of typ deze code op het scherm waar u begon:")), f"{code[:3]} {code[3:]}"),
        small_print=(
            say(N_("Hebt u dit niet gevraagd? Dan hoeft u niets te doen.")),
            say(N_("Geef de link en de code aan niemand.")),
        ),
    )
    return write_letter(contents, to=person.email, purpose="sign-in", language=person.language)


def invitation_letter(
    public_url: str, organisation: Organisation, to: str, secret: str, *, language: str
) -> Letter:
    """Who invites, and the link that shows the rest."""
    say = partial(translate, language=language)
    contents = Contents(
        subject=say(N_("U bent uitgenodigd")),
        heading=say(N_("U bent uitgenodigd")),
        paragraphs=(
            say(N_("%(name)s vraagt u om mee te werken.")) % {"name": organisation.name},
            say(N_("De link werkt 14 dagen.")),
        ),
        action=(say(N_("Bekijk de uitnodiging")), f"{public_url}/invitation/{secret}"),
        small_print=(say(N_("Kent u de afzender niet? Dan hoeft u niets te doen.")),),
    )
    letter = write_letter(contents, to=to, purpose="invitation", language=language)
    return replace(letter, organisation_id=organisation.id, sender_name=organisation.name)


def address_letter(public_url: str, person: Person, to: str, secret: str) -> Letter:
    """The link at the new address, which says nothing of whose it will be."""
    say = partial(translate, language=person.language)
    contents = Contents(
        subject=say(N_("Uw nieuwe mailadres")),
        heading=say(N_("Gebruik dit mailadres")),
        paragraphs=(
            say(N_("Open de link op het apparaat waar u bent ingelogd.")),
            say(N_("De link werkt 1 keer, 1 uur lang.")),
        ),
        action=(say(N_("Ga verder")), f"{public_url}/sign-in/new-address/{secret}"),
        small_print=(say(N_("Hebt u dit niet gevraagd? Dan hoeft u niets te doen.")),),
    )
    return write_letter(contents, to=to, purpose="new-address", language=person.language)


def address_changed_letter(public_url: str, before: Person) -> Letter:
    """Tells the old address that it is no longer in use, and not which one is."""
    say = partial(translate, language=before.language)
    contents = Contents(
        subject=say(N_("Uw mailadres is veranderd")),
        heading=say(N_("Uw mailadres is veranderd")),
        paragraphs=(
            say(N_("U logt niet meer in met dit adres.")),
            say(N_("Hebt u dit niet zelf gedaan? Bel meteen uw coördinator.")),
        ),
        action=(say(N_("Inloggen")), f"{public_url}/sign-in"),
        small_print=(say(N_("Op andere apparaten bent u uitgelogd.")),),
    )
    return write_letter(contents, to=before.email, purpose="address-changed", language=before.language)


def system_letter(public_url: str, to: str, secret: str, *, language: str) -> Letter:
    """The link to the keys of a system."""
    say = partial(translate, language=language)
    contents = Contents(
        subject=say(N_("Uw systeem bij het vaardighedenpaspoort")),
        heading=say(N_("Open de sleutels van uw systeem")),
        paragraphs=(say(N_("De link werkt 1 keer, 1 uur lang.")),),
        action=(say(N_("Ga verder")), f"{public_url}/systems/confirm/{secret}"),
        small_print=(
            say(N_("Hebt u dit niet gevraagd? Dan hoeft u niets te doen.")),
            say(N_("Geef de link aan niemand.")),
        ),
    )
    return write_letter(contents, to=to, purpose="system", language=language)


def hooks_letter(public_url: str, to: str, host: str, *, language: str) -> Letter:
    """An address of the system does not answer, and is called no more."""
    say = partial(translate, language=language)
    contents = Contents(
        subject=say(N_("Uw systeem krijgt geen berichten meer")),
        heading=say(N_("Uw systeem krijgt geen berichten meer")),
        paragraphs=(
            say(N_("Wij kunnen %(host)s al dagen niet bereiken, of het is gestopt.")) % {"host": host},
            say(N_("U mist niets: alles staat 90 dagen in de lijst van /v1/events.")),
        ),
        action=(say(N_("Lees wat u kunt doen")), f"{public_url}/docs"),
    )
    return write_letter(contents, to=to, purpose="webhooks-disabled", language=language)
