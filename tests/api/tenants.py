"""Callers with one of everything, and each route of the published description with its addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from httpx import AsyncClient, Response

from app.demo.assessors import Mandates, write_body

MISSING = UUID("00000000-0000-4000-8000-00000000dead")
EVIDENCE = [{"kind": "observation", "summary": "Twee uur gezien op de werkplek."}]
EVIDENCE_BODY = {"kind": "observation", "summary": "Twee uur gezien.", "date": "2026-09-01"}
OWN_HOURS = {"summary": "Reed elke dag.", "date": "2026-09-01", "hours": 40}
# An issuer of another service, in the register.
ELSEWHERE = "did:web:elders.example"
METHODS = ("get", "post", "put", "patch", "delete")


@dataclass
class Tenant:
    """One caller: its key, the id of one object of each kind by the name of the path parameter, and a key in another hand."""

    authorization: str
    ids: dict[str, str] = field(default_factory=dict)
    counter: int = 0
    colleague: str = ""

    def headers(self) -> dict[str, str]:
        """The caller's key and a fresh idempotency key."""
        self.counter += 1
        key = uuid5(MISSING, f"{self.authorization}/{self.counter}")
        return {"Authorization": self.authorization, "Idempotency-Key": str(key)}


@dataclass(frozen=True)
class Route:
    """One operation of the published description."""

    method: str
    path: str
    operation: Mapping[str, Any]

    @property
    def name(self) -> str:
        return f"{self.method.upper()} {self.path}"

    @property
    def parameters(self) -> list[str]:
        return re.findall(r"{(\w+)}", self.path)

    def address(self, ids: Mapping[str, str]) -> str:
        """The path with every parameter filled in; raises KeyError for a kind of object nobody makes."""
        return re.sub(r"{(\w+)}", lambda found: ids[found.group(1)], self.path)


def list_routes(description: Mapping[str, Any]) -> Iterator[Route]:
    """Every operation, with the path as a client calls it."""
    base = ""
    for server in description.get("servers", []):
        base = re.sub(r"^https?://[^/]+", "", server["url"]).rstrip("/")
    for path, operations in description["paths"].items():
        full = path if path.startswith(base) or not base else base + path
        for method, operation in operations.items():
            if method in METHODS:
                yield Route(method, full, operation)


def body_for(route: Route, ids: Mapping[str, str]) -> dict[str, Any] | None:
    """A body that the route accepts, so that nothing but the address can be wrong; None for none."""
    if route.method == "get":
        return None
    last = route.path.rsplit("/", 1)[-1]
    if route.path.endswith(("/sessions", "/contacts/_confirm")):
        return {"codeToken": "x" * 43, "code": "042917"}
    if "/skill-sets" in route.path:
        return {} if route.path.endswith(("/versions", "/_publish")) else {"code": "matrix-2"}
    if route.path.startswith("/v1/passport/dossiers") and last in ("dossiers", "evidence"):
        return own_dossier_body(ids) if last == "dossiers" else OWN_HOURS
    if "/dossiers/" in route.path and last in ("claims", "evidence"):
        return claim_body(ids) if last == "claims" else EVIDENCE_BODY
    if route.path.endswith("/credentials/_revoke"):
        return {"reason": "error", "credentialIds": [ids.get("credentialId", str(MISSING))]}
    bodies: dict[str, dict[str, Any]] = {
        "credentials": issue_body(ids),
        "credential-batches": {"items": [issue_body(ids)]},
        "achievements": achievement_body("matrix"),
        "versions": {k: v for k, v in achievement_body("").items() if k != "code"},
        "_confirm": {"rows": "valid"},
        "mapping": {"columns": []},
        "claim-links": {},
        "claim-mails": {"email": "sanne@werk.example"},
        "letters": {},
        "envelopes": {"format": "vc+jwt"},
        "branding": {"brandColour": "#b3261e", "textColour": "#ffffff"},
        "api-keys": {"name": "matrix", "scopes": ["credentials:read"]},
        "own-terms": term_body("Matrix"),
        "dossiers": dossier_body(ids),
        "recognitions": {"issuerDid": ELSEWHERE, "highestLevel": 2},
        "mandates": mandate_body(ids.get("personId", str(MISSING))),
        "mappings": {"conceptUri": "http://data.europa.eu/esco/skill/x", "matchType": "exact"},
        "_review": {"mappingId": str(MISSING), "outcome": "approved"},
        "_revoke": {"reason": "error"},
        "_supersede": issue_body(ids),
        "_suspend": {"reason": "other"},
        "_reinstate": {"reason": "error"},
        "_rotate": {"purpose": "credential"},
        "_compromise": {},
        "_stop": {},
        "_mail": {"secret": "1CTVwSOTvflDJCTMP64aOO", "email": "hr@matrix.example"},
        "disputes": {"reason": "level"},
        "appeals": {"reason": "Ik kon dit wel."},
        "_answer": {"answer": "Dat passen wij aan."},
        "_assign": {"roles": ["reader"]},
        "invitations": {"email": "matrix@regio.example", "roles": ["reader"]},
        "claims": {"claimCode": "x" * 32},
        "sign-ins": {"address": "06 12345678"},
        "contacts": {"address": "06 12345678"},
        "own-skills": {"name": "Taarten versieren"},
        "share-links": {"credentialIds": [ids.get("credentialId", str(MISSING))], "purpose": "application"},
        "verifications": {"credential": "a.b.c"},
        "subscriptions": {"shareLink": "1CTVwSOTvflDJCTMP64aOO"},
        "webhook-endpoints": {"url": "https://hooks.matrix.example/passport"},
        "_batch": {"items": [{"credential": "a.b.c"}]},
    }
    return bodies.get(last, {})


def achievement_body(code: str) -> dict[str, Any]:
    """An achievement in two languages."""
    return {
        "code": code,
        "name": {"nl": "Veilig werken met een heftruck", "en": "Working safely with a forklift"},
        "description": {"nl": "Rijdt veilig met een heftruck.", "en": "Drives a forklift safely."},
        "criteria": [{"nl": "Controleert de heftruck.", "en": "Checks the forklift."}],
    }


def term_body(label: str) -> dict[str, Any]:
    """A term of a partnership's own, in Dutch."""
    return {"layer": "specific", "labelNl": label, "definitionNl": "Wat iemand dan doet."}


def dossier_body(ids: Mapping[str, str], reference: str = "worker-1") -> dict[str, Any]:
    """A dossier of a worker on the tenant's published skill set."""
    candidate = {"reference": reference, "name": "Sanne de Wit"}
    return {"candidate": candidate, "skillSetId": ids.get("publishedSkillSetId", str(MISSING))}


def own_dossier_body(ids: Mapping[str, str]) -> dict[str, Any]:
    """A dossier that a worker opens at the partnership whose worker they are."""
    skill_set = ids.get("publishedSkillSetId", str(MISSING))
    return {"partnership": ids.get("slug", "nobody"), "skillSetId": skill_set, "name": "Sanne de Wit"}


def claim_body(ids: Mapping[str, str], level: int = 2) -> dict[str, Any]:
    """A claim of the one achievement of that skill set."""
    return {"achievementId": ids.get("skillSetAchievementId", str(MISSING)), "levelAsked": level}


def mandate_body(person_id: str) -> dict[str, Any]:
    """A mandate for a year, for anything."""
    return {
        "personId": person_id,
        "scopeKind": "achievement",
        "scopeId": str(MISSING),
        "highestLevel": 3,
        "validUntil": (datetime.now(UTC) + timedelta(days=365)).isoformat(),
    }


def issue_body(ids: Mapping[str, str], reference: str = "worker-1") -> dict[str, Any]:
    """One credential to issue, with the mandates that the tenant has."""
    names = (ids.get("firstMandateId", str(MISSING)), ids.get("secondMandateId", str(MISSING)))
    return {
        "achievementId": ids.get("achievementId", str(MISSING)),
        "recipient": {"reference": reference, "name": "Sanne de Wit"},
        "level": 3,
        "assessedOn": "2026-09-01",
        "assessorRole": "Praktijkbeoordelaar",
        "evidence": EVIDENCE,
        "assessment": write_body(Mandates(*map(UUID, names))),
    }


async def send(client: AsyncClient, route: Route, address: str, tenant: Tenant | None, ids: Any) -> Response:
    """Calls the route at an address, as a tenant or as nobody."""
    body = body_for(route, ids)
    headers = tenant.headers() if tenant else {"Idempotency-Key": "anonymous-key-0001"}
    return await client.request(route.method.upper(), address, headers=headers, json=body)
