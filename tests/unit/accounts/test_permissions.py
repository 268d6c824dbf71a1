"""Who may do what: every cell of the table."""

import pytest

from app.accounts.permissions import (
    PERMISSIONS,
    ROLE_SCOPES,
    SCOPES_OF_KIND,
    Role,
    RouteGroup,
    Scope,
    find_route_group,
    is_allowed,
    scopes_of_roles,
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
    RouteGroup.ERASE_RECIPIENTS: Scope.RECIPIENTS_ERASE,
    RouteGroup.CREATE_VERIFICATIONS: Scope.VERIFICATIONS_CREATE,
    RouteGroup.FOLLOW_SHARES: Scope.VERIFICATIONS_CREATE,
    RouteGroup.MANAGE_PEOPLE: Scope.PEOPLE_MANAGE,
    RouteGroup.WRITE_SKILL_SETS: Scope.SKILL_SETS_WRITE,
    RouteGroup.PUBLISH_SKILL_SETS: Scope.SKILL_SETS_PUBLISH,
    RouteGroup.MANAGE_MANDATES: Scope.MANDATES_MANAGE,
    RouteGroup.READ_DOSSIERS: Scope.DOSSIERS_READ,
    RouteGroup.OPEN_DOSSIERS: Scope.DOSSIERS_OPEN,
    RouteGroup.JUDGE_DOSSIERS: Scope.DOSSIERS_JUDGE,
    RouteGroup.SECOND_DOSSIERS: Scope.DOSSIERS_SECOND,
    RouteGroup.WRITE_BRANDING: Scope.BRANDING_WRITE,
    RouteGroup.MANAGE_RECOGNITIONS: Scope.RECOGNITIONS_MANAGE,
}
EITHER = {RouteGroup.SEND_EVIDENCE: {Scope.DOSSIERS_OPEN, Scope.DOSSIERS_JUDGE}}
BOTH = {RouteGroup.REPLACE_CREDENTIALS: {Scope.CREDENTIALS_ISSUE, Scope.CREDENTIALS_REVOKE}}
EVERY_KEY = {
    RouteGroup.READ_ORGANISATION,
    RouteGroup.READ_SIGNING_KEYS,
    RouteGroup.READ_ACHIEVEMENTS,
    RouteGroup.READ_TERMS,
    RouteGroup.READ_SKILL_SETS,
    RouteGroup.READ_BRANDING,
}
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
ORGANISATION = "/v1/organisations/{organisationId}"


def is_opened(group: RouteGroup, scopes: set[Scope]) -> bool:
    if group in BOTH:
        return scopes >= BOTH[group]
    return group in EVERY_KEY or bool(scopes & (EITHER.get(group) or {ONLY[group]}))


@pytest.mark.parametrize("group", RouteGroup)
@pytest.mark.parametrize("scope", Scope)
def test_a_scope_opens_its_own_routes_and_no_others(group: RouteGroup, scope: Scope) -> None:
    assert is_allowed(frozenset({scope}), group) is is_opened(group, {scope})


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("scope", Scope)
def test_a_role_has_the_scopes_of_its_column_and_no_others(role: Role, scope: Scope) -> None:
    assert (scope in ROLE_SCOPES[role]) is (role in ROLES_OF_SCOPE[scope])


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("group", RouteGroup)
def test_a_role_opens_the_routes_of_its_scopes_and_no_others(role: Role, group: RouteGroup) -> None:
    scopes = {scope for scope, roles in ROLES_OF_SCOPE.items() if role in roles}
    assert is_allowed(scopes_of_roles([role], kind="partnership"), group) is is_opened(group, scopes)


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
        ("GET", f"{ORGANISATION}/concepts", RouteGroup.READ_TERMS),
        ("GET", f"{ORGANISATION}/overlaps", RouteGroup.READ_TERMS),
        ("POST", f"{ORGANISATION}/own-terms/{{termId}}/mappings", RouteGroup.WRITE_TERMS),
        ("POST", f"{ORGANISATION}/own-terms/{{termId}}/mappings/_review", RouteGroup.REVIEW_TERMS),
        ("GET", f"{ORGANISATION}/credentials/{{credentialId}}", RouteGroup.READ_CREDENTIALS),
        ("POST", f"{ORGANISATION}/credentials", RouteGroup.ISSUE_CREDENTIALS),
        ("POST", f"{ORGANISATION}/credentials/{{credentialId}}/_revoke", RouteGroup.REVOKE_CREDENTIALS),
        ("POST", f"{ORGANISATION}/recipients/{{recipientId}}/_erase", RouteGroup.ERASE_RECIPIENTS),
        ("POST", f"{ORGANISATION}/credentials/{{credentialId}}/_suspend", RouteGroup.REVOKE_CREDENTIALS),
        ("POST", f"{ORGANISATION}/credentials/{{credentialId}}/_reinstate", RouteGroup.REVOKE_CREDENTIALS),
        ("POST", f"{ORGANISATION}/credential-batches", RouteGroup.ISSUE_CREDENTIALS),
        ("GET", f"{ORGANISATION}/credential-batches/{{batchId}}", RouteGroup.READ_CREDENTIALS),
        ("POST", f"{ORGANISATION}/recipients/{{recipientId}}/claim-links", RouteGroup.ISSUE_CREDENTIALS),
        ("GET", f"{ORGANISATION}/members", RouteGroup.MANAGE_PEOPLE),
        ("POST", f"{ORGANISATION}/members/{{personId}}/_end", RouteGroup.MANAGE_PEOPLE),
        ("POST", f"{ORGANISATION}/invitations", RouteGroup.MANAGE_PEOPLE),
        ("GET", f"{ORGANISATION}/skill-sets", RouteGroup.READ_SKILL_SETS),
        ("POST", f"{ORGANISATION}/skill-sets", RouteGroup.WRITE_SKILL_SETS),
        ("POST", f"{ORGANISATION}/skill-sets/{{skillSetId}}/_publish", RouteGroup.PUBLISH_SKILL_SETS),
        ("POST", f"{ORGANISATION}/skill-sets/{{skillSetId}}/_supersede", RouteGroup.PUBLISH_SKILL_SETS),
        ("GET", f"{ORGANISATION}/mandates", RouteGroup.MANAGE_MANDATES),
        ("POST", f"{ORGANISATION}/mandates/{{mandateId}}/_revoke", RouteGroup.MANAGE_MANDATES),
        ("POST", f"{ORGANISATION}/dossiers", RouteGroup.OPEN_DOSSIERS),
        ("POST", f"{ORGANISATION}/candidates", RouteGroup.OPEN_DOSSIERS),
        ("POST", f"{ORGANISATION}/dossiers/{{dossierId}}/uploads", RouteGroup.SEND_EVIDENCE),
        ("HEAD", f"{ORGANISATION}/dossiers/{{dossierId}}/uploads/{{uploadId}}", RouteGroup.SEND_EVIDENCE),
        ("PATCH", f"{ORGANISATION}/dossiers/{{dossierId}}/uploads/{{uploadId}}", RouteGroup.SEND_EVIDENCE),
        ("GET", f"{ORGANISATION}/dossiers/{{dossierId}}/files/{{fileId}}", RouteGroup.READ_DOSSIERS),
        ("DELETE", f"{ORGANISATION}/dossiers/{{dossierId}}/files/{{fileId}}", RouteGroup.SEND_EVIDENCE),
        ("GET", f"{ORGANISATION}/dossiers/{{dossierId}}", RouteGroup.READ_DOSSIERS),
        ("POST", f"{ORGANISATION}/dossiers/{{dossierId}}/judgements", RouteGroup.JUDGE_DOSSIERS),
        ("POST", f"{ORGANISATION}/dossiers/{{dossierId}}/second-judgements", RouteGroup.SECOND_DOSSIERS),
        ("GET", f"{ORGANISATION}/branding", RouteGroup.READ_BRANDING),
        ("PUT", f"{ORGANISATION}/branding", RouteGroup.WRITE_BRANDING),
        ("GET", f"{ORGANISATION}/recognitions", RouteGroup.MANAGE_RECOGNITIONS),
        ("POST", f"{ORGANISATION}/recognitions/{{recognitionId}}/_confirm", RouteGroup.MANAGE_RECOGNITIONS),
        ("POST", "/v1/verifications", RouteGroup.CREATE_VERIFICATIONS),
        ("GET", "/v1/events", RouteGroup.FOLLOW_SHARES),
        ("POST", "/v1/subscriptions/{subscriptionId}/_end", RouteGroup.FOLLOW_SHARES),
        ("DELETE", "/v1/webhook-endpoints/{endpointId}", RouteGroup.FOLLOW_SHARES),
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
