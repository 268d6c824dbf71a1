"""The roster of the demonstration: what was seen, as a file, and who assessed it, from the partnership."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from app.demo.assessors import Mandates, write_cells

ROSTER: Final = Path(__file__).parent / "roster.csv"


def write_roster(mandates: Mapping[str, Mandates]) -> bytes:
    """The rows of the file with the assessment that each level needs; the mandates go by the achievement's code."""
    with ROSTER.open(encoding="utf-8", newline="") as file:
        rows = [row | _assessed(row, mandates[row["achievement"]]) for row in csv.DictReader(file)]
    columns = dict.fromkeys(name for row in rows for name in row)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _assessed(row: Mapping[str, str], mandates: Mandates) -> dict[str, str]:
    return {"evidenceDate": row["assessedOn"], **write_cells(mandates, int(row["level"]))}
