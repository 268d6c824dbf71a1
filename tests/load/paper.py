"""The passport on paper of sixty skills: `python -m tests.load.paper` prints milliseconds of the processor as JSON.

Each run has a text of its own, so that nothing of the run before can be used again.
"""

from __future__ import annotations

import json
import time
from dataclasses import replace
from statistics import median

from app.holding.paper_facts import PaperCredential, write_passport
from app.holding.print_paper import PASSPORT
from app.platform.typesetting import set_document
from tests.papers import DUTCH, LINK, make_many

RUNS = 9
# A signed credential of this service is about so long.
_TEXT = "eyJhbGciOiJFZERTQSJ9." + "A" * 5_000 + ".sign"


def measure_paper() -> float:
    """The middle of some runs, in milliseconds of this process, from credentials that are read to a PDF."""
    printed = [replace(one, text=f"{number}{_TEXT}") for number, one in enumerate(make_many())]
    _print(printed, "warm")
    return round(median(_print(printed, str(run)) for run in range(RUNS)) * 1_000, 1)


def _print(printed: list[PaperCredential], name: str) -> float:
    credential = printed[0].credential
    subject = replace(credential.subject, name=f"Amina {name}")
    first = replace(printed[0], credential=replace(credential, subject=subject))
    started = time.process_time()
    # Where the service has it done elsewhere, here it is this process whose time counts.
    facts = write_passport([first, *printed[1:]], LINK, DUTCH, "13:00")
    set_document(PASSPORT, facts, address=LINK.address, made_at=LINK.made_at)
    return time.process_time() - started


if __name__ == "__main__":
    print(json.dumps({"paper_ms": measure_paper()}))
