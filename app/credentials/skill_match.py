"""How an achievement corresponds to a skill elsewhere, told in the type of its alignment.

Open Badges 3.0 has no terms for the language of a name or for the properties of SKOS; a type may be extended
(section B.2.2, AlignmentTargetType) with `ext:` and letters, digits, points, dashes and underscores.
"""

import re
from dataclasses import dataclass
from typing import Final

OWN_TERM_TYPE: Final = "ext:OwnTerm"
"""The kind of a term of the issuer's own, of no public framework."""

_TYPE: Final = re.compile(
    r"(?P<kind>ext:[A-Za-z0-9]+)\.(?P<match_type>exact|close|broad|narrow)\."
    r"(?P<language>[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*)"
    r"(?:\.(?P<layer>specific|transferable|knowledge))?"
)


@dataclass(frozen=True, slots=True)
class SkillMatch:
    """What the type of an alignment tells: `kind` is `ext:` and the name of the sort of thing that is pointed at.

    `match_type` is exact, close, broad or narrow (SKOS Reference, section 10), `language` that of the name (BCP 47),
    `layer` specific, transferable or knowledge.
    """

    kind: str
    match_type: str
    language: str
    layer: str | None = None


def write_target_type(match: SkillMatch) -> str:
    """The `targetType`, such as `ext:ESCOSkill.exact.nl.specific`. Raises ValueError for what would not be read back."""
    parts = (match.kind, match.match_type, match.language, match.layer)
    written = ".".join(part for part in parts if part is not None)
    if read_target_type(written) != match:
        raise ValueError(f"not the type of an alignment: {written}")
    return written


def read_target_type(text: str | None) -> SkillMatch | None:
    """What a `targetType` tells; None for one that is not of this form, such as those of others."""
    found = _TYPE.fullmatch(text or "")
    return SkillMatch(**found.groupdict()) if found else None
