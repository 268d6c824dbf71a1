"""POST /v1/verifications: four verdicts, always 200 for a well-formed request."""

import base64
from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson
import pytest
from httpx import AsyncClient

from app.accounts.api_keys import create_api_key
from app.accounts.organisations import create_organisation
from app.accounts.permissions import Scope
from app.credentials.encoding.multibase import encode_base58
from app.credentials.formats.data_integrity import secure
from app.credentials.formats.enveloping import envelop
from app.credentials.formats.vc_jose_cose import VcJoseJwt
from app.credentials.formats.vp_jose_cose import secure_presentation
from app.credentials.keys.algorithms import generate_private_key
from app.credentials.keys.jwk import PublicKey
from app.credentials.keys.signer import LocalSigner
from app.credentials.model import Profile
from app.holding.share import ShareRequest, create_share_link, share_url
from app.issuing.revoke import RevocationReason, revoke
from app.platform.clock import FixedClock
from app.platform.context import Context
from app.verifying.schemas import VerificationView
from tests.api.vc_api import CREDENTIALS, make_holder
from tests.contract.passport_world import World, build_world
from tests.unit.credentials.cases import CREDENTIAL

URL = "/v1/verifications"


async def _verify(client: AsyncClient, **body: Any) -> dict[str, Any]:
    answer = await client.post(URL, json=body)
    assert answer.status_code == 200, answer.text
    VerificationView.model_validate_json(answer.content)
    result: dict[str, Any] = answer.json()
    return result


async def test_a_valid_credential_comes_with_its_facts_and_all_checks(
    context: Context, client: AsyncClient
) -> None:
    world = await build_world(context, "v-valid")
    result = await _verify(client, credential=(await world.issue()).secured.text)
    assert (result["verdict"], result["code"]) == ("valid", "ok")
    [one] = result["results"]
    assert len(one["checks"]) == 10
    facts = one["credential"]
    issuer = facts["issuer"]
    assert (issuer["did"], issuer["name"]) == (world.did, "Samenwerking Zwolle v-valid")
    assert (issuer["website"], issuer["state"], issuer["registeredUntil"]) == (None, "active", None)
    assert facts["recognitions"] == []
    assert facts["level"]["name"]["nl"]
    assert facts["level"]["name"]["en"] != facts["level"]["name"]["nl"]
    assert facts["holderName"] == "Sanne de Wit"
    assert facts["assessorRole"] == "Praktijkopleider"
    assert facts["evidence"][0]["summary"].startswith("Twee uur gezien op de werkplek.")
    assert facts["lastShownOn"] == (context.clock.now().date() - timedelta(days=2)).isoformat()
    assert (facts["assessment"]["phase"], facts["assessment"]["reasons"]) == ("assessment", None)
    assert set(facts["assessment"]["checklist"].values()) == {True}
    assert (facts["supersedes"], one["hasNewer"]) == (None, False)


async def test_a_revoked_credential_is_named_but_not_told(context: Context, client: AsyncClient) -> None:
    world = await build_world(context, "v-revoked")
    issued = await world.issue()
    await revoke(context, world.issuer, issued.id, reason=RevocationReason.ERROR)
    result = await _verify(client, credential=issued.secured.text)
    assert (result["verdict"], result["code"]) == ("invalid", "revoked")
    facts = result["results"][0]["credential"]
    assert facts["name"] == "Veilig werken met een heftruck"
    assert (facts["holderName"], facts["level"], facts["evidence"]) == (None, None, [])


async def test_a_changed_credential_tells_nothing(context: Context, client: AsyncClient) -> None:
    world = await build_world(context, "v-tampered")
    header, payload, signature = (await world.issue()).secured.text.split(".")
    document = orjson.loads(base64.urlsafe_b64decode(payload + "=="))
    changed = base64.urlsafe_b64encode(orjson.dumps(document | {"name": "Chirurg"})).decode().rstrip("=")
    result = await _verify(client, credential=f"{header}.{changed}.{signature}")
    assert (result["verdict"], result["code"]) == ("invalid", "bad_signature")
    assert result["results"][0]["credential"] is None
    assert "Sanne" not in orjson.dumps(result).decode()


async def test_an_expired_credential_asks_for_caution(context: Context, client: AsyncClient) -> None:
    world = await build_world(context, "v-expired")
    issued = await world.issue(valid_until=context.clock.now() + timedelta(days=1))
    assert isinstance(context.clock, FixedClock)
    context.clock.advance(timedelta(days=2))
    result = await _verify(client, credential=issued.secured.text)
    assert (result["verdict"], result["code"]) == ("caution", "expired")


async def test_a_document_with_an_inner_proof_is_indeterminate(client: AsyncClient) -> None:
    result = await _verify(client, credential={"type": ["VerifiableCredential"], "proof": {"type": "x"}})
    assert (result["verdict"], result["code"]) == ("indeterminate", "unsupported_format")


async def test_a_document_with_a_data_integrity_proof_is_verified(client: AsyncClient) -> None:
    private = generate_private_key("EdDSA")
    encoded = encode_base58(b"\xed\x01" + PublicKey.of(private, kid="").raw)
    did = f"did:key:{encoded}"
    credential = replace(CREDENTIAL, issuer=Profile(did, "Iemand"), status=(), valid_until=None)
    text = secure(credential, LocalSigner(f"{did}#{encoded}", private)).text
    for given in (text, orjson.loads(text)):
        result = await _verify(client, credential=given)
        assert (result["verdict"], result["code"]) == ("caution", "issuer_unknown")
    changed = await _verify(client, credential=orjson.loads(text) | {"name": "Chirurg"})
    assert (changed["verdict"], changed["code"]) == ("invalid", "bad_signature")


async def test_a_presentation_is_judged_credential_by_credential(
    context: Context, client: AsyncClient
) -> None:
    world = await build_world(context, "v-presentation")
    texts = [(await world.issue()).secured.text for _ in range(2)]
    presentation = {"type": ["VerifiablePresentation"], "verifiableCredential": texts}
    result = await _verify(client, presentation=presentation)
    assert [one["verdict"] for one in result["results"]] == ["valid", "valid"]


async def test_a_presentation_as_a_token_is_verified_for_the_challenge_that_was_asked(
    context: Context, client: AsyncClient
) -> None:
    holder = make_holder(context)
    credential = replace(CREDENTIAL, issuer=Profile(holder.did, "Elders"), status=(), valid_until=None)
    enveloped = envelop(VcJoseJwt().secure(credential, holder.signer))
    document = {
        "@context": [CREDENTIALS],
        "type": ["VerifiablePresentation"],
        "holder": holder.did,
        "verifiableCredential": [enveloped],
    }
    token = secure_presentation(document, holder.signer, nonce="n-1", now=context.clock.now())
    result = await _verify(client, presentation=token, challenge="n-1")
    assert (result["verdict"], result["code"]) == ("caution", "issuer_unknown")
    assert result["results"][0]["credential"]["name"] == CREDENTIAL.achievement.name
    other = await _verify(client, presentation=token, challenge="n-2")
    assert (other["verdict"], other["code"]) == ("invalid", "holder_binding_failed")


async def _share(world: World) -> str:
    issued = await world.issue()
    received = await world.claim(issued)
    _, secret = await create_share_link(world.context, received.holder_id, ShareRequest((issued.id,)))
    return secret


async def test_a_share_link_is_taken_as_address_and_as_secret(context: Context, client: AsyncClient) -> None:
    secret = await _share(await build_world(context, "v-link"))
    for link in (secret, share_url(context.settings.public_url, secret)):
        assert (await _verify(client, shareLink=link))["verdict"] == "valid"


async def test_a_share_link_that_does_not_work_is_indeterminate(client: AsyncClient) -> None:
    result = await _verify(client, shareLink="0" * 22)
    assert (result["verdict"], result["code"]) == ("indeterminate", "share_link_not_working")
    assert result["results"] == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"credential": "a.b.c", "shareLink": "0" * 22},
        {"shareLink": "https://elders.example/s/" + "0" * 22},
        {"presentation": {"type": "Iets"}},
        {"credential": 7},
        {"credential": "a.b.c", "challenge": "n-1"},
        {"shareLink": "0" * 22, "domain": "https://employer.example"},
        {"onbekend": 1},
    ],
)
async def test_a_request_that_is_not_well_formed_is_400(client: AsyncClient, body: dict[str, Any]) -> None:
    answer = await client.post(URL, json=body)
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("application/problem+json")


async def test_the_sentences_come_in_the_language_asked_for(client: AsyncClient) -> None:
    details = []
    for language in ("nl", "en"):
        answer = await client.post(URL, json={"credential": "a.b.c"}, headers={"Accept-Language": language})
        details.append(answer.json()["detail"])
    assert details[0] != details[1]


async def test_without_a_key_sixty_a_minute_and_with_a_key_more(
    context: Context, client: AsyncClient
) -> None:
    for _ in range(60):
        assert (await client.post(URL, json={"credential": "a.b.c"})).status_code == 200
    refused = await client.post(URL, json={"credential": "a.b.c"})
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) >= 1
    headers = {"Authorization": f"Bearer {await _key(context, Scope.VERIFICATIONS_CREATE)}"}
    assert (await client.post(URL, json={"credential": "a.b.c"}, headers=headers)).status_code == 200


async def test_a_key_without_the_scope_and_an_unknown_key_are_refused(
    context: Context, client: AsyncClient
) -> None:
    headers = {"Authorization": f"Bearer {await _key(context, Scope.AUDIT_READ)}"}
    assert (await client.post(URL, json={"credential": "a.b.c"}, headers=headers)).status_code == 403
    headers = {"Authorization": "Bearer sp_live_onzin"}
    assert (await client.post(URL, json={"credential": "a.b.c"}, headers=headers)).status_code == 401


async def _key(context: Context, scope: Scope) -> str:
    organisation = await create_organisation(
        context, slug=f"verifier-{scope[:5]}", name=f"Werkgever {scope}", kind="verifier"
    )
    now = context.clock.now()
    async with context.database.transaction(organisation_id=organisation.id) as session:
        _, text = await create_api_key(
            session,
            organisation_id=organisation.id,
            name="sleutel",
            scopes=[scope],
            expires_at=now + timedelta(days=1),
            now=now,
            randomness=context.randomness,
        )
    return text
