"""The one source of the words for verdicts and checks, for the page and for the API.

The texts are Dutch and are the keys of the translation catalogue. Sentences are at most 15 words, at level
A2/B1, with the words of the house (bewijs, gegeven door, ingetrokken, tijdelijk stopgezet).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from app.credentials.materials import RegisteredIssuer
from app.credentials.report import Check, Outcome, Verdict, VerificationReport
from app.holding.wording import Phrasebook, local_date
from app.trust.recognitions import Recognition
from app.web.marking import N_


@dataclass(frozen=True, slots=True)
class Sentence:
    """A catalogue text with the dates that fill its %(name)s places."""

    text: str
    dates: Mapping[str, date] = field(default_factory=dict)

    def in_words(self, phrasebook: Phrasebook) -> str:
        """The finished sentence in the phrasebook's language."""
        translated = phrasebook.translate(self.text)
        if not self.dates:
            return translated
        return translated % {name: phrasebook.write_date(day) for name, day in self.dates.items()}


VERDICT_TITLES: Final[Mapping[str, str]] = {
    "valid": N_("Dit bewijs is geldig"),
    "caution": N_("Let op"),
    "invalid": N_("Dit bewijs is niet geldig"),
    "indeterminate": N_("Wij kunnen dit nu niet controleren"),
}
MANY_VERDICT_TITLES: Final[Mapping[str, str]] = {
    "valid": N_("Deze bewijzen zijn geldig"),
    "caution": N_("Let op"),
    "invalid": N_("Niet alle bewijzen zijn geldig"),
    "indeterminate": N_("Wij kunnen dit nu niet controleren"),
}
MANY_VERDICT_SENTENCES: Final[Mapping[str, str]] = {
    "valid": N_("Alle bewijzen op deze pagina zijn geldig."),
    "caution": N_("Lees bij elk bewijs waar u op moet letten."),
    "invalid": N_("Lees bij elk bewijs of u het kunt vertrouwen."),
    "indeterminate": N_("Wij konden niet alle bewijzen controleren. Probeer het later."),
}
VALID_SENTENCE: Final = N_("Dit bewijs is geldig.")
CAUTION_SENTENCE: Final = N_("Let op: wij weten niet alles zeker over dit bewijs.")
INVALID_SENTENCE: Final = N_("Dit bewijs is niet geldig. Vertrouw het niet.")
INDETERMINATE_SENTENCE: Final = N_("Wij kunnen dit nu niet controleren. Probeer het later.")
_DEFAULT_SENTENCES: Final[Mapping[str, str]] = {
    "valid": VALID_SENTENCE,
    "caution": CAUTION_SENTENCE,
    "invalid": INVALID_SENTENCE,
    "indeterminate": INDETERMINATE_SENTENCE,
}

_TAMPERED: Final = N_("Dit bewijs is veranderd. Vertrouw het niet.")
_WRONG_KEY: Final = N_("De handtekening is niet van de organisatie. Vertrouw dit bewijs niet.")
_UNREADABLE: Final = N_("Dit is geen goed leesbaar bewijs. Vertrouw het niet.")
_TOO_LARGE: Final = N_("Dit bewijs is te groot om te controleren.")
_LIST_SILENT: Final = N_("Wij kunnen nu niet zien of dit bewijs is ingetrokken. Probeer het later.")
_KEYS_SILENT: Final = N_("Wij kunnen de handtekening nu niet controleren. Probeer het later.")
_REGISTER_SILENT: Final = N_("Wij kunnen het register nu niet lezen. Probeer het later.")
_UNKNOWN_FORM: Final = N_("Wij kunnen dit soort bewijs nog niet controleren.")

DECIDING_SENTENCES: Final[Mapping[str, str]] = {
    "malformed_jws": _UNREADABLE,
    "malformed_sd_jwt": _UNREADABLE,
    "json_not_strict": _UNREADABLE,
    "too_large": _TOO_LARGE,
    "canonicalization_budget": _TOO_LARGE,
    "json_too_deep": _UNREADABLE,
    "malformed_container": _UNREADABLE,
    "typ_mismatch": _UNREADABLE,
    "time_invalid": N_("De datums in dit bewijs kloppen niet. Vertrouw het niet."),
    "context_not_allowed": _UNREADABLE,
    "data_loss": _UNREADABLE,
    "schema_mismatch": N_("Dit bewijs is niet goed gemaakt. Vraag de organisatie om een nieuw bewijs."),
    "alg_not_allowed": _WRONG_KEY,
    "key_not_trusted": _WRONG_KEY,
    "kid_issuer_mismatch": _WRONG_KEY,
    "bad_signature": _TAMPERED,
    "malformed_proof": _UNREADABLE,
    "proof_purpose_mismatch": _WRONG_KEY,
    "proof_expired": N_("De datums in dit bewijs kloppen niet. Vertrouw het niet."),
    "proof_generation_failed": _UNREADABLE,
    "disclosure_invalid": _TAMPERED,
    "holder_binding_failed": N_("De houder liet niet zien dat dit bewijs van hem of haar is."),
    "key_retired": N_("Dit bewijs is ondertekend met een oude sleutel. Vertrouw het niet."),
    "key_compromised": N_("Dit bewijs is ondertekend met een gestolen sleutel. Vertrouw het niet."),
    "revoked": N_("Dit bewijs is ingetrokken."),
    "suspended": N_("Let op: dit bewijs is tijdelijk stopgezet."),
    "expired": N_("Let op: al een tijd niet bevestigd. Dit bewijs telde tot %(valid_until)s."),
    "not_yet_valid": N_("Let op: dit bewijs is pas geldig vanaf %(valid_from)s."),
    "issuer_unknown": N_("Let op: deze organisatie staat niet in ons register."),
    "issuer_suspended": N_("Let op: deze organisatie mag nu geen bewijzen geven."),
    "issuer_ended": N_("Let op: deze organisatie staat niet meer in het register."),
    "status_unavailable": _LIST_SILENT,
    "status_list_invalid": N_("De lijst met ingetrokken bewijzen klopt niet. Vertrouw dit bewijs niet."),
    "decompressed_too_large": N_("De lijst met ingetrokken bewijzen is te groot. Vertrouw dit bewijs niet."),
    "issuer_unavailable": _REGISTER_SILENT,
    "keys_unavailable": _KEYS_SILENT,
    "did_key_changed": N_("De sleutel van de organisatie is veranderd. Wij zoeken dit eerst uit."),
    "resolution_refused": _KEYS_SILENT,
    "unsupported_format": _UNKNOWN_FORM,
    "part_withheld": N_("Er kan iets uit dit bewijs zijn weggelaten. Vraag om het hele bewijs."),
}

CHECK_LABELS: Final[Mapping[str, str]] = {
    "format": N_("Soort bewijs"),
    "limits": N_("Grootte"),
    "issuer_key": N_("Sleutel van de organisatie"),
    "algorithm": N_("Manier van ondertekenen"),
    "signature": N_("Handtekening"),
    "validity_period": N_("Niet verlopen"),
    "status_revocation": N_("Niet ingetrokken"),
    "status_suspension": N_("Niet stopgezet"),
    "issuer_registered": N_("Organisatie bekend"),
    "schema": N_("Goed gemaakt"),
}
_PASSED_SENTENCES: Final[Mapping[str, str]] = {
    "format": N_("Dit is een bewijs dat wij kunnen lezen."),
    "limits": N_("Het bewijs is niet te groot."),
    "issuer_key": N_("De sleutel is van de organisatie die dit bewijs gaf."),
    "algorithm": N_("De handtekening is op een veilige manier gezet."),
    "signature": N_("De handtekening klopt. Niemand heeft het bewijs veranderd."),
    "validity_period": N_("Het bewijs is niet verlopen."),
    "status_revocation": N_("Het bewijs is niet ingetrokken."),
    "status_suspension": N_("Het bewijs is niet stopgezet."),
    "issuer_registered": N_("De organisatie staat in het register."),
    "schema": N_("Het bewijs volgt de afspraken voor open bewijzen."),
}
_SKIPPED_SENTENCE: Final = N_("Dit hebben wij niet gecontroleerd.")
_UNKNOWN_SENTENCE: Final = N_("Dit konden wij nu niet controleren.")
_FAILED_SENTENCE: Final = N_("Dit klopt niet.")
OUTCOME_WORDS: Final[Mapping[str, str]] = {
    "passed": N_("klopt"),
    "failed": N_("klopt niet"),
    "unknown": N_("weten wij niet"),
    "skipped": N_("niet gecontroleerd"),
}

ISSUER_REGISTERED_NOTE: Final = N_("staat in het register")
ISSUER_NOTES: Final[Mapping[str, str]] = {
    "ok": ISSUER_REGISTERED_NOTE,
    "issuer_unknown": N_("staat niet in het register"),
    "issuer_suspended": N_("mag nu geen bewijzen geven"),
    "issuer_ended": N_("staat niet meer in het register"),
    "issuer_unavailable": N_("wij kunnen het register nu niet lezen"),
}
_LEFT_NOTE: Final = N_("niet meer actief, erkend van %(begin)s tot %(end)s")
_RECOGNISED_SINCE: Final = N_("Erkend door %(who)s voor %(what)s, sinds %(begin)s.")
_RECOGNISED_UNTIL: Final = N_("Erkend door %(who)s voor %(what)s, van %(begin)s tot %(end)s.")
_EVERYTHING: Final = N_("alle vaardigheden")
IDENTITY_SENTENCE: Final = N_("Wilt u zeker weten wie dit is? Vraag om een identiteitsbewijs.")
COMPARE_SENTENCE: Final = N_("Vergelijk de naam met dat identiteitsbewijs. Maak daar geen kopie van.")
NOT_CHECKED: Final[tuple[str, ...]] = (
    N_("Wij weten niet of deze persoon voor u staat."),
    N_("Wij hebben de bewijsstukken niet zelf bekeken."),
    N_("Wij hebben de beoordeling niet opnieuw gedaan."),
)
ASSESSMENT_LABELS: Final[Mapping[str, str]] = {
    "method": N_("Hoe is het beoordeeld?"),
    "standard": N_("Gemeten aan"),
    "met": N_("Genoeg bewijs op deze punten"),
    "unmet": N_("Niet genoeg bewijs op deze punten"),
    "quality_scheme": N_("Vaste werkwijze"),
    "confirmer_relation": N_("Bevestigd door"),
    "reference": N_("Vastgelegd in"),
    "mastery": N_("Hoe goed?"),
    "reasons": N_("Uitleg van de beoordelaar"),
    "phase": N_("Stap van validatie"),
}
PHASES: Final[Mapping[str, str]] = {
    "identification": N_("zelf verteld"),
    "documentation": N_("vastgelegd"),
    "assessment": N_("beoordeeld"),
    "certification": N_("erkend"),
}
# The points of VRAAK (variation, relevance, authenticity, actuality, quantity) in plain words.
POINT_WORDS: Final[tuple[str, ...]] = (
    N_("in meer situaties gezien"),
    N_("past bij de eisen"),
    N_("eigen werk"),
    N_("niet te lang geleden"),
    N_("vaak genoeg gezien"),
)
NEWER_NOTE: Final = N_("Er is een nieuwer bewijs. Vraag de persoon daarnaar.")
OLDER_NOTE: Final = N_("Dit bewijs komt in de plaats van een ouder bewijs.")
RECEIPT_TITLE: Final = N_("Ontvangstbewijs van een controle")
RECEIPT_REAL: Final = N_("Dit ontvangstbewijs is echt")
RECEIPT_FALSE: Final = N_("Dit ontvangstbewijs klopt niet")
RECEIPT_FALSE_SENTENCE: Final = N_("Het is veranderd of niet door ons gemaakt. Vertrouw het niet.")
RECEIPT_REAL_SENTENCE: Final = N_("Dit is een ontvangstbewijs van %(host)s.")
RECEIPT_NOW_SENTENCE: Final = N_("Het zegt hoe het toen was. Controleer het bewijs zelf voor nu.")
# The guideline of the Dutch data protection authority on the data of applicants.
RECEIPT_KEEP_WEEKS: Final = 4
RECEIPT_KEEP_SENTENCE: Final = N_(
    "Wordt iemand niet aangenomen? Gooi de gegevens dan binnen 4 weken weg. Dit ontvangstbewijs mag u houden."
)
CHECK_PROBLEMS: Final[Mapping[str, str]] = {
    "code": N_("Deze code klopt niet. Kijk goed op het papier."),
    "file": N_("Kies een bestand."),
    "text": N_("Plak hier de tekst van een bewijs."),
    "other-file": N_("In dit bestand zit geen bewijs. Staat er een code op? Typ die dan hierboven."),
    "archive": N_("Dit is een ZIP-bestand. Pak het uit en kies 1 bestand daaruit."),
}
LINK_GONE_TITLE: Final = N_("Deze link werkt niet (meer)")
LINK_GONE_SENTENCE: Final = N_("Vraag een nieuwe link aan de persoon die u deze link gaf.")


_VALID: Final = Sentence(VALID_SENTENCE)
_SKIPPED: Final = Sentence(_SKIPPED_SENTENCE)
_PASSED: Final = {name: Sentence(text) for name, text in _PASSED_SENTENCES.items()}


def page_title(verdict: Verdict, count: int) -> Sentence:
    """The heading over one credential, or over several."""
    titles = VERDICT_TITLES if count == 1 else MANY_VERDICT_TITLES
    return Sentence(titles[verdict.value])


def many_sentence(verdict: Verdict) -> Sentence:
    """The sentence under the heading over several credentials."""
    return Sentence(MANY_VERDICT_SENTENCES[verdict.value])


def verdict_sentence(verdict: Verdict, reports: Sequence[VerificationReport]) -> Sentence:
    """The sentence under the heading: over one credential the reason, over several what to do."""
    return deciding_sentence(reports[0]) if len(reports) == 1 else many_sentence(verdict)


def deciding_sentence(report: VerificationReport) -> Sentence:
    """Why the verdict is what it is, in one sentence."""
    verdict = report.verdict.value
    if verdict == "valid":
        return _VALID
    return _failure(report.deciding.code, report) or Sentence(_DEFAULT_SENTENCES[verdict])


def check_sentence(check: Check, report: VerificationReport) -> Sentence:
    """What one check found, in one sentence."""
    outcome = check.outcome
    if outcome is Outcome.PASSED:
        return _PASSED.get(check.name, _VALID)
    if outcome is Outcome.SKIPPED:
        return _SKIPPED
    default = _UNKNOWN_SENTENCE if outcome is Outcome.UNKNOWN else _FAILED_SENTENCE
    return _failure(check.code, report) or Sentence(default)


def issuer_note(code: str, registered: RegisteredIssuer | None, phrasebook: Phrasebook) -> str | None:
    """What the register says of an issuer, beside its name; of one that left it since when and until when."""
    if code == "issuer_ended" and registered is not None and registered.registered_until is not None:
        dates = {
            "begin": phrasebook.write_date(local_date(registered.registered_from)),
            "end": phrasebook.write_date(local_date(registered.registered_until)),
        }
        return phrasebook.translate(_LEFT_NOTE) % dates
    note = ISSUER_NOTES.get(code)
    return phrasebook.translate(note) if note else None


def recognition_sentence(recognition: Recognition, phrasebook: Phrasebook) -> str:
    """Who recognised the issuer, for what, and from when to when."""
    values = {
        "who": recognition.recogniser_name,
        "what": recognition.scope.skill_set_name or phrasebook.translate(_EVERYTHING),
        "begin": phrasebook.write_date(local_date(recognition.recognised_from)),
    }
    if recognition.ends_at is None:
        return phrasebook.translate(_RECOGNISED_SINCE) % values
    end = phrasebook.write_date(local_date(recognition.ends_at))
    return phrasebook.translate(_RECOGNISED_UNTIL) % {**values, "end": end}


def _failure(code: str, report: VerificationReport) -> Sentence | None:
    text = DECIDING_SENTENCES.get(code)
    if text is None:
        return None
    credential = report.credential
    dates: dict[str, date] = {}
    if code == "expired" and credential is not None and credential.valid_until is not None:
        dates["valid_until"] = local_date(credential.valid_until)
    if code == "not_yet_valid" and credential is not None:
        dates["valid_from"] = local_date(credential.valid_from)
    if "%(" in text and not dates:
        return None
    return Sentence(text, dates)
