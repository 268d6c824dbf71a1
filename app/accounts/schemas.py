"""What the routes of accounts read and answer."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from app.accounts.permissions import Role, Scope
from app.web.schemas import Body, ShortText, View


class OrganisationView(View):
    """An organisation, as it knows itself."""

    id: UUID
    slug: str
    name: str
    kind: str
    locale: str
    website: str | None
    phone: str | None
    is_test: bool
    created_at: datetime


class CreateApiKeyBody(Body):
    """A new key; without `expiresAt` it works for a year."""

    name: ShortText
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=len(Scope))]
    expires_at: AwareDatetime | None = None


class ApiKeyView(View):
    """What may be shown of a key again."""

    id: UUID
    name: str
    prefix: str
    scopes: list[Scope]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_date: date | None


class CreatedApiKeyView(ApiKeyView):
    """A key as it is made. `secret` is shown once; when the request is replayed it is null."""

    secret: str | None


class AuditEventView(View):
    """One entry of the audit log."""

    id: UUID
    actor: str
    action: str
    target: str
    facts: dict[str, Any]
    occurred_at: datetime


class MemberView(View):
    """Somebody who works for the organisation."""

    person_id: UUID
    name: str
    email: str
    roles: list[Role]
    created_at: datetime


class RolesBody(Body):
    """The roles that a member has from now on."""

    roles: Annotated[list[Role], Field(min_length=1, max_length=len(Role))]


class InviteBody(Body):
    """Who is invited, as what, and in which language the mail is."""

    email: Annotated[str, Field(min_length=3, max_length=254)]
    roles: Annotated[list[Role], Field(min_length=1, max_length=len(Role))]
    language: Literal["nl", "en"] = "nl"


class InvitationView(View):
    """An invitation that nobody accepted yet."""

    id: UUID
    email: str
    roles: list[Role]
    language: str
    created_at: datetime
    expires_at: datetime


class BrandingBody(Body):
    """The whole brand; `logo` is a PNG, JPEG or WebP of at most 1 MiB in base64, null for none."""

    brand_colour: Annotated[str, Field(pattern="^#[0-9a-fA-F]{6}$", examples=["#123f6d"])]
    text_colour: Annotated[str, Field(pattern="^#[0-9a-fA-F]{6}$", examples=["#ffffff"])]
    logo: Annotated[str, Field(max_length=1_400_000)] | None = None


class BrandingView(View):
    """The brand as it is kept; `contrast` is that of the two colours, `logo` a PNG in base64."""

    brand_colour: str
    text_colour: str
    contrast: float
    logo: str | None
    revision: int
    changed_at: datetime | None
