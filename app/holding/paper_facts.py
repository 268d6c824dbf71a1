"""The passport on paper in words: what stands where, before it is set. Names and texts are untrusted data."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from app.credentials.model import Credential, ValidationLevel
from app.holding.levels import level_in_language
from app.holding.signed_codes import tell_evidence, tell_method
from app.holding.skill_groups import GROUPS, group_of
from app.holding.successors import fold, moment_of
from app.holding.wording import PASSPORT_NOTES, Phrasebook, local_date
from app.web.marking import N_

# Sixty skills fit on four pages as long as no text is longer than any that we saw; the file has the whole text.
LONGEST_TITLE: Final = 100
LONGEST_TEXT: Final = 100
LONGEST_ROLE: Final = 45
# On a card of one page, beside the longest title and code.
LONGEST_DESCRIPTION: Final = 160
LONGEST_CRITERION: Final = 90
MOST_CRITERIA: Final = 4
MOST_ROOMY: Final = 10
LONGEST_WORD: Final = 40
_BREAK: Final = "\u200b"
# Lines of a column on four pages in dense type, and how many signs stand on a line there.
_MOST_DENSE_LINES: Final = 580
_SIGNS_ON_A_LINE: Final = 58
MOST_EVIDENCE: Final = 3
_MEDIA_TYPES: Final[Mapping[str, tuple[str, str]]] = {
    "vc-jwt": ("application/vc+jwt", "jwt"),
    "vc+jwt": ("application/vc+jwt", "jwt"),
    "vc+sd-jwt": ("application/vc+sd-jwt", "txt"),
    "dc+sd-jwt": ("application/dc+sd-jwt", "txt"),
}
_JSON: Final = ("application/vc", "json")


@dataclass(frozen=True, slots=True)
class PaperCredential:
    """A credential to print: what it says, its signed text, who gave it by the register, and where it stands."""

    credential: Credential
    format: str
    text: str
    issuer_name: str
    state: str = "active"


@dataclass(frozen=True, slots=True)
class PaperLink:
    """The link on the paper; `address` is where its QR code leads."""

    address: str
    code: str
    expires_at: datetime
    made_at: datetime


def write_passport(
    printed: Sequence[PaperCredential], link: PaperLink, words: Phrasebook, time: str
) -> dict[str, Any]:
    """The facts of the template passport.typ. `time` is the moment of making, on the clock in the footer."""
    _ = words.translate
    groups = _write_groups(printed, link.made_at, words)
    holder = _holder(printed)
    shown = link.address.partition("://")[2]
    return {
        **_write_common(printed, link, words, time),
        "title": _("Vaardighedenpaspoort"),
        "density": _choose_density(groups),
        "intro": _("Dit kan %(name)s.") % {"name": holder} if holder else "",
        "check": _("Klopt dit? Scan de code, of typ dit adres:"),
        "address": shown,
        "legend_title": _("Hoe is het beoordeeld?"),
        "legend": _write_legend(printed, words),
        "groups": groups,
    }


def write_card(printed: PaperCredential, link: PaperLink, words: Phrasebook, time: str) -> dict[str, Any]:
    """The facts of the template card.typ."""
    _ = words.translate
    item = _write_item(printed, (), link.made_at, words)
    level = printed.credential.level
    meaning = level_in_language(level, words.language).meaning if level else None
    return {
        **_write_common([printed], link, words, time),
        "title": item["name"],
        "item": {**item, "meaning": meaning or None, **_write_skill(printed.credential)},
        "shown_title": _("Dit liet deze persoon zien"),
        "check_title": _("Klopt dit?"),
        "check": _("Scan de code. Of ga naar dit adres en typ de code erachter:"),
        "host": f"{urlsplit(link.address).netloc}/s/",
        "code": link.code,
    }


def _write_skill(credential: Credential) -> dict[str, Any]:
    """What the skill is: a clear skill is worth more than a certificate."""
    skill = credential.achievement
    criteria = [line.strip() for line in skill.criteria.splitlines() if line.strip()]
    return {
        "description": _shorten(skill.description, LONGEST_DESCRIPTION),
        "criteria": [_shorten(line, LONGEST_CRITERION) for line in criteria[:MOST_CRITERIA]],
    }


def _write_common(
    printed: Sequence[PaperCredential], link: PaperLink, words: Phrasebook, time: str
) -> dict[str, Any]:
    _ = words.translate
    made = {
        "date": words.write_date(local_date(link.made_at)),
        "time": time,
        "address": link.address.partition("://")[2],
    }
    until = {"date": words.write_date(local_date(link.expires_at))}
    return {
        "language": words.language,
        "holder": _holder(printed),
        "until": _("De code werkt tot en met %(date)s. Daarna blijft een bewijs gewoon geldig.") % until,
        "qr_description": _("QR-code om dit te controleren"),
        "footer": _("Gemaakt op %(date)s om %(time)s; de actuele stand staat op %(address)s.") % made,
        "files": [_write_file(number, one) for number, one in enumerate(printed, start=1)],
    }


def _holder(printed: Sequence[PaperCredential]) -> str:
    names = (one.credential.subject.name for one in printed)
    return _shorten(next(filter(None, names), ""), LONGEST_TEXT)


def _write_legend(printed: Sequence[PaperCredential], words: Phrasebook) -> list[dict[str, Any]]:
    """Each level that is on the paper, once, by our own words where they are ours."""
    used = {one.credential.level for one in printed if one.credential.level is not None}
    spoken = {level_in_language(level, words.language) for level in used}
    return [_write_rung(level) for level in sorted(spoken, key=lambda level: (level.number, level.name))]


def _write_rung(level: ValidationLevel) -> dict[str, Any]:
    return {
        "level_number": level.number,
        "level_name": _shorten(level.name, LONGEST_TEXT),
        "meaning": _shorten(level.meaning, 2 * LONGEST_TEXT),
    }


def _choose_density(groups: Sequence[dict[str, Any]]) -> str:
    items = [item for group in groups for item in group["items"]]
    if len(items) <= MOST_ROOMY:
        return "roomy"
    texts = [
        text
        for item in items
        for text in (item["name"], item["level_name"], *item["lines"], item["note"] or "")
    ]
    lines = sum(-(-len(text) // _SIGNS_ON_A_LINE) for text in texts)
    return "dense" if lines <= _MOST_DENSE_LINES else "tight"


def _write_groups(
    printed: Sequence[PaperCredential], now: datetime, words: Phrasebook
) -> list[dict[str, Any]]:
    grouped: dict[str, list[dict[str, Any]]] = {name: [] for name in GROUPS}
    for one, older in fold(sorted(printed, key=lambda each: each.credential.achievement.name.casefold())):
        before = [each.credential for each in older]
        grouped[group_of(one.credential)].append(_write_item(one, before, now, words))
    explanation = {
        "self": words.translate(N_("Dit vertelt deze persoon zelf. Niemand heeft het beoordeeld."))
    }
    return [
        {"title": words.translate(GROUPS[name]), "explanation": explanation.get(name), "items": items}
        for name, items in grouped.items()
        if items
    ]


def _write_item(
    one: PaperCredential, older: Sequence[Credential], now: datetime, words: Phrasebook
) -> dict[str, Any]:
    credential = one.credential
    level = credential.level and level_in_language(credential.level, words.language)
    note = PASSPORT_NOTES.get(one.state)
    return {
        "name": _shorten(credential.achievement.name, LONGEST_TITLE),
        "level_number": level.number if level else None,
        "level_name": _shorten(level.name, LONGEST_TEXT) if level else words.translate(N_("Zonder niveau")),
        "lines": list(_write_lines(one, older, now, words)),
        "note": note and words.translate(note),
    }


def _write_lines(
    one: PaperCredential, older: Sequence[Credential], now: datetime, words: Phrasebook
) -> Iterator[str]:
    _, credential = words.translate, one.credential
    if how := _describe_method(credential, words):
        yield _("Hoe: %(how)s") % {"how": how}
    yield _("Door: %(who)s") % {"who": " · ".join(_describe_assessor(one, words))}
    yield _describe_period(credential, now, words)
    if older:
        dates = ", ".join(words.write_date(local_date(moment_of(each))) for each in older[:MOST_EVIDENCE])
        yield _("Nieuwer dan het bewijs van %(dates)s.") % {"dates": dates}


def _describe_method(credential: Credential, words: Phrasebook) -> str:
    assessment = credential.assessment
    if assessment is not None and assessment.method:
        return _shorten(tell_method(assessment.method, words), LONGEST_TEXT)
    names = dict.fromkeys(tell_evidence(each.name, words) for each in credential.evidence if each.name)
    return _shorten(", ".join(list(names)[:MOST_EVIDENCE]), LONGEST_TEXT)


def _describe_assessor(one: PaperCredential, words: Phrasebook) -> Iterator[str]:
    credential = one.credential
    second = credential.assessment.second_role if credential.assessment else None
    roles = [credential.assessor.role if credential.assessor else None, second]
    if named := [_shorten(role, LONGEST_ROLE) for role in roles if role]:
        yield words.translate(N_(" en ")).join(named)
    yield _shorten(one.issuer_name, LONGEST_TEXT)
    yield words.write_date(local_date(moment_of(credential)))


def _describe_period(credential: Credential, now: datetime, words: Phrasebook) -> str:
    _ = words.translate
    if credential.valid_until is None:
        return _("Geldig zonder einddatum")
    day = {"date": words.write_date(local_date(credential.valid_until))}
    if credential.valid_until <= now:
        return _("Al een tijd niet bevestigd: geldig tot %(date)s") % day
    return _("Geldig tot %(date)s") % day


def _write_file(number: int, one: PaperCredential) -> dict[str, str]:
    media_type, ending = _MEDIA_TYPES.get(one.format, _JSON)
    return {
        "name": f"{number:03}.{ending}",
        "text": one.text,
        "media_type": media_type,
        "description": _shorten(one.credential.achievement.name, LONGEST_TITLE),
    }


def _shorten(text: str, longest: int) -> str:
    words = " ".join(text.split())
    cut = words if len(words) <= longest else f"{words[: longest - 1]}…"
    return " ".join(map(_soften, cut.split(" ")))


def _soften(word: str) -> str:
    """A word that may be broken where it is longer than a word of any language."""
    if len(word) <= LONGEST_WORD:
        return word
    return _BREAK.join(word[start : start + 8] for start in range(0, len(word), 8))
