"""What the log tells of an accident: what kind it was and where in the code, never its words.

The words of an exception hold what somebody sent: a value that could not be read, the row that broke a rule of the
database (`DETAIL: Key (…)=(…)`), the input that a library could not parse.
"""

from collections.abc import Iterator
from traceback import walk_tb
from typing import Final

_MOST_FRAMES: Final = 40
_MOST_ERRORS: Final = 10


def describe(error: BaseException) -> str:
    """Each error from the last to its first cause: its kind, what the database calls it, and the lines that led there."""
    return "\n".join(line for one in _chain(error) for line in _describe_one(one))


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: list[BaseException] = []
    waiting: list[BaseException] = [error]
    while waiting and len(seen) < _MOST_ERRORS:
        one = waiting.pop(0)
        if any(one is known for known in seen):
            continue
        seen.append(one)
        yield one
        if isinstance(one, BaseExceptionGroup):
            waiting += one.exceptions
        before = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
        if before is not None:
            waiting.append(before)


def _describe_one(error: BaseException) -> Iterator[str]:
    kind = type(error)
    yield f"{kind.__module__}.{kind.__qualname__}{_name_by_database(error)}"
    frames = list(walk_tb(error.__traceback__))[-_MOST_FRAMES:]
    for frame, line in frames:
        code = frame.f_code
        yield f"  {code.co_filename}:{line} in {code.co_name}"


def _name_by_database(error: BaseException) -> str:
    """The state and the rule that PostgreSQL names: words of our own tables, without a value."""
    diagnosis = getattr(error, "diag", None)
    names = [getattr(diagnosis, name, None) for name in ("sqlstate", "table_name", "constraint_name")]
    told = " ".join(str(name) for name in names if name)
    return f" [{told}]" if told else ""
