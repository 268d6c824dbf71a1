"""The limit, the peers and this library, in one process and one run, on the same credential."""

from __future__ import annotations

import base64
import gc
import statistics
import time
from collections.abc import Callable
from typing import Any

import jwt
import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.types import Options

from app.credentials.encoding import base64url, strict_json
from app.credentials.formats.data_integrity import secure
from app.credentials.formats.proofs import ProofOptions
from app.credentials.formats.vc_jwt import VcJwt
from app.credentials.keys.algorithms import generate_private_key
from app.credentials.keys.signer import LocalSigner
from app.credentials.linked_data import canonicalize
from app.credentials.model import Credential
from app.credentials.verification import IssuerKey, RegisteredIssuer, StatusList, verify
from app.verifying.memory import load_policy
from tests.interoperability.node import Peers
from tests.load.fixture import ISSUER, LIST_URL, NOW, build_credential
from tests.load.peers import (
    Rate,
    canonicalize_with_pyld,
    canonicalize_with_pyoxigraph,
    data_integrity_rates,
    jose_rates,
    sd_jwt_rates,
    with_contexts,
)
from tests.load.selective import Selective, selective_work
from tests.load.skill import FRAME, Skill

KID = f"{ISSUER}#key-1"
ROUNDS = 5
QUADS = "JSON-LD to canonical quads"
SELECTIVE_PEER, SKILL_PEER = "@sd-jwt/sd-jwt-vc with 10 disclosures", "@sd-jwt/sd-jwt-vc of the same skill"


def measure(rates: dict[str, Rate], *, seconds: float = 0.1) -> dict[str, float]:
    """Times a second of the processor for each piece of work, which a busy machine does not stretch as the clock's.

    The rounds go round robin, so a noisy moment hits all alike.
    """
    found: dict[str, list[float]] = {name: [] for name in rates}
    for rate in rates.values():
        rate(seconds)
    gc.collect()
    for _ in range(ROUNDS):
        for name, rate in rates.items():
            found[name].append(rate(seconds))
    return {name: round(statistics.median(measured), 1) for name, measured in found.items()}


def repeating(function: Callable[[], object]) -> Rate:
    """The rate of a function of this process."""

    def rate(seconds: float) -> float:
        count = 0
        started = time.process_time()
        while (passed := time.process_time() - started) < seconds:
            for _ in range(20):
                function()
            count += 20
        return count / passed

    return rate


def encode(part: bytes) -> bytes:
    """Base64url without padding, as RFC 7515 has it."""
    return base64.urlsafe_b64encode(part).rstrip(b"=")


def decode(part: bytes) -> bytes:
    """The reverse of `encode`."""
    return base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4))


class Library:
    """One key and one credential, and every way to sign and verify it that is compared."""

    def __init__(self) -> None:
        private = generate_private_key("EdDSA")
        assert isinstance(private, Ed25519PrivateKey)
        self.private, self.public = private, private.public_key()
        self.signer = LocalSigner(KID, private)
        self.credential: Credential = build_credential()
        self.document: dict[str, Any] = self.credential.to_document()
        self.token = VcJwt.secure(self.credential, self.signer).text
        self.raw = self.token.encode()
        self.message, _, signature = self.raw.rpartition(b".")
        self.signature = decode(signature)
        self.policy = load_policy()
        self.known: dict[bytes, bool] = {}
        self.options = ProofOptions(created=NOW)
        self.proven = {
            name: secure(self.credential, self.signer, cryptosuite=name, options=self.options).text
            for name in ("eddsa-rdfc-2022", "eddsa-jcs-2022")
        }
        empty = bytes(131_072 // 8)
        self.status = {
            f"{LIST_URL}/{purpose}": StatusList(purpose, empty, 131_072, NOW)
            for purpose in ("revocation", "suspension")
        }
        self.keys = (IssuerKey(self.signer.public, "credential", NOW),)
        self.issuer = RegisteredIssuer(ISSUER, self.credential.issuer.name, NOW)

    def raw_sign(self) -> object:
        return self.private.sign(self.message)

    def raw_verify(self) -> object:
        return self.public.verify(self.signature, self.message)

    def hand_sign(self) -> object:
        header = encode(orjson.dumps({"alg": "EdDSA", "kid": KID, "typ": "JWT"}))
        message = header + b"." + encode(orjson.dumps(self.document))
        return message + b"." + encode(self.private.sign(message))

    def hand_verify(self) -> object:
        message, _, signature = self.raw.rpartition(b".")
        self.public.verify(decode(signature), message)
        header, _, payload = message.partition(b".")
        return orjson.loads(decode(header)), orjson.loads(decode(payload))

    def strict_verify(self) -> object:
        """What a careful hand writes: the signature, and JSON that means one thing; nothing of a credential."""
        header, payload, signature = self.raw.split(b".")
        self.public.verify(base64url.decode(signature), self.message)
        return (
            strict_json.load_object(base64url.decode(header)),
            strict_json.load_object(base64url.decode(payload)),
        )

    def peer_sign(self) -> object:
        return jwt.encode(self.document, self.private, algorithm="EdDSA", headers={"kid": KID})

    def peer_verify(self) -> object:
        options: Options = {"verify_exp": False, "verify_nbf": False, "verify_iat": False}
        return jwt.decode(self.token, self.public, algorithms=["EdDSA"], options=options)

    def issue(self) -> object:
        return VcJwt.secure(self.credential, self.signer)

    def verify(self) -> object:
        return self._verify(self.raw, None)

    def verify_again(self) -> object:
        return self._verify(self.raw, self.known)

    def prove(self, cryptosuite: str) -> object:
        return secure(self.credential, self.signer, cryptosuite=cryptosuite, options=self.options)

    def verify_proof(self, cryptosuite: str) -> object:
        return self._verify(self.proven[cryptosuite], None)

    def _verify(self, text: str | bytes, signatures: dict[bytes, bool] | None) -> object:
        report = verify(
            text,
            keys=self.keys,
            status=self.status,
            issuer=self.issuer,
            policy=self.policy,
            now=NOW,
            signatures=signatures,
        )
        if not report.is_valid:
            raise AssertionError(report.deciding)
        return report


def measure_library(peers: Peers | None) -> dict[str, float]:
    """All rates: of this process, and of the peers when they are there."""
    library, selective, skill = Library(), Selective(), Skill()
    work = _work(library, skill) | selective_work(selective)
    own = {name: repeating(function) for name, function in work.items()}
    if peers is None:
        return measure(own)
    theirs = [
        data_integrity_rates(peers, library.document, library.signer),
        jose_rates(peers, library.document, library.token, library.signer),
        sd_jwt_rates(
            peers, SELECTIVE_PEER, selective.text, selective.signer, selective.claims, selective.frame
        ),
        sd_jwt_rates(peers, SKILL_PEER, skill.text, skill.signer, skill.claims, FRAME),
    ]
    return measure(own | {name: rate for rates in theirs for name, rate in rates.items()})


def _work(library: Library, skill: Skill) -> dict[str, Callable[[], object]]:
    with_texts = with_contexts(library.document)
    return {
        "raw Ed25519 sign": library.raw_sign,
        "raw Ed25519 verify": library.raw_verify,
        "JWS by hand, sign": library.hand_sign,
        "JWS by hand, verify": library.hand_verify,
        "JWS by hand with strict JSON, verify": library.strict_verify,
        "PyJWT encode": library.peer_sign,
        "PyJWT decode": library.peer_verify,
        "VC-JWT issue": library.issue,
        "VC-JWT verify, all checks": library.verify,
        "VC-JWT verify, all checks, signature seen before": library.verify_again,
        "SD-JWT VC of the same skill, 10 disclosures, issue": skill.issue,
        "SD-JWT VC of the same skill, 10 disclosures, verify, all checks": skill.verify,
        QUADS: lambda: canonicalize(library.document),
        f"{QUADS} by PyLD": lambda: canonicalize_with_pyld(library.document),
        f"{QUADS} by pyoxigraph": lambda: canonicalize_with_pyoxigraph(with_texts),
        "eddsa-rdfc-2022 issue": lambda: library.prove("eddsa-rdfc-2022"),
        "eddsa-rdfc-2022 verify, all checks": lambda: library.verify_proof("eddsa-rdfc-2022"),
        "eddsa-jcs-2022 issue": lambda: library.prove("eddsa-jcs-2022"),
        "eddsa-jcs-2022 verify, all checks": lambda: library.verify_proof("eddsa-jcs-2022"),
    }
