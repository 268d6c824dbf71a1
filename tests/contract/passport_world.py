"""A partnership that issues and a worker who claimed: where the tests of passport and verification begin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from app.accounts.organisations import create_organisation
from app.accounts.permissions import Issuer, Scope
from app.commands.partnerships import add_signing_keys
from app.demo.assessors import Mandates, appoint, assess
from app.holding.receive import ReceivedClaim, receive_claim
from app.issuing.achievements import AchievementDraft, create_achievement
from app.issuing.claims import create_claim_link
from app.issuing.documents import AchievementSnapshot
from app.issuing.issuances import IssuedCredential
from app.issuing.issue import issue_credential
from app.issuing.issue_requests import EvidenceSummary, IssueRequest
from app.platform.context import Context
from app.trust.identity import issuer_did
from app.trust.registry import register_issuer

REGISTERED_NAME = "Samenwerking Zwolle"


@dataclass
class World:
    """One partnership with keys, registered, with one achievement."""

    context: Context
    issuer: Issuer
    achievement: AchievementSnapshot
    did: str
    mandates: Mandates
    orders: int = 0

    async def issue(self, worker: str = "w-1", **changes: Any) -> IssuedCredential:
        """One credential for a worker of this partnership."""
        self.orders += 1
        values: dict[str, Any] = {
            "key": f"order-{self.orders:05}",
            "reference": worker,
            "level": 2,
            "assessed_on": self._two_days_ago(),
            "assessor_role": "Praktijkopleider",
            "achievement_id": self.achievement.id,
            "recipient_name": "Sanne de Wit",
            "evidence": (
                EvidenceSummary("observation", "Twee uur gezien op de werkplek.", self._two_days_ago()),
            ),
            "assessment": assess(self.mandates),
        }
        request = IssueRequest(**(values | changes))
        return await issue_credential(self.context, self.issuer, request)

    def _two_days_ago(self) -> date:
        return self.context.clock.now().date() - timedelta(days=2)

    async def claim_secret(self, credential: IssuedCredential) -> str:
        """A fresh claim link for the worker of this credential."""
        _, secret = await create_claim_link(self.context, self.issuer, credential.issuance.recipient_id)
        return secret

    async def claim(self, credential: IssuedCredential, holder_id: UUID | None = None) -> ReceivedClaim:
        """Let the worker of this credential claim everything issued to them."""
        secret = await self.claim_secret(credential)
        return await receive_claim(self.context, secret, holder_id=holder_id)


async def build_world(
    context: Context, slug: str, *, is_registered: bool = True, phone: str | None = None
) -> World:
    """A partnership that can issue; registered unless the test is about a stranger."""
    organisation = await create_organisation(context, slug=slug, name=f"Stichting {slug}", phone=phone)
    await add_signing_keys(context, organisation)
    did = issuer_did(context.settings, slug)
    if is_registered:
        await register_issuer(
            context,
            did=did,
            name=f"{REGISTERED_NAME} {slug}",
            registered_by="operator",
            registered_from=_long_ago(context),
            organisation_id=organisation.id,
        )
    issuer = Issuer(organisation.id, "api-key:test", frozenset(Scope), organisation.name, slug)
    achievement = await create_achievement(context, issuer, _draft())
    mandates = (await appoint(context, issuer, [achievement.id]))[achievement.id]
    return World(context, issuer, achievement, did, mandates)


def _long_ago(context: Context) -> datetime:
    return context.clock.now() - timedelta(days=400)


def _draft() -> AchievementDraft:
    return AchievementDraft(
        "HEFTRUCK",
        {"nl": "Veilig werken met een heftruck", "en": "Working safely with a forklift"},
        {"nl": "Rijdt veilig met een heftruck.", "en": "Drives a forklift safely."},
        ({"nl": "Controleert de heftruck voor gebruik.", "en": "Checks the forklift before use."},),
        None,
        (),
    )
