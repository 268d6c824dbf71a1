"""Tables of verifying: what we remember of foreign status lists, and challenges that were not answered yet."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import INSTANT, Base


class StatusListSightingRecord(Base):
    """The newest `validFrom` ever seen of a status list, so that an older list is never believed again."""

    __tablename__ = "status_list_sightings"

    url_digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    url: Mapped[str] = mapped_column(Text)
    highest_valid_from: Mapped[datetime] = mapped_column(INSTANT)


class VcApiChallengeRecord(Base):
    """A challenge for one presentation; only its hash is kept, and the row is gone once it was answered."""

    __tablename__ = "vc_api_challenges"
    __table_args__ = (Index("ix_vc_api_challenges_created_at", "created_at"),)

    challenge_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    created_at: Mapped[datetime] = mapped_column(INSTANT)
    expires_at: Mapped[datetime] = mapped_column(INSTANT)
