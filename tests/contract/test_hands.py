"""A person and her keys are one pair of eyes, wherever two people have to look."""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import pytest

from app.accounts.api_keys import authenticate, create_api_key
from app.accounts.errors import FourEyesNeeded
from app.accounts.organisations import create_organisation
from app.accounts.people import actor_of
from app.accounts.permissions import ANY_SCOPE, Issuer, Role
from app.assessing.errors import NotIndependent
from app.assessing.mandates import MandateRequest, ScopeKind, grant_mandate
from app.assessing.publish_skill_set import publish_skill_set
from app.assessing.skill_set_content import Reference
from app.commands.partnerships import add_key_for
from app.platform.context import Context
from app.platform.errors import InvalidInput, NotFound
from tests.contract.assessing_cases import Desk, open_desk
from tests.skill_sets import add_draft, add_own_term, make_achievement, make_content
from tests.staff import make_member


@dataclass
class Hands:
    """Noor by her session, by the key that an operator gave her, and by one that she made with that."""

    noor: Issuer
    key: Issuer
    second_key: Issuer

    @property
    def all(self) -> tuple[Issuer, ...]:
        return (self.noor, self.key, self.second_key)


async def open_hands(context: Context, slug: str) -> Hands:
    made = await create_organisation(context, slug=slug, name=f"Partnership {slug}")
    address = f"noor@{slug}.example"
    person = await make_member(context, made.id, "Noor de Wit", Role.COORDINATOR, email=address)
    noor = Issuer(made.id, actor_of(person.id), ANY_SCOPE, made.name, slug)
    key = await authenticate(context, await add_key_for(context, slug=slug, email=address))
    assert key is not None
    return Hands(noor, key, await make_key(context, key))


async def make_key(context: Context, maker: Issuer) -> Issuer:
    """A key that is made with another, as the API does."""
    now = context.clock.now()
    async with context.database.transaction(organisation_id=maker.organisation_id) as session:
        _, text = await create_api_key(
            session,
            organisation_id=maker.organisation_id,
            name="more",
            scopes=ANY_SCOPE,
            expires_at=now + timedelta(days=1),
            now=now,
            randomness=context.randomness,
            actor=maker.actor,
            hand=maker.eyes,
        )
    found = await authenticate(context, text)
    assert found is not None
    return found


async def test_a_key_of_a_member_and_a_key_made_with_it_have_her_eyes(context: Context) -> None:
    hands = await open_hands(context, "hands-eyes")
    assert {one.eyes for one in hands.all} == {hands.noor.actor}
    assert len({one.actor for one in hands.all}) == 3
    free = await authenticate(context, await add_key_for(context, slug="hands-eyes", email=None))
    assert free is not None
    assert free.eyes == free.actor
    assert (await make_key(context, free)).eyes == free.actor
    with pytest.raises(NotFound):
        await add_key_for(context, slug="hands-eyes", email="nobody@hands-eyes.example")


async def test_nobody_publishes_with_one_hand_what_the_other_drafted(context: Context) -> None:
    hands = await open_hands(context, "hands-publish")
    other = replace(hands.noor, actor="api-key:of-somebody-else")
    term = await add_own_term(context, hands.noor)
    content = make_content(make_achievement(Reference(own_term_id=term)))
    draft = await add_draft(context, hands.key, content)
    for issuer in hands.all:
        with pytest.raises(FourEyesNeeded):
            await publish(context, issuer, draft.id, draft.revision)
    await publish(context, other, draft.id, draft.revision)


async def publish(context: Context, issuer: Issuer, skill_set_id: UUID, revision: int) -> None:
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        await publish_skill_set(context, session, issuer, skill_set_id, 1, revision=revision)


async def test_nobody_gives_herself_a_mandate_with_her_own_key(context: Context) -> None:
    desk, noor, key = await open_with_key(context, "hands-mandate")
    wanted = MandateRequest(
        UUID(noor.actor.removeprefix("person:")),
        ScopeKind.skill_set,
        desk.skill_set_id,
        2,
        context.clock.now() + timedelta(days=30),
    )
    async with desk.work() as session:
        with pytest.raises(InvalidInput) as caught:
            await grant_mandate(context, session, key, wanted)
    assert [fault.code for fault in caught.value.errors] == ["oneself"]


async def test_who_opened_a_dossier_with_her_key_is_no_second_person(context: Context) -> None:
    desk, noor, key = await open_with_key(context, "hands-second")
    dossier = await desk.open(issuer=key)
    claim = await desk.claim(dossier, 3)
    await desk.evidence(dossier)
    await desk.judge(claim, await desk.assessor())
    with pytest.raises(NotIndependent):
        await desk.second(claim, noor)


async def open_with_key(context: Context, slug: str) -> tuple[Desk, Issuer, Issuer]:
    """A partnership, an assessor of it, and her own key."""
    desk = await open_desk(context, slug)
    address = f"noor@{slug}.example"
    noor = await desk.assessor(email=address)
    key = await authenticate(context, await add_key_for(context, slug=slug, email=address))
    assert key is not None
    return desk, noor, key
