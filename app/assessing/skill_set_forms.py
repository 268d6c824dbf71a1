"""The steps in which a draft of a skill set is written: their fields, what is filled in, and where a fault belongs.

A field is named after its JSON pointer in the body of a skill set, so every rule of the API holds here too.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import orjson
from pydantic import ValidationError
from pydantic.alias_generators import to_camel

from app.assessing.desk_forms import Field, FieldKind, Group, Say, name_of
from app.assessing.skill_set_content import LANGUAGES, Rating, SkillSetContent, write_content
from app.assessing.skill_set_schemas import SkillSetBody
from app.assessing.skill_set_steps import ACHIEVEMENT, GROUPS_OF, MOST_CODE, STEPS
from app.platform.errors import FieldError, InvalidInput
from app.web.faults import read_faults
from app.web.marking import N_

Document = dict[str, Any]
MOST_ROWS: Final = {"criteria": 10, "ratingWords": 6, "masteryLevels": 6}
_ROWS: Final[Mapping[str, tuple[str, ...]]] = {
    "criteria": ("text",),
    "ratingWords": ("label", "meaning"),
    "masteryLevels": ("name", "descriptor"),
}
_STEP_OF: Final[Mapping[str, str]] = {
    "standard": "rules",
    "qualityScheme": "rules",
    "validityMonths": "rules",
    "evidenceRules": "rules",
    "ratingWords": "ratings",
    "masteryLevels": "levels",
}
# A fault of a whole list or object is put right at its first field.
_SHOWN_AS: Final[Mapping[str, str]] = {
    "standard": "standard-name",
    "ratingWords": "ratingWords-0-label-nl",
    "criteria": "criteria-0-text-nl",
}
_SPARE_CRITERIA: Final = 2
_CODE: Final = re.compile(r"[^a-z0-9]+")
_SKILLS: Final = N_("Vaardigheden")
_PLACES: Final = N_("waar dit bij hoort")


def document_of(content: SkillSetContent) -> Document:
    """The content as the body of the API has it."""
    document: Document = _camel(orjson.loads(write_content(content)))
    return document


def read_document(document: Document) -> SkillSetContent:
    """The content of a body. Raises InvalidInput with a pointer for each fault."""
    try:
        return SkillSetBody.model_validate(document).to_content()
    except ValidationError as error:
        found = [{**one, "loc": ("body", *one["loc"])} for one in error.errors(include_url=False)]
        raise InvalidInput("The skill set was not saved.", errors=read_faults(found)) from error


def new_document() -> Document:
    """A skill set of which nothing is written yet."""
    return {"code": "", "name": {}, "description": {}}


def add_achievement(document: Document) -> int:
    """Room for one more; its position."""
    alignments: Document = {"specific": [], "transferable": [], "knowledge": []}
    document["achievements"].append(
        {"code": "", "name": {}, "description": {}, "criteria": [], "alignments": alignments}
    )
    return len(document["achievements"]) - 1


def part_of(document: Document, achievement: int | None) -> Document:
    """What a step is about: the whole, or one achievement."""
    part: Document = document if achievement is None else document["achievements"][achievement]
    return part


def step_groups(step: str, part: Document, say: Say) -> tuple[Group, ...]:
    """The fields of a step with what the part says; lists have room for more."""
    padded = _padded(step, part)
    groups = GROUPS_OF[step](padded, say)
    return tuple(
        replace(group, fields=tuple(replace(field, values=_values(padded, field)) for field in group.fields))
        for group in groups
    )


def with_theirs(groups: Sequence[Group], theirs: Sequence[Group]) -> tuple[Group, ...]:
    """The same fields, each with what a colleague saved where that differs."""
    saved = {field.name: field for group in theirs for field in group.fields}

    def mark(field: Field) -> Field:
        other = saved[field.name].values if field.name in saved else ()
        return field if other == field.values else replace(field, theirs=_shown(saved.get(field.name)))

    return tuple(replace(group, fields=tuple(mark(field) for field in group.fields)) for group in groups)


def apply_form(step: str, part: Document, form: Mapping[str, Sequence[str]], say: Say) -> None:
    """Writes what was filled in for one step into the part; empty rows and texts are left out."""
    padded = _padded(step, part)
    for group in step_groups(step, part, say):
        for field in group.fields:
            values = [text.strip() for text in form.get(field.name, ())]
            _put(padded, field, values)
    part.clear()
    part.update(_pruned(padded))


def place_of(pointer: str, content: SkillSetContent) -> tuple[str, str]:
    """The part of the address of a step and the field in it, of a fault in the whole."""
    first, _, rest = pointer.strip("/").partition("/")
    if first != "achievements":
        return _STEP_OF.get(first, "words"), _SHOWN_AS.get(first if not rest else "", _named(pointer))
    position, _, inner = rest.partition("/")
    if not position.isdecimal():
        return "achievements/new", "name-nl"
    achievement_id = content.achievements[int(position)].id
    if inner.startswith("alignments"):
        return f"achievements/{achievement_id}/skills", "q"
    if inner in _SHOWN_AS:
        return f"achievements/{achievement_id}", _SHOWN_AS[inner]
    return f"achievements/{achievement_id}", "name-nl" if inner == "code" else _named(inner)


def _named(pointer: str) -> str:
    """The field of a pointer; a code that is made of a name is put right there."""
    name = name_of(pointer)
    row, _, last = name.rpartition("-")
    if last != "code" or not row:
        return name
    return f"{row}-label-nl" if row.startswith("ratingWords") else f"{row}-name-nl"


def label_of(pointer: str, content: SkillSetContent, say: Say) -> str:
    """What the field of a fault is called, with the achievement it belongs to."""
    document = document_of(content)
    step, name = place_of(pointer, content)
    if not step.startswith("achievements"):
        return _find_label(step_groups(step, document, say), name) or say(STEPS[step])
    if step == "achievements/new":
        return say(_SKILLS)
    position = int(pointer.split("/")[2])
    part = document["achievements"][position]
    title = part["name"].get("nl") or part["name"].get("en") or part["code"]
    if step.endswith("/skills"):
        return f"{title}: {say(_PLACES)}"
    label = _find_label(step_groups(ACHIEVEMENT, part, say), name)
    return f"{title}: {label}" if label else title


def make_code(text: str, taken: Sequence[str]) -> str:
    """A short code of a text that none of the others has."""
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    stem = _CODE.sub("-", plain)[:MOST_CODE].strip("-") or "deel"
    known = {code.lower() for code in taken}
    tries = (stem, *(f"{stem[: MOST_CODE - 4]}-{number}" for number in range(2, 200)))
    return next(code for code in tries if code not in known)


def _find_label(groups: Sequence[Group], name: str) -> str:
    for group in groups:
        for field in group.fields:
            if field.name == name:
                return f"{group.legend.rstrip('?')}, {field.label[:1].lower()}{field.label[1:]}"
    return ""


def _padded(step: str, part: Document) -> Document:
    padded: Document = orjson.loads(orjson.dumps(part))
    if step == ACHIEVEMENT:
        rows = padded["criteria"]
        while len(rows) < MOST_ROWS["criteria"] and sum(not row["text"] for row in rows) < _SPARE_CRITERIA:
            rows.append({"text": {}})
    elif step == "ratings" and len(padded["ratingWords"]) < MOST_ROWS["ratingWords"]:
        padded["ratingWords"].append({"code": "", "label": {}, "meaning": {}, "countsAs": Rating.yes.value})
    elif step == "levels" and len(padded["masteryLevels"]) < MOST_ROWS["masteryLevels"]:
        padded["masteryLevels"].append({"code": "", "name": {}, "descriptor": {}})
    return padded


def _pruned(part: Document) -> Document:
    for name, texts in _ROWS.items():
        if name in part:
            part[name] = [row for row in part[name] if any(row[text] for text in texts)]
            _give_codes(part[name], texts[0])
    _give_codes([part], "name")
    return part


def _give_codes(rows: list[Document], named_by: str) -> None:
    for row in rows:
        if row.get("code") == "":
            name = row[named_by].get("nl") or row[named_by].get("en") or ""
            row["code"] = make_code(name, [other["code"] for other in rows])


def _values(part: Document, field: Field) -> tuple[str, ...]:
    value: Any = part
    for key in field.name.split("-"):
        value = value[int(key)] if isinstance(value, list) else (value or {}).get(key)
    if isinstance(value, list):
        return tuple(str(one) for one in value)
    return () if value is None else (str(value),)


def _put(part: Document, field: Field, values: Sequence[str]) -> None:
    *path, last = field.name.split("-")
    value = list(values) if field.kind is FieldKind.checks else next(iter(values), "")
    place: Any = part
    for key in path:
        if isinstance(place, list):
            place = place[int(key)]
        else:
            place[key] = place.get(key) if place.get(key) is not None else {}
            place = place[key]
    if value == "" and last in LANGUAGES:
        place.pop(last, None)
    else:
        place[last] = None if value == "" and field.name != "code" else value
    if path == ["standard"] and not any(place.values()):
        part["standard"] = None


def _shown(field: Field | None) -> str:
    if field is None:
        return ""
    titles = {option.value: option.title for option in field.options}
    return ", ".join(titles.get(value, value) for value in field.values)


def _camel(value: Any) -> Any:
    if isinstance(value, dict):
        return {to_camel(key): _camel(inner) for key, inner in value.items()}
    return [_camel(inner) for inner in value] if isinstance(value, list) else value


def find_row_faults(part: Document) -> list[FieldError]:
    """What a step needs before it can be kept at all."""
    if not part["name"]:
        return [FieldError("/name/nl", "missing", "Give it a name.")]
    return []
