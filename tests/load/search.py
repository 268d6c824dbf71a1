"""Search as you type, at the size of ESCO: `python -m tests.load.search [FILE…]` prints milliseconds as JSON.

The questions are made from names: their begins, single words, words in another order, a letter left out or two swapped.
Each is asked once to warm up and once to be counted. Beside the clock stands the processor's time of this process, which a
busy machine does not change.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from app.commands.preparing import prepare
from app.main import open_context
from app.ontologies.import_framework import import_esco
from app.ontologies.search_concepts import Question, search_concepts
from app.platform.context import Context
from app.platform.database import fetch
from app.settings import Settings

ARCHIVES = Path(__file__).parents[3] / "shared" / "data" / "esco"
NAMES = 200
SEED = 20


def questions(names: Sequence[str], chance: random.Random) -> list[str]:
    """What somebody might type on the way to each name."""
    asked = []
    for name in names:
        place = chance.randrange(max(len(name) - 1, 1))
        asked += [name[:length] for length in (2, 3, 4, 6)]
        asked += [name, chance.choice(name.split()), " ".join(reversed(name.split()))]
        asked += [name[:place] + name[place + 1 :]]
        asked += [name[:place] + name[place + 1 : place + 2] + name[place : place + 1] + name[place + 2 :]]
    chance.shuffle(asked)
    return asked


async def ask(context: Context, text: str) -> tuple[float, float]:
    """Seconds by the clock and by the processor."""
    clock, processor = time.perf_counter(), time.process_time()
    async with context.database.transaction() as session:
        await search_concepts(session, Question(text))
    return time.perf_counter() - clock, time.process_time() - processor


async def measure(paths: Sequence[Path], folder: Path) -> dict[str, float]:
    """The import, then the questions."""
    settings = prepare(Settings(environment="test", data_dir=folder))
    async with open_context(settings) as context:
        started = time.perf_counter()
        done = await import_esco(context, paths, on_bytes=lambda count: None)
        imported = time.perf_counter() - started
        async with context.database.transaction() as session:
            rows = await fetch(
                session, "SELECT name FROM concept_names ORDER BY md5(name) LIMIT :limit", {"limit": NAMES}
            )
        asked = questions([row["name"] for row in rows], random.Random(SEED))
        for text in asked:
            await ask(context, text)
        times = [await ask(context, text) for text in asked]
    clock = sorted(one for one, _ in times)
    return {
        "concepts": done.concept_count,
        "facts": sum(done.staged or ()),
        "import_seconds": round(imported, 1),
        "questions": len(asked),
        **{f"p{part}_ms": round(1000 * clock[len(clock) * part // 100], 1) for part in (50, 90, 99)},
        "processor_ms": round(1000 * sum(one for _, one in times) / len(times), 2),
    }


def measure_search(paths: Sequence[Path] = ()) -> dict[str, float] | None:
    """The figures of these archives, or of those beside the project; None when there are none."""
    found = list(paths) or sorted(ARCHIVES.glob("*.zip"))
    if not found:
        return None
    with tempfile.TemporaryDirectory(prefix="passport-search-", ignore_cleanup_errors=True) as made:
        Path(made).chmod(0o755)
        return asyncio.run(measure(found, Path(made)))


if __name__ == "__main__":
    print(json.dumps(measure_search([Path(name) for name in sys.argv[1:]])))
