"""Credentials to print: sixty of them with texts as long as Dutch ones get."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from app.assessing.validation_levels import load_ladder
from app.credentials.assessment import AssessmentSummary
from app.credentials.model import Achievement, Assessor, Credential, Profile, Subject
from app.holding.paper_facts import PaperCredential, PaperLink
from app.holding.wording import Phrasebook

MADE_AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DUTCH = Phrasebook("nl", lambda text: text, date.isoformat)
LINK = PaperLink(
    "https://paspoort.samenwerking.example/s/7QK2-M0ZD-4XPT",
    "7QK2-M0ZD-4XPT",
    MADE_AT + timedelta(days=30),
    MADE_AT,
)
NAMES = (
    "Veilig werken met een heftruck in een magazijn met smalle gangpaden en hoge stellingen",
    "Klanten in het Nederlands en Engels te woord staan aan de balie van een zorginstelling",
    "Onderhoud uitvoeren aan hydraulische installaties volgens de voorschriften van de fabrikant",
    "Begeleiden van nieuwe medewerkers tijdens hun eerste weken op de werkvloer",
    "Lassen",
)
METHODS = ("Observatie op de werkplek en gesprek over de criteria met voorbeelden", "Proef")
ISSUERS = ("Stichting Regionaal Samenwerkingsverband Techniek en Zorg IJssel-Vecht", "Leerwerkloket")
TYPES = ("Competency", "Certificate", "Diploma", "Course", "Badge")


def make_paper(
    number: int = 1, *, level: int | None = 2, state: str = "active", **changes: Any
) -> PaperCredential:
    """One credential to print, complete unless a test changes it."""
    rung = None if level is None else load_ladder().levels[level].in_language("nl")
    name, kind = NAMES[number % len(NAMES)], changes.pop("kind", TYPES[0])
    values: dict[str, Any] = {
        "id": f"urn:uuid:{number:032x}",
        "issuer": Profile("did:web:issuer.example", "What it calls itself"),
        "subject": Subject("urn:uuid:1", "Amina Ünal-van der Westhuizen"),
        "achievement": Achievement("urn:a", changes.pop("name", name), "d", "c", achievement_type=kind),
        "valid_from": MADE_AT - timedelta(days=100 - number),
        "level": rung,
        "assessor": Assessor("Praktijkopleider techniek"),
        "assessment": AssessmentSummary(method=METHODS[0], second_role="Beoordelaar van buiten het team"),
        "valid_until": MADE_AT + timedelta(days=900),
    }
    credential = Credential(**(values | changes))
    return PaperCredential(credential, "vc-jwt", f"head{number}.body.sign", ISSUERS[0], state)


def make_many(count: int = 60) -> list[PaperCredential]:
    """So many of every level and kind."""
    return [make_paper(number, level=number % 5, kind=TYPES[number // 20]) for number in range(count)]


def make_longest(count: int = 60) -> list[PaperCredential]:
    """So many whose every text is as long as a text may get, and longer."""
    longest = "Ingewikkelde werkzaamheden uitvoeren aan installaties " * 20
    made = [make_paper(number, level=3, name=f"{number} {longest}") for number in range(count)]
    summary = AssessmentSummary(method=longest, second_role=longest)
    return [
        replace(
            one,
            issuer_name=longest,
            credential=replace(one.credential, assessor=Assessor(longest), assessment=summary),
        )
        for one in made
    ]


def text_of(pdf: bytes) -> str:
    """All text, without the breaks of lines."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())
