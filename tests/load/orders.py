"""What measurements and crash tests order from the service: single credentials, bulk bodies, rosters."""

from __future__ import annotations

import csv
import io
from typing import Any

from app.demo.assessors import write_body, write_cells
from tests.load.house import Seed

SUMMARY = "Twee uur gezien op de werkplek, bij het laden en het lossen van een vrachtwagen."


def issue_body(seed: Seed, reference: str) -> dict[str, Any]:
    """One credential for one worker."""
    return {
        "achievementId": seed.achievement_id,
        "recipient": {"reference": reference, "name": "Sanne de Wit"},
        "level": 3,
        "assessedOn": "2026-09-01",
        "assessorRole": "Praktijkbeoordelaar logistiek",
        "evidence": [{"kind": "observation", "summary": SUMMARY, "date": "2026-09-01"}],
        "assessment": write_body(seed.mandates),
    }


def roster(seed: Seed, rows: int, *, first: int = 0) -> bytes:
    """A CSV file with a header and so many rows."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    columns = ("workerReference", "name", "achievement", "level", "assessedOn", "assessorRole")
    assessment = write_cells(seed.mandates, 3)
    writer.writerow([*columns, "evidenceKind", "evidenceSummary", *assessment])
    for number in range(first, first + rows):
        cells = (
            f"roster-{number}",
            f"Werker {chr(65 + number % 26)}",
            seed.achievement_code,
            3,
            "2026-09-01",
        )
        writer.writerow(
            [*cells, "Praktijkbeoordelaar logistiek", "observation", SUMMARY, *assessment.values()]
        )
    return text.getvalue().encode()
