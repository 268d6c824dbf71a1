"""Who may do what: from a role to its scopes, and from the group of a route to the scopes that open it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID


class Scope(StrEnum):
    """What an API key, or a member by its roles, may be allowed to do."""

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
    PEOPLE_MANAGE = "people:manage"
    SKILL_SETS_WRITE = "skill-sets:write"
    SKILL_SETS_PUBLISH = "skill-sets:publish"
    MANDATES_MANAGE = "mandates:manage"
    DOSSIERS_OPEN = "dossiers:open"
    DOSSIERS_READ = "dossiers:read"
    DOSSIERS_JUDGE = "dossiers:judge"
    DOSSIERS_SECOND = "dossiers:second"
    BRANDING_WRITE = "branding:write"
    RECIPIENTS_ERASE = "recipients:erase"
    RECOGNITIONS_MANAGE = "recognitions:manage"
    PASSPORTS_HELP = "passports:help"


class Role(StrEnum):
    """What a person does in a partnership; somebody may have more than one."""

    COORDINATOR = "coordinator"
    DESIGNER = "designer"
    ASSESSOR = "assessor"
    SECOND_ASSESSOR = "second-assessor"
    COACH = "coach"
    READER = "reader"


@dataclass(frozen=True, slots=True)
class Issuer:
    """The organisation in whose name a request is made, and who makes it.

    `actor` is `api-key:<id>` for a machine and `person:<id>` for a member, who has `roles`. `hand` is whose key it is: a
    person, or the key that it was made with.
    """

    organisation_id: UUID
    actor: str
    scopes: frozenset[Scope]
    organisation_name: str
    slug: str
    is_test: bool = False
    hand: str | None = None
    roles: tuple[str, ...] = ()

    @property
    def eyes(self) -> str:
        """Who looks, where two have to: a person and every key of theirs are one pair of eyes."""
        return self.hand or self.actor


ANY_SCOPE: Final = frozenset(Scope)
SCOPES_OF_KIND: Final[Mapping[str, frozenset[Scope]]] = {
    "partnership": ANY_SCOPE,
    "verifier": frozenset({Scope.VERIFICATIONS_CREATE, Scope.API_KEYS_MANAGE, Scope.AUDIT_READ}),
}
# A "not yet" is private: who only reads sees what was issued, and no dossier. Keys to sign with and keys of machines
# are an operator's and a machine's, so that one stolen mailbox cannot reach them.
ROLE_SCOPES: Final[Mapping[Role, frozenset[Scope]]] = {
    Role.COORDINATOR: frozenset(
        {
            Scope.PEOPLE_MANAGE, Scope.MANDATES_MANAGE, Scope.BRANDING_WRITE, Scope.AUDIT_READ,
            Scope.RECOGNITIONS_MANAGE,
            Scope.SKILL_SETS_WRITE, Scope.SKILL_SETS_PUBLISH, Scope.ACHIEVEMENTS_WRITE,
            Scope.TERMS_WRITE, Scope.TERMS_REVIEW, Scope.DOSSIERS_OPEN, Scope.DOSSIERS_READ,
            Scope.CREDENTIALS_ISSUE, Scope.CREDENTIALS_READ, Scope.CREDENTIALS_REVOKE, Scope.RECIPIENTS_ERASE,
            Scope.PASSPORTS_HELP,
        }
    ),
    Role.DESIGNER: frozenset(
        {
            Scope.SKILL_SETS_WRITE, Scope.SKILL_SETS_PUBLISH, Scope.ACHIEVEMENTS_WRITE,
            Scope.TERMS_WRITE, Scope.TERMS_REVIEW,
        }
    ),
    Role.ASSESSOR: frozenset({Scope.DOSSIERS_READ, Scope.DOSSIERS_JUDGE}),
    Role.SECOND_ASSESSOR: frozenset({Scope.DOSSIERS_READ, Scope.DOSSIERS_SECOND}),
    Role.COACH: frozenset({Scope.DOSSIERS_OPEN, Scope.DOSSIERS_READ, Scope.PASSPORTS_HELP}),
    Role.READER: frozenset({Scope.CREDENTIALS_READ, Scope.AUDIT_READ}),
}  # fmt: skip


def scopes_of_roles(roles: Iterable[str], *, kind: str) -> frozenset[Scope]:
    """What these roles may do together in an organisation of this kind; an unknown role gives nothing."""
    given = set(roles)
    found = [scopes for role, scopes in ROLE_SCOPES.items() if role in given]
    return frozenset().union(*found) & SCOPES_OF_KIND[kind]


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
    REPLACE_CREDENTIALS = "replace-credentials"
    ERASE_RECIPIENTS = "erase-recipients"
    CREATE_VERIFICATIONS = "create-verifications"
    FOLLOW_SHARES = "follow-shares"
    MANAGE_PEOPLE = "manage-people"
    READ_SKILL_SETS = "read-skill-sets"
    WRITE_SKILL_SETS = "write-skill-sets"
    PUBLISH_SKILL_SETS = "publish-skill-sets"
    MANAGE_MANDATES = "manage-mandates"
    READ_DOSSIERS = "read-dossiers"
    OPEN_DOSSIERS = "open-dossiers"
    JUDGE_DOSSIERS = "judge-dossiers"
    SECOND_DOSSIERS = "second-dossiers"
    SEND_EVIDENCE = "send-evidence"
    READ_BRANDING = "read-branding"
    WRITE_BRANDING = "write-branding"
    MANAGE_RECOGNITIONS = "manage-recognitions"


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
    RouteGroup.REPLACE_CREDENTIALS: frozenset({Scope.CREDENTIALS_ISSUE, Scope.CREDENTIALS_REVOKE}),
    RouteGroup.ERASE_RECIPIENTS: frozenset({Scope.RECIPIENTS_ERASE}),
    RouteGroup.CREATE_VERIFICATIONS: frozenset({Scope.VERIFICATIONS_CREATE}),
    RouteGroup.FOLLOW_SHARES: frozenset({Scope.VERIFICATIONS_CREATE}),
    RouteGroup.MANAGE_PEOPLE: frozenset({Scope.PEOPLE_MANAGE}),
    RouteGroup.READ_SKILL_SETS: ANY_SCOPE,
    RouteGroup.WRITE_SKILL_SETS: frozenset({Scope.SKILL_SETS_WRITE}),
    RouteGroup.PUBLISH_SKILL_SETS: frozenset({Scope.SKILL_SETS_PUBLISH}),
    RouteGroup.MANAGE_MANDATES: frozenset({Scope.MANDATES_MANAGE}),
    RouteGroup.READ_DOSSIERS: frozenset({Scope.DOSSIERS_READ}),
    RouteGroup.OPEN_DOSSIERS: frozenset({Scope.DOSSIERS_OPEN}),
    RouteGroup.JUDGE_DOSSIERS: frozenset({Scope.DOSSIERS_JUDGE}),
    RouteGroup.SECOND_DOSSIERS: frozenset({Scope.DOSSIERS_SECOND}),
    RouteGroup.SEND_EVIDENCE: frozenset({Scope.DOSSIERS_OPEN, Scope.DOSSIERS_JUDGE}),
    RouteGroup.READ_BRANDING: ANY_SCOPE,
    RouteGroup.WRITE_BRANDING: frozenset({Scope.BRANDING_WRITE}),
    RouteGroup.MANAGE_RECOGNITIONS: frozenset({Scope.RECOGNITIONS_MANAGE}),
}
# To replace a credential is to issue one and to revoke another.
ALL_NEEDED: Final = frozenset({RouteGroup.REPLACE_CREDENTIALS})

_READS: Final[Mapping[str, RouteGroup]] = {
    "": RouteGroup.READ_ORGANISATION,
    "api-keys": RouteGroup.MANAGE_API_KEYS,
    "audit-events": RouteGroup.READ_AUDIT_EVENTS,
    "signing-keys": RouteGroup.READ_SIGNING_KEYS,
    "achievements": RouteGroup.READ_ACHIEVEMENTS,
    "own-terms": RouteGroup.READ_TERMS,
    "concepts": RouteGroup.READ_TERMS,
    "term-coverage": RouteGroup.READ_TERMS,
    "overlaps": RouteGroup.READ_TERMS,
    "credentials": RouteGroup.READ_CREDENTIALS,
    "credential-batches": RouteGroup.READ_CREDENTIALS,
    "recipients": RouteGroup.READ_CREDENTIALS,
    "disputes": RouteGroup.REVOKE_CREDENTIALS,
    "members": RouteGroup.MANAGE_PEOPLE,
    "invitations": RouteGroup.MANAGE_PEOPLE,
    "skill-sets": RouteGroup.READ_SKILL_SETS,
    "mandates": RouteGroup.MANAGE_MANDATES,
    "candidates": RouteGroup.READ_DOSSIERS,
    "dossiers": RouteGroup.READ_DOSSIERS,
    "branding": RouteGroup.READ_BRANDING,
    "roster-template": RouteGroup.READ_ACHIEVEMENTS,
    "recognitions": RouteGroup.MANAGE_RECOGNITIONS,
}
_WRITES: Final[Mapping[str, RouteGroup]] = {
    "api-keys": RouteGroup.MANAGE_API_KEYS,
    "signing-keys": RouteGroup.MANAGE_SIGNING_KEYS,
    "achievements": RouteGroup.WRITE_ACHIEVEMENTS,
    "own-terms": RouteGroup.WRITE_TERMS,
    "credentials": RouteGroup.ISSUE_CREDENTIALS,
    "credential-batches": RouteGroup.ISSUE_CREDENTIALS,
    "recipients": RouteGroup.ISSUE_CREDENTIALS,
    "disputes": RouteGroup.REVOKE_CREDENTIALS,
    "members": RouteGroup.MANAGE_PEOPLE,
    "invitations": RouteGroup.MANAGE_PEOPLE,
    "skill-sets": RouteGroup.WRITE_SKILL_SETS,
    "mandates": RouteGroup.MANAGE_MANDATES,
    "candidates": RouteGroup.OPEN_DOSSIERS,
    "dossiers": RouteGroup.OPEN_DOSSIERS,
    "branding": RouteGroup.WRITE_BRANDING,
    "recognitions": RouteGroup.MANAGE_RECOGNITIONS,
}
# Where the last segment of a writing route asks more than its collection does.
_ACTS: Final[Mapping[tuple[str, str], RouteGroup]] = {
    ("recipients", "_erase"): RouteGroup.ERASE_RECIPIENTS,
    ("own-terms", "_review"): RouteGroup.REVIEW_TERMS,
    ("credentials", "_revoke"): RouteGroup.REVOKE_CREDENTIALS,
    ("credentials", "_supersede"): RouteGroup.REPLACE_CREDENTIALS,
    ("dossiers", "_issue"): RouteGroup.ISSUE_CREDENTIALS,
    ("credentials", "_suspend"): RouteGroup.REVOKE_CREDENTIALS,
    ("credentials", "_reinstate"): RouteGroup.REVOKE_CREDENTIALS,
    ("skill-sets", "_publish"): RouteGroup.PUBLISH_SKILL_SETS,
    ("skill-sets", "_supersede"): RouteGroup.PUBLISH_SKILL_SETS,
    ("dossiers", "judgements"): RouteGroup.JUDGE_DOSSIERS,
    ("dossiers", "second-judgements"): RouteGroup.SECOND_DOSSIERS,
}

_FOLLOWING: Final = frozenset({"subscriptions", "events", "webhook-endpoints"})


def find_route_group(method: str, path: str) -> RouteGroup | None:
    """The group of a route, from its method and path template; None when it has no rule or needs no key."""
    segments = path.strip("/").split("/")
    if segments[:2] == ["v1", "verifications"]:
        return RouteGroup.CREATE_VERIFICATIONS
    if segments[:1] == ["v1"] and segments[1:2] and segments[1] in _FOLLOWING:
        return RouteGroup.FOLLOW_SHARES
    if segments[:2] != ["v1", "organisations"] or len(segments) < 3:
        return None
    collection = segments[3] if len(segments) > 3 else ""
    if collection == "dossiers" and _is_sending(method, segments[5:6]):
        return RouteGroup.SEND_EVIDENCE
    if method in ("GET", "HEAD"):
        return _READS.get(collection)
    return _ACTS.get((collection, segments[-1])) or _WRITES.get(collection)


def _is_sending(method: str, part: list[str]) -> bool:
    """Whether a route under a dossier takes a file or sees how far it came; reading a file is reading the dossier."""
    return part == ["uploads"] or (part == ["files"] and method == "DELETE")


def is_allowed(scopes: frozenset[Scope], group: RouteGroup) -> bool:
    """Whether these scopes open the group: one of its scopes does, or for a few groups only all of them do."""
    needed = PERMISSIONS[group]
    return needed <= scopes if group in ALL_NEEDED else not scopes.isdisjoint(needed)
