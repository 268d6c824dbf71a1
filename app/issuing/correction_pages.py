"""What the pages on a correction show: what a credential says, to be mended, and what then changes."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Final

from app.accounts.page_models import FieldProblem
from app.accounts.permissions import Issuer
from app.assessing.desk_forms import Field, FieldKind, Group, fill, find_problems, read_date
from app.assessing.dossier_forms import first
from app.issuing.correct import Correction, Original
from app.issuing.deliveries import RecipientOverview
from app.platform.errors import FieldError
from app.web.marking import N_
from app.web.translations import date_text, translate

Form = Mapping[str, Sequence[str]]
Say = Callable[[str], str]
NAME: Final = "recipient-name"
REASONS: Final = "assessment-reasons"
_MISSING: Final = "missing"
_NO_DATE: Final = "no_date"
_SENTENCES: Final = {
    _NO_DATE: N_("Vul een dag in die bestaat."),
    "not_after_start": N_("Kies een dag die nog komt."),
    "before_assessment": N_("Deze dag ligt na de eerste dag dat het bewijs geldt."),
    "address_in_evidence": N_("Haal het webadres weg."),
}


@dataclass(frozen=True, slots=True)
class Change:
    """Something that reads otherwise in the new credential."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class CorrectionPage:
    """Template issuing/correct.html; `changes` in issuing/correct_check.html."""

    title: str
    name: str
    groups: tuple[Group, ...]
    action: str
    back: str
    problems: tuple[FieldProblem, ...] = ()
    changes: tuple[Change, ...] = ()
    delivery: str = ""

    @property
    def answers(self) -> list[tuple[str, str]]:
        """What was filled in, to send once more."""
        return [(field.name, field.value) for group in self.groups for field in group.fields]

    def with_answers(self, form: Form) -> "CorrectionPage":
        """The same with what somebody typed."""
        return replace(self, groups=tuple(replace(one, fields=fill(one.fields, form)) for one in self.groups))

    def with_faults(self, faults: Iterable[FieldError], say: Say) -> "CorrectionPage":
        """The same with what is wrong; what no field can mend is told without a field."""
        found = find_problems(faults, say, _SENTENCES)
        known = {field.name for group in self.groups for field in group.fields}
        mended = [one for one in found if one.field in known]
        if len(mended) < len(found):
            mended.append(
                FieldProblem("", say(N_("Dit bewijs kan hier niet. Trek het in en geef een nieuw.")))
            )
        return replace(self, problems=tuple(mended))


def correction_address(member: Issuer, original: Original) -> str:
    """The page on which a credential is corrected."""
    return f"/desk/{member.slug}/credentials/{original.issued.id}/correct"


def build_correction(original: Original, member: Issuer, title: str, language: str) -> CorrectionPage:
    """The form as the credential stands now."""
    say = partial(translate, language=language)
    address = correction_address(member, original)
    return CorrectionPage(
        title=title,
        name=original.recipient.name or original.recipient.reference,
        groups=tuple(_groups(original, say)),
        action=address,
        back=address.rpartition("/")[0],
        delivery=say(_delivery(original.recipient)),
    )


def _delivery(recipient: RecipientOverview) -> str:
    """How the new one gets to the person."""
    if recipient.is_collected:
        return N_("Het nieuwe bewijs komt vanzelf in het paspoort van deze persoon.")
    if recipient.has_email or recipient.mailed_at:
        return N_("De link in de mail aan deze persoon werkt ook voor het nieuwe bewijs.")
    return N_("Er is geen mailadres. Geef de persoon zelf een code of een brief.")


def read_correction(original: Original, form: Form) -> tuple[Correction, list[FieldError]]:
    """What was filled in; what is left out or no day is a fault, and stays as it was."""
    says, faults = original.says, list[FieldError]()
    wanted = [("assessorRole", says.assessor_role), (NAME, says.recipient_name)]
    wanted += [(f"evidence-{at}-summary", item.summary) for at, item in enumerate(says.evidence)]
    faults += [FieldError(name, _MISSING, "") for name, was in wanted if was and not first(form, name)]
    if original.asks_reasons and not first(form, REASONS):
        faults.append(FieldError(REASONS, _MISSING, ""))

    def day(name: str, was: date | None) -> date | None:
        text = first(form, name)
        found = read_date(text)
        if (text and found is None) or (was is not None and not text and name != "validUntil"):
            faults.append(FieldError(name, _NO_DATE, ""))
        return found

    evidence = tuple(
        replace(
            item,
            summary=first(form, f"evidence-{at}-summary")[:2000],
            seen_on=day(f"evidence-{at}-date", item.seen_on),
        )
        for at, item in enumerate(says.evidence)
    )
    corrected = Correction(
        recipient_name=first(form, NAME)[:200],
        assessed_on=day("assessedOn", says.assessed_on) or says.assessed_on,
        assessor_role=first(form, "assessorRole")[:200],
        valid_until=day("validUntil", says.valid_until),
        evidence=evidence,
        reasons=first(form, REASONS)[:2000],
    )
    return corrected, faults


def list_changes(before: CorrectionPage, after: CorrectionPage, language: str) -> tuple[Change, ...]:
    """What would read otherwise in the credential."""
    changes = []
    for old, new in zip(before.groups, after.groups, strict=True):
        for was, is_now in zip(old.fields, new.fields, strict=True):
            if was.value != is_now.value.strip() and was.name != REASONS:
                label = f"{old.legend}: {was.label}" if old.fields[0].kind is FieldKind.area else was.label
                changes.append(Change(label, _in_words(was, language), _in_words(is_now, language)))
    return tuple(changes)


def _in_words(field: Field, language: str) -> str:
    day = read_date(field.value) if field.kind is FieldKind.date else None
    return date_text(day, language) if day else field.value.strip()


def _groups(original: Original, say: Say) -> Iterator[Group]:
    says = original.says
    yield Group(say(N_("Voor wie is het?")), (_text(NAME, say(N_("Naam")), says.recipient_name),))
    yield Group(
        say(N_("De beoordeling")),
        (
            _date("assessedOn", say(N_("Op welke dag beoordeeld?")), says.assessed_on),
            _text("assessorRole", say(N_("Functie van de beoordelaar")), says.assessor_role),
            replace(
                _date("validUntil", say(N_("Geldig tot en met")), says.valid_until),
                help=say(N_("Leeg is: zonder einddatum.")),
            ),
        ),
    )
    for at, item in enumerate(says.evidence):
        yield Group(
            say(N_("Bewijsstuk %(number)s")) % {"number": at + 1},
            (
                replace(
                    _text(f"evidence-{at}-summary", say(N_("Wat laat het zien?")), item.summary),
                    kind=FieldKind.area,
                    max_length=2000,
                ),
                _date(f"evidence-{at}-date", say(N_("Van welke dag is het?")), item.seen_on),
            ),
        )
    if original.asks_reasons:
        reasons = Field(
            REASONS,
            say(N_("Waarom kwam de beoordelaar tot dit oordeel?")),
            FieldKind.area,
            help=say(N_("Vraag het zo nodig na. Dit komt niet in het bewijs.")),
            max_length=2000,
        )
        yield Group(say(N_("Het oordeel")), (reasons,))


def _text(name: str, label: str, value: str) -> Field:
    return Field(name, label, values=(value,))


def _date(name: str, label: str, value: date | None) -> Field:
    return Field(name, label, FieldKind.date, values=(value.isoformat() if value else "",))
