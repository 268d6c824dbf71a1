"""How the credentials of a person are grouped: by what they are, never by who gave them. The same on screen and paper."""

from collections.abc import Mapping
from typing import Final

from app.credentials.model import Credential
from app.credentials.skill_match import read_target_type
from app.web.marking import N_

GROUPS: Final[Mapping[str, str]] = {
    "specific": N_("Vakvaardigheden"),
    "transferable": N_("Algemene vaardigheden"),
    "knowledge": N_("Kennis"),
    "skills": N_("Vaardigheden"),
    "certificates": N_("Certificaten"),
    "diplomas": N_("Diploma's"),
    "courses": N_("Cursussen en toetsen"),
    "other": N_("Andere bewijzen"),
    "self": N_("Zelf verteld"),
}
# A skill that points at several layers stands with the first of these.
_LAYERS: Final = ("specific", "transferable", "knowledge")
# The types of Open Badges 3.0, section B.8.1 (AchievementType).
_GROUP_OF: Final[Mapping[str, str]] = {
    "Achievement": "skills",
    "Competency": "skills",
    "ApprenticeshipCertificate": "certificates",
    "Certificate": "certificates",
    "CertificateOfCompletion": "certificates",
    "Certification": "certificates",
    "JourneymanCertificate": "certificates",
    "License": "certificates",
    "MasterCertificate": "certificates",
    "MicroCredential": "certificates",
    "QualityAssuranceCredential": "certificates",
    "AssociateDegree": "diplomas",
    "BachelorDegree": "diplomas",
    "Degree": "diplomas",
    "Diploma": "diplomas",
    "DoctoralDegree": "diplomas",
    "GeneralEducationDevelopment": "diplomas",
    "MasterDegree": "diplomas",
    "ProfessionalDoctorate": "diplomas",
    "ResearchDoctorate": "diplomas",
    "SecondarySchoolDiploma": "diplomas",
    "Assessment": "courses",
    "Assignment": "courses",
    "Course": "courses",
    "LearningProgram": "courses",
}


def group_of(credential: Credential) -> str:
    """The name in GROUPS where a credential belongs."""
    if credential.level is not None and credential.level.number == 0:
        return "self"
    kind = _GROUP_OF.get(credential.achievement.achievement_type, "other")
    return _layer_of(credential) or kind if kind == "skills" else kind


def _layer_of(credential: Credential) -> str | None:
    matches = (read_target_type(alignment.target_type) for alignment in credential.achievement.alignments)
    layers = {match.layer for match in matches if match is not None}
    return next((layer for layer in _LAYERS if layer in layers), None)
