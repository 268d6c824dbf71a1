"""The fixtures: for every verdict and every reason something to send, and what the answer will be."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final

from app.verifying.sandbox.making import FUTURE, PAST, Maker, poisoned
from app.verifying.sandbox.scenes import SET_INDEX

_DEEP: Final = b"[" * 40 + b"]" * 40
_LONG: Final = "a" * 70_000
_HIDDEN: Final = "WyJzYWx0IiwgIm5hbWUiLCAiVEVTVCJd"
_DIGEST: Final = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
# A PNG of one point whose credential is compressed, which Open Badges 3.0 forbids (5.3.1), in base64.
_BROKEN_PICTURE: Final = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAAJGlUWHRvcGVuYmFkZ2VjcmVkZW50aWFsAAEAAAB4nAtxDQ4BAAMd"
    "AUFEqkEFAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


@dataclass(frozen=True, slots=True)
class Fixture:
    """What to send and what comes back.

    `request` is a body of POST /v1/verifications. Where a reason never comes from there, `file` (base64) is one for the
    page, and without either nothing can be sent that leads to it: `note` says why.
    """

    code: str
    verdict: str
    request: Mapping[str, Any] | None = None
    file: str | None = None
    note: str = ""


Make = Callable[[Maker], str]
_CAUTION: Final[Mapping[str, Make]] = {
    "expired": lambda make: make.jwt(make.credential(valid_until=PAST)),
    "not_yet_valid": lambda make: make.jwt(make.credential(valid_from=FUTURE, awarded_at=None)),
    "suspended": lambda make: make.jwt(make.credential(status=make.suspended(SET_INDEX))),
    "issuer_unknown": lambda make: make.jwt(make.credential("unknown")),
    "issuer_suspended": lambda make: make.jwt(make.credential("suspended")),
    "issuer_ended": lambda make: make.jwt(make.credential("ended")),
}
_INDETERMINATE: Final[Mapping[str, Make]] = {
    "unsupported_format": lambda make: "TEST",
    "keys_unavailable": lambda make: make.jwt(make.credential("silent-keys")),
    "did_key_changed": lambda make: make.jwt(make.credential("changed-key")),
    "resolution_refused": lambda make: make.jwt(make.credential("refused-address")),
    "issuer_unavailable": lambda make: make.jwt(make.credential("silent-register")),
    "status_unavailable": lambda make: make.jwt(make.credential(status=make.status("silent"))),
    "part_withheld": lambda make: make.selective("vc+sd-jwt", credentialStatus=None, _sd=[_DIGEST]),
}
_INVALID: Final[Mapping[str, Make]] = {
    "revoked": lambda make: make.jwt(make.credential(status=make.status(index=SET_INDEX))),
    "bad_signature": lambda make: make.jwt(make.credential())[:-8] + "AAAAAAAA",
    "malformed_jws": lambda make: make.jwt(make.credential()) + ".TEST",
    "malformed_sd_jwt": lambda make: make.selective("vc+sd-jwt", _sd=[_DIGEST], _sd_alg="TEST"),
    "disclosure_invalid": lambda make: make.selective("vc+sd-jwt", (_HIDDEN,)),
    "json_not_strict": lambda make: make.forged(payload=b'{"id": "TEST", "id": "TEST"}'),
    "json_too_deep": lambda make: make.forged(payload=b'{"TEST": ' + _DEEP + b"}"),
    "too_large": lambda make: _LONG,
    "canonicalization_budget": poisoned,
    "typ_mismatch": lambda make: make.forged({"typ": "at+jwt"}),
    "alg_not_allowed": lambda make: make.forged({"alg": "none"}),
    "key_not_trusted": lambda make: make.forged({"kid": f"{make.credential().issuer.id}#another"}),
    "kid_issuer_mismatch": lambda make: make.forged({"kid": "did:web:elsewhere.example#eddsa"}),
    "key_retired": lambda make: make.jwt(make.credential("retired-key")),
    "key_compromised": lambda make: make.jwt(make.credential("stolen-key")),
    "context_not_allowed": lambda make: make.forged(
        claims={"@context": ["https://elsewhere.example/context"]}
    ),
    "data_loss": lambda make: make.forged(claims={"unheardOf": "TEST"}),
    "schema_mismatch": lambda make: make.forged(claims={"type": ["VerifiableCredential"]}),
    "time_invalid": lambda make: make.forged(claims={"nbf": 1}),
    "status_list_invalid": lambda make: make.jwt(make.credential(status=make.status("wrong"))),
    "decompressed_too_large": lambda make: make.jwt(make.credential(status=make.status("swollen"))),
    "malformed_proof": lambda make: make.with_proof(make.document(), proofValue=7),
    "proof_purpose_mismatch": lambda make: make.with_proof(make.document(), proofPurpose="authentication"),
    "proof_expired": lambda make: make.with_proof(make.document(expires=PAST)),
}


@lru_cache(maxsize=4)
def make_fixtures(public_url: str) -> tuple[Fixture, ...]:
    """All fixtures of the service at this address, in a fixed order; the same on every run."""
    make = Maker(public_url)
    sound = make.jwt(make.credential())
    presentation = {"type": ["VerifiablePresentation"], "verifiableCredential": [sound]}
    return (
        Fixture("ok", "valid", {"credential": sound}),
        *_write(_CAUTION, "caution", make),
        *_write(_INDETERMINATE, "indeterminate", make),
        Fixture("share_link_not_working", "indeterminate", {"shareLink": "0" * 22}),
        *_write(_INVALID, "invalid", make),
        Fixture("holder_binding_failed", "invalid", {"presentation": presentation, "challenge": "TEST"}),
        Fixture(
            "malformed_container",
            "invalid",
            file=_BROKEN_PICTURE,
            note="Only a file can be broken in this way: give it at /check.",
        ),
        Fixture(
            "proof_generation_failed",
            "invalid",
            note="Nothing that is sent leads to it: it comes from signing a document that cannot be signed.",
        ),
    )


def is_fixture(public_url: str, raw: bytes) -> bool:
    """Whether these are the exact bytes of a fixture of the service at this address."""
    return sha256(raw).digest() in _digests(public_url)


@lru_cache(maxsize=4)
def _digests(public_url: str) -> frozenset[bytes]:
    requests = [fixture.request for fixture in make_fixtures(public_url) if fixture.request]
    texts = [str(request["credential"]) for request in requests if "credential" in request]
    return frozenset(sha256(text.encode()).digest() for text in texts)


def _write(made: Mapping[str, Make], verdict: str, make: Maker) -> list[Fixture]:
    return [Fixture(code, verdict, {"credential": write(make)}) for code, write in made.items()]
