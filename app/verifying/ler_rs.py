"""What was proven, in the members of a resume for HR systems: LER-RS of HR Open Standards (release 4.4 and 4.5).

Only members whose name and meaning we know are written; the guide for who verifies by machine (docs/guide/verifying.md)
lists each, and what has no place there. It is a copy without a signature: the credential itself stays the proof.
"""

from collections.abc import Sequence
from typing import Any, Final

from app.holding.wording import local_date
from app.verifying.report import Facts, facts_of
from app.verifying.verify import Verification

JsonObject = dict[str, Any]
# The only value that both releases allow in `type`.
LER_RS_TYPE: Final = "http://schema.hropenstandards.org/4.4/recruiting/json/ler-rs/LER-RSType.json"
# Below this nobody compared somebody with requirements, so it is a skill and no certification.
LEAST_CERTIFIED: Final = 2


def write_ler_rs(verification: Verification) -> JsonObject | None:
    """The resume of what is valid; None when nothing is. What asks for caution is left out."""
    valid = [judgement for judgement in verification.judgements if judgement.report.is_valid]
    facts = [found for found in map(facts_of, valid) if found is not None]
    if not facts:
        return None
    resume: JsonObject = {"type": LER_RS_TYPE}
    names = {found.holder_name for found in facts}
    # A resume is of one person; where the credentials name several, or hide the name, it names nobody.
    if len(names) == 1 and None not in names:
        resume["person"] = {"name": {"formattedName": names.pop()}}
    certified = [found for found in facts if found.level and found.level.number >= LEAST_CERTIFIED]
    if certified:
        resume["certifications"] = [_certification(found) for found in certified]
    return resume | {"skills": _skills(facts)}


def _certification(facts: Facts) -> JsonObject:
    authority: JsonObject = {"name": facts.issuer_name or facts.issuer_did}
    if facts.issuer_website:
        authority["communication"] = {"web": [{"url": facts.issuer_website}]}
    return {
        "name": facts.title,
        "firstIssued": local_date(facts.valid_from),
        "issuingAuthority": authority,
    }


def _skills(facts: Sequence[Facts]) -> list[JsonObject]:
    """Each thing that somebody can do once, then the skills of public frameworks that it belongs to."""
    names = [found.title for found in facts]
    names += [alignment.target_name for found in facts for alignment in found.alignments]
    return [{"name": name} for name in dict.fromkeys(names)]
