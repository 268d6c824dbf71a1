"""Every route of the published description answers another tenant's object exactly like a missing one.

The matrix comes from the OpenAPI document. A route that is not public must be under an organisation or under
the passport; a parameter that no fixture can fill, or a new route elsewhere, fails here until it has a rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from httpx import AsyncClient, Response

from tests.api.tenants import MISSING, Route, Tenant, list_routes, send

ORGANISATION = "/v1/organisations/{organisationId}"
PASSPORT = "/v1/passport"
# Of the organisation whose key it is, which the path does not name.
FOLLOWING = ("/v1/subscriptions", "/v1/events", "/v1/webhook-endpoints")
# Open to everybody, each with the reason why nobody can reach another's things by it.
PUBLIC = {
    "POST /v1/passport/claims": "the claim code is the right; another's cannot be named without it",
    "POST /v1/passport/sign-ins": "the answer is the same for every address; a code goes to its owner",
    "POST /v1/passport/sessions": "the code is the right, with the token of who asked it",
    "POST /v1/verifications": "judges what is sent along; a share link is itself the right",
    "POST /v1/verifications/_batch": "judges what is sent along; a share link is itself the right",
    "GET /v1/sandbox/fixtures": "test credentials, the same for all",
    "GET /v1/skills": "reference data, the same for all",
    "GET /v1/skills/{skillId}": "reference data, the same for all",
    "GET /v1/frameworks": "reference data, the same for all",
    "GET /v1/frameworks/{frameworkId}/versions/{version}/concepts": "reference data, the same for all",
    "GET /v1/concepts": "reference data, the same for all",
    "GET /v1/concepts/{conceptId}": "reference data, the same for all",
    "GET /v1/validation-levels": "public configuration, the same for all",
    "GET /v1/issuers": "the public register",
    "GET /v1/issuers/{did}": "the public register",
    "GET /v1/recognitions": "the public register",
    "GET /v1/recognitions/{recognitionId}": "the public register",
    "GET /v1/recognitions/{recognitionId}/statement": "the public register",
    "GET /v1/openapi.json": "the description itself",
}
PUBLIC_FAMILIES = (
    ("/partnerships/", "identity documents that every verifier needs"),
    ("/1.0/identifiers/", "identity documents of anybody, by the standard's own path"),
    ("/status-lists/", "status lists that every verifier needs"),
    ("/status/", "the same lists for tokens"),
    ("/achievements/", "definitions that credentials point at"),
    ("/problems", "explanations of problem types"),
    ("/healthz", "process only"),
    ("/readyz", "process only"),
    ("/metrics", "counts only"),
)
# What differs between two answers to the same mistake, and tells nothing.
PASSING_MEMBERS = {"instance", "request_id", "requestId"}


def rule_of(route: Route) -> str | None:
    """How a route is protected: public, organisation or holder; None when nobody decided."""
    if route.name in PUBLIC or any(route.path.startswith(start) for start, _ in PUBLIC_FAMILIES):
        return "public"
    if any(route.path == start or route.path.startswith(f"{start}/") for start in FOLLOWING):
        return "organisation"
    if route.path == ORGANISATION or route.path.startswith(ORGANISATION + "/"):
        return "organisation"
    return "holder" if route.path.startswith(PASSPORT + "/") else None


def described(description: dict[str, Any]) -> list[Route]:
    return list(list_routes(description))


def essence(answer: Response) -> tuple[int, dict[str, Any]]:
    """Status and body, without what differs for every request."""
    body = answer.json()
    return answer.status_code, {name: value for name, value in body.items() if name not in PASSING_MEMBERS}


def missing_ids(route: Route) -> dict[str, str]:
    """Ids that nobody has; a version is a number."""
    return dict.fromkeys(route.parameters, str(MISSING)) | (
        {"version": "999999"} if "version" in route.parameters else {}
    )


def probes(route: Route, own: Tenant, other: Tenant) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """Pairs of ids: another tenant's real object, and in the same place one that nobody has."""
    missing = missing_ids(route)
    theirs = {name: other.ids[name] for name in route.parameters}
    yield theirs, missing
    if "organisationId" in route.parameters and len(route.parameters) > 1:
        mine = {"organisationId": own.ids["organisationId"]}
        yield {**theirs, **mine}, {**missing, **mine}


def test_every_route_has_a_rule(description: dict[str, Any]) -> None:
    without = [route.name for route in described(description) if rule_of(route) is None]
    assert without == []


def test_every_rule_belongs_to_a_route(description: dict[str, Any]) -> None:
    names = {route.name for route in described(description)}
    assert set(PUBLIC) - names - {"GET /v1/openapi.json"} == set()


def test_every_parameter_of_a_protected_route_can_be_filled(
    description: dict[str, Any], organisation: Tenant, other_organisation: Tenant, holder: Tenant
) -> None:
    for route in described(description):
        for tenant in {"organisation": (organisation, other_organisation), "holder": (holder,)}.get(
            rule_of(route) or "", ()
        ):
            assert set(route.parameters) <= set(tenant.ids), route.name


@pytest.mark.abuse("A01")
async def test_another_tenants_object_is_answered_like_a_missing_one(
    client: AsyncClient,
    description: dict[str, Any],
    organisation: Tenant,
    other_organisation: Tenant,
    holder: Tenant,
    other_holder: Tenant,
) -> None:
    pairs = {"organisation": (organisation, other_organisation), "holder": (holder, other_holder)}
    checked = 0
    for route in described(description):
        rule = rule_of(route)
        if rule not in pairs or not route.parameters:
            continue
        own, other = pairs[rule]
        for theirs, missing in probes(route, own, other):
            foreign = await send(client, route, route.address(theirs), own, own.ids)
            absent = await send(client, route, route.address(missing), own, own.ids)
            assert foreign.status_code == 404, (route.name, foreign.status_code, foreign.text)
            assert essence(foreign) == essence(absent), route.name
            headers = [sorted(set(answer.headers) - {"content-length"}) for answer in (foreign, absent)]
            assert headers[0] == headers[1], route.name
            for value in theirs.values():
                assert value in own.ids.values() or value not in _without_instance(foreign), route.name
            checked += 1
    assert checked > 20


def _without_instance(answer: Response) -> str:
    return str(essence(answer)[1])


@pytest.mark.abuse("A01")
async def test_nobody_gets_in_without_a_key(
    client: AsyncClient, description: dict[str, Any], organisation: Tenant, holder: Tenant
) -> None:
    tenants = {"organisation": organisation, "holder": holder}
    for route in described(description):
        rule = rule_of(route)
        if rule not in tenants:
            continue
        ids = tenants[rule].ids
        real = await send(client, route, route.address(ids), None, ids)
        absent = await send(
            client, route, route.address(dict.fromkeys(route.parameters, str(MISSING))), None, ids
        )
        assert real.status_code == 401, (route.name, real.status_code, real.text)
        assert essence(real) == essence(absent), route.name
        assert re.match(r"Bearer\b", real.headers.get("www-authenticate", "")), route.name


@pytest.mark.abuse("A01")
async def test_a_key_of_the_wrong_kind_opens_nothing(
    client: AsyncClient, description: dict[str, Any], organisation: Tenant, holder: Tenant
) -> None:
    swapped = {"organisation": (organisation, holder), "holder": (holder, organisation)}
    for route in described(description):
        rule = rule_of(route)
        if rule not in swapped:
            continue
        owner, caller = swapped[rule]
        answer = await send(client, route, route.address(owner.ids), caller, owner.ids)
        assert answer.status_code in {401, 403, 404}, (route.name, answer.status_code, answer.text)


async def test_public_routes_answer_without_a_key(client: AsyncClient, description: dict[str, Any]) -> None:
    for route in described(description):
        if rule_of(route) == "public" and not route.parameters and route.method == "get":
            answer = await client.get(route.path)
            assert answer.status_code < 400, (route.name, answer.status_code)


@pytest.mark.parametrize("value", ["%2e%2e", "null", "0", "' OR 1=1 --", "a" * 300, "\N{SNOWMAN}", "%00"])
async def test_odd_identifiers_are_missing_things_or_wrong_input(
    client: AsyncClient, description: dict[str, Any], organisation: Tenant, value: str
) -> None:
    for route in described(description):
        if rule_of(route) != "organisation" or len(route.parameters) < 2:
            continue
        ids = {**dict.fromkeys(route.parameters, value), "organisationId": organisation.ids["organisationId"]}
        answer = await send(client, route, route.address(ids), organisation, organisation.ids)
        assert answer.status_code in {400, 404, 405}, (route.name, value, answer.status_code)
