"""The ledger of the VC-API, whose documents have no recipient and no achievement."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import INSTANT, Base


class VcApiIssuanceRecord(Base):
    """The ledger of the VC-API: what is to be signed, by its digest, written before anything is signed.

    Without a status of ours (`status_list_id`) the document named its own; the bytes themselves are not kept.
    """

    __tablename__ = "vc_api_issuances"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "status_list_id", "status_index"],
            ["status_entries.organisation_id", "status_entries.list_id", "status_entries.idx"],
            name="fk_vc_api_issuances_status_entry",
        ),
        UniqueConstraint(
            "organisation_id", "status_list_id", "status_index", name="uq_vc_api_issuances_status"
        ),
        Index("ix_vc_api_issuances_credential", "organisation_id", "credential_hash"),
        Index("ix_vc_api_issuances_digest", "credential_digest"),
        Index(
            "ix_vc_api_issuances_reserved",
            "organisation_id",
            "created_at",
            postgresql_where=text("state = 'reserved'"),
        ),
    )

    organisation_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("organisations.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    credential_hash: Mapped[bytes] = mapped_column(LargeBinary)
    format: Mapped[str] = mapped_column(Text)
    cryptosuite: Mapped[str | None] = mapped_column(Text)
    tbs_digest: Mapped[bytes] = mapped_column(LargeBinary)
    credential_digest: Mapped[bytes | None] = mapped_column(LargeBinary)
    key_id: Mapped[UUID] = mapped_column(Uuid)
    state: Mapped[str] = mapped_column(Text)
    status_list_id: Mapped[UUID | None] = mapped_column(Uuid)
    status_index: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(INSTANT)
    signed_at: Mapped[datetime | None] = mapped_column(INSTANT)
