"""What a follower is told of a credential: one word, out of everything that is known of it."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from app.issuing.standings import Standing


class FollowedState(StrEnum):
    """The state of a credential in a share, for who follows that share."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    EXPIRED = "expired"
    KEY_COMPROMISED = "key_compromised"
    NO_LONGER_SHARED = "no_longer_shared"


SHARE_ENDED: Final = "share.ended"
SHARE_EXPIRED: Final = "share.expired"
SHARED_AGAIN: Final = "credential.shared_again"
_TYPES: Final[Mapping[FollowedState, str]] = {
    FollowedState.ACTIVE: "credential.reinstated",
    FollowedState.SUSPENDED: "credential.suspended",
    FollowedState.REVOKED: "credential.revoked",
    FollowedState.EXPIRED: "credential.expired",
    FollowedState.KEY_COMPROMISED: "credential.key_compromised",
    FollowedState.NO_LONGER_SHARED: "credential.no_longer_shared",
}
EVENT_TYPES: Final = (*_TYPES.values(), SHARED_AGAIN, SHARE_ENDED, SHARE_EXPIRED)


def judge_state(
    standing: Standing, *, is_shown: bool, compromised_at: datetime | None, now: datetime
) -> FollowedState:
    """The state now. Of what is not shown (any more) nothing else is told; what cannot be undone comes first."""
    if not is_shown:
        return FollowedState.NO_LONGER_SHARED
    if standing.state == "revoked":
        return FollowedState.REVOKED
    # As a verification does: what the ledger has from before that moment still counts.
    if compromised_at is not None and standing.issued_at >= compromised_at:
        return FollowedState.KEY_COMPROMISED
    if standing.state == "suspended":
        return FollowedState.SUSPENDED
    if standing.valid_until is not None and standing.valid_until <= now:
        return FollowedState.EXPIRED
    return FollowedState.ACTIVE


def type_of(before: FollowedState, after: FollowedState) -> str:
    """The type of the event that says so."""
    if before is FollowedState.NO_LONGER_SHARED:
        return SHARED_AGAIN
    return _TYPES[after]
