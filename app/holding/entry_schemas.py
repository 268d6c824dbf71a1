"""What the routes on coming in and on ways into a passport take and give."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from app.web.schemas import Body, View


class AddressBody(Body):
    """A mobile number, as people write it, or a mail address; a code goes there."""

    address: str = Field(min_length=3, max_length=254, examples=["06 12345678", "sanne@werk.example"])
    language: Literal["nl", "en"] = "nl"


class AskedCodeView(View):
    """That a code was asked. `codeToken` is shown once: the code is of use with it only."""

    code_token: str
    expires_at: datetime


class CodeBody(Body):
    """The code that came, with the token that was answered when it was asked."""

    code_token: str = Field(min_length=1, max_length=100)
    code: str = Field(min_length=6, max_length=20, examples=["042917"])


class SessionView(View):
    """A new session. `holderToken` is shown once."""

    holder_token: str
    holder_token_expires_at: datetime


class ContactView(View):
    """An address that opens the passport; `hint` is enough for its owner to recognise it."""

    id: UUID
    kind: Literal["email", "phone"]
    hint: str
    verified_at: datetime


class ContactsView(View):
    """Every address that opens the passport, oldest first."""

    items: list[ContactView]


class HolderEventView(View):
    """Something that happened to the ways in; `organisationId` is the partnership whose staff took part."""

    kind: str
    organisation_id: UUID | None
    occurred_at: datetime


class RecoveryView(View):
    """A new way in that a partnership made at its desk, and that may still open the passport."""

    id: UUID
    organisation_id: UUID
    opens_at: datetime
    expires_at: datetime


class RecoveriesView(View):
    """Every new way in that may still open the passport."""

    items: list[RecoveryView]


class HelpCodeView(View):
    """A code for a coach, who then sees the passport for an hour; shown once."""

    code: str
    expires_at: datetime


class StaffViewView(View):
    """That staff of a partnership opened something of the holder; `roles` is empty when software did."""

    organisation_id: UUID
    roles: list[str]
    what: str = Field(description="person, credential or dossier")
    object_id: UUID
    viewed_at: datetime
