"""SD-JWT VC: what the format adds to SD-JWT."""

from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from app.credentials.encoding import base64url, strict_json
from app.credentials.errors import UnknownFormat
from app.credentials.formats.registry import recognise
from app.credentials.formats.sd_jwt import SD_JWT_RULES, present_sd_jwt, read_sd_jwt
from app.credentials.formats.sd_jwt_vc import NEVER_HIDDEN, SdJwtVc
from app.credentials.formats.skill_claims import SKILL_TYPE, write_claims
from app.credentials.formats.vc_jwt import VcJwt
from app.credentials.materials import IssuerKey
from app.credentials.policy import DEFAULT_POLICY, GENERAL, STATUS_LIST
from app.credentials.report import CHECK_NAMES, Outcome, Verdict
from app.credentials.schemas import load_schemas
from app.credentials.type_metadata import CredentialTypes, integrity_of
from app.credentials.verification import read, verify
from tests.unit.credentials.cases import DAY, DID, KID, NOW, VECTORS, needs, signer
from tests.unit.credentials.sd_cases import (
    HOLDER,
    SKILL,
    TOKEN_LIST,
    Counter,
    digest,
    disclosure,
    payload_in,
    sd_jwt,
    sd_scene,
    skill,
    token_list,
)

CLAIMS = write_claims(SKILL)
TYPE_DOCUMENT = strict_json.dumps(
    {
        "vct": SKILL_TYPE,
        "claims": [{"path": ["name"], "sd": "always"}, {"path": ["jti"], "mandatory": True, "sd": "never"}],
    }
)


@pytest.mark.parametrize("algorithm", ["EdDSA", "ES256"])
def test_a_good_credential_is_valid_and_comes_out_as_it_went_in(algorithm: str) -> None:
    made_with = signer(algorithm)
    report = sd_scene(made_with).verify(skill(made_with=made_with))
    assert report.is_valid
    assert (report.credential, report.format) == (SKILL, "dc+sd-jwt")
    outcomes = {check.name: check.outcome for check in report.checks}
    assert outcomes == {**dict.fromkeys(CHECK_NAMES, Outcome.PASSED), "schema": Outcome.SKIPPED}


def test_a_holder_may_keep_back_everything_that_is_hidden() -> None:
    held = read_sd_jwt(skill().encode(), SD_JWT_RULES, policy=DEFAULT_POLICY)
    report = sd_scene().verify(present_sd_jwt(held, []).text)
    assert report.is_valid
    shown = report.credential
    assert shown is not None
    assert (shown.subject.name, shown.level, shown.evidence, shown.assessor) == (None, None, (), None)
    assert (shown.awarded_at, shown.achievement.alignments) == (None, ())


def test_the_same_input_gives_the_same_bytes_and_other_salts_give_others() -> None:
    assert skill() == skill()
    randomness = Counter()
    texts = {SdJwtVc().secure(SKILL, signer(), randomness=randomness).text for _ in range(3)}
    assert len(texts) == 3


def test_it_can_be_prepared_recorded_and_signed_later() -> None:
    unsigned = SdJwtVc.prepare(SKILL, kid=KID, algorithm="EdDSA", randomness=Counter())
    secured = SdJwtVc.assemble(unsigned, signer().sign(unsigned.signing_input))
    assert secured.text == skill()


def test_the_header_names_type_and_key_and_the_holder_is_bound() -> None:
    text = skill(bound=True)
    header = strict_json.loads(base64url.decode(text.split(".")[0].encode()))
    assert header == {"alg": "EdDSA", "kid": KID, "typ": "dc+sd-jwt"}
    assert payload_in(text)["cnf"] == {"jwk": HOLDER.public.to_jwk()}


def test_salts_are_never_invented() -> None:
    with pytest.raises(ValueError):
        SdJwtVc().secure(SKILL, signer())


@pytest.mark.parametrize("name", sorted(NEVER_HIDDEN))
def test_2_2_2_3_what_decides_the_validity_is_never_hidden(name: str) -> None:
    value = CLAIMS.get(name, 1)
    encoded = disclosure("salt", name, value)
    payload = {key: other for key, other in CLAIMS.items() if key != name}
    report = sd_scene().verify(sd_jwt({**payload, "_sd": [digest(encoded)]}, [encoded]))
    assert (report.verdict, report.deciding.code) == (Verdict.INVALID, "disclosure_invalid")
    with pytest.raises(ValueError):
        SdJwtVc.prepare({name: value}, kid=KID, algorithm="EdDSA", randomness=Counter(), hidden=[(name,)])


def test_hiding_inside_an_open_claim_of_the_same_name_is_fine() -> None:
    claims = {**CLAIMS, "source": {"iss": "x"}}
    hidden: list[Any] = [("source", "iss")]
    unsigned = SdJwtVc.prepare(claims, kid=KID, algorithm="EdDSA", randomness=Counter(), hidden=hidden)
    text = SdJwtVc.assemble(unsigned, signer().sign(unsigned.signing_input)).text
    assert read(text, profile=GENERAL).claims["source"] == {"iss": "x"}


def test_the_older_name_of_the_type_is_read() -> None:
    header = {"alg": "EdDSA", "kid": KID, "typ": "vc+sd-jwt"}
    report = sd_scene().verify(sd_jwt(CLAIMS, header=header))
    assert report.is_valid
    assert report.format == "dc+sd-jwt"


@pytest.mark.parametrize(
    "typ", ["JWT", "sd+jwt", "dc+sd-jwt+kb", "DC+SD-JWT", "application/dc+sd-jwt", "", None]
)
def test_another_type_is_refused(typ: Any) -> None:
    report = sd_scene().verify(sd_jwt(CLAIMS, header={"alg": "EdDSA", "kid": KID, "typ": typ}))
    assert report.deciding.code == "typ_mismatch"


def test_a_key_may_be_named_below_its_issuer() -> None:
    for kid in ("key-1", "#key-1"):
        header = {"alg": "EdDSA", "kid": kid, "typ": "dc+sd-jwt"}
        assert sd_scene().verify(sd_jwt(CLAIMS, header=header)).is_valid


def test_a_chain_of_certificates_only_names_the_key_that_the_materials_hold() -> None:
    certificate = b"certificate"
    header = {"alg": "EdDSA", "typ": "dc+sd-jwt", "x5c": [b64encode(certificate).decode()]}
    text = sd_jwt(CLAIMS, header=header)
    assert sd_scene().verify(text).deciding.code == "key_not_trusted"
    name = "x5t#S256:" + base64url.encode(sha256(certificate).digest()).decode()
    proven = IssuerKey(signer(kid=name).public, "credential", NOW - DAY)
    assert sd_scene(keys=(proven,)).verify(text).is_valid


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"vct": None}, "schema_mismatch"),
        ({"vct": "urn:other"}, "schema_mismatch"),
        ({"iss": None}, "schema_mismatch"),
        ({"iss": "did:web:other.example"}, "kid_issuer_mismatch"),
        ({"vct#integrity": 1}, "schema_mismatch"),
        ({"jti": 7}, "schema_mismatch"),
        ({"_sd_alg": "md5"}, "malformed_sd_jwt"),
        ({"nbf": "now"}, "time_invalid"),
        ({"exp": int(NOW.timestamp()) - 61}, "expired"),
        ({"nbf": int(NOW.timestamp()) + 61}, "not_yet_valid"),
    ],
)
def test_claims_that_do_not_fit_are_named(change: dict[str, Any], code: str) -> None:
    assert sd_scene().verify(sd_jwt({**CLAIMS, **change})).deciding.code == code


@pytest.mark.parametrize(
    ("value", "code"), [(1, "revoked"), (2, "suspended"), (3, "status_unavailable"), (0, "ok")]
)
def test_the_status_is_read_in_the_token_status_list(value: int, code: str) -> None:
    report = sd_scene(status={TOKEN_LIST: token_list({4711: value})}).verify(skill())
    assert report.deciding.code == code


def test_a_foreign_type_is_judged_from_its_claims_alone() -> None:
    payload = {"iss": DID, "vct": "urn:eu.europa.ec.eudi:learning:credential:1", "family_name": "Voorbeeld"}
    report = verify(
        sd_jwt(payload), keys=sd_scene().keys, status={}, issuer=sd_scene().issuer, now=NOW, profile=GENERAL
    )
    assert report.is_valid
    assert report.credential is None


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"nbf": int(NOW.timestamp()) + 61}, "not_yet_valid"),
        ({"exp": int(NOW.timestamp()) - 61}, "expired"),
        ({"status": {"status_list": {"idx": 7, "uri": TOKEN_LIST}}}, "revoked"),
    ],
)
def test_a_foreign_type_has_times_and_a_status_too(claims: dict[str, Any], code: str) -> None:
    payload = {"iss": DID, "vct": "urn:other", **claims}
    there = sd_scene(status={TOKEN_LIST: token_list({7: 1})})
    report = verify(
        sd_jwt(payload), keys=there.keys, status=there.status, issuer=there.issuer, now=NOW, profile=GENERAL
    )
    assert report.deciding.code == code


def test_what_was_read_tells_whose_credential_it_is_before_it_is_believed() -> None:
    unverified = read(skill())
    assert (unverified.issuer_id, unverified.credential_id) == (DID, SKILL.id)
    assert (unverified.kid, unverified.algorithm, unverified.registered) == (KID, "EdDSA", {})
    assert unverified.proofs[0].options == {"alg": "EdDSA", "kid": KID, "typ": "dc+sd-jwt"}
    assert unverified.claims["vct"] == SKILL_TYPE
    nameless = sd_jwt({"iss": DID, "vct": "urn:other"})
    assert read(nameless, profile=GENERAL).credential_id == ""


def test_a_passport_may_be_of_a_type_of_one_s_own_with_its_integrity() -> None:
    unsigned = SdJwtVc.prepare(
        replace(SKILL, evidence=()),
        kid=KID,
        algorithm="EdDSA",
        randomness=Counter(),
        vct="urn:own",
        vct_integrity="sha256-x",
    )
    secured = SdJwtVc.assemble(unsigned, signer().sign(unsigned.signing_input))
    assert secured.format == "dc+sd-jwt"
    payload = payload_in(secured.text)
    assert (payload["vct"], payload["vct#integrity"]) == ("urn:own", "sha256-x")


def test_claims_of_another_type_are_hidden_only_where_they_are() -> None:
    with pytest.raises(ValueError):
        SdJwtVc.prepare({"iss": DID}, kid=KID, algorithm="EdDSA", randomness=Counter())


def test_a_status_list_is_never_an_sd_jwt_vc() -> None:
    with pytest.raises(Exception, match="expected type"):
        read(skill(), profile=STATUS_LIST)


@pytest.mark.parametrize("content", [CLAIMS, {"achievement": CLAIMS["achievement"]}])
def test_type_metadata_that_the_verifier_has_is_held_against_the_claims(content: Any) -> None:
    scene = sd_scene(
        policy=replace(DEFAULT_POLICY, credential_types=CredentialTypes({SKILL_TYPE: TYPE_DOCUMENT}))
    )
    assert scene.verify(skill()).is_valid
    assert scene.verify(sd_jwt({**CLAIMS, **content})).deciding.code == "disclosure_invalid"
    named = {name: value for name, value in CLAIMS.items() if name != "name"}
    assert scene.verify(sd_jwt(named)).is_valid
    named["vct#integrity"] = integrity_of(TYPE_DOCUMENT)
    assert scene.verify(sd_jwt(named)).is_valid
    named["vct#integrity"] = integrity_of(b"other")
    assert scene.verify(sd_jwt(named)).deciding.code == "schema_mismatch"


def test_a_type_that_extends_ours_is_ours() -> None:
    own = strict_json.dumps({"vct": "https://zwolle.example/type", "extends": SKILL_TYPE})
    types = CredentialTypes({SKILL_TYPE: TYPE_DOCUMENT, "https://zwolle.example/type": own})
    scene = sd_scene(policy=replace(DEFAULT_POLICY, credential_types=types))
    claims = {**CLAIMS, "vct": "https://zwolle.example/type"}
    del claims["name"]
    assert scene.verify(sd_jwt(claims)).is_valid
    assert sd_scene().verify(sd_jwt(claims)).deciding.code == "schema_mismatch"


@needs(VECTORS / "ob30-schemas")
def test_the_schema_of_open_badges_is_not_that_of_these_claims() -> None:
    scene = sd_scene(policy=replace(DEFAULT_POLICY, schemas=load_schemas(VECTORS / "ob30-schemas")))
    assert scene.verify(skill()).is_valid


def test_the_shape_decides_which_format_reads() -> None:
    assert recognise(skill()).name == "dc+sd-jwt"
    assert recognise("a.b.c~d~").name == "dc+sd-jwt"
    with pytest.raises(UnknownFormat):
        recognise('{"payload":"~"}')


def test_a_jwt_and_an_sd_jwt_never_take_the_place_of_each_other() -> None:
    bare = skill().split("~")[0]
    assert sd_scene().verify(bare).deciding.code == "typ_mismatch"
    with pytest.raises(ValueError):
        VcJwt.secure(SKILL, signer())
