"""Facts that several tests of issuing share."""

from datetime import UTC, date, datetime
from uuid import UUID

from app.credentials.model import Alignment
from app.demo.assessors import Mandates, assess
from app.issuing.documents import AchievementSnapshot
from app.issuing.issue_requests import EvidenceSummary, IssueRequest

MANDATES = Mandates(UUID(int=21), UUID(int=22))
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
REQUEST = IssueRequest(
    key="credential/k",
    reference="W-1",
    recipient_name="Jan Jansen",
    achievement_id=UUID(int=1),
    level=2,
    assessed_on=date(2026, 11, 1),
    assessor_role="Praktijkopleider",
    evidence=(EvidenceSummary("observation", "Heeft twee uur gereden", date(2026, 11, 1)),),
    assessment=assess(MANDATES),
)
URL = "https://passport.example"
SNAPSHOT = AchievementSnapshot(
    id=UUID(int=1),
    version=3,
    code="HEFTRUCK",
    name={"nl": "Heftruck rijden", "en": "Drive a forklift"},
    description={"nl": "Rijdt veilig.", "en": "Drives safely."},
    criteria=({"nl": "Kijkt om.", "en": "Looks back."}, {"nl": "Remt.", "en": "Brakes."}),
    alignments=(Alignment("drive", "http://data.europa.eu/esco/skill/1"),),
    skill_id=None,
    is_used=False,
    created_at=NOW,
)
