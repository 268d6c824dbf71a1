"""Receipts: what somebody who verified may keep instead of the data, signed by the service itself.

A receipt says when, which verdict, each check with its code and words, and the SHA-256 of what was checked. Who the
person is, is not in it. What a valid credential is called and who gave it is, so that a reader knows what it is about.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from app.credentials.errors import AlgorithmNotAllowed, BadSignature, CredentialError, KeyCompromised
from app.credentials.formats.jose import HeaderRules, name_of_key, read_jws, sign_jws, type_of
from app.credentials.key_use import find_named_key
from app.credentials.materials import IssuerKey
from app.credentials.policy import DEFAULT_POLICY
from app.credentials.times import format_time, numeric_date
from app.holding.wording import Phrasebook
from app.platform.context import Context
from app.trust.identity import service_did
from app.trust.service_keys import load_service_keys, service_signer
from app.verifying.answers import JsonObject, verification_answer
from app.verifying.report import Judgement
from app.verifying.verify import Verification
from app.verifying.wording import RECEIPT_KEEP_SENTENCE, RECEIPT_KEEP_WEEKS

RECEIPT_TYPE: Final = "verification-receipt+jwt"
MOST_BYTES: Final = 262_144
_RULES: Final = HeaderRules(frozenset({RECEIPT_TYPE}))
_POLICY: Final = replace(DEFAULT_POLICY, max_bytes=MOST_BYTES, max_members=20_000)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt says, and the signed text itself; `claims` are those of `receipt_claims`."""

    text: str
    claims: Mapping[str, Any]


def is_receipt(text: str) -> bool:
    """Whether a text calls itself a receipt; not whether it is one of ours."""
    return text.count(".") == 2 and type_of(text.encode("utf-8", "surrogatepass")) == RECEIPT_TYPE


async def make_receipt(context: Context, verification: Verification, phrasebook: Phrasebook) -> Receipt:
    """The receipt of a judgement, signed now; nothing of it is kept here."""
    signer = await service_signer(context)
    claims = receipt_claims(verification, phrasebook)
    claims["iss"] = service_did(context.settings)
    claims["iat"] = numeric_date(context.clock.now())
    return Receipt(sign_jws(claims, signer, typ=RECEIPT_TYPE).decode("ascii"), claims)


async def read_receipt(context: Context, text: str) -> Receipt | None:
    """The receipt in a signed text of ours; None when it was changed, or signed by anybody else."""
    keys = await load_service_keys(context)
    try:
        return _prove(text, keys, service_did(context.settings))
    except CredentialError:
        return None


def _prove(text: str, keys: tuple[IssuerKey, ...], service: str) -> Receipt:
    jws = read_jws(text.encode("utf-8", "surrogatepass"), _RULES, _POLICY)
    key = find_named_key(name_of_key(jws.header, service), keys)
    if key.compromised_at is not None:
        # Only its thief dates what a stolen key signed, and receipts stand in no ledger.
        raise KeyCompromised
    if jws.header["alg"] != key.public.algorithm:
        raise AlgorithmNotAllowed
    if not key.public.verifies(jws.signed_bytes, jws.signature):
        raise BadSignature
    return Receipt(text, jws.payload)


def receipt_claims(verification: Verification, phrasebook: Phrasebook) -> dict[str, Any]:
    """The claims of a receipt, in the words of the answer of the API, and without a person."""
    answer = verification_answer(verification, phrasebook)
    results = zip(verification.judgements, answer["results"], strict=True)
    return {
        "checkedAt": format_time(verification.checked_at),
        "language": phrasebook.language,
        "verdict": answer["verdict"],
        "code": answer["code"],
        "detail": answer["detail"],
        "results": [_result(judgement, result) for judgement, result in results],
        "keep": {"weeks": RECEIPT_KEEP_WEEKS, "detail": phrasebook.translate(RECEIPT_KEEP_SENTENCE)},
    }


def _result(judgement: Judgement, result: JsonObject) -> JsonObject:
    credential = result["credential"] if judgement.report.is_valid else None
    issuer = credential and {name: credential["issuer"][name] for name in ("did", "name")}
    checks = [
        {name: check[name] for name in ("check", "outcome", "code", "detail")} for check in result["checks"]
    ]
    return {
        "sha256": judgement.report.credential_digest.hex(),
        "verdict": result["verdict"],
        "code": result["code"],
        "detail": result["detail"],
        "name": credential and credential["name"],
        "issuer": issuer,
        "checks": [{**check, "outcome": str(check["outcome"])} for check in checks],
    }
