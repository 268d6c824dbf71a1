"""Makes the partnership of the demonstration: identity, signing keys, vocabulary, achievements, an API key."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from app.accounts.organisations import OPERATOR, Organisation, create_organisation, find_organisation_by_slug
from app.accounts.permissions import Issuer, Scope
from app.commands.partnerships import add_api_key, add_signing_keys, register
from app.demo.assessors import Mandates, appoint
from app.issuing.achievements import AchievementDraft, create_achievement, find_achievement_by_code
from app.ontologies.load_sample import load_sample, read_vocabulary
from app.platform.context import Context
from app.trust.errors import IssuerAlreadyRegistered
from app.trust.identity import issuer_did
from app.trust.keys import list_keys, rotate_key
from app.trust.signing_keys import KeyPurpose, find_active

FOLDER: Final = Path(__file__).parent
SLUG: Final = "voorbeeld"
NAME: Final = "Skillspartnerschap Voorbeeld"
KEY_LIFETIME: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Partnership:
    """What the story needs of a partnership; `api_key` is a new one, of the made-up partnership only."""

    organisation_id: UUID
    slug: str
    name: str
    did: str
    api_key: str
    skill_count: int
    achievement_count: int
    mandates: Mapping[str, Mandates]


async def seed_demo(context: Context) -> Partnership:
    """The partnership with its vocabulary and achievements; safe to repeat, each time with a new API key."""
    skill_count = await load_sample(context)
    async with context.database.transaction() as session:
        organisation = await find_organisation_by_slug(session, SLUG)
    if organisation is None:
        organisation = await _found(context)
    else:
        await _follow_address(context, organisation)
    with suppress(IssuerAlreadyRegistered):
        await register(context, organisation, registered_by="Demonstratie")
    _, api_key = await add_api_key(context, organisation, name="demonstration", lifetime=KEY_LIFETIME)
    mandates = await _define_achievements(context, organisation)
    return Partnership(
        organisation_id=organisation.id,
        slug=organisation.slug,
        name=organisation.name,
        did=issuer_did(context.settings, organisation.slug),
        api_key=api_key,
        skill_count=skill_count,
        achievement_count=len(mandates),
        mandates=mandates,
    )


async def _found(context: Context) -> Organisation:
    organisation = await create_organisation(context, slug=SLUG, name=NAME, is_test=True)
    await add_signing_keys(context, organisation)
    return organisation


async def _follow_address(context: Context, organisation: Organisation) -> None:
    """The identity follows the address of the service, which may differ from one demonstration to the next."""
    own, now = f"{issuer_did(context.settings, organisation.slug)}#", context.clock.now()
    async with context.database.transaction(organisation_id=organisation.id) as session:
        keys = await list_keys(session, organisation_id=organisation.id)
        for purpose in KeyPurpose:
            active = find_active([key for key in keys if key.purpose is purpose], now)
            if active is None or not active.kid.startswith(own):
                await rotate_key(
                    context,
                    session,
                    organisation_id=organisation.id,
                    purpose=purpose,
                    actor=OPERATOR,
                    pre_active=timedelta(0),
                )


async def _define_achievements(context: Context, organisation: Organisation) -> dict[str, Mandates]:
    """Achievements that are not there yet; the answer is who may assess each, by its code."""
    issuer = Issuer(organisation.id, OPERATOR, frozenset(Scope), organisation.name, organisation.slug)
    ids: dict[str, UUID] = {}
    for draft in read_drafts():
        async with context.database.transaction(organisation_id=organisation.id) as session:
            known = await find_achievement_by_code(session, organisation.id, draft.code)
        ids[draft.code] = (known or await create_achievement(context, issuer, draft)).id
    mandates = await appoint(context, issuer, ids.values())
    return {code: mandates[achievement_id] for code, achievement_id in ids.items()}


def read_drafts() -> list[AchievementDraft]:
    """The achievements of the demonstration, with the words of the vocabulary's skills."""
    skills = {skill.id: skill for skill in read_vocabulary().skills}
    entries: list[dict[str, Any]] = json.loads((FOLDER / "achievements.json").read_bytes())
    return [
        AchievementDraft(
            code=entry["code"],
            name=skills[entry["skillId"]].label.model_dump(),
            description=skills[entry["skillId"]].definition.model_dump(),
            criteria=tuple(entry["criteria"]),
            skill_id=entry["skillId"],
        )
        for entry in entries
    ]
