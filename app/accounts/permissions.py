"""Who may do what: from a role, and from a kind of organisation, to its scopes."""

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
