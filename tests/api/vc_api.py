"""A service with the VC-API mounted, a caller who may issue, and a holder with a key of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import orjson
from httpx import ASGITransport, AsyncClient, Response

from app.accounts.organisations import Organisation, create_organisation
from app.commands.partnerships import add_api_key, add_signing_keys
from app.credentials.formats.data_integrity import secure
from app.credentials.formats.vp_data_integrity import secure_proven_presentation
from app.credentials.identifiers.did_key import write_did_key
from app.credentials.keys.algorithms import generate_private_key
from app.credentials.keys.jwk import PublicKey
from app.credentials.keys.signer import LocalSigner
from app.main import create_app
from app.platform.context import Context
from app.trust.identity import issuer_did

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
DOCUMENT: dict[str, Any] = {
    "@context": [CREDENTIALS, EXAMPLES],
    "type": ["VerifiableCredential", "ExampleAlumniCredential"],
    "credentialSubject": {"id": "did:example:subject", "alumniOf": "Voorbeeldschool", "since": 2019},
}


@dataclass
class Caller:
    """An organisation with an API key, at a service with the VC-API."""

    client: AsyncClient
    organisation: Organisation
    did: str
    authorization: str

    async def post(self, path: str, body: Any, **query: str) -> Response:
        """Post to a path below /vc-api with the key."""
        return await self.client.post(
            f"/vc-api{path}", json=body, params=query, headers={"Authorization": self.authorization}
        )

    async def issue(self, credential: Mapping[str, Any] = DOCUMENT, **options: Any) -> Any:
        """What was issued; it must be."""
        answer = await self.post("/credentials/issue", {"credential": credential, "options": options})
        assert answer.status_code == 201, answer.text
        return answer.json()["verifiableCredential"]

    async def verify(self, credential: Any, **options: Any) -> Response:
        """The answer about a credential."""
        body = {"verifiableCredential": credential, "options": options}
        return await self.post("/credentials/verify", body)

    async def verify_presentation(self, presentation: Any, **options: Any) -> Response:
        """The answer about a presentation."""
        body = {"verifiablePresentation": presentation, "options": options}
        return await self.post("/presentations/verify", body)


@dataclass(frozen=True)
class Holder:
    """Somebody with a did:key, who also signs credentials of their own."""

    did: str
    signer: LocalSigner

    def sign(self, credential: Mapping[str, Any]) -> dict[str, Any]:
        """A credential with a proof of this holder."""
        signed: dict[str, Any] = orjson.loads(secure(credential, self.signer).text)
        return signed

    def present(self, context: Context, document: Mapping[str, Any], **asked: str) -> dict[str, Any]:
        """A presentation with a proof of this holder."""
        text = secure_proven_presentation(document, self.signer, created=context.clock.now(), **asked)
        presented: dict[str, Any] = orjson.loads(text)
        return presented


def make_holder(context: Context) -> Holder:
    private = generate_private_key("EdDSA", context.randomness)
    did = write_did_key(PublicKey.of(private, kid=""))
    return Holder(did, LocalSigner(f"{did}#{did.removeprefix('did:key:')}", private))


def open_client(context: Context, *, vc_api: bool = True) -> AsyncClient:
    """A client of a service that has the mount, or has not."""
    app = create_app(replace(context.settings, vc_api=vc_api), context)
    transport = ASGITransport(app=app, raise_app_exceptions=False)
    return AsyncClient(transport=transport, base_url=context.settings.public_url)


async def make_caller(context: Context, client: AsyncClient, slug: str) -> Caller:
    made = await create_organisation(context, slug=slug, name=f"Partnership {slug}")
    await add_signing_keys(context, made)
    _, secret = await add_api_key(context, made, name="vc-api", lifetime=timedelta(days=1))
    return Caller(client, made, issuer_did(context.settings, slug), f"Bearer {secret}")
