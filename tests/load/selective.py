"""SD-JWT VC with ten claims that may be kept back, ES256: by hand, which checks nothing, and by this library."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from typing import Any

import orjson
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from app.credentials.encoding import base64url
from app.credentials.formats.sd_jwt_vc import SdJwtVc
from app.credentials.keys.algorithms import generate_private_key
from app.credentials.keys.signer import LocalSigner
from app.credentials.policy import GENERAL
from app.credentials.times import numeric_date
from app.credentials.verification import IssuerKey, RegisteredIssuer, verify
from tests.load.fixture import ISSUER, NOW

KID = f"{ISSUER}#key-2"
DISCLOSURES = 10
SELECTIVE_ISSUE = "SD-JWT VC with 10 disclosures, issue"
SELECTIVE_VERIFY = "SD-JWT VC with 10 disclosures, verify, all checks"


class _System:
    def token(self, size: int) -> bytes:
        return os.urandom(size)


class Selective:
    """One key and one set of claims, and the two ways to sign and verify them."""

    def __init__(self) -> None:
        private = generate_private_key("ES256")
        assert isinstance(private, EllipticCurvePrivateKey)
        self.private, self.public = private, private.public_key()
        self.signer, self.format = LocalSigner(KID, private), SdJwtVc()
        self.open: dict[str, Any] = {
            "iss": ISSUER,
            "vct": "https://passport.example/types/skill",
            "iat": numeric_date(NOW),
            "exp": numeric_date(NOW) + 1_000,
        }
        self.secret = {f"claim_{number}": f"value {number} of the claim" for number in range(DISCLOSURES)}
        self.claims = {**self.open, **self.secret}
        self.hidden = [(name,) for name in self.secret]
        # The same, as the peer wants to hear it.
        self.frame = {"_sd": list(self.secret)}
        self.text = self._sign()
        self.keys = (IssuerKey(self.signer.public, "credential", NOW),)
        self.issuer = RegisteredIssuer(ISSUER, "Voorbeeld", NOW)

    def hand_sign(self) -> object:
        disclosures = [
            base64url.encode(orjson.dumps([base64url.encode(os.urandom(16)).decode(), name, value]))
            for name, value in self.secret.items()
        ]
        digests = [base64url.encode(hashlib.sha256(text).digest()).decode() for text in disclosures]
        header = base64url.encode(orjson.dumps({"alg": "ES256", "kid": KID, "typ": "dc+sd-jwt"}))
        message = header + b"." + base64url.encode(orjson.dumps({**self.open, "_sd": digests}))
        r, s = decode_dss_signature(self.private.sign(message, ECDSA(SHA256())))
        signature = base64url.encode(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
        return b"~".join([message + b"." + signature, *disclosures, b""])

    def hand_verify(self) -> object:
        jwt, *disclosures, _ = self.text.encode().split(b"~")
        message, _, signature = jwt.rpartition(b".")
        raw = base64url.decode(signature)
        der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        self.public.verify(der, message, ECDSA(SHA256()))
        claims = orjson.loads(base64url.decode(message.partition(b".")[2]))
        for text in disclosures:
            if base64url.encode(hashlib.sha256(text).digest()).decode() in claims["_sd"]:
                _, name, value = orjson.loads(base64url.decode(text))
                claims[name] = value
        return claims

    def issue(self) -> object:
        return self._sign()

    def verify(self) -> object:
        report = verify(self.text, keys=self.keys, status={}, issuer=self.issuer, now=NOW, profile=GENERAL)
        if not report.is_valid:
            raise AssertionError(report.deciding)
        return report

    def _sign(self) -> str:
        unsigned = self.format.prepare(
            self.claims,
            kid=KID,
            algorithm="ES256",
            randomness=_System(),
            hidden=self.hidden,
        )
        return self.format.assemble(unsigned, self.signer.sign(unsigned.signing_input)).text


def selective_work(selective: Selective) -> dict[str, Callable[[], object]]:
    """What `measure_library` measures beside the rest."""
    return {
        "SD-JWT by hand, issue": selective.hand_sign,
        "SD-JWT by hand, verify": selective.hand_verify,
        SELECTIVE_ISSUE: selective.issue,
        SELECTIVE_VERIFY: selective.verify,
    }
