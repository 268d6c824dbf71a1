"""Who may do what: every cell of the table."""

import pytest

from app.accounts.permissions import ROLE_SCOPES, SCOPES_OF_KIND, Role, Scope, scopes_of_roles

# One row a scope, one column a role: the table of docs/guide/people.md.
C, D, A, S, H, R = Role
ROLES_OF_SCOPE: dict[Scope, set[Role]] = {
    Scope.CREDENTIALS_ISSUE: {C},
    Scope.CREDENTIALS_READ: {C, R},
    Scope.CREDENTIALS_REVOKE: {C},
    Scope.RECIPIENTS_ERASE: {C},
    Scope.ACHIEVEMENTS_WRITE: {C, D},
    Scope.TERMS_WRITE: {C, D},
    Scope.TERMS_REVIEW: {C, D},
    Scope.KEYS_MANAGE: set(),
    Scope.AUDIT_READ: {C, R},
    Scope.API_KEYS_MANAGE: set(),
    Scope.VERIFICATIONS_CREATE: set(),
    Scope.PEOPLE_MANAGE: {C},
    Scope.SKILL_SETS_WRITE: {C, D},
    Scope.SKILL_SETS_PUBLISH: {C, D},
    Scope.MANDATES_MANAGE: {C},
    Scope.DOSSIERS_OPEN: {C, H},
    Scope.DOSSIERS_READ: {C, A, S, H},
    Scope.DOSSIERS_JUDGE: {A},
    Scope.DOSSIERS_SECOND: {S},
    Scope.BRANDING_WRITE: {C},
    Scope.RECOGNITIONS_MANAGE: {C},
    Scope.PASSPORTS_HELP: {C, H},
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("scope", Scope)
def test_a_role_has_the_scopes_of_its_column_and_no_others(role: Role, scope: Scope) -> None:
    assert (scope in ROLE_SCOPES[role]) is (role in ROLES_OF_SCOPE[scope])


@pytest.mark.parametrize("kind", SCOPES_OF_KIND)
@pytest.mark.parametrize("role", Role)
def test_a_role_gives_nothing_that_its_kind_of_organisation_may_not_have(role: Role, kind: str) -> None:
    assert scopes_of_roles([role], kind=kind) == ROLE_SCOPES[role] & SCOPES_OF_KIND[kind]


def test_roles_add_up_and_an_unknown_role_gives_nothing() -> None:
    both = scopes_of_roles([Role.COACH, Role.ASSESSOR], kind="partnership")
    of_coach = {Scope.DOSSIERS_OPEN, Scope.DOSSIERS_READ, Scope.PASSPORTS_HELP}
    assert both == of_coach | {Scope.DOSSIERS_JUDGE}
    assert scopes_of_roles([], kind="partnership") == frozenset()
    assert scopes_of_roles(["emperor"], kind="partnership") == frozenset()


def test_a_verifier_never_issues() -> None:
    assert SCOPES_OF_KIND["partnership"] == frozenset(Scope)
    assert SCOPES_OF_KIND["verifier"].isdisjoint(
        {Scope.CREDENTIALS_ISSUE, Scope.CREDENTIALS_REVOKE, Scope.KEYS_MANAGE, Scope.ACHIEVEMENTS_WRITE}
    )
