"""What somebody with a real credential can make of it: with the key of its issuer, with another key, or none."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from app.credentials.encoding import base64url
from app.credentials.keys.algorithms import generate_private_key
from app.credentials.keys.jwk import PublicKey
from app.credentials.keys.signer import LocalSigner
from app.credentials.ports import Signer
from app.platform.context import Context
from app.trust.resolve import resolve_keys
from app.trust.signers import signer_for
from tests.contract.passport_world import World, build_world

HOLDER_NAME = "Sanne de Wit"
ED25519_PREFIX = bytes.fromhex("302a300506032b6570032100")


@dataclass(frozen=True)
class Forge:
    """A credential that was really issued, and the signer of its issuer."""

    world: World
    text: str
    signer: Signer
    public: PublicKey

    @property
    def header(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.parts[0])
        return found

    @property
    def payload(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.parts[1])
        return found

    @property
    def parts(self) -> list[bytes]:
        return [base64url.decode(part.encode()) for part in self.text.split(".")]

    def signed(self, header: bytes, payload: bytes, *, by: Signer | None = None) -> str:
        """Any bytes, properly signed."""
        signing_input = base64url.encode(header) + b"." + base64url.encode(payload)
        signature = (by or self.signer).sign(signing_input)
        return (signing_input + b"." + base64url.encode(signature)).decode()

    def with_header(self, *, by: Signer | None = None, **changes: Any) -> str:
        """Members added or replaced in the header, and signed."""
        return self.signed(json.dumps({**self.header, **changes}).encode(), self.parts[1], by=by)

    def with_payload(self, change: Callable[[dict[str, Any]], object]) -> str:
        """A change that the issuer itself signed."""
        payload = self.payload
        change(payload)
        return self.signed(self.parts[0], json.dumps(payload).encode())

    def with_signature(self, signature: bytes, header: Mapping[str, Any] | None = None) -> str:
        """Another signature below the same payload."""
        first = self.parts[0] if header is None else json.dumps(header).encode()
        return b".".join(base64url.encode(part) for part in (first, self.parts[1], signature)).decode()

    def with_mac(self, secret: bytes) -> str:
        """A shared-secret signature, keyed with what everybody can know."""
        unsigned = self.with_signature(b"", {**self.header, "alg": "HS256"}).rstrip(".")
        return f"{unsigned}.{base64url.encode(hmac.digest(secret, unsigned.encode(), 'sha256')).decode()}"

    def public_forms(self) -> list[bytes]:
        """The public key as raw bytes, PEM, DER and JWK."""
        key = load_der_public_key(ED25519_PREFIX + self.public.raw)
        forms = [
            key.public_bytes(kind, PublicFormat.SubjectPublicKeyInfo) for kind in (Encoding.PEM, Encoding.DER)
        ]
        return [self.public.raw, *forms, json.dumps(self.public.to_jwk()).encode()]


async def open_forge(context: Context, slug: str) -> Forge:
    """A partnership with one issued credential, and its key in hand."""
    world = await build_world(context, slug)
    issued = await world.issue()
    signer, _ = await signer_for(context, world.issuer.organisation_id, "credential")
    document = await _published_key(context, world, signer.kid)
    return Forge(world, issued.secured.text, signer, document)


async def _published_key(context: Context, world: World, kid: str) -> PublicKey:
    keys = await resolve_keys(context, world.did, kid)
    assert isinstance(keys, tuple)
    return next(key.public for key in keys if key.public.kid == kid)


def mallory(kid: str) -> LocalSigner:
    """A stranger's key under any name."""
    return LocalSigner(kid, generate_private_key("EdDSA"))
