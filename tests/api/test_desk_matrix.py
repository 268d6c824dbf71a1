"""Every page of a desk, for every role, for somebody of another partnership and for nobody: generated from the routes.

A role without a scope of the page is told so; another partnership's desk, and another's things at one's own desk, look
exactly like what does not exist. A new page without a rule fails here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from uuid import UUID

import pytest
from fastapi.routing import APIRoute
from httpx import AsyncClient, Response

from app.accounts.permissions import ANY_SCOPE, ROLE_SCOPES, Role, Scope
from app.main import PAGES, ROUTERS
from app.platform.context import Context
from tests.api.tenants import MISSING, Tenant
from tests.staff import CSRF, make_member, sign_in

OWN, OTHER = "matrix-own", "matrix-other"
WRITES_SETS, PUBLISHES = frozenset({Scope.SKILL_SETS_WRITE}), frozenset({Scope.SKILL_SETS_PUBLISH})
JUDGES, SECONDS = frozenset({Scope.DOSSIERS_JUDGE}), frozenset({Scope.DOSSIERS_SECOND})
SENDS = frozenset({Scope.DOSSIERS_OPEN, Scope.DOSSIERS_JUDGE})
# The first pattern that fits decides: one of these scopes opens the route.
RULES: tuple[tuple[str, frozenset[Scope]], ...] = (
    (r"\w+ /desk/{slug}$", ANY_SCOPE),
    (r"\w+ /desk/{slug}/recognitions", frozenset({Scope.RECOGNITIONS_MANAGE})),
    (r"POST /desk/{slug}/terms/{termId}/review$", frozenset({Scope.TERMS_REVIEW})),
    (r"POST /desk/{slug}/terms", frozenset({Scope.TERMS_WRITE})),
    (r"GET /desk/{slug}/terms", frozenset({Scope.TERMS_WRITE, Scope.TERMS_REVIEW})),
    (r"\w+ /desk/{slug}/mandates", frozenset({Scope.MANDATES_MANAGE})),
    (r"POST /desk/{slug}/skill-sets/.*/publish$", PUBLISHES),
    (r"GET /desk/{slug}/skill-sets", WRITES_SETS | PUBLISHES),
    (r"POST /desk/{slug}/skill-sets", WRITES_SETS),
    (r"\w+ /desk/{slug}/judge/{claim_id}/second$", SECONDS),
    (r"GET /desk/{slug}/judge(/{claim_id}(/done)?|/code/{code})?$", JUDGES | SECONDS),
    (r"\w+ /desk/{slug}/judge/", JUDGES),
    (r"\w+ /desk/{slug}/help", frozenset({Scope.PASSPORTS_HELP})),
    (r"\w+ /desk/{slug}/people", frozenset({Scope.PEOPLE_MANAGE})),
    (r"\w+ /desk/{slug}/branding", frozenset({Scope.BRANDING_WRITE})),
    (r"\w+ /desk/{slug}/credentials/{credentialId}/correct$", frozenset({Scope.CREDENTIALS_ISSUE})),
    (r"POST /desk/{slug}/credentials", frozenset({Scope.CREDENTIALS_REVOKE})),
    (r"(GET|POST) /desk/{slug}/recipients/{recipientId}/erase$", frozenset({Scope.RECIPIENTS_ERASE})),
    (r"POST /desk/{slug}/recipients/find$", frozenset({Scope.CREDENTIALS_READ})),
    (r"POST /desk/{slug}/recipients", frozenset({Scope.CREDENTIALS_ISSUE})),
    (r"\w+ /desk/{slug}/disputes", frozenset({Scope.CREDENTIALS_REVOKE})),
    (r"GET /desk/{slug}/(credentials|recipients)", frozenset({Scope.CREDENTIALS_READ})),
    (r"\w+ /desk/{slug}/sheets/{batchId}/withdraw$", frozenset({Scope.CREDENTIALS_REVOKE})),
    (r"\w+ /desk/{slug}/(ready|sheets)", frozenset({Scope.CREDENTIALS_ISSUE})),
    (r"\w+ /desk/{slug}/dossiers/{dossierId}/uploads", SENDS),
    (r"\w+ /desk/{slug}/dossiers/{dossierId}/files", frozenset({Scope.DOSSIERS_READ})),
    (r"\w+ /desk/{slug}/dossiers/{dossierId}/coach$", frozenset({Scope.MANDATES_MANAGE})),
    (r"\w+ /desk/{slug}/dossiers", frozenset({Scope.DOSSIERS_OPEN})),
)
# What stands in the place of a number or a step.
PLAIN = {"number": "1", "version": "1", "step": "name"}
TUS = {"Tus-Resumable": "1.0.0", "Upload-Length": "10", "Upload-Offset": "0"}


def desk_routes() -> list[tuple[str, str]]:
    """Method and path of everything under a desk."""
    routes = [
        route for router in (*PAGES, *ROUTERS) for route in router.routes if isinstance(route, APIRoute)
    ]
    found = {(method, route.path) for route in routes for method in route.methods}
    return sorted((method, path) for method, path in found if path.startswith("/desk/{slug}"))


def scopes_of(method: str, path: str) -> frozenset[Scope] | None:
    return next((scopes for rule, scopes in RULES if re.match(rule, f"{method} {path}")), None)


def address(path: str, slug: str, ids: Mapping[str, str]) -> str:
    """The path with every parameter filled in; what nobody has where there is no such thing."""

    def value(found: re.Match[str]) -> str:
        name = re.sub(r"_(\w)", lambda letter: letter.group(1).upper(), found.group(1))
        return {"slug": slug, **PLAIN}.get(name) or ids.get(name, str(MISSING))

    return re.sub(r"{(\w+)}", value, path)


async def ask(client: AsyncClient, method: str, url: str) -> Response:
    if "/uploads" in url:
        headers = {**TUS, "X-CSRF-Token": CSRF, "Content-Type": "application/offset+octet-stream"}
        return await client.request(method, url, headers=headers)
    return await client.request(method, url, data={"csrf": CSRF} if method == "POST" else None)


def essence(answer: Response, *hidden: str) -> tuple[int, str]:
    """Status and text, without what was asked for and what differs for every request."""
    text = answer.text
    for word in hidden:
        text = text.replace(word, "")
    return answer.status_code, re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{24,}", "", text)


async def sign_in_as(context: Context, client: AsyncClient, tenant: Tenant, *roles: Role) -> None:
    organisation_id = UUID(tenant.ids["organisationId"])
    name = "-".join(role.value for role in roles)
    address = f"{name}@{organisation_id}.example"
    person = await make_member(context, organisation_id, "Noor de Wit", *roles, email=address)
    await sign_in(context, client, person.id)


def test_every_page_of_a_desk_has_a_rule_and_every_rule_a_page() -> None:
    routes = desk_routes()
    assert len(routes) > 40
    assert [route for route in routes if scopes_of(*route) is None] == []
    unused = [rule for rule, _ in RULES if not any(re.match(rule, f"{one} {path}") for one, path in routes)]
    assert unused == []


@pytest.mark.abuse("A01")
@pytest.mark.parametrize("role", list(Role))
async def test_a_role_opens_the_pages_of_its_scopes_and_no_others(
    context: Context, client: AsyncClient, organisation: Tenant, role: Role
) -> None:
    await sign_in_as(context, client, organisation, role)
    for method, path in desk_routes():
        answer = await ask(client, method, address(path, OWN, {}))
        may = not ROLE_SCOPES[role].isdisjoint(scopes_of(method, path) or ())
        assert answer.status_code < 500, (method, path, answer.text)
        assert (answer.status_code == 403) is not may, (role, method, path, answer.status_code)
        is_page = method == "GET" and answer.headers["content-type"].startswith("text/html")
        assert may or not is_page or "Dit hoort niet bij uw rol" in answer.text, (role, path)


@pytest.mark.abuse("A01")
async def test_the_desk_and_the_things_of_another_partnership_look_like_none(
    context: Context, client: AsyncClient, organisation: Tenant, other_organisation: Tenant
) -> None:
    await sign_in_as(context, client, organisation, *Role)
    for method, path in desk_routes():
        theirs = await ask(client, method, address(path, OTHER, other_organisation.ids))
        nobodys = await ask(client, method, address(path, "nobody", {}))
        assert theirs.status_code == 404, (method, path, theirs.status_code)
        assert essence(theirs, OTHER) == essence(nobodys, "nobody"), (method, path)
        for ids in things_in(path, other_organisation):
            taken = await ask(client, method, address(path, OWN, ids))
            missing = await ask(client, method, address(path, OWN, {}))
            # A page that takes files refuses any other form before it looks.
            assert taken.status_code in {404, 415}, (method, path, ids, taken.status_code)
            assert essence(taken) == essence(missing), (method, path)


@pytest.mark.abuse("A01")
async def test_a_coach_finds_no_dossier_of_another_coach_by_any_door(
    context: Context, client: AsyncClient, organisation: Tenant
) -> None:
    await sign_in_as(context, client, organisation, Role.COACH)
    scopes = ROLE_SCOPES[Role.COACH]
    doors = [one for one in desk_routes() if "{dossierId}" in one[1] and scopes & (scopes_of(*one) or set())]
    assert len([path for _, path in doors if "/uploads" in path]) == 4
    for method, path in doors:
        taken = await ask(client, method, address(path, OWN, organisation.ids))
        missing = await ask(client, method, address(path, OWN, {}))
        assert taken.status_code in {404, 415}, (method, path, taken.status_code)
        assert essence(taken) == essence(missing), (method, path)


def things_in(path: str, tenant: Tenant) -> Iterator[Mapping[str, str]]:
    """The ids of this tenant, where the path asks for any."""
    if set(re.findall(r"{(\w+)}", path)) - {"slug", *PLAIN}:
        yield tenant.ids


async def test_nobody_gets_in_without_signing_in(
    context: Context, client: AsyncClient, organisation: Tenant
) -> None:
    await sign_in_as(context, client, organisation, Role.COORDINATOR)
    client.cookies.delete("__Host-staff")
    for method, path in desk_routes():
        answer = await ask(client, method, address(path, OWN, organisation.ids))
        assert answer.status_code in {303, 401}, (method, path, answer.status_code)
        assert method != "GET" or answer.status_code != 303 or "/sign-in" in answer.headers["location"]
