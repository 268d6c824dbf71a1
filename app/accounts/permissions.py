"""Who may do what: one table, from the group of a route to the scopes that open it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID


class Scope(StrEnum):
    """What an API key may be allowed to do."""

    CREDENTIALS_ISSUE = "credentials:issue"
    CREDENTIALS_READ = "credentials:read"
    CREDENTIALS_REVOKE = "credentials:revoke"
    ACHIEVEMENTS_WRITE = "achievements:write"
    TERMS_WRITE = "terms:write"
    TERMS_REVIEW = "terms:review"
    KEYS_MANAGE = "keys:manage"
    AUDIT_READ = "audit:read"
    API_KEYS_MANAGE = "api-keys:manage"
    VERIFICATIONS_CREATE = "verifications:create"


@dataclass(frozen=True, slots=True)
class Issuer:
    """The organisation in whose name a request is made, and the API key that makes it."""

    organisation_id: UUID
    actor: str
    scopes: frozenset[Scope]
    organisation_name: str
    slug: str
    is_test: bool = False


ANY_SCOPE: Final = frozenset(Scope)
SCOPES_OF_KIND: Final[Mapping[str, frozenset[Scope]]] = {
    "partnership": ANY_SCOPE,
    "verifier": frozenset({Scope.VERIFICATIONS_CREATE, Scope.API_KEYS_MANAGE, Scope.AUDIT_READ}),
}


class RouteGroup(StrEnum):
    """Routes that ask the same permission."""

    READ_ORGANISATION = "read-organisation"
    MANAGE_API_KEYS = "manage-api-keys"
    READ_AUDIT_EVENTS = "read-audit-events"
    READ_SIGNING_KEYS = "read-signing-keys"
    MANAGE_SIGNING_KEYS = "manage-signing-keys"
    READ_ACHIEVEMENTS = "read-achievements"
    WRITE_ACHIEVEMENTS = "write-achievements"
    READ_TERMS = "read-terms"
    WRITE_TERMS = "write-terms"
    REVIEW_TERMS = "review-terms"
    READ_CREDENTIALS = "read-credentials"
    ISSUE_CREDENTIALS = "issue-credentials"
    REVOKE_CREDENTIALS = "revoke-credentials"
    CREATE_VERIFICATIONS = "create-verifications"


PERMISSIONS: Final[Mapping[RouteGroup, frozenset[Scope]]] = {
    RouteGroup.READ_ORGANISATION: ANY_SCOPE,
    RouteGroup.MANAGE_API_KEYS: frozenset({Scope.API_KEYS_MANAGE}),
    RouteGroup.READ_AUDIT_EVENTS: frozenset({Scope.AUDIT_READ}),
    RouteGroup.READ_SIGNING_KEYS: ANY_SCOPE,
    RouteGroup.MANAGE_SIGNING_KEYS: frozenset({Scope.KEYS_MANAGE}),
    RouteGroup.READ_ACHIEVEMENTS: ANY_SCOPE,
    RouteGroup.WRITE_ACHIEVEMENTS: frozenset({Scope.ACHIEVEMENTS_WRITE}),
    RouteGroup.READ_TERMS: ANY_SCOPE,
    RouteGroup.WRITE_TERMS: frozenset({Scope.TERMS_WRITE}),
    RouteGroup.REVIEW_TERMS: frozenset({Scope.TERMS_REVIEW}),
    RouteGroup.READ_CREDENTIALS: frozenset({Scope.CREDENTIALS_READ}),
    RouteGroup.ISSUE_CREDENTIALS: frozenset({Scope.CREDENTIALS_ISSUE}),
    RouteGroup.REVOKE_CREDENTIALS: frozenset({Scope.CREDENTIALS_REVOKE}),
    RouteGroup.CREATE_VERIFICATIONS: frozenset({Scope.VERIFICATIONS_CREATE}),
}

_READS: Final[Mapping[str, RouteGroup]] = {
    "": RouteGroup.READ_ORGANISATION,
    "api-keys": RouteGroup.MANAGE_API_KEYS,
    "audit-events": RouteGroup.READ_AUDIT_EVENTS,
    "signing-keys": RouteGroup.READ_SIGNING_KEYS,
    "achievements": RouteGroup.READ_ACHIEVEMENTS,
    "own-terms": RouteGroup.READ_TERMS,
    "term-coverage": RouteGroup.READ_TERMS,
    "overlaps": RouteGroup.READ_TERMS,
    "credentials": RouteGroup.READ_CREDENTIALS,
    "credential-batches": RouteGroup.READ_CREDENTIALS,
    "recipients": RouteGroup.READ_CREDENTIALS,
}
_WRITES: Final[Mapping[str, RouteGroup]] = {
    "api-keys": RouteGroup.MANAGE_API_KEYS,
    "signing-keys": RouteGroup.MANAGE_SIGNING_KEYS,
    "achievements": RouteGroup.WRITE_ACHIEVEMENTS,
    "own-terms": RouteGroup.WRITE_TERMS,
    "credentials": RouteGroup.ISSUE_CREDENTIALS,
    "credential-batches": RouteGroup.ISSUE_CREDENTIALS,
    "recipients": RouteGroup.ISSUE_CREDENTIALS,
}
_REVOKING: Final = frozenset({"_revoke", "_suspend", "_reinstate"})


def find_route_group(method: str, path: str) -> RouteGroup | None:
    """The group of a route, from its method and path template; None when it has no rule or needs no key."""
    segments = path.strip("/").split("/")
    if segments == ["v1", "verifications"]:
        return RouteGroup.CREATE_VERIFICATIONS
    if segments[:2] != ["v1", "organisations"] or len(segments) < 3:
        return None
    collection = segments[3] if len(segments) > 3 else ""
    if method in ("GET", "HEAD"):
        return _READS.get(collection)
    if collection == "own-terms" and segments[-1] == "_review":
        return RouteGroup.REVIEW_TERMS
    if collection == "credentials" and segments[-1] in _REVOKING:
        return RouteGroup.REVOKE_CREDENTIALS
    return _WRITES.get(collection)


def is_allowed(scopes: frozenset[Scope], group: RouteGroup) -> bool:
    """Whether one of the scopes opens the group."""
    return not scopes.isdisjoint(PERMISSIONS[group])
