"""Tables of the issuing room; organisation_id comes first in every key, unique constraint and foreign key."""

from app.issuing.models.batches import (
    CredentialBatchChunkRecord,
    CredentialBatchErrorRecord,
    CredentialBatchRecord,
)
from app.issuing.models.delivery import DeliveryEventRecord
from app.issuing.models.ledger import (
    AchievementRecord,
    ClaimLinkRecord,
    EnvelopeRecord,
    IssuanceRecord,
    RecipientRecord,
)
from app.issuing.models.sheets import CredentialSheetPartRecord, CredentialSheetRecord
from app.issuing.models.staff_views import StaffViewRecord
from app.issuing.models.status import StatusEntryRecord, StatusEventRecord, StatusListRecord
from app.issuing.models.vc_api import VcApiIssuanceRecord

__all__ = [
    "AchievementRecord",
    "ClaimLinkRecord",
    "CredentialBatchChunkRecord",
    "CredentialBatchErrorRecord",
    "CredentialBatchRecord",
    "CredentialSheetPartRecord",
    "CredentialSheetRecord",
    "DeliveryEventRecord",
    "EnvelopeRecord",
    "IssuanceRecord",
    "RecipientRecord",
    "StaffViewRecord",
    "StatusEntryRecord",
    "StatusEventRecord",
    "StatusListRecord",
    "VcApiIssuanceRecord",
]
