"""The VC-API by HTTP: presentations, and challenges that count once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from app.credentials.formats.enveloping import ENVELOPED_PRESENTATION, envelop
from app.credentials.formats.vp_jose_cose import secure_presentation
from app.credentials.model import SecuredCredential
from app.platform.clock import FixedClock
from app.platform.context import Context
from app.verifying.challenges import forget_challenges
from tests.api.vc_api import CREDENTIALS, DOCUMENT, Caller, Holder, make_caller, make_holder, open_client

W3C = "https://w3id.org/security#"
DOMAIN = "https://employer.example"


@pytest.fixture
async def caller(context: Context) -> AsyncIterator[Caller]:
    async with open_client(context) as client:
        yield await make_caller(context, client, "uitgever")


@pytest.fixture
def holder(context: Context) -> Holder:
    return make_holder(context)


def presentation(holder: Holder, *credentials: Any) -> dict[str, Any]:
    document: dict[str, Any] = {
        "@context": [CREDENTIALS],
        "type": ["VerifiablePresentation"],
        "holder": holder.did,
    }
    return {**document, "verifiableCredential": list(credentials)} if credentials else document


async def challenge_of(caller: Caller) -> str:
    answer = await caller.post("/challenges", {})
    assert answer.status_code == 200
    challenge: str = answer.json()["challenge"]
    return challenge


async def test_a_challenge_is_answered_once(context: Context, caller: Caller, holder: Holder) -> None:
    challenge = await challenge_of(caller)
    document = presentation(holder, await caller.issue(), await caller.issue(format="vc+jwt"))
    presented = holder.present(context, document, domain=DOMAIN, challenge=challenge)
    first = await caller.verify_presentation(presented, domain=DOMAIN, challenge=challenge)
    assert (first.status_code, first.json()["verified"]) == (200, True), first.text
    again = await caller.verify_presentation(presented, domain=DOMAIN, challenge=challenge)
    assert (again.status_code, again.json()["type"]) == (400, W3C + "INVALID_CHALLENGE_ERROR")
    unasked = await caller.verify_presentation(presented)
    assert (unasked.status_code, unasked.json()["type"]) == (400, W3C + "INVALID_CHALLENGE_ERROR")


async def test_a_challenge_of_which_two_run_at_once_counts_for_one(
    context: Context, caller: Caller, holder: Holder
) -> None:
    challenge = await challenge_of(caller)
    presented = holder.present(context, presentation(holder), challenge=challenge)
    answers = await asyncio.gather(*[caller.verify_presentation(presented) for _ in range(5)])
    assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400, 400]


async def test_a_presentation_that_fails_leaves_the_challenge(
    context: Context, caller: Caller, holder: Holder
) -> None:
    challenge = await challenge_of(caller)
    spoiled = {**await caller.issue(), "name": "Anders"}
    bad = holder.present(context, presentation(holder, spoiled), challenge=challenge)
    assert (await caller.verify_presentation(bad, challenge=challenge)).status_code == 400
    good = holder.present(context, presentation(holder, await caller.issue()), challenge=challenge)
    assert (await caller.verify_presentation(good, challenge=challenge)).status_code == 200


async def test_a_challenge_ends_after_five_minutes(
    context: Context, caller: Caller, holder: Holder, superuser: psycopg.Connection[tuple[str]]
) -> None:
    challenge = await challenge_of(caller)
    stored = superuser.execute("SELECT challenge_hash::text FROM vc_api_challenges").fetchall()
    assert len(stored) == 1
    assert challenge not in stored[0][0]
    assert isinstance(context.clock, FixedClock)
    context.clock.advance(timedelta(minutes=5, seconds=1))
    presented = holder.present(context, presentation(holder), challenge=challenge)
    answer = await caller.verify_presentation(presented, challenge=challenge)
    assert (answer.status_code, answer.json()["type"]) == (400, W3C + "INVALID_CHALLENGE_ERROR")


async def test_challenges_that_nobody_answered_are_forgotten(
    context: Context, caller: Caller, superuser: psycopg.Connection[tuple[str]]
) -> None:
    await challenge_of(caller)
    superuser.execute(
        "UPDATE vc_api_challenges SET created_at = now() - interval '1 hour', expires_at = now() - interval '1 hour'"
    )
    await challenge_of(caller)
    assert await forget_challenges(context) == 1
    assert superuser.execute("SELECT count(*) FROM vc_api_challenges").fetchone() == (1,)


async def test_challenges_are_long_and_never_alike(caller: Caller) -> None:
    made = {await challenge_of(caller) for _ in range(20)}
    assert len(made) == 20
    assert all(len(challenge) == len("spch_") + 43 for challenge in made)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"domain": "https://other.example"}, "INVALID_DOMAIN_ERROR"),
        ({"challenge": "another"}, "INVALID_CHALLENGE_ERROR"),
        ({"expectedProofPurpose": "assertionMethod"}, "PROOF_VERIFICATION_ERROR"),
    ],
    ids=str,
)
async def test_a_presentation_for_another_request_is_refused(
    context: Context, caller: Caller, holder: Holder, asked: dict[str, str], code: str
) -> None:
    presented = holder.present(context, presentation(holder), domain=DOMAIN, challenge="of-a-suite")
    assert (
        await caller.verify_presentation(presented, domain=DOMAIN, challenge="of-a-suite")
    ).status_code == 200
    answer = await caller.verify_presentation(presented, **asked)
    assert (answer.status_code, answer.json()["type"]) == (400, W3C + code)


async def test_what_a_stranger_presents_for_the_holder_is_refused(
    context: Context, caller: Caller, holder: Holder
) -> None:
    presented = make_holder(context).present(context, presentation(holder))
    answer = await caller.verify_presentation(presented)
    assert (answer.status_code, answer.json()["code"]) == (400, "kid_issuer_mismatch")


async def test_a_presentation_that_was_changed_is_refused(
    context: Context, caller: Caller, holder: Holder
) -> None:
    presented = holder.present(context, presentation(holder, await caller.issue()))
    answer = await caller.verify_presentation({**presented, "verifiableCredential": []})
    assert (answer.status_code, answer.json()["type"]) == (400, W3C + "PROOF_VERIFICATION_ERROR")


async def test_credentials_without_a_presenter_are_verified_when_nobody_asked_for_one(
    caller: Caller, holder: Holder
) -> None:
    document = presentation(holder, await caller.issue(), await caller.issue(format="vc+sd-jwt"))
    assert (await caller.verify_presentation(document)).status_code == 200
    asked = await caller.verify_presentation(document, challenge="x")
    assert (asked.status_code, asked.json()["code"]) == (400, "holder_binding_failed")
    unsigned = await caller.verify_presentation(presentation(holder, {**DOCUMENT, "issuer": holder.did}))
    assert unsigned.status_code == 400


@pytest.mark.parametrize("form", ["text", "envelope"])
async def test_a_presentation_as_a_token_is_verified(
    context: Context, caller: Caller, holder: Holder, form: str
) -> None:
    document = presentation(holder, await caller.issue(format="vc+jwt"))
    asked = {"domain": DOMAIN, "challenge": await challenge_of(caller)}
    text = secure_presentation(
        document, holder.signer, audience=asked["domain"], nonce=asked["challenge"], now=context.clock.now()
    )
    presented: Any = text
    if form == "envelope":
        presented = envelop(SecuredCredential("vp+jwt", text), kind=ENVELOPED_PRESENTATION)
    assert (await caller.verify_presentation(presented, **asked)).status_code == 200
    assert (await caller.verify_presentation(presented, **asked)).status_code == 400


async def test_what_a_holder_says_about_themselves_needs_no_proof_of_its_own(
    context: Context, caller: Caller, holder: Holder
) -> None:
    own = {**DOCUMENT, "issuer": {"id": holder.did, "name": "Sanne"}}
    presented = holder.present(context, presentation(holder, own))
    assert (await caller.verify_presentation(presented)).status_code == 200
    anothers = {**DOCUMENT, "issuer": "did:example:alice"}
    refused = await caller.verify_presentation(holder.present(context, presentation(holder, anothers)))
    assert (refused.status_code, refused.json()["code"]) == (400, "holder_binding_failed")
    unnamed = {name: value for name, value in presentation(holder, own).items() if name != "holder"}
    answer = await caller.verify_presentation(holder.present(context, unnamed))
    assert answer.status_code == 400


async def test_a_holder_whose_keys_cannot_be_found_is_not_believed(
    context: Context, caller: Caller, holder: Holder
) -> None:
    document = {**presentation(holder), "holder": "did:example:alice"}
    presented = holder.present(context, document)
    presented["proof"][0]["verificationMethod"] = "did:example:alice#key"
    answer = await caller.verify_presentation(presented)
    assert (answer.status_code, answer.json()["code"]) == (400, "keys_unavailable")
    presented["holder"] = caller.did
    presented["proof"][0]["verificationMethod"] = f"{caller.did}#key"
    answer = await caller.verify_presentation(presented)
    assert (answer.status_code, answer.json()["code"]) == (400, "key_not_trusted")


@pytest.mark.parametrize(
    ("member", "code"),
    [
        ({"validUntil": "2020-01-01T00:00:00Z"}, "expired"),
        ({"validFrom": "9000-01-01T00:00:00Z"}, "not_yet_valid"),
        ({"credentialStatus": {"type": "SomethingElse"}}, "status_unavailable"),
    ],
)
async def test_what_a_holder_says_of_itself_is_judged_like_any_credential(
    context: Context, caller: Caller, holder: Holder, member: dict[str, Any], code: str
) -> None:
    said = {**DOCUMENT, "issuer": holder.did}
    honest = holder.present(context, presentation(holder, said))
    assert (await caller.verify_presentation(honest)).status_code == 200
    document = presentation(holder, {**said, **member})
    document["@context"].append({"@vocab": "https://terms.example/"})
    answer = await caller.verify_presentation(holder.present(context, document))
    assert (answer.status_code, answer.json()["code"]) == (400, code)
