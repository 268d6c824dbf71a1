"""Every route of an organisation opens for the scopes in the table, and for no other: cell by cell."""

from typing import Any

import pytest
from httpx import AsyncClient

from app.accounts.permissions import Scope
from app.platform.context import Context
from tests.api.accounts.route_scopes import REPLACE, scopes_of
from tests.api.accounts.test_api import headers_for, make
from tests.api.tenants import MISSING, Route, body_for, list_routes

ORGANISATION = "/v1/organisations/"


def organisation_routes(description: dict[str, Any]) -> list[Route]:
    return [route for route in list_routes(description) if route.path.startswith(ORGANISATION)]


def test_every_route_of_an_organisation_has_a_permission(description: dict[str, Any]) -> None:
    routes = organisation_routes(description)
    assert routes
    assert [route.name for route in routes if scopes_of(route.method.upper(), route.path) is None] == []


@pytest.mark.parametrize("scope", Scope)
async def test_a_scope_opens_its_routes_and_no_others(
    context: Context, client: AsyncClient, description: dict[str, Any], scope: Scope
) -> None:
    organisation, _ = await make(context, f"cell-{scope.replace(':', '-')}")
    headers = await headers_for(context, organisation.id, scope)
    wrong = []
    for route in organisation_routes(description):
        ids = dict.fromkeys(route.parameters, str(MISSING)) | {"organisationId": str(organisation.id)}
        answer = await client.request(
            route.method.upper(), route.address(ids), headers=headers, json=body_for(route, ids)
        )
        needed = scopes_of(route.method.upper(), route.path)
        assert needed is not None
        is_allowed = scope in needed and needed != REPLACE
        # A key that makes keys may call the route, and is still refused scopes that it does not have.
        is_refused = answer.status_code == 403 and answer.json()["code"] == "forbidden"
        if is_refused is is_allowed or answer.status_code == 401:
            wrong.append((route.name, answer.status_code))
    assert wrong == []
