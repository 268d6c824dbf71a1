"""Load the sample vocabulary that comes with the service: 60 skills in 6 sectors."""

from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from app.ontologies.repository import SkillRepository
from app.ontologies.skills import EscoMatch, Framework, MatchType, Skill
from app.platform.context import Context

SAMPLE_PATH = Path(__file__).parent / "data" / "sample_vocabulary.json"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Texts(_Part):
    nl: str
    en: str


class _AlignedWith(_Part):
    name: str
    version: str
    url: str


class _FrameworkEntry(_Part):
    id: str
    version: str
    name: _Texts
    licence: str
    aligned_with: _AlignedWith = Field(alias="alignedWith")


class _SectorEntry(_Part):
    id: str
    label: _Texts


class _EscoEntry(_Part):
    uri: str = Field(pattern=r"^http://data\.europa\.eu/esco/skill/[0-9A-Za-z-]+$")
    label: str
    match: MatchType


class _SkillEntry(_Part):
    id: str = Field(pattern=r"^[a-z0-9-]{1,60}$")
    code: str
    sector: str
    label: _Texts
    definition: _Texts
    esco: _EscoEntry


class Vocabulary(_Part):
    """The vocabulary file as it stands on disk."""

    framework: _FrameworkEntry
    sectors: tuple[_SectorEntry, ...]
    skills: tuple[_SkillEntry, ...]


def read_vocabulary(path: Path = SAMPLE_PATH) -> Vocabulary:
    """Parse a vocabulary file; raises pydantic.ValidationError when its shape is wrong."""
    return Vocabulary.model_validate_json(path.read_bytes())


async def load_sample(context: Context) -> int:
    """Load or refresh the sample vocabulary and answer how many skills it offers; safe to repeat.

    An operator's act: it writes as the owner of the tables. Skills that left the file become withdrawn.
    """
    vocabulary = read_vocabulary()
    framework = _framework(vocabulary)
    skills = _skills(vocabulary)
    async with context.database.owner_transaction() as session:
        repository = SkillRepository(session)
        await repository.put_framework(framework)
        await repository.put_skills(skills)
        await repository.withdraw_others(framework.id, [skill.id for skill in skills], at=context.clock.now())
    return len(skills)


def _framework(vocabulary: Vocabulary) -> Framework:
    entry = vocabulary.framework
    return Framework(
        id=entry.id,
        version=entry.version,
        name_nl=entry.name.nl,
        name_en=entry.name.en,
        source_url=entry.aligned_with.url,
        licence=entry.licence,
    )


def _skills(vocabulary: Vocabulary) -> Sequence[Skill]:
    return [
        Skill(
            id=entry.id,
            framework_id=vocabulary.framework.id,
            code=entry.code,
            sector=entry.sector,
            label_nl=entry.label.nl,
            label_en=entry.label.en,
            definition_nl=entry.definition.nl,
            definition_en=entry.definition.en,
            esco=EscoMatch(entry.esco.uri, entry.esco.label, entry.esco.match),
            withdrawn_at=None,
        )
        for entry in vocabulary.skills
    ]
