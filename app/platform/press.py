"""Has documents set and pictures drawn by a process of its own: typst and its fonts are in no other."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import orjson

from app.platform.workbench import Declined
from app.platform.workshops import Workshop

# A passport of a hundred skills takes a second; what takes longer than this has gone astray.
SECONDS: Final = 30.0
UNWRITABLE: Final = "unwritable"
_PRESS: Final = Workshop("app.platform.typesetting", seconds=SECONDS)


class UnwritableText(Exception):
    """A text has signs that none of the fonts has; an archive may hold no document with gaps."""


def print_document(template: Path, facts: Mapping[str, Any], *, address: str, made_at: datetime) -> bytes:
    """What `typesetting.set_document` makes; waits for its turn, so call it in a thread.

    Raises UnwritableText, and WorkBroken.
    """
    order = {"template": str(template), "facts": facts, "address": address, "made_at": made_at.isoformat()}
    try:
        return _PRESS.ask(orjson.dumps(order))
    except Declined as declined:
        raise UnwritableText from declined


def print_picture(template: Path, facts: Mapping[str, Any], *, dots_per_inch: float) -> bytes:
    """What `typesetting.draw_picture` makes; waits for its turn, so call it in a thread. Raises WorkBroken."""
    order = {"template": str(template), "facts": facts, "dots_per_inch": dots_per_inch}
    return _PRESS.ask(orjson.dumps(order))
