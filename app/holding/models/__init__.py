"""Tables of the passport; holder_id comes first in every key, unique constraint and foreign key."""

from app.holding.models.disputes import DisputeRecord
from app.holding.models.entry import (
    EntryCodeRecord,
    HelpedSessionRecord,
    HolderContactRecord,
    HolderEventRecord,
    HolderPasskeyRecord,
    PassportRecoveryRecord,
)
from app.holding.models.following import ShareFollowerRecord
from app.holding.models.guardians import GuardianRecord
from app.holding.models.passport import (
    HolderRecord,
    HolderSessionRecord,
    PassportCredentialRecord,
    ShareLinkItemRecord,
    ShareLinkRecord,
    ShareViewRecord,
)
from app.holding.models.skills import HolderSkillRecord

__all__ = [
    "DisputeRecord",
    "EntryCodeRecord",
    "GuardianRecord",
    "HelpedSessionRecord",
    "HolderContactRecord",
    "HolderEventRecord",
    "HolderPasskeyRecord",
    "HolderRecord",
    "HolderSessionRecord",
    "HolderSkillRecord",
    "PassportCredentialRecord",
    "PassportRecoveryRecord",
    "ShareFollowerRecord",
    "ShareLinkItemRecord",
    "ShareLinkRecord",
    "ShareViewRecord",
]
