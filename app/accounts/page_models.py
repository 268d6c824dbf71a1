"""What the pages of accounts show."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DeskLine:
    """A partnership of which the visitor is a member."""

    organisation_name: str
    address: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeskChoice:
    """The partnerships to choose from."""

    desks: tuple[DeskLine, ...]


@dataclass(frozen=True, slots=True)
class DeskStart:
    """What the member is here."""

    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """A field that is not right yet, and what to do about it; without a name where no field can mend it."""

    field: str
    sentence: str


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """A role to give or take."""

    code: str
    name: str
    purpose: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class MemberLine:
    """Somebody in the list of members."""

    name: str
    email: str
    roles: tuple[str, ...]
    address: str
    is_self: bool


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """An invitation that nobody accepted yet."""

    email: str
    roles: tuple[str, ...]
    expires_at: datetime
    is_expired: bool
    resend_action: str
    withdraw_action: str


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Members and open invitations."""

    members: tuple[MemberLine, ...]
    invitations: tuple[InvitationLine, ...]
    invite_address: str
    has_more: bool


@dataclass(frozen=True, slots=True)
class InviteForm:
    """What was filled in to invite somebody."""

    action: str
    back: str
    email: str
    language: str
    roles: tuple[RoleChoice, ...]
    problems: tuple[FieldProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class MemberForm:
    """One member, whose roles may change and whose membership may end."""

    name: str
    email: str
    action: str
    end_action: str
    back: str
    roles: tuple[RoleChoice, ...]
    problems: tuple[FieldProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class InvitationPage:
    """What the link of an invitation shows."""

    organisation_name: str
    roles: tuple[str, ...]
    action: str
    asks_name: bool
    name: str = ""
    problems: tuple[FieldProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A signed-in device of the visitor."""

    browser: str | None
    system: str | None
    created_at: datetime
    last_used_at: datetime
    is_this: bool
    end_action: str


@dataclass(frozen=True, slots=True)
class PasskeyLine:
    """A passkey of the visitor."""

    name: str
    created_at: datetime
    last_used_at: datetime | None
    rename_address: str
    remove_action: str


@dataclass(frozen=True, slots=True)
class PasskeyPage:
    """The page on which a browser makes or uses a passkey; `options` is JSON for the script."""

    is_new: bool
    options: str
    action: str
    back: str
    name: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class PasskeyNameForm:
    """A passkey that gets another name."""

    name: str
    action: str
    problems: tuple[FieldProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class AccountPage:
    """What a person may change of their own."""

    name: str
    email: str
    sessions: tuple[SessionLine, ...]
    passkeys: tuple[PasskeyLine, ...] = ()
    problems: tuple[FieldProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class SystemForm:
    """What was filled in to register a system."""

    name: str
    email: str
    problems: tuple[FieldProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class SystemKeyLine:
    """A key that works; `prefix` tells it from others."""

    name: str
    prefix: str
    created_at: datetime
    expires_at: datetime
    stop_action: str


@dataclass(frozen=True, slots=True)
class SystemKeysPage:
    """The keys of a system; `secret` is the text of one that was made just now."""

    system_name: str
    lines: tuple[SystemKeyLine, ...]
    secret: str | None = None
    name: str = ""
    problems: tuple[FieldProblem, ...] = ()
