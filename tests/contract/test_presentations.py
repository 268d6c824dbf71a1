"""Presentations, open and secured: which credentials are judged, and for whom they were made."""

from dataclasses import replace
from typing import Any

import orjson
import pytest

from app.credentials.formats.data_integrity import secure
from app.credentials.formats.enveloping import ENVELOPED_PRESENTATION, envelop
from app.credentials.formats.vc_jose_cose import VcJoseJwt
from app.credentials.formats.vp_jose_cose import secure_presentation
from app.credentials.model import CREDENTIALS_CONTEXT, Profile, SecuredCredential
from app.platform.context import Context
from app.platform.fetch import FetchFailed
from app.verifying.challenges import create_challenge
from app.verifying.errors import InvalidPresentation
from app.verifying.presentations import ANYTHING, Wanted
from app.verifying.verify import verify_presentation
from tests.api.vc_api import Holder, make_holder
from tests.contract.passport_world import build_world
from tests.unit.credentials.cases import CREDENTIAL, NOW

VERIFIER = "https://employer.example"
JWT = "eyJ.eyJ.sig"


@pytest.fixture
def holder(context: Context) -> Holder:
    return make_holder(context)


def _enveloped(issuer: Holder) -> dict[str, Any]:
    """A credential that an unregistered issuer signed, which asks for caution and no more."""
    credential = replace(CREDENTIAL, issuer=Profile(issuer.did, "Elders"), status=(), valid_from=NOW)
    return envelop(VcJoseJwt().secure(replace(credential, valid_until=None), issuer.signer))


def _presentation(*credentials: Any, **members: Any) -> dict[str, Any]:
    return {
        "@context": [CREDENTIALS_CONTEXT],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": list(credentials),
        **members,
    }


def _token(context: Context, holder: Holder, *credentials: Any, **asked: str) -> str:
    document = _presentation(*credentials, holder=holder.did)
    return secure_presentation(document, holder.signer, now=context.clock.now(), **asked)


async def _codes(context: Context, presentation: Any, wanted: Wanted = ANYTHING) -> list[tuple[str, str]]:
    verification = await verify_presentation(context, presentation, wanted)
    reports = [judgement.report for judgement in verification.judgements]
    return [(report.verdict.value, report.deciding.code) for report in reports]


async def test_the_credentials_of_an_open_presentation_are_judged_as_they_are(
    context: Context, holder: Holder
) -> None:
    world = await build_world(context, "p-open")
    linked = orjson.loads(secure(replace(CREDENTIAL, issuer=Profile(holder.did, "x")), holder.signer).text)
    shown = _presentation((await world.issue()).secured.text, _enveloped(holder), linked | {"name": "Anders"})
    assert await _codes(context, shown) == [
        ("valid", "ok"),
        ("caution", "issuer_unknown"),
        ("invalid", "bad_signature"),
    ]


@pytest.mark.parametrize(
    ("credential", "outcome"),
    [
        ({"type": ["VerifiableCredential"]}, ("indeterminate", "unsupported_format")),
        (7, ("indeterminate", "unsupported_format")),
        ({"id": "https://example.org/credential"}, ("invalid", "schema_mismatch")),
        ({"id": "data:text/html,<p>"}, ("invalid", "schema_mismatch")),
        ({"id": f"data:application/jwt,{JWT}"}, ("invalid", "schema_mismatch")),
        ({"id": f"data:application/vc+jwt,{JWT}", "name": "x"}, ("invalid", "schema_mismatch")),
        ({"id": f"data:application/vc+sd-jwt,{JWT}"}, ("indeterminate", "unsupported_format")),
    ],
)
async def test_an_envelope_is_opened_only_in_its_one_spelling(
    context: Context, credential: Any, outcome: tuple[str, str]
) -> None:
    if isinstance(credential, dict) and "id" in credential:
        kind = "EnvelopedVerifiableCredential"
        credential = {"@context": CREDENTIALS_CONTEXT, "type": kind, **credential}
    assert await _codes(context, _presentation(credential)) == [outcome]


async def test_a_token_is_verified_as_the_presentation_that_it_is(context: Context, holder: Holder) -> None:
    token = _token(context, holder, _enveloped(holder), audience=VERIFIER, nonce="n-1")
    judged = [("caution", "issuer_unknown")]
    assert await _codes(context, token) == judged
    assert await _codes(context, token, Wanted(domain=VERIFIER, challenge="n-1")) == judged
    wrapped = envelop(SecuredCredential("vp+jwt", token), kind=ENVELOPED_PRESENTATION)
    assert await _codes(context, wrapped, Wanted(challenge="n-1")) == judged


@pytest.mark.parametrize("wanted", [Wanted(domain="https://other.example"), Wanted(challenge="n-2")])
async def test_a_token_for_somebody_else_shows_nothing(
    context: Context, holder: Holder, wanted: Wanted
) -> None:
    token = _token(context, holder, _enveloped(holder), audience=VERIFIER, nonce="n-1")
    assert await _codes(context, token, wanted) == [("invalid", "holder_binding_failed")]


async def test_a_token_that_another_signed_shows_nothing(context: Context, holder: Holder) -> None:
    other = make_holder(context)
    token = _token(context, replace(holder, signer=other.signer), _enveloped(holder))
    assert await _codes(context, token) == [("invalid", "kid_issuer_mismatch")]
    payload, signature = token.rsplit(".", 1)
    spoiled = f"{payload}.{signature[:-8]}AAAAAAAA"
    assert (await _codes(context, spoiled))[0][0] == "invalid"


async def test_a_proof_in_a_document_is_proven_too(context: Context, holder: Holder) -> None:
    document = _presentation(_enveloped(holder), holder=holder.did)
    presented = holder.present(context, document, domain=VERIFIER, challenge="n-1")
    assert await _codes(context, presented, Wanted(None, VERIFIER, "n-1")) == [("caution", "issuer_unknown")]
    assert await _codes(context, presented, Wanted(challenge="n-2")) == [("invalid", "holder_binding_failed")]
    spoiled = presented | {"verifiableCredential": [_enveloped(make_holder(context))]}
    assert await _codes(context, spoiled) == [("invalid", "bad_signature")]


async def test_who_was_asked_for_a_proof_cannot_do_without(context: Context, holder: Holder) -> None:
    shown = _presentation(_enveloped(holder))
    assert await _codes(context, shown, Wanted(challenge="n")) == [("invalid", "holder_binding_failed")]


async def test_a_challenge_of_this_service_is_answered_once(context: Context, holder: Holder) -> None:
    challenge = await create_challenge(context)
    token = _token(context, holder, _enveloped(holder), nonce=challenge)
    wanted = Wanted(challenge=challenge)
    assert await _codes(context, token, wanted) == [("caution", "issuer_unknown")]
    assert await _codes(context, token, wanted) == [("invalid", "holder_binding_failed")]


async def test_a_holder_whose_keys_cannot_be_had_is_not_called_false(
    context: Context, holder: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def silent(*args: Any, **options: Any) -> None:
        raise FetchFailed("silent")

    monkeypatch.setattr(context.fetch, "fetch", silent)
    elsewhere = replace(holder, did="did:web:silent.example")
    key = replace(holder.signer, kid="did:web:silent.example#1")
    token = _token(context, replace(elsewhere, signer=key), _enveloped(holder))
    [(verdict, code)] = await _codes(context, token)
    assert (verdict, code) == ("indeterminate", "keys_unavailable")


@pytest.mark.parametrize("text", ["", "x", JWT, "\ud800"])
async def test_whatever_a_text_is_it_is_an_answer(context: Context, text: str) -> None:
    [(verdict, _)] = await _codes(context, text)
    assert verdict in ("invalid", "indeterminate")


@pytest.mark.parametrize("count", [0, 51])
async def test_a_presentation_carries_one_to_fifty_credentials(
    context: Context, holder: Holder, count: int
) -> None:
    for shown in (_presentation(*[JWT] * count), _token(context, holder, *[{"type": "x"}] * count)):
        with pytest.raises(InvalidPresentation):
            await verify_presentation(context, shown)


async def test_a_document_of_another_type_is_no_presentation(context: Context) -> None:
    document: dict[str, Any] = {"type": "VerifiableCredential", "verifiableCredential": [JWT]}
    with pytest.raises(InvalidPresentation):
        await verify_presentation(context, document)
