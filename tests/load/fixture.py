"""The credential that everything is measured with: Open Badges 3.0, about 3.9 KB as a document."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from app.credentials.model import (
    Achievement,
    Alignment,
    Assessor,
    Credential,
    Evidence,
    Profile,
    StatusEntry,
    Subject,
    ValidationLevel,
)

NOW: Final = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
ISSUER: Final = "did:web:passport.example:partnerships:voorbeeld"
LIST_URL: Final = "https://passport.example/status-lists/5f0d3c2a-8d4e-4b5e-9a63-0f5c2f7f8c11"
_ESCO: Final = "http://data.europa.eu/esco/skill/"
_LEVELS: Final = tuple(
    ValidationLevel(number, name, meaning)
    for number, name, meaning in (
        (2, "Gezien op de werkplek", "Een ervaren collega heeft dit op de werkplek gezien."),
        (3, "Beoordeeld", "Een onafhankelijke beoordelaar heeft dit beoordeeld."),
        (4, "Formeel erkend", "Een erkende instelling heeft dit formeel vastgesteld."),
    )
)


def build_credential() -> Credential:
    """One achievement, one alignment, one piece of evidence, both kinds of status."""
    achievement = Achievement(
        id="https://passport.example/achievements/0b7c1f52-3a0e-4b7c-8f60-6f3b7d1e2a90/1",
        name="Veilig werken met een heftruck",
        description="Rijdt veilig met een heftruck, laadt en lost pallets en houdt zich aan de regels.",
        criteria=(
            "Controleert de heftruck voor gebruik. Rijdt veilig. "
            "Stapelt pallets tot vijf meter. Meldt schade en gevaar aan de leidinggevende."
        ),
        alignments=(
            Alignment(
                "heftruck besturen",
                _ESCO + "b7e3a1d6-6a54-4f55-9c3a-0b9b6f5e0c11",
                "ESCO",
                "ext:ESCO",
                "S8.2.1",
            ),
        ),
        version="1",
        levels=_LEVELS,
    )
    return Credential(
        id="urn:uuid:8c8f6c1e-5e7b-4f43-9f6f-0f2d6c7f3b55",
        issuer=Profile(ISSUER, "Voorbeeld Skillspartnerschap", "https://voorbeeld.example"),
        subject=Subject("urn:uuid:3f0a4c52-9f0b-4f0e-8a71-6c2b2a0d9e10", "Sanne de Wit"),
        achievement=achievement,
        level=_LEVELS[1],
        evidence=(
            Evidence(
                "urn:uuid:6a7b2f5c-4b8e-4a2f-9d0a-7c1e3f5b9d22",
                "Observatie op de werkplek",
                "Twee uur geobserveerd in het magazijn.",
                "observation",
            ),
        ),
        assessor=Assessor("Praktijkbeoordelaar logistiek"),
        awarded_at=NOW,
        valid_from=NOW,
        valid_until=NOW.replace(year=2031),
        status=(
            StatusEntry("revocation", LIST_URL + "/revocation", 70_321),
            StatusEntry("suspension", LIST_URL + "/suspension", 70_321),
        ),
    )
