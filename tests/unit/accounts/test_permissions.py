"""Who may do what: every cell of the table."""

import pytest

from app.accounts.permissions import (
    PERMISSIONS,
    SCOPES_OF_KIND,
    RouteGroup,
    Scope,
    find_route_group,
    is_allowed,
)

ONLY = {
    RouteGroup.MANAGE_API_KEYS: Scope.API_KEYS_MANAGE,
    RouteGroup.READ_AUDIT_EVENTS: Scope.AUDIT_READ,
    RouteGroup.MANAGE_SIGNING_KEYS: Scope.KEYS_MANAGE,
    RouteGroup.WRITE_TERMS: Scope.TERMS_WRITE,
    RouteGroup.REVIEW_TERMS: Scope.TERMS_REVIEW,
    RouteGroup.WRITE_ACHIEVEMENTS: Scope.ACHIEVEMENTS_WRITE,
    RouteGroup.READ_CREDENTIALS: Scope.CREDENTIALS_READ,
    RouteGroup.ISSUE_CREDENTIALS: Scope.CREDENTIALS_ISSUE,
    RouteGroup.REVOKE_CREDENTIALS: Scope.CREDENTIALS_REVOKE,
    RouteGroup.CREATE_VERIFICATIONS: Scope.VERIFICATIONS_CREATE,
}
EVERY_KEY = {
    RouteGroup.READ_ORGANISATION,
    RouteGroup.READ_SIGNING_KEYS,
    RouteGroup.READ_ACHIEVEMENTS,
    RouteGroup.READ_TERMS,
}
ORGANISATION = "/v1/organisations/{organisationId}"


@pytest.mark.parametrize("group", RouteGroup)
@pytest.mark.parametrize("scope", Scope)
def test_a_scope_opens_its_own_routes_and_no_others(group: RouteGroup, scope: Scope) -> None:
    expected = group in EVERY_KEY or ONLY[group] is scope
    assert is_allowed(frozenset({scope}), group) is expected


@pytest.mark.parametrize("group", RouteGroup)
def test_a_key_without_scopes_opens_nothing(group: RouteGroup) -> None:
    assert not is_allowed(frozenset(), group)


def test_every_group_has_a_rule() -> None:
    assert set(PERMISSIONS) == set(RouteGroup)


@pytest.mark.parametrize(
    ("method", "path", "group"),
    [
        ("GET", ORGANISATION, RouteGroup.READ_ORGANISATION),
        ("GET", f"{ORGANISATION}/api-keys", RouteGroup.MANAGE_API_KEYS),
        ("POST", f"{ORGANISATION}/api-keys", RouteGroup.MANAGE_API_KEYS),
        ("POST", f"{ORGANISATION}/api-keys/{{apiKeyId}}/_revoke", RouteGroup.MANAGE_API_KEYS),
        ("GET", f"{ORGANISATION}/audit-events", RouteGroup.READ_AUDIT_EVENTS),
        ("GET", f"{ORGANISATION}/signing-keys", RouteGroup.READ_SIGNING_KEYS),
        ("POST", f"{ORGANISATION}/signing-keys/_rotate", RouteGroup.MANAGE_SIGNING_KEYS),
        ("POST", f"{ORGANISATION}/signing-keys/{{keyId}}/_compromise", RouteGroup.MANAGE_SIGNING_KEYS),
        ("GET", f"{ORGANISATION}/achievements", RouteGroup.READ_ACHIEVEMENTS),
        ("POST", f"{ORGANISATION}/achievements", RouteGroup.WRITE_ACHIEVEMENTS),
        ("POST", f"{ORGANISATION}/achievements/{{achievementId}}/versions", RouteGroup.WRITE_ACHIEVEMENTS),
        ("GET", f"{ORGANISATION}/own-terms", RouteGroup.READ_TERMS),
        ("GET", f"{ORGANISATION}/overlaps", RouteGroup.READ_TERMS),
        ("POST", f"{ORGANISATION}/own-terms/{{termId}}/mappings", RouteGroup.WRITE_TERMS),
        ("POST", f"{ORGANISATION}/own-terms/{{termId}}/mappings/_review", RouteGroup.REVIEW_TERMS),
        ("GET", f"{ORGANISATION}/credentials/{{credentialId}}", RouteGroup.READ_CREDENTIALS),
        ("POST", f"{ORGANISATION}/credentials", RouteGroup.ISSUE_CREDENTIALS),
        ("POST", f"{ORGANISATION}/credentials/{{credentialId}}/_revoke", RouteGroup.REVOKE_CREDENTIALS),
        ("POST", f"{ORGANISATION}/credentials/{{credentialId}}/_suspend", RouteGroup.REVOKE_CREDENTIALS),
        ("POST", f"{ORGANISATION}/credentials/{{credentialId}}/_reinstate", RouteGroup.REVOKE_CREDENTIALS),
        ("POST", f"{ORGANISATION}/credential-batches", RouteGroup.ISSUE_CREDENTIALS),
        ("GET", f"{ORGANISATION}/credential-batches/{{batchId}}", RouteGroup.READ_CREDENTIALS),
        ("POST", f"{ORGANISATION}/recipients/{{recipientId}}/claim-links", RouteGroup.ISSUE_CREDENTIALS),
        ("POST", "/v1/verifications", RouteGroup.CREATE_VERIFICATIONS),
        ("GET", "/v1/skills", None),
        ("DELETE", f"{ORGANISATION}/surprises", None),
        ("GET", f"{ORGANISATION}/surprises", None),
    ],
)
def test_a_route_belongs_to_one_group(method: str, path: str, group: RouteGroup | None) -> None:
    assert find_route_group(method, path) is group


def test_a_verifier_never_issues() -> None:
    assert SCOPES_OF_KIND["partnership"] == frozenset(Scope)
    assert SCOPES_OF_KIND["verifier"].isdisjoint(
        {Scope.CREDENTIALS_ISSUE, Scope.CREDENTIALS_REVOKE, Scope.KEYS_MANAGE, Scope.ACHIEVEMENTS_WRITE}
    )
