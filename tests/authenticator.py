"""A device that makes and uses passkeys (WebAuthn Level 3, sections 6 and 8.7), with every fact open to change."""

import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

USER_PRESENT, USER_VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


def encode(value: bytes) -> str:
    """Base64url without padding."""
    return urlsafe_b64encode(value).rstrip(b"=").decode()


@dataclass
class Authenticator:
    """One key on P-256; change a field to make it lie."""

    origin: str
    rp_id: str
    credential_id: bytes = b"credential-of-a-test-device-0001"
    user_handle: bytes = b""
    flags: int = USER_PRESENT | USER_VERIFIED
    counter: int = 0
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def create(self, options: dict[str, Any], **changes: Any) -> str:
        """The answer to the options of a registration, as the script writes it."""
        data = self._client_data("webauthn.create", options, changes)
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": self._data(with_key=True)})
        response = {
            "clientDataJSON": encode(data),
            "attestationObject": encode(attestation),
            "transports": ["internal", "made-up"],
        }
        return self._answer(response)

    def get(self, options: dict[str, Any], **changes: Any) -> str:
        """The answer to the options of a sign-in, as the script writes it."""
        self.counter += 1
        data = self._client_data("webauthn.get", options, changes)
        signed = self._data(with_key=False)
        signature = self.key.sign(signed + sha256(data).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": encode(data),
            "authenticatorData": encode(signed),
            "signature": encode(signature),
            "userHandle": encode(self.user_handle),
        }
        return self._answer(response)

    def _answer(self, response: dict[str, Any]) -> str:
        identifier = encode(self.credential_id)
        answer = {"id": identifier, "rawId": identifier, "type": "public-key", "response": response}
        return json.dumps(answer)

    def _client_data(self, kind: str, options: dict[str, Any], changes: dict[str, Any]) -> bytes:
        said = {
            "type": kind,
            "challenge": options["challenge"],
            "origin": self.origin,
            "crossOrigin": False,
        }
        return json.dumps(said | changes).encode()

    def _data(self, *, with_key: bool) -> bytes:
        flags = self.flags | (HAS_KEY if with_key else 0)
        head = sha256(self.rp_id.encode()).digest() + bytes([flags]) + self.counter.to_bytes(4, "big")
        if not with_key:
            return head
        point = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        size = len(self.credential_id).to_bytes(2, "big")
        return head + bytes(16) + size + self.credential_id + cbor2.dumps(cose)
