"""What a reader brings along counts for every format: keys, authorities, and lists of both kinds."""

from base64 import b64encode
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from app.commands.offline import verify_offline
from app.commands.trusted import Trusted
from app.credentials.encoding import base64url, strict_json
from app.credentials.formats.concealing import conceal
from app.credentials.formats.data_integrity import secure
from app.credentials.formats.enveloping import ENVELOPED_PRESENTATION, envelop
from app.credentials.formats.skill_claims import HIDDEN, write_claims
from app.credentials.formats.vc_jose_cose import VcJoseJwt
from app.credentials.formats.vp_jose_cose import secure_presentation
from app.credentials.keys.signer import LocalSigner
from app.credentials.model import CREDENTIALS_CONTEXT, Profile, SecuredCredential
from app.credentials.status.token_status_list import build_status_claims, pack_statuses
from app.credentials.status_tokens import secure_status_claims
from tests.unit.commands.test_offline import KEYS, LISTS
from tests.unit.credentials.cases import CREDENTIAL, DAY, DID, NOW, signer
from tests.unit.credentials.identifiers.test_x509 import DID as CERTIFIED
from tests.unit.credentials.identifiers.test_x509 import LEAF, MIDDLE, ROOT
from tests.unit.credentials.sd_cases import SKILL, TOKEN_LIST, Counter, sd_jwt, skill


def token_status(status: int = 0, *, url: str = TOKEN_LIST) -> str:
    assert SKILL.token_status is not None
    packed = pack_statuses({SKILL.token_status.index: status}, size=2, length=8192)
    claims = build_status_claims(url=url, packed=packed, size=2, issued_at=NOW - DAY, expires_at=NOW + DAY)
    return secure_status_claims(claims, signer())


def verdict(text: str, **brought: Any) -> tuple[str, str]:
    verification = verify_offline(text.encode(), trusted=Trusted(**brought), now=NOW)
    return verification.verdict.value, verification.judgements[0].report.deciding.code


def test_an_sd_jwt_vc_is_judged_with_a_token_status_list() -> None:
    brought = {"issuer_keys": [KEYS]}
    assert verdict(skill(), **brought) == ("indeterminate", "status_unavailable")
    assert verdict(skill(), **brought, status_lists=[token_status()])[0] == "valid"
    assert verdict(skill(), **brought, status_lists=[token_status(1)]) == ("invalid", "revoked")
    assert verdict(skill(), **brought, status_lists=[token_status(2)]) == ("caution", "suspended")


@pytest.mark.parametrize(
    "text",
    [
        token_status(url="https://vaardig.example/status/other"),
        "a.b.c",
        "a",
        f"a.{base64url.encode(b'{}').decode()}.c",
    ],
)
def test_another_list_says_nothing(text: str) -> None:
    assert verdict(skill(), issuer_keys=[KEYS], status_lists=[text]) == (
        "indeterminate",
        "status_unavailable",
    )


@pytest.mark.parametrize("cryptosuite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_a_document_with_a_proof_is_judged(cryptosuite: str) -> None:
    text = secure(CREDENTIAL, signer(), cryptosuite=cryptosuite).text
    assert verdict(text, issuer_keys=[KEYS], status_lists=LISTS)[0] == "valid"


def test_an_enveloped_credential_is_judged() -> None:
    envelope = envelop(VcJoseJwt().secure(CREDENTIAL, signer()))
    text = strict_json.dumps(envelope).decode()
    assert verdict(text, issuer_keys=[KEYS], status_lists=LISTS)[0] == "valid"


def certified(issuer_id: str) -> str:
    credential = replace(SKILL, issuer=Profile(issuer_id, "Regio Zwolle"), token_status=None)
    chain = [b64encode(made.certificate.public_bytes(Encoding.DER)).decode() for made in (LEAF, MIDDLE)]
    header = {"alg": "ES256", "typ": "dc+sd-jwt", "x5c": chain}
    payload, disclosures = conceal(write_claims(credential), HIDDEN, randomness=Counter(), is_ours=True)
    texts = [disclosure.decode() for disclosure in disclosures]
    return sd_jwt(payload, texts, header=header, made_with=LocalSigner("unused", LEAF.key))


def test_an_issuer_with_a_certificate_is_known_by_its_authority() -> None:
    assert verdict(certified(CERTIFIED), authorities=[ROOT.certificate])[0] == "valid"
    assert verdict(certified(CERTIFIED)) == ("indeterminate", "keys_unavailable")
    assert verdict(certified(DID), authorities=[ROOT.certificate]) == ("indeterminate", "keys_unavailable")


@pytest.mark.parametrize("is_enveloped", [False, True])
def test_the_credentials_in_a_presentation_are_judged(is_enveloped: bool) -> None:
    holder = signer(kid="did:web:holder.example#key-1", seed="holder")
    document = {
        "@context": [CREDENTIALS_CONTEXT],
        "type": ["VerifiablePresentation"],
        "holder": "did:web:holder.example",
        "verifiableCredential": [envelop(VcJoseJwt().secure(CREDENTIAL, signer()))],
    }
    text = secure_presentation(document, holder, now=NOW)
    if is_enveloped:
        secured = SecuredCredential("vp+jwt", text)
        text = strict_json.dumps(envelop(secured, kind=ENVELOPED_PRESENTATION)).decode()
    assert verdict(text, issuer_keys=[KEYS], status_lists=LISTS)[0] == "valid"
