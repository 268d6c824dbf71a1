"""Prepares an organisation that can issue, in the database of the settings; prints it as one line of JSON."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import asdict
from datetime import timedelta

from app.accounts.organisations import create_organisation
from app.accounts.permissions import Issuer, Scope
from app.commands.partnerships import add_api_key, add_signing_keys, register
from app.commands.preparing import prepare
from app.demo.assessors import appoint
from app.issuing.achievements import AchievementDraft, create_achievement
from app.platform.context import Context
from app.settings import load_settings
from tests.load.contexts import open_context
from tests.load.house import Seed

DRAFT = AchievementDraft(
    code="heftruck",
    name={"nl": "Veilig werken met een heftruck", "en": "Working safely with a forklift"},
    description={"nl": "Rijdt veilig met een heftruck.", "en": "Drives a forklift safely."},
    criteria=({"nl": "Controleert de heftruck voor gebruik.", "en": "Checks the forklift before use."},),
)


async def seed(context: Context, slug: str) -> Seed:
    """A registered organisation with keys for both purposes, an achievement and an API key."""
    organisation = await create_organisation(context, slug=slug, name=f"Skillspartnerschap {slug}")
    await add_signing_keys(context, organisation)
    await register(context, organisation)
    _, secret = await add_api_key(context, organisation, name="load", lifetime=timedelta(days=30))
    issuer = Issuer(organisation.id, "operator", frozenset(Scope), organisation.name, slug)
    achievement = await create_achievement(context, issuer, DRAFT)
    mandates = (await appoint(context, issuer, [achievement.id]))[achievement.id]
    names = (str(mandates.first), str(mandates.second))
    return Seed(str(organisation.id), slug, secret, str(achievement.id), achievement.code, names)


async def main(slug: str) -> None:
    """Migrates, then seeds under a slug."""
    await asyncio.to_thread(prepare, load_settings())
    async with open_context() as context:
        print(json.dumps(asdict(await seed(context, slug))))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
