"""The VC-API by HTTP: what is issued verifies, in every format, and what was changed does not."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import pytest

from app.commands.generated import VC_API_DOCUMENT
from app.credentials.encoding import strict_json
from app.credentials.formats.enveloping import envelop
from app.credentials.formats.sd_jwt_vc import SdJwtVc
from app.credentials.formats.selective_disclosure import derive
from app.credentials.model import SecuredCredential
from app.platform.clock import FixedClock
from app.platform.context import Context
from app.trust.keys import rotate_key
from app.trust.signing_keys import KeyPurpose
from tests.api.vc_api import DOCUMENT, Caller, make_caller, make_holder, open_client

FORMS: dict[str, dict[str, Any]] = {
    "default": {},
    **{
        suite: {"cryptosuite": suite}
        for suite in (
            "eddsa-rdfc-2022",
            "eddsa-jcs-2022",
            "ecdsa-rdfc-2019",
            "ecdsa-jcs-2019",
            "ecdsa-sd-2023",
        )
    },
    **{name: {"format": name} for name in ("vc+jwt", "vc+sd-jwt", "vc-jwt")},
}
W3C = "https://w3id.org/security#"
VC = "https://www.w3.org/TR/vc-data-model#"


@pytest.fixture
async def caller(context: Context) -> AsyncIterator[Caller]:
    async with open_client(context) as client:
        yield await make_caller(context, client, "uitgever")


def shown(credential: Any) -> Any:
    """What a holder shows of a base proof; everything else as it is."""
    if isinstance(credential, dict) and credential.get("proof", {}).get("cryptosuite") == "ecdsa-sd-2023":
        text = derive(strict_json.dumps(credential).decode(), ["/credentialSubject/alumniOf"]).text
        return strict_json.load_object(text)
    return credential


@pytest.mark.parametrize("options", FORMS.values(), ids=FORMS)
async def test_what_was_issued_verifies(caller: Caller, options: dict[str, Any]) -> None:
    answer = await caller.verify(shown(await caller.issue(**options)), checks=["proof"])
    assert answer.status_code == 200, answer.text
    assert answer.json()["verified"] is True
    assert answer.json()["problemDetails"] == answer.json()["errors"] == []
    assert {"signature", "status_revocation", "status_suspension"} <= set(answer.json()["checks"])


@pytest.mark.parametrize("options", FORMS.values(), ids=FORMS)
async def test_what_was_changed_is_refused_with_a_problem(caller: Caller, options: dict[str, Any]) -> None:
    signed = shown(await caller.issue(**options))
    if isinstance(signed, str):
        at = signed.index(".") + 30
        changed: Any = signed[:at] + ("A" if signed[at] != "A" else "B") + signed[at + 1 :]
    elif "proof" in signed:
        changed = {**signed, "credentialSubject": {**signed["credentialSubject"], "alumniOf": "Elders"}}
    else:
        at = signed["id"].index(".") + 30
        changed = {**signed, "id": signed["id"][:at] + "AB" + signed["id"][at + 2 :]}
    answer = await caller.verify(changed)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["verified"] is False
    assert answer.json()["type"].startswith((W3C, VC))


async def test_a_changed_proof_is_named_by_the_type_of_w3c(caller: Caller) -> None:
    signed = await caller.issue()
    answer = await caller.verify({**signed, "validFrom": "2020-01-01T00:00:00Z"})
    assert answer.json()["type"] == W3C + "PROOF_VERIFICATION_ERROR"


@pytest.mark.parametrize("way", ["style", "option"])
async def test_a_newer_client_gets_200_with_what_is_wrong(caller: Caller, way: str) -> None:
    body = {"verifiableCredential": {**await caller.issue(), "name": "Anders"}, "options": {}}
    query = {"style": "vcalm"} if way == "style" else {}
    if way == "option":
        body["options"] = {"returnProblemDetails": True}
    answer = await caller.post("/credentials/verify", body, **query)
    assert answer.status_code == 200
    assert answer.json()["verified"] is False
    assert answer.json()["problemDetails"][0]["type"] == W3C + "PROOF_VERIFICATION_ERROR"


async def test_what_is_absent_is_filled_in(context: Context, caller: Caller) -> None:
    issued = await caller.issue()
    assert issued["issuer"] == caller.did
    assert issued["id"].startswith("urn:uuid:")
    assert issued["validFrom"] == context.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    assert [entry["statusPurpose"] for entry in issued["credentialStatus"]] == ["revocation", "suspension"]
    assert issued["proof"]["verificationMethod"].startswith(f"{caller.did}#")


async def test_what_is_there_stays(caller: Caller) -> None:
    own = {
        "id": "https://school.example/1",
        "validFrom": "2024-02-03T00:00:00Z",
        "issuer": {"name": "School"},
    }
    issued = await caller.issue({**DOCUMENT, **own})
    assert (issued["id"], issued["validFrom"]) == (own["id"], own["validFrom"])
    assert issued["issuer"] == {"id": caller.did, "name": "School"}
    named = await caller.issue(credentialId="urn:example:2")
    assert named["id"] == "urn:example:2"


async def test_the_same_key_also_issues_as_a_did_key(caller: Caller) -> None:
    refusal = await caller.post(
        "/credentials/issue", {"credential": {**DOCUMENT, "issuer": "did:example:other"}}
    )
    assert refusal.status_code == 403
    did = refusal.json()["detail"].rstrip(".").rpartition(" or ")[2]
    issued = await caller.issue(issuer=did)
    assert issued["issuer"] == did
    assert issued["proof"]["verificationMethod"] == f"{did}#{did.removeprefix('did:key:')}"
    assert "credentialStatus" not in issued
    assert (await caller.verify(issued)).status_code == 200


async def test_only_the_mandatory_part_is_always_shown(caller: Caller) -> None:
    issued = await caller.issue(cryptosuite="ecdsa-sd-2023", mandatoryPointers=["/credentialSubject/since"])
    part = shown(issued)
    assert part["credentialSubject"] == {
        "id": "did:example:subject",
        "since": 2019,
        "alumniOf": "Voorbeeldschool",
    }
    assert {"issuer", "validFrom", "credentialStatus"} <= part.keys()
    bare = strict_json.load_object(derive(strict_json.dumps(issued).decode(), []).text)
    assert bare["credentialSubject"] == {"id": "did:example:subject", "since": 2019}
    assert (await caller.verify(bare)).status_code == 200


async def test_a_base_proof_is_not_for_verifiers(caller: Caller) -> None:
    answer = await caller.verify(await caller.issue(cryptosuite="ecdsa-sd-2023"))
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_proof")


async def test_a_holder_hides_claims_of_an_sd_jwt(caller: Caller) -> None:
    envelope = await caller.issue(format="vc+sd-jwt", mandatoryPointers=["/credentialSubject/since"])
    issuer_part, *disclosures = envelope["id"].rstrip("~").split("~")
    assert len(disclosures) == 1
    answer = await caller.verify({**envelope, "id": issuer_part + "~"})
    assert answer.status_code == 200


REFUSED: dict[str, Callable[[dict[str, Any]], object]] = {
    "no type": lambda d: d.pop("type"),
    "undefined term": lambda d: d.update({"@context": [d["@context"][0]]}),
    "unknown context": lambda d: d.update({"@context": [d["@context"][0], "https://evil.example/c"]}),
    "empty subject": lambda d: d.update(credentialSubject={}),
    "issuer null": lambda d: d.update(issuer=None),
    "issuer no url": lambda d: d.update(issuer="school"),
    "end before start": lambda d: d.update(
        validFrom="2030-01-01T00:00:00Z", validUntil="2029-01-01T00:00:00Z"
    ),
}


@pytest.mark.parametrize("change", REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("options", [{}, {"format": "vc+jwt"}], ids=["proof", "token"])
async def test_a_document_that_is_not_in_order_is_not_issued(
    caller: Caller, change: Callable[[dict[str, Any]], object], options: dict[str, Any]
) -> None:
    document = dict(DOCUMENT)
    change(document)
    answer = await caller.post("/credentials/issue", {"credential": document, "options": options})
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "options",
    [
        {"format": "ldp_vc"},
        {"cryptosuite": "bbs-2023"},
        {"format": "vc+jwt", "cryptosuite": "eddsa-rdfc-2022"},
        {"mandatoryPointers": ["/nowhere"], "cryptosuite": "ecdsa-sd-2023"},
        {"organisationId": "other"},
    ],
    ids=str,
)
async def test_options_that_are_unknown_or_do_not_fit_are_refused(
    caller: Caller, options: dict[str, Any]
) -> None:
    answer = await caller.post("/credentials/issue", {"credential": DOCUMENT, "options": options})
    assert answer.status_code == 400, answer.text


async def set_status(caller: Caller, credential_id: str, purpose: str, status: bool) -> int:
    kind = {"type": "BitstringStatusListEntry", "statusPurpose": purpose}
    body = {"credentialId": credential_id, "credentialStatus": kind, "status": status}
    return (await caller.post("/credentials/status", body)).status_code


async def test_a_revoked_document_no_longer_verifies(caller: Caller) -> None:
    issued, token = await caller.issue(), await caller.issue(format="vc+jwt", credentialId="urn:example:t")
    assert await set_status(caller, issued["id"], "revocation", True) == 200
    assert await set_status(caller, issued["id"], "revocation", True) == 200
    answer = await caller.verify(issued)
    assert (answer.status_code, answer.json()["code"]) == (400, "revoked")
    assert await set_status(caller, issued["id"], "revocation", False) == 409
    assert (await caller.verify(token)).status_code == 200
    assert await set_status(caller, "urn:example:t", "revocation", True) == 200
    assert (await caller.verify(token)).status_code == 400


async def test_a_suspension_ends(caller: Caller) -> None:
    issued = await caller.issue()
    assert await set_status(caller, issued["id"], "suspension", True) == 200
    assert (await caller.verify(issued)).json()["code"] == "suspended"
    assert await set_status(caller, issued["id"], "suspension", False) == 200
    assert await set_status(caller, issued["id"], "suspension", False) == 200
    assert (await caller.verify(issued)).status_code == 200


async def test_a_status_reaches_every_document_of_that_id(caller: Caller) -> None:
    twice = [await caller.issue({**DOCUMENT, "id": "urn:example:twice"}) for _ in range(2)]
    assert await set_status(caller, "urn:example:twice", "revocation", True) == 200
    assert [(await caller.verify(signed)).status_code for signed in twice] == [400, 400]


async def test_a_document_with_a_status_of_its_own_is_not_ours_to_change(caller: Caller) -> None:
    context = [*DOCUMENT["@context"], {"Elsewhere": "https://example.org/#Elsewhere"}]
    status = {"id": "https://example.org/status/1", "type": "Elsewhere"}
    issued = await caller.issue({**DOCUMENT, "@context": context, "credentialStatus": status})
    assert issued["credentialStatus"] == status
    assert await set_status(caller, issued["id"], "revocation", True) == 404
    answer = await caller.verify(issued)
    assert (answer.status_code, answer.json()["code"]) == (400, "status_unavailable")


@pytest.mark.parametrize(
    "asked",
    [{"domain": "a.example"}, {"challenge": "x"}, {"expectedProofPurpose": "authentication"}],
    ids=str,
)
async def test_a_credential_is_refused_when_its_proof_is_not_the_one_wanted(
    caller: Caller, asked: dict[str, str]
) -> None:
    answer = await caller.verify(await caller.issue(), **asked)
    assert answer.status_code == 400
    assert answer.json()["type"].startswith(W3C)


async def test_an_expired_document_does_not_verify(context: Context, caller: Caller) -> None:
    end = (context.clock.now() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    issued = await caller.issue({**DOCUMENT, "validFrom": "2020-01-01T00:00:00Z", "validUntil": end})
    answer = await caller.verify(issued)
    assert (answer.status_code, answer.json()["type"]) == (400, VC + "RANGE_ERROR")


async def test_a_stranger_with_a_key_of_another_is_refused(context: Context, caller: Caller) -> None:
    stranger = make_holder(context)
    forged = stranger.sign({**DOCUMENT, "issuer": caller.did})
    answer = await caller.verify(forged)
    assert (answer.status_code, answer.json()["code"]) == (400, "kid_issuer_mismatch")
    honest = stranger.sign({**DOCUMENT, "issuer": stranger.did})
    assert (await caller.verify(honest)).status_code == 200


@pytest.mark.parametrize("options", [{}, {"format": "vc+jwt"}, {"format": "vc+sd-jwt"}], ids=str)
@pytest.mark.parametrize(
    "name", ["urn:uuid:9c9a36f8-518f-4976-a934-6649502d0008", "https://school.example/1"]
)
async def test_what_was_issued_outlives_its_key(
    context: Context, caller: Caller, options: dict[str, Any], name: str
) -> None:
    issued = await caller.issue({**DOCUMENT, "id": name}, **options)
    organisation_id = caller.organisation.id
    async with context.database.transaction(organisation_id=organisation_id) as session:
        await rotate_key(
            context,
            session,
            organisation_id=organisation_id,
            purpose=KeyPurpose.CREDENTIAL,
            actor="test",
            pre_active=timedelta(0),
        )
    assert isinstance(context.clock, FixedClock)
    context.clock.advance(timedelta(minutes=1))
    assert (await caller.verify(issued)).status_code == 200
    changed = {**issued, "id": issued["id"][:-2]} if options else {**issued, "name": "Anders"}
    assert (await caller.verify(changed)).status_code == 400


async def test_the_mount_has_a_description_of_its_own(caller: Caller) -> None:
    answer = await caller.client.get("/vc-api/openapi.json")
    described = answer.json()
    assert described["servers"] == [{"url": "https://passport.example/vc-api"}]
    assert set(described["paths"]) == {
        "/credentials/issue",
        "/credentials/status",
        "/credentials/verify",
        "/presentations/verify",
        "/challenges",
    }
    ours = (await caller.client.get("/v1/openapi.json")).json()
    assert not any(
        "vc-api" in path or "VcApi" in path for path in [*ours["paths"], *ours["components"]["schemas"]]
    )
    published = strict_json.load_object(VC_API_DOCUMENT.read_bytes(), max_bytes=1_000_000)
    assert published["paths"] == described["paths"]
    assert published["components"] == described["components"]


async def test_an_sd_jwt_vc_of_anybody_verifies(context: Context, caller: Caller) -> None:
    stranger = make_holder(context)
    claims = {"iss": stranger.did, "vct": "https://school.example/vct/1", "alumni_of": "School"}
    signer = stranger.signer
    unsigned = SdJwtVc.prepare(
        claims,
        kid=signer.kid,
        algorithm=signer.algorithm,
        randomness=context.randomness,
        hidden=[("alumni_of",)],
    )
    text = SdJwtVc.assemble(unsigned, signer.sign(unsigned.signing_input)).text
    assert (await caller.verify(text)).status_code == 200
    assert (await caller.verify(envelop(SecuredCredential("dc+sd-jwt", text)))).status_code == 200
    assert (await caller.verify(text.replace("~", "~e30~", 1))).status_code == 400
