"""Find skills in the vocabulary: by words, by sector, by id."""

from app.ontologies.errors import UnknownSkill
from app.ontologies.folding import fold
from app.ontologies.repository import SkillRepository
from app.ontologies.skills import Skill
from app.platform.database import Session
from app.platform.errors import FieldError, InvalidInput
from app.platform.pagination import Page, Slice, decode_cursor, encode_cursor

MAX_WORDS = 8


async def search_skills(
    session: Session, query: str, *, sector: str | None = None, page: Page
) -> Slice[Skill]:
    """Offered skills that contain every word of `query` in Dutch or English, label matches first.

    Raises InvalidInput when the query has over 8 words or a hidden character, or the cursor is not ours.
    """
    found = await SkillRepository(session).search(
        _words(query), sector=sector, after=_after(page.cursor), limit=page.limit + 1
    )
    shown = found[: page.limit]
    return Slice(
        items=[skill for _, skill in shown], next_cursor=_next_cursor(shown, len(found) > page.limit)
    )


async def find_skill(session: Session, skill_id: str) -> Skill | None:
    """The skill with this id, also when it was withdrawn; None when there is none."""
    return await SkillRepository(session).find(skill_id)


async def load_skill(session: Session, skill_id: str) -> Skill:
    """The skill with this id, also when it was withdrawn; raises UnknownSkill."""
    skill = await find_skill(session, skill_id)
    if skill is None:
        raise UnknownSkill("No skill has this id.")
    return skill


def _words(query: str) -> list[str]:
    words = fold(query).split()
    if len(words) > MAX_WORDS:
        raise _refusal("query", "too_long", f"Use at most {MAX_WORDS} words.")
    if not all(word.isprintable() for word in words):
        raise _refusal("query", "unsafe_text", "Use letters, digits and signs only.")
    return words


def _after(cursor: str | None) -> tuple[int, str, str] | None:
    if cursor is None:
        return None
    rank, label, skill_id = decode_cursor(cursor, 3)
    if rank not in {"0", "1"} or not (label + skill_id).isprintable():
        raise _refusal("cursor", "invalid_cursor", "Use a cursor from an earlier answer.")
    return int(rank), label, skill_id


def _refusal(parameter: str, code: str, detail: str) -> InvalidInput:
    error = FieldError(pointer=f"?{parameter}", code=code, detail=detail)
    return InvalidInput(f"The parameter {parameter} cannot be used.", errors=[error])


def _next_cursor(shown: list[tuple[int, Skill]], has_more: bool) -> str | None:
    if not has_more:
        return None
    rank, last = shown[-1]
    return encode_cursor(str(rank), last.label_nl, last.id)
