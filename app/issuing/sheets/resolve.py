"""What words in a row stand for in its organisation: the mandate of an assessor, and a level of mastery.

Somebody who is named by a mail address has exactly one mandate for that skill and level on the day of the assessment, or
the row says so. Rows that are confirmed keep the answers, so that a job that starts again asks for the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, TypeAlias
from uuid import UUID

from app.accounts.people import find_members_by_address
from app.assessing.assessment import NO_ASSESSMENT, Mastery
from app.assessing.mandates import Mandate, find_mandates_of
from app.assessing.skill_set_content import MasteryLevel
from app.assessing.skill_sets import find_skill_sets_of, load_skill_set_of
from app.issuing.documents import AchievementSnapshot
from app.issuing.grounds import Grounds
from app.issuing.rosters import end_of_day
from app.issuing.sheets.cells import Wrong, shown
from app.issuing.sheets.check_rows import CheckedRow
from app.issuing.sheets.findings import Finding
from app.issuing.sheets.mapping import ColumnMap
from app.platform.context import Context
from app.platform.database import Session

# By column: the id of a mandate as text, or code, name and descriptor of a level of mastery.
Answers: TypeAlias = Mapping[str, Any]
MANDATES: Final[Mapping[str, str]] = {
    "assessor": "assessor_mandate_id",
    "secondAssessor": "second_mandate_id",
}
# Credentials say everything in Dutch that their organisation does not say twice.
LANGUAGE: Final = "nl"


@dataclass(frozen=True, slots=True)
class Directory:
    """Members by the address as it was written, their mandates, skill sets and levels of mastery by achievement."""

    people: Mapping[str, UUID]
    mandates: Mapping[UUID, Sequence[Mandate]]
    skill_sets: Mapping[UUID, UUID]
    levels: Mapping[UUID, Sequence[MasteryLevel]]

    def answer(
        self, row: CheckedRow, chosen: AchievementSnapshot | None, mapping: ColumnMap, now: datetime
    ) -> tuple[CheckedRow, Answers]:
        """The row with what its words stand for, or with what is wrong with them."""
        answers: dict[str, Any] = {}
        findings = list(row.findings)
        for column, text in row.words.items():
            if chosen is None:
                # The achievement is not known, which is told already; what belongs to it cannot be.
                continue
            try:
                if column == "mastery":
                    answers[column] = self._find_level(text, chosen)
                else:
                    answers[column] = str(self._find_mandate(text, row, chosen, now).id)
            except Wrong as wrong:
                place = mapping.positions().get(column, -1)
                findings.append(Finding(row.number, place, column, wrong.code, wrong.values))
        return apply_answers(replace(row, findings=tuple(findings)), answers), answers

    def _find_mandate(
        self, text: str, row: CheckedRow, chosen: AchievementSnapshot, now: datetime
    ) -> Mandate:
        person_id = self.people.get(text)
        if person_id is None:
            raise Wrong("unknown_assessor")
        request, skill_set_id = row.request, self.skill_sets.get(chosen.id)
        moment = min(end_of_day(request.assessed_on), now)
        found = [
            mandate
            for mandate in self.mandates.get(person_id, ())
            if mandate.covers(chosen.id, skill_set_id, request.level, moment)
        ]
        if len(found) != 1:
            raise Wrong("several_mandates" if found else "no_mandate_then")
        return found[0]

    def _find_level(self, text: str, chosen: AchievementSnapshot) -> list[str]:
        levels = self.levels.get(chosen.id, ())
        if not levels:
            raise Wrong("no_mastery")
        wanted = text.strip().casefold()
        for level in levels:
            if wanted in {word.casefold() for word in (level.code, *level.name.values())}:
                return [level.code, level.name[LANGUAGE], level.descriptor[LANGUAGE]]
        choices = ", ".join(level.name[LANGUAGE] for level in levels)
        raise Wrong("unknown_mastery", {"value": shown(text), "choices": choices})


def apply_answers(row: CheckedRow, answers: Answers) -> CheckedRow:
    """The row with what was found for its words; words without an answer stay."""
    if not answers:
        return row
    changes: dict[str, Any] = {
        member: UUID(answers[column]) for column, member in MANDATES.items() if column in answers
    }
    if "mastery" in answers:
        changes["mastery"] = Mastery(*answers["mastery"])
    assessment = replace(row.request.assessment or NO_ASSESSMENT, **changes)
    left = {column: text for column, text in row.words.items() if column not in answers}
    return replace(row, request=replace(row.request, assessment=assessment), words=left)


async def load_directory(
    context: Context, session: Session, organisation_id: UUID, rows: Iterable[CheckedRow], grounds: Grounds
) -> Directory:
    """What the words of these rows may stand for, within the caller's transaction."""
    addresses: set[str] = set()
    rated: dict[UUID, int] = {}
    named: set[UUID] = set()
    for row in rows:
        addresses |= {text for column, text in row.words.items() if column in MANDATES}
        chosen = grounds.choose(row.request) if row.words else None
        if chosen is not None:
            named.add(chosen.id)
            if "mastery" in row.words:
                rated[chosen.id] = chosen.version
    people = await find_members_by_address(context, session, addresses)
    return Directory(
        people=people,
        mandates=await find_mandates_of(session, organisation_id, set(people.values())),
        skill_sets=await find_skill_sets_of(session, organisation_id, named) if people else {},
        levels=await _load_levels(session, organisation_id, rated),
    )


async def _load_levels(
    session: Session, organisation_id: UUID, versions: Mapping[UUID, int]
) -> dict[UUID, Sequence[MasteryLevel]]:
    found: dict[UUID, Sequence[MasteryLevel]] = {}
    for achievement_id, version in versions.items():
        skill_set = await load_skill_set_of(session, organisation_id, achievement_id, version)
        if skill_set is not None:
            found[achievement_id] = skill_set.content.mastery_levels
    return found
