"""Which scopes open each route of an organisation: what the application is held to, cell by cell."""

from collections.abc import Mapping
from typing import Final

from app.accounts.permissions import ANY_SCOPE, Scope

Scopes = frozenset[Scope]
_ACHIEVEMENTS: Final = frozenset({Scope.ACHIEVEMENTS_WRITE})
_API_KEYS: Final = frozenset({Scope.API_KEYS_MANAGE})
_ISSUE: Final = frozenset({Scope.CREDENTIALS_ISSUE})
_READ: Final = frozenset({Scope.CREDENTIALS_READ})
_REVOKE: Final = frozenset({Scope.CREDENTIALS_REVOKE})
_KEYS: Final = frozenset({Scope.KEYS_MANAGE})
_PEOPLE: Final = frozenset({Scope.PEOPLE_MANAGE})
_MANDATES: Final = frozenset({Scope.MANDATES_MANAGE})
_RECOGNITIONS: Final = frozenset({Scope.RECOGNITIONS_MANAGE})
_DOSSIERS_READ: Final = frozenset({Scope.DOSSIERS_READ})
_DOSSIERS_OPEN: Final = frozenset({Scope.DOSSIERS_OPEN})
_PUBLISH: Final = frozenset({Scope.SKILL_SETS_PUBLISH})
# One of the two is enough.
_SEND_EVIDENCE: Final = frozenset({Scope.DOSSIERS_OPEN, Scope.DOSSIERS_JUDGE})
# To replace a credential is to issue one and to revoke another: both are needed.
REPLACE: Final = _ISSUE | _REVOKE

_READS: Final[Mapping[str, Scopes]] = {
    "": ANY_SCOPE,
    "api-keys": _API_KEYS,
    "audit-events": frozenset({Scope.AUDIT_READ}),
    "signing-keys": ANY_SCOPE,
    "achievements": ANY_SCOPE,
    "own-terms": ANY_SCOPE,
    "concepts": ANY_SCOPE,
    "term-coverage": ANY_SCOPE,
    "overlaps": ANY_SCOPE,
    "credentials": _READ,
    "credential-batches": _READ,
    "recipients": _READ,
    "disputes": _REVOKE,
    "members": _PEOPLE,
    "invitations": _PEOPLE,
    "skill-sets": ANY_SCOPE,
    "mandates": _MANDATES,
    "candidates": _DOSSIERS_READ,
    "dossiers": _DOSSIERS_READ,
    "branding": ANY_SCOPE,
    "roster-template": ANY_SCOPE,
    "recognitions": _RECOGNITIONS,
}
_WRITES: Final[Mapping[str, Scopes]] = {
    "api-keys": _API_KEYS,
    "signing-keys": _KEYS,
    "achievements": _ACHIEVEMENTS,
    "own-terms": frozenset({Scope.TERMS_WRITE}),
    "credentials": _ISSUE,
    "credential-batches": _ISSUE,
    "recipients": _ISSUE,
    "disputes": _REVOKE,
    "members": _PEOPLE,
    "invitations": _PEOPLE,
    "skill-sets": frozenset({Scope.SKILL_SETS_WRITE}),
    "mandates": _MANDATES,
    "candidates": _DOSSIERS_OPEN,
    "dossiers": _DOSSIERS_OPEN,
    "branding": frozenset({Scope.BRANDING_WRITE}),
    "recognitions": _RECOGNITIONS,
}
# Where the last segment of a writing route asks more than its collection does.
_ACTS: Final[Mapping[tuple[str, str], Scopes]] = {
    ("recipients", "_erase"): frozenset({Scope.RECIPIENTS_ERASE}),
    ("own-terms", "_review"): frozenset({Scope.TERMS_REVIEW}),
    ("credentials", "_revoke"): _REVOKE,
    ("credentials", "_supersede"): REPLACE,
    ("dossiers", "_issue"): _ISSUE,
    ("credentials", "_suspend"): _REVOKE,
    ("credentials", "_reinstate"): _REVOKE,
    ("skill-sets", "_publish"): _PUBLISH,
    ("skill-sets", "_supersede"): _PUBLISH,
    ("dossiers", "judgements"): frozenset({Scope.DOSSIERS_JUDGE}),
    ("dossiers", "second-judgements"): frozenset({Scope.DOSSIERS_SECOND}),
}


def scopes_of(method: str, path: str) -> Scopes | None:
    """The scopes of a route, from its method and path template; None when the table has no row for it."""
    segments = path.strip("/").split("/")
    collection = segments[3] if len(segments) > 3 else ""
    if collection == "dossiers" and _is_sending(method, segments[5:6]):
        return _SEND_EVIDENCE
    if method in ("GET", "HEAD"):
        return _READS.get(collection)
    return _ACTS.get((collection, segments[-1])) or _WRITES.get(collection)


def _is_sending(method: str, part: list[str]) -> bool:
    """Whether a route under a dossier takes a file or sees how far it came; reading a file is reading the dossier."""
    return part == ["uploads"] or (part == ["files"] and method == "DELETE")
