"""Tables of the assessing room; organisation_id comes first in every key, unique constraint and foreign key."""

from app.assessing.models.candidates import CandidateRecord, ReferenceKeyRecord
from app.assessing.models.dossiers import ClaimRecord, DossierRecord, EvidenceRecord
from app.assessing.models.evidence_files import EvidenceFilePartRecord, EvidenceFileRecord
from app.assessing.models.judgements import (
    AppealRecord,
    CoSignLinkRecord,
    JudgementRecord,
    SecondJudgementRecord,
)
from app.assessing.models.mandates import MandateRecord
from app.assessing.models.skill_sets import SkillSetAchievementRecord, SkillSetRecord
from app.assessing.models.young_people import YoungPersonRecord

__all__ = [
    "AppealRecord",
    "CandidateRecord",
    "ClaimRecord",
    "CoSignLinkRecord",
    "DossierRecord",
    "EvidenceFilePartRecord",
    "EvidenceFileRecord",
    "EvidenceRecord",
    "JudgementRecord",
    "MandateRecord",
    "ReferenceKeyRecord",
    "SecondJudgementRecord",
    "SkillSetAchievementRecord",
    "SkillSetRecord",
    "YoungPersonRecord",
]
