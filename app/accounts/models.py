"""Tables of accounts: organisations are public facts, API keys belong to one, and a person belongs to nobody."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import INSTANT, Base


class OrganisationRecord(Base):
    """A partnership or a verifier; the tenant of everything it owns."""

    __tablename__ = "organisations"
    __table_args__ = (CheckConstraint("kind IN ('partnership', 'verifier')", name="kind"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    slug: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    name_skeleton: Mapped[str] = mapped_column(Text, unique=True)
    kind: Mapped[str] = mapped_column(Text)
    locale: Mapped[str] = mapped_column(Text)
    website: Mapped[str | None] = mapped_column(Text)
    phone: Mapped[str | None] = mapped_column(Text)
    is_test: Mapped[bool] = mapped_column(Boolean)
    created_at: Mapped[datetime] = mapped_column(INSTANT)
    ended_at: Mapped[datetime | None] = mapped_column(INSTANT)
    successor_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("organisations.id"))


class ApiKeyRecord(Base):
    """A key of a machine; only the hash of its text is kept."""

    __tablename__ = "api_keys"
    __table_args__ = (
        UniqueConstraint("organisation_id", "key_hash", name="uq_api_keys_organisation_id_key_hash"),
        Index("ix_api_keys_key_hash", "key_hash"),
        Index("ix_api_keys_organisation_id_created_at_id", "organisation_id", "created_at", "id"),
    )

    organisation_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("organisations.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    prefix: Mapped[str] = mapped_column(Text)
    key_hash: Mapped[bytes] = mapped_column(LargeBinary)
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    created_at: Mapped[datetime] = mapped_column(INSTANT)
    expires_at: Mapped[datetime] = mapped_column(INSTANT)
    revoked_at: Mapped[datetime | None] = mapped_column(INSTANT)
    last_used_on: Mapped[date | None] = mapped_column(Date)
    hand: Mapped[str | None] = mapped_column(Text)


class AddressKeyRecord(Base):
    """The one key under which mail addresses are hashed, so that a reader of the database cannot guess them."""

    __tablename__ = "address_keys"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    key_sealed: Mapped[bytes] = mapped_column(LargeBinary)


class PersonRecord(Base):
    """Somebody who works for a partnership; name and address are sealed under the person's own key."""

    __tablename__ = "people"
    __table_args__ = (
        UniqueConstraint("email_hash", name="uq_people_email_hash"),
        CheckConstraint("language IN ('nl', 'en')", name="language"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    name_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    email_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    email_hash: Mapped[bytes] = mapped_column(LargeBinary)
    language: Mapped[str] = mapped_column(Text)
    data_key_wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(INSTANT)


class MembershipRecord(Base):
    """What a person is in an organisation; it stays when it has ended, as it tells who judged."""

    __tablename__ = "memberships"
    __table_args__ = (
        CheckConstraint("cardinality(roles) > 0", name="roles"),
        Index("ix_memberships_person_id", "person_id"),
    )

    organisation_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("organisations.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("people.id"), primary_key=True)
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    created_at: Mapped[datetime] = mapped_column(INSTANT)
    ended_at: Mapped[datetime | None] = mapped_column(INSTANT)


class InvitationRecord(Base):
    """A mailed link by which somebody becomes a member; only the hash of its secret is kept."""

    __tablename__ = "invitations"
    __table_args__ = (
        UniqueConstraint("organisation_id", "secret_hash", name="uq_invitations_organisation_id_secret_hash"),
        CheckConstraint("cardinality(roles) > 0", name="roles"),
        CheckConstraint("language IN ('nl', 'en')", name="language"),
        Index("ix_invitations_secret_hash", "secret_hash"),
        Index("ix_invitations_created", "organisation_id", "created_at", "id"),
    )

    organisation_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("organisations.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary)
    email_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    email_hash: Mapped[bytes] = mapped_column(LargeBinary)
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    language: Mapped[str] = mapped_column(Text)
    invited_by: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(INSTANT)
    expires_at: Mapped[datetime] = mapped_column(INSTANT)
    accepted_at: Mapped[datetime | None] = mapped_column(INSTANT)
    accepted_by: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("people.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(INSTANT)


class SignInLinkRecord(Base):
    """One asking to come in, also for an address that nobody has: link and code are only hashes."""

    __tablename__ = "sign_in_links"
    __table_args__ = (
        UniqueConstraint("browser_hash", name="uq_sign_in_links_browser_hash"),
        CheckConstraint("language IN ('nl', 'en')", name="language"),
        Index("ix_sign_in_links_secret_hash", "secret_hash"),
        Index("ix_sign_in_links_email_hash_created_at", "email_hash", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    email_hash: Mapped[bytes] = mapped_column(LargeBinary)
    browser_hash: Mapped[bytes] = mapped_column(LargeBinary)
    language: Mapped[str] = mapped_column(Text)
    person_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("people.id"))
    secret_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    code_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    tries: Mapped[int] = mapped_column(SmallInteger)
    created_at: Mapped[datetime] = mapped_column(INSTANT)
    expires_at: Mapped[datetime] = mapped_column(INSTANT)
    used_at: Mapped[datetime | None] = mapped_column(INSTANT)


class AddressChangeRecord(Base):
    """Another address that a person asked for; the hash is that of the link in the mail."""

    __tablename__ = "address_changes"

    person_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("people.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary)
    email_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(INSTANT)
    expires_at: Mapped[datetime] = mapped_column(INSTANT)
    ended_at: Mapped[datetime | None] = mapped_column(INSTANT)


class StaffSessionRecord(Base):
    """A signed-in device: the handle finds it and stays, the secret changes; of both only hashes."""

    __tablename__ = "staff_sessions"
    __table_args__ = (UniqueConstraint("handle_hash", name="uq_staff_sessions_handle_hash"),)

    person_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("people.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    handle_hash: Mapped[bytes] = mapped_column(LargeBinary)
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary)
    previous_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    device: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(INSTANT)
    rotated_at: Mapped[datetime] = mapped_column(INSTANT)
    last_used_at: Mapped[datetime] = mapped_column(INSTANT)
    expires_at: Mapped[datetime] = mapped_column(INSTANT)
    ended_at: Mapped[datetime | None] = mapped_column(INSTANT)


class PasskeyRecord(Base):
    """A public key of a person's device or key ring (WebAuthn Level 3, section 4)."""

    __tablename__ = "passkeys"
    __table_args__ = (UniqueConstraint("credential_hash", name="uq_passkeys_credential_hash"),)

    person_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("people.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary)
    credential_hash: Mapped[bytes] = mapped_column(LargeBinary)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    transports: Mapped[list[str]] = mapped_column(ARRAY(Text))
    name_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(INSTANT)
    last_used_at: Mapped[datetime | None] = mapped_column(INSTANT)


class PasskeyChallengeRecord(Base):
    """A challenge that was given out; using it takes it away."""

    __tablename__ = "passkey_challenges"
    __table_args__ = (CheckConstraint("purpose IN ('register', 'sign-in')", name="purpose"),)

    challenge_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    purpose: Mapped[str] = mapped_column(Text)
    person_id: Mapped[UUID | None] = mapped_column(Uuid)
    created_at: Mapped[datetime] = mapped_column(INSTANT)


class BrandingRecord(Base):
    """How the pages of a partnership look: public, as its name is."""

    __tablename__ = "brandings"
    __table_args__ = (
        CheckConstraint("colour ~ '^#[0-9a-f]{6}$' AND text_colour ~ '^#[0-9a-f]{6}$'", name="colours"),
        CheckConstraint("octet_length(logo) <= 65536", name="logo"),
        CheckConstraint("revision >= 1", name="revision"),
    )

    organisation_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("organisations.id"), primary_key=True)
    colour: Mapped[str] = mapped_column(Text)
    text_colour: Mapped[str] = mapped_column(Text)
    logo: Mapped[bytes | None] = mapped_column(LargeBinary)
    revision: Mapped[int] = mapped_column(Integer)
    changed_by: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(INSTANT)


class SystemRecord(Base):
    """The system of an employer that registered itself, who answers for it, and the ways in to its keys.

    Until the link was opened there is no organisation with this id.
    """

    __tablename__ = "systems"
    __table_args__ = (
        UniqueConstraint("email_hash", name="uq_systems_email_hash"),
        Index("ix_systems_link_hash", "link_hash"),
        Index("ix_systems_session_hash", "session_hash"),
    )

    organisation_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    email_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    email_hash: Mapped[bytes] = mapped_column(LargeBinary)
    language: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(INSTANT)
    confirmed_at: Mapped[datetime | None] = mapped_column(INSTANT)
    link_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    link_until: Mapped[datetime | None] = mapped_column(INSTANT)
    session_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    session_until: Mapped[datetime | None] = mapped_column(INSTANT)
