"""One step of writing a draft at the desk: what the page shows, what it changes, and a colleague who was first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from app.accounts.page_models import FieldProblem
from app.accounts.permissions import Issuer
from app.assessing.desk_forms import Group, Say, name_of, sentence_of
from app.assessing.errors import SkillSetChanged, SkillSetExists
from app.assessing.lint_skill_set import find_content_faults, find_hints
from app.assessing.skill_set_content import SkillSetContent
from app.assessing.skill_set_desk import skill_sets_address, version_address
from app.assessing.skill_set_forms import (
    Document,
    add_achievement,
    apply_form,
    document_of,
    find_row_faults,
    new_document,
    part_of,
    place_of,
    read_document,
    step_groups,
    with_theirs,
)
from app.assessing.skill_set_steps import ACHIEVEMENT, STEPS
from app.assessing.skill_sets import SkillSet, draft_skill_set, edit_skill_set, load_skill_set
from app.platform.context import Context
from app.platform.errors import FieldError, InvalidInput, NotFound
from app.web.marking import N_

Form = Mapping[str, Sequence[str]]
_TAKEN: Final = N_("Een andere set heeft deze code al. Kies een andere code.")
_NEW_SET: Final = N_("Nieuwe set met vaardigheden")
_ONE: Final = N_("Vaardigheid")


@dataclass(frozen=True, slots=True)
class StepPage:
    """One step. With `is_changed` a colleague saved something else; both versions stand on the page."""

    title: str
    action: str
    back: str
    groups: tuple[Group, ...]
    revision: int
    is_changed: bool = False
    problems: tuple[FieldProblem, ...] = ()
    remove_action: str | None = None
    skills_address: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Which step of which version; `achievement_id` for those of an achievement, None there for a new one."""

    skill_set_id: UUID
    version: int
    step: str
    achievement_id: UUID | None = None


class Refusal(Exception):
    """The step was not saved; the page says why."""

    def __init__(self, page: StepPage) -> None:
        super().__init__()
        self.page = page


def find_part(document: Document, place: Place) -> int | None:
    """The position of the achievement that the step is about, None for the whole. Raises NotFound."""
    if place.step != ACHIEVEMENT:
        return None
    if place.achievement_id is None:
        return add_achievement(document)
    for position, one in enumerate(document["achievements"]):
        if one["id"] == str(place.achievement_id):
            return position
    raise NotFound


def build_new_set(issuer: Issuer, say: Say) -> StepPage:
    """The first step of a new skill set."""
    base = skill_sets_address(issuer)
    return StepPage(say(_NEW_SET), f"{base}/new", base, step_groups("words", new_document(), say), 0)


async def add_set(context: Context, issuer: Issuer, form: Form, say: Say) -> SkillSet:
    """A draft with what the first step says. Raises Refusal."""
    document = new_document()
    apply_form("words", document, form, say)
    page = replace(build_new_set(issuer, say), groups=step_groups("words", document, say))
    if faults := find_row_faults(document):
        raise Refusal(replace(page, problems=_problems(faults, None, say)))
    try:
        content = read_document(document)
        async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
            return await draft_skill_set(context, session, issuer, content)
    except InvalidInput as error:
        raise Refusal(replace(page, problems=_problems(error.errors, None, say))) from error
    except SkillSetExists as error:
        raise Refusal(replace(page, problems=(FieldProblem("code", say(_TAKEN)),))) from error


async def build_step(
    context: Context, issuer: Issuer, place: Place, say: Say, *, is_checked: bool = False
) -> StepPage:
    """A step with what was saved; `is_checked` shows at the fields what is missing. Raises NotFound, also for what is published."""
    found = await _load(context, issuer, place)
    if found.is_published:
        raise NotFound
    page = _page(issuer, found, place, document_of(found.content), say)
    if not is_checked:
        return page
    faults = [*find_content_faults(found.content), *find_hints(found.content)]
    own = [fault for fault in faults if place_of(fault.pointer, found.content)[0] == _step_path(place)]
    return replace(page, problems=_problems(own, found.content, say))


async def save_step(
    context: Context, issuer: Issuer, place: Place, form: Form, say: Say, *, revision: int
) -> SkillSet:
    """Saves one step on top of what was read at `revision`. Raises Refusal, NotFound, SkillSetPublished."""
    found = await _load(context, issuer, place)
    document = document_of(found.content)
    position = find_part(document, place)
    part = part_of(document, position)
    apply_form(place.step, part, form, say)
    page = replace(
        _page(issuer, found, place, document_of(found.content), say),
        groups=step_groups(place.step, part, say),
    )
    if found.revision != revision:
        raise Refusal(_changed(issuer, found, place, page, say))
    if faults := find_row_faults(part):
        raise Refusal(replace(page, problems=_problems(faults, None, say)))
    try:
        content = read_document(document)
        return await change(context, issuer, place, content, revision=revision)
    except InvalidInput as error:
        root = "" if position is None else f"/achievements/{position}"
        faults = [replace(one, pointer=one.pointer.removeprefix(root)) for one in error.errors]
        raise Refusal(replace(page, problems=_problems(faults, None, say))) from error
    except SkillSetExists as error:
        raise Refusal(replace(page, problems=(FieldProblem("code", say(_TAKEN)),))) from error
    except SkillSetChanged as error:
        found = await _load(context, issuer, place)
        raise Refusal(_changed(issuer, found, place, page, say)) from error


async def change(
    context: Context, issuer: Issuer, place: Place, content: SkillSetContent, *, revision: int
) -> SkillSet:
    """Other content for the draft, in a transaction of its own. Raises as edit_skill_set."""
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        return await edit_skill_set(
            context, session, issuer, place.skill_set_id, place.version, content, revision=revision
        )


async def remove_achievement(context: Context, issuer: Issuer, place: Place, *, revision: int) -> None:
    """Takes an achievement out of the draft. Raises NotFound, SkillSetChanged, SkillSetPublished."""
    found = await _load(context, issuer, place)
    kept = tuple(one for one in found.content.achievements if one.id != place.achievement_id)
    if len(kept) == len(found.content.achievements):
        raise NotFound
    await change(context, issuer, place, replace(found.content, achievements=kept), revision=revision)


async def _load(context: Context, issuer: Issuer, place: Place) -> SkillSet:
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        return await load_skill_set(session, issuer.organisation_id, place.skill_set_id, place.version)


def _step_path(place: Place) -> str:
    if place.step != ACHIEVEMENT:
        return place.step
    return f"achievements/{place.achievement_id or 'new'}"


def _page(issuer: Issuer, found: SkillSet, place: Place, document: Document, say: Say) -> StepPage:
    back = version_address(issuer, found)
    action = f"{back}/{_step_path(place)}"
    is_kept = place.achievement_id is not None
    part = part_of(document, find_part(document, place))
    name = (part["name"].get("nl") or say(_ONE)) if place.step == ACHIEVEMENT else say(STEPS[place.step])
    return StepPage(
        title=name,
        action=action,
        back=back,
        groups=step_groups(place.step, part, say),
        revision=found.revision,
        remove_action=f"{action}/remove" if is_kept else None,
        skills_address=f"{action}/skills" if is_kept else None,
    )


def _changed(issuer: Issuer, found: SkillSet, place: Place, page: StepPage, say: Say) -> StepPage:
    theirs = _page(issuer, found, place, document_of(found.content), say)
    groups = with_theirs(page.groups, theirs.groups)
    return replace(page, groups=groups, revision=found.revision, is_changed=True)


def _problems(
    faults: Sequence[FieldError], content: SkillSetContent | None, say: Say
) -> tuple[FieldProblem, ...]:
    found: dict[str, FieldProblem] = {}
    for fault in faults:
        name = name_of(fault.pointer) if content is None else place_of(fault.pointer, content)[1]
        found.setdefault(name, FieldProblem(name, sentence_of(fault, say)))
    return tuple(found.values())
