"""Tables of the passport: every row belongs to one holder and is only visible to that holder."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import (
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.holding.places import CredentialPlace
from app.platform.database import INSTANT, Base


class HolderRecord(Base):
    """A person with a passport: nothing but an id and the wrapped key of everything that is theirs."""

    __tablename__ = "holders"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    data_key_wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(INSTANT)


class PassportCredentialRecord(Base):
    """A signed credential that the holder received, sealed with the holder's own key."""

    __tablename__ = "passport_credentials"
    __table_args__ = (
        ForeignKeyConstraint(
            ["holder_id"], ["holders.id"], name="fk_passport_credentials_holder", ondelete="CASCADE"
        ),
        Index("ix_passport_credentials_received", "holder_id", "received_at", "credential_id"),
    )

    holder_id: Mapped[UUID] = mapped_column(primary_key=True)
    credential_id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column()
    format: Mapped[str] = mapped_column(Text)
    secured_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    received_at: Mapped[datetime] = mapped_column(INSTANT)
    state: Mapped[CredentialPlace] = mapped_column(Text, server_default=text("'new'"))
    state_changed_at: Mapped[datetime | None] = mapped_column(INSTANT)


class HolderSessionRecord(Base):
    """A signed-in device of the holder; only the hash of its token is kept."""

    __tablename__ = "holder_sessions"
    __table_args__ = (
        ForeignKeyConstraint(
            ["holder_id"], ["holders.id"], name="fk_holder_sessions_holder", ondelete="CASCADE"
        ),
        UniqueConstraint("holder_id", "token_hash", name="uq_holder_sessions_token"),
        Index("ix_holder_sessions_token_hash", "token_hash"),
    )

    holder_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(INSTANT)
    expires_at: Mapped[datetime] = mapped_column(INSTANT)
    ended_at: Mapped[datetime | None] = mapped_column(INSTANT)


class ShareLinkRecord(Base):
    """A link to chosen credentials; only the hash of its secret is kept, its details are sealed."""

    __tablename__ = "share_links"
    __table_args__ = (
        ForeignKeyConstraint(["holder_id"], ["holders.id"], name="fk_share_links_holder", ondelete="CASCADE"),
        UniqueConstraint("holder_id", "secret_hash", name="uq_share_links_secret"),
        Index("ix_share_links_secret_hash", "secret_hash"),
        Index("ix_share_links_created", "holder_id", "created_at", "id"),
    )

    holder_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary)
    details_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    is_single_use: Mapped[bool] = mapped_column()
    created_at: Mapped[datetime] = mapped_column(INSTANT)
    expires_at: Mapped[datetime] = mapped_column(INSTANT)
    used_at: Mapped[datetime | None] = mapped_column(INSTANT)
    stopped_at: Mapped[datetime | None] = mapped_column(INSTANT)


class ShareLinkItemRecord(Base):
    """A credential that a share link shows, in the order the holder chose."""

    __tablename__ = "share_link_items"
    __table_args__ = (
        ForeignKeyConstraint(
            ["holder_id", "share_link_id"],
            ["share_links.holder_id", "share_links.id"],
            name="fk_share_link_items_link",
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["holder_id", "credential_id"],
            ["passport_credentials.holder_id", "passport_credentials.credential_id"],
            name="fk_share_link_items_credential",
            ondelete="CASCADE",
        ),
        UniqueConstraint(
            "holder_id", "share_link_id", "credential_id", name="uq_share_link_items_credential"
        ),
        Index("ix_share_link_items_credential", "holder_id", "credential_id"),
    )

    holder_id: Mapped[UUID] = mapped_column(primary_key=True)
    share_link_id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    credential_id: Mapped[UUID] = mapped_column()


class ShareViewRecord(Base):
    """One time a share link was opened: when, and by page or API. Never by whom, never an address.

    `verifier_digest` lets a system with a key show that it was there; without the vault it says nothing.
    """

    __tablename__ = "share_views"
    __table_args__ = (
        ForeignKeyConstraint(
            ["holder_id", "share_link_id"],
            ["share_links.holder_id", "share_links.id"],
            name="fk_share_views_link",
            ondelete="CASCADE",
        ),
        Index("ix_share_views_viewed", "holder_id", "share_link_id", "viewed_at", "id"),
    )

    holder_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    share_link_id: Mapped[UUID] = mapped_column()
    channel: Mapped[Literal["page", "api"]] = mapped_column(Text)
    viewed_at: Mapped[datetime] = mapped_column(INSTANT)
    verifier_digest: Mapped[bytes | None] = mapped_column(LargeBinary)
