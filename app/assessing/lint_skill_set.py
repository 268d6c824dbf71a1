"""What a skill set lacks before it can be published, all at once, and hints that stop nobody."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from app.assessing.plain_words import MOST_WORDS, count_words, find_jargon, starts_observably
from app.assessing.skill_set_content import LANGUAGES, Rating, SkillSetAchievement, SkillSetContent
from app.platform.citizen_numbers import citizen_number_fault, has_citizen_number
from app.platform.errors import FieldError

MOST_CRITERIA: Final = 10
_PLAIN_LISTS: Final = ("/ratingWords", "/masteryLevels")


def find_unsafe_texts(content: SkillSetContent) -> list[FieldError]:
    """Texts that may not even stand in a draft: those with what could be a citizen service number."""
    texts = [(f"{place}/{language}", text) for place, language, text in _each_language(content)]
    texts += [("/code", content.code), ("/qualityScheme", content.quality_scheme or "")]
    if content.standard is not None:
        texts.append(("/standard/name", content.standard.name))
    return [citizen_number_fault(pointer) for pointer, text in texts if has_citizen_number(text)]


def find_content_faults(content: SkillSetContent) -> list[FieldError]:
    """All that keeps a skill set from being published, apart from what its references point at."""
    return [
        *find_unsafe_texts(content),
        *_missing_texts(content),
        *_missing_parts(content),
        *_word_faults(content),
        *_repeated_codes(content),
        *_rating_faults(content),
    ]


def find_hints(content: SkillSetContent) -> list[FieldError]:
    """What could be better; it may be published as it is."""
    hints = []
    for place, language, text in _each_language(content):
        if "/criteria/" in place and not starts_observably(text, language):
            detail = "Start with what somebody does that one can see, such as Controleert or Checks."
            hints.append(FieldError(f"{place}/{language}", "not_observable", detail))
    if content.quality_scheme is None:
        detail = "From level 3 on a fixed way of working is needed: name it here."
        hints.append(FieldError("/qualityScheme", "no_quality_scheme", detail))
    return hints


def _each_language(content: SkillSetContent) -> Iterator[tuple[str, str, str]]:
    for place, texts in content.each_text():
        for language, text in texts.items():
            yield place, language, text


def _missing_texts(content: SkillSetContent) -> Iterator[FieldError]:
    for place, texts in content.each_text():
        for language in LANGUAGES:
            if not texts.get(language, "").strip():
                yield FieldError(f"{place}/{language}", "missing", "Write this in Dutch and in English.")


def _missing_parts(content: SkillSetContent) -> Iterator[FieldError]:
    if content.standard is None:
        yield FieldError("/standard", "missing", "Name the standard that people are measured against.")
    if not content.achievements:
        yield FieldError("/achievements", "missing", "Add at least one achievement.")
    if not content.evidence_rules.kinds:
        yield FieldError("/evidenceRules/kinds", "missing", "Choose at least one kind of evidence.")
    for position, achievement in enumerate(content.achievements):
        yield from _missing_in(achievement, f"/achievements/{position}")


def _missing_in(achievement: SkillSetAchievement, place: str) -> Iterator[FieldError]:
    if not 1 <= len(achievement.criteria) <= MOST_CRITERIA:
        yield FieldError(f"{place}/criteria", "length", f"Write 1 to {MOST_CRITERIA} criteria.")
    if not any(True for _ in achievement.alignments.each()):
        detail = "Choose at least one skill from a framework, or a term of your own."
        yield FieldError(f"{place}/alignments", "missing", detail)


def _word_faults(content: SkillSetContent) -> Iterator[FieldError]:
    for place, language, text in _each_language(content):
        pointer = f"{place}/{language}"
        if "/criteria/" in place and count_words(text) > MOST_WORDS:
            yield FieldError(pointer, "too_long", f"Use at most {MOST_WORDS} words in a criterion.")
        if not place.startswith(_PLAIN_LISTS) and (word := find_jargon(text, language)):
            yield FieldError(pointer, "jargon", f"Use another word than {word}: not everybody knows it.")


def _repeated_codes(content: SkillSetContent) -> Iterator[FieldError]:
    lists: Sequence[tuple[str, Sequence[str]]] = (
        ("achievements", [one.code for one in content.achievements]),
        ("ratingWords", [one.code for one in content.rating_words]),
        ("masteryLevels", [one.code for one in content.mastery_levels]),
    )
    for name, codes in lists:
        for position, code in enumerate(codes):
            if code.lower() in (other.lower() for other in codes[:position]):
                yield FieldError(f"/{name}/{position}/code", "repeated", "Use each code once.")


def _rating_faults(content: SkillSetContent) -> Iterator[FieldError]:
    counted = [word.counts_as for word in content.rating_words]
    rules: Sequence[tuple[Callable[[int], bool], Rating, str]] = (
        (lambda count: count >= 1, Rating.yes, "Add a word that counts as yes."),
        (lambda count: count >= 1, Rating.not_yet, "Add a word that counts as not yet."),
        (lambda count: count == 1, Rating.not_seen, "Add exactly one word for what could not be seen."),
    )
    for holds, rating, detail in rules:
        if not holds(counted.count(rating)):
            yield FieldError("/ratingWords", f"no_{rating.name}", detail)
