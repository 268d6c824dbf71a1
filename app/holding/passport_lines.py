"""One line of the passport for each credential, and the passport in groups."""

from collections.abc import Sequence
from datetime import datetime

from app.holding.levels import level_in_language
from app.holding.page_models import PassportCredential, PassportGroup
from app.holding.read_passport import ReadCredential
from app.holding.skill_groups import GROUPS, group_of
from app.holding.successors import fold
from app.holding.wording import EXPIRED_NOTE, PASSPORT_NOTES, Phrasebook, local_date


def build_groups(
    items: Sequence[ReadCredential], now: datetime, words: Phrasebook
) -> tuple[PassportGroup, ...]:
    """By what they are, and in a group by name; what is older is folded under what took its place."""
    grouped: dict[str, list[PassportCredential]] = {name: [] for name in GROUPS}
    for one, older in fold(sorted(items, key=lambda each: each.credential.achievement.name.casefold())):
        lines = tuple(build_line(each, now, words) for each in older)
        grouped[group_of(one.credential)].append(build_line(one, now, words, lines))
    return tuple(
        PassportGroup(words.translate(GROUPS[name]), tuple(lines)) for name, lines in grouped.items() if lines
    )


def build_line(
    one: ReadCredential,
    now: datetime,
    words: Phrasebook,
    older: tuple[PassportCredential, ...] = (),
) -> PassportCredential:
    """What stands in a list about one credential."""
    credential = one.credential
    level = credential.level and level_in_language(credential.level, words.language)
    is_over = credential.valid_until is not None and credential.valid_until <= now
    note = PASSPORT_NOTES.get(one.state) or (EXPIRED_NOTE if is_over else None)
    return PassportCredential(
        credential_id=str(one.held.credential_id),
        title=credential.achievement.name,
        issuer_name=one.issuer_name,
        level_number=level.number if level else None,
        level_name=level.name if level else None,
        valid_from=local_date(credential.valid_from),
        valid_until=local_date(credential.valid_until) if credential.valid_until else None,
        note=note and words.translate(note),
        href=f"/passport/skills/{one.held.credential_id}",
        state=one.held.state,
        older=older,
    )
