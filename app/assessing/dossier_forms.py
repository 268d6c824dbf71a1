"""The forms of a dossier: somebody's first page, a claim, evidence, a link to confirm, an appeal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from app.accounts.page_models import FieldProblem
from app.assessing.candidates import CandidateDraft
from app.assessing.desk_forms import Field, FieldKind, Option, Say, fill, read_date
from app.assessing.evidence import EvidenceDraft, Relation
from app.assessing.evidence_kinds import EvidenceKind
from app.assessing.judging_wording import KINDS, RELATION_NAMES
from app.assessing.mandate_pages import in_words
from app.assessing.skill_set_content import SkillSetAchievement
from app.assessing.validation_levels import load_ladder
from app.web.marking import N_

Form = Mapping[str, Sequence[str]]
# A file has a form of its own; these are told in words.
IN_WORDS: Final = (
    EvidenceKind.observation,
    EvidenceKind.statement,
    EvidenceKind.hours,
    EvidenceKind.certificate,
    EvidenceKind.document,
)
_LANGUAGES: Final = (Option("nl", "Nederlands"), Option("en", "English"))
_YES: Final = "yes"
# Who is asked to confirm, by mail.
MAIL_TO: Final = "confirmerMail"


@dataclass(frozen=True, slots=True)
class DeskForm:
    """One form on a page of its own. `upload_label` asks for a file, after every other field."""

    title: str
    lead: str
    action: str
    back: str
    back_text: str
    button: str
    fields: tuple[Field, ...]
    problems: tuple[FieldProblem, ...] = ()
    upload_label: str = ""
    upload_help: str = ""

    def with_answers(self, form: Form, problems: Iterable[FieldProblem]) -> "DeskForm":
        """The same with what was filled in and what is wrong with it."""
        return replace(self, fields=fill(self.fields, form), problems=tuple(problems))


def opening_fields(sets: Iterable[Option], coaches: Iterable[Option], say: Say) -> tuple[Field, ...]:
    """Who somebody is, and what they want to show."""
    choose, coach = Option("", say(N_("Kies een set"))), tuple(coaches)
    fields = (
        Field("name", say(N_("Naam"))),
        Field(
            "reference",
            say(N_("Uw eigen nummer voor deze persoon")),
            help=say(N_("Bijvoorbeeld een personeelsnummer. Nooit een BSN.")),
        ),
        Field("mail", say(N_("Mailadres")), FieldKind.email, help=say(N_("Niet verplicht.")), max_length=254),
        Field(
            "phone", say(N_("Telefoonnummer")), FieldKind.tel, help=say(N_("Niet verplicht.")), max_length=30
        ),
        Field("language", say(N_("Taal")), FieldKind.radios, options=_LANGUAGES, values=("nl",)),
        Field(
            "isUnderSixteen",
            say(N_("Leeftijd")),
            FieldKind.checks,
            options=(Option(_YES, say(N_("Deze persoon is jonger dan 16 jaar"))),),
        ),
        Field(
            "sixteenOn",
            say(N_("Wordt 16 op")),
            FieldKind.date,
            help=say(N_("Alleen onder de 16 jaar. Een latere dag mag ook.")),
        ),
        Field(
            "guardianNote",
            say(N_("Akkoord van ouder of voogd")),
            FieldKind.area,
            help=say(N_("Alleen onder de 16 jaar. Schrijf op wie akkoord is, en wanneer.")),
            max_length=2000,
        ),
        Field("skillSetId", say(N_("Set met vaardigheden")), FieldKind.select, options=(choose, *sets)),
    )
    if not coach:
        return fields
    return (*fields, *coach_fields(coach, say))


def coach_fields(coaches: Iterable[Option], say: Say, chosen: str = "") -> tuple[Field, ...]:
    """Who guides the worker."""
    options = (Option("", say(N_("Nog niemand"))), *coaches)
    return (Field("coachId", say(N_("Begeleider")), FieldKind.select, options=options, values=(chosen,)),)


def read_candidate(form: Form) -> CandidateDraft:
    """What was written down of somebody."""
    return CandidateDraft(
        reference=first(form, "reference"),
        name=first(form, "name") or None,
        mail=first(form, "mail") or None,
        phone=first(form, "phone") or None,
        language=first(form, "language") or "nl",
        is_under_sixteen=_YES in form.get("isUnderSixteen", ()),
        guardian_note=first(form, "guardianNote") or None,
        sixteen_on=read_date(first(form, "sixteenOn")),
    )


def claim_fields(left: Iterable[SkillSetAchievement], language: str, say: Say) -> tuple[Field, ...]:
    """Which skill, and how far."""
    return (
        Field(
            "achievementId",
            say(N_("Welke vaardigheid?")),
            FieldKind.radios,
            options=tuple(
                Option(str(one.id), in_words(one.name, language), in_words(one.description, language))
                for one in left
            ),
        ),
        Field(
            "levelAsked",
            say(N_("Hoe ver moet de beoordeling gaan?")),
            FieldKind.radios,
            options=tuple(
                Option(str(one.number), f"{one.number} – {one.name[language]}", one.meaning[language])
                for one in load_ladder().levels
            ),
        ),
    )


def evidence_fields(claims: Iterable[Option], today: date, say: Say) -> tuple[Field, ...]:
    """Evidence that is told in words."""
    kinds = tuple(Option(kind, say(KINDS[kind])) for kind in IN_WORDS)
    relations = tuple(Option(one, say(name)) for one, name in RELATION_NAMES.items())
    nobody = Option("", say(N_("Kies alleen bij een verklaring")))
    return (
        Field("kind", say(N_("Wat voor bewijsstuk is het?")), FieldKind.radios, options=kinds),
        *_what_fields(claims, today, say),
        Field(
            "hours",
            say(N_("Hoeveel uren?")),
            FieldKind.number,
            help=say(N_("Alleen bij gewerkte uren.")),
            max_length=5,
        ),
        Field("confirmer", say(N_("Wie verklaart dit?")), help=say(N_("Alleen bij een verklaring."))),
        Field(
            "relation", say(N_("Wie is dat voor de werker?")), FieldKind.select, options=(nobody, *relations)
        ),
    )


def file_fields(claims: Iterable[Option], today: date, say: Say) -> tuple[Field, ...]:
    """What a file shows; the kind is read from the file."""
    return _what_fields(claims, today, say)


def _what_fields(claims: Iterable[Option], today: date, say: Say) -> tuple[Field, ...]:
    everything = Option("", say(N_("Voor alles in dit dossier")))
    return (
        Field(
            "summary",
            say(N_("Wat laat het zien?")),
            FieldKind.area,
            help=say(N_("Schrijf 1 of 2 zinnen. Niets over gezondheid, geen BSN.")),
            max_length=2000,
        ),
        Field("seenOn", say(N_("Van welke dag is het?")), FieldKind.date, values=(today.isoformat(),)),
        Field("claimId", say(N_("Waarvoor telt het?")), FieldKind.select, options=(everything, *claims)),
    )


def read_evidence(form: Form, *, kind: EvidenceKind | None = None) -> EvidenceDraft | None:
    """The evidence of a form; None when its kind or its day is missing."""
    named, day, relation = first(form, "kind"), read_date(first(form, "seenOn")), first(form, "relation")
    kind = kind or (EvidenceKind(named) if named in set(IN_WORDS) else None)
    if kind is None or day is None:
        return None
    hours = first(form, "hours")
    is_number = hours.isascii() and hours.isdecimal() and len(hours) < 6
    is_statement = kind is EvidenceKind.statement
    return EvidenceDraft(
        kind=kind,
        summary=first(form, "summary"),
        seen_on=day,
        claim_id=read_id(first(form, "claimId")),
        relation=Relation(relation) if is_statement and relation in set(Relation) else None,
        confirmer=(first(form, "confirmer") or None) if is_statement else None,
        hours=int(hours) if is_number else None,
    )


def find_open_questions(form: Form, names: Iterable[str], say: Say) -> tuple[FieldProblem, ...]:
    """The fields with nothing in them, or with a day that is none."""
    sentence = say(N_("Vul dit in."))
    return tuple(
        FieldProblem(name, sentence)
        for name in names
        if not first(form, name) or (name == "seenOn" and read_date(first(form, name)) is None)
    )


def co_sign_fields(today: date, say: Say) -> tuple[Field, ...]:
    """What a supervisor is asked to confirm."""
    return (
        Field(
            "summary",
            say(N_("Wat heeft deze persoon gezien?")),
            FieldKind.area,
            help=say(N_("Bijvoorbeeld: Sanne reed 2 uur veilig met de heftruck.")),
            max_length=2000,
        ),
        Field("seenOn", say(N_("Op welke dag?")), FieldKind.date, values=(today.isoformat(),)),
        Field(
            MAIL_TO,
            say(N_("Mailadres van wie het zag")),
            FieldKind.email,
            help=say(N_("Niet verplicht. Zonder adres geeft u de link zelf.")),
            max_length=254,
        ),
        Field("language", say(N_("Taal van de mail")), FieldKind.radios, options=_LANGUAGES, values=("nl",)),
    )


def appeal_fields(say: Say) -> tuple[Field, ...]:
    """Why somebody asks another judgement."""
    return (
        Field("reason", say(N_("Waar is de werker het niet mee eens?")), FieldKind.area, max_length=2000),
    )


def first(form: Form, name: str) -> str:
    """The one value of a field without blanks around it."""
    return next(iter(form.get(name, ())), "").strip()


def read_id(text: str) -> UUID | None:
    """The id of a choice, None for none."""
    try:
        return UUID(text)
    except ValueError:
        return None
