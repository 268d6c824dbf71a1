"""Tables of verifying: what we remember of foreign status lists, which are public documents."""

from datetime import datetime

from sqlalchemy import LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import INSTANT, Base


class StatusListSightingRecord(Base):
    """The newest `validFrom` ever seen of a status list, so that an older list is never believed again."""

    __tablename__ = "status_list_sightings"

    url_digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    url: Mapped[str] = mapped_column(Text)
    highest_valid_from: Mapped[datetime] = mapped_column(INSTANT)
