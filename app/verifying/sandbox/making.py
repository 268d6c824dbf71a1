"""How the texts of fixtures are made: one sound credential, and everything that can be wrong with one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from app.assessing.validation_levels import load_ladder
from app.credentials.encoding import base64url, strict_json
from app.credentials.formats.data_integrity import secure
from app.credentials.formats.proofs import ProofOptions
from app.credentials.formats.vc_jwt import VcJwt
from app.credentials.model import (
    Achievement,
    Assessor,
    Credential,
    Evidence,
    Profile,
    StatusEntry,
    Subject,
)
from app.credentials.status.entry import REVOCATION, SUSPENSION
from app.verifying.sandbox.scenes import ISSUER_NAME, SINCE, USUAL, scene_did, scene_list_url, scene_signer

PAST: Final = datetime(2025, 1, 1, tzinfo=UTC)
FUTURE: Final = datetime(2099, 1, 1, tzinfo=UTC)
PERSON: Final = "TEST Persoon"
TITLE: Final = "TEST Veilig werken met een heftruck"


class Maker:
    """Makes texts for one service: its public address is part of every id."""

    def __init__(self, public_url: str) -> None:
        self._url = public_url

    def credential(self, scene: str = USUAL, **changes: Any) -> Credential:
        """A sound credential of an issuer of the sandbox, whatever a fixture changes about it."""
        values = {
            "id": self._id(f"credential {scene} {sorted(changes)}"),
            "issuer": Profile(scene_did(self._url, scene), ISSUER_NAME),
            "subject": Subject(self._id("person"), PERSON),
            "achievement": Achievement(
                self._id("achievement"),
                TITLE,
                "TEST Rijdt rustig en kijkt om.",
                "TEST Kijkt om bij achteruitrijden.",
            ),
            "valid_from": SINCE,
            "level": load_ladder().levels[2].in_language("nl"),
            "evidence": (Evidence(self._id("evidence"), "observatie", "TEST Twee uur gezien."),),
            "assessor": Assessor("Praktijkopleider"),
            "awarded_at": SINCE,
            "status": self.status(),
        }
        return Credential(**(values | changes))  # type: ignore[arg-type]

    def status(
        self, name: str = REVOCATION, index: int = 0, purpose: str = REVOCATION
    ) -> tuple[StatusEntry, ...]:
        """One entry in a list of the sandbox."""
        return (StatusEntry(purpose, scene_list_url(self._url, name), index),)

    def suspended(self, index: int) -> tuple[StatusEntry, ...]:
        """An entry that says whether the credential is suspended."""
        return self.status(SUSPENSION, index, SUSPENSION)

    def jwt(self, credential: Credential) -> str:
        """The credential as VC-JWT, signed by its issuer."""
        signer = scene_signer(credential.issuer.id)
        signed = VcJwt.signing_input(credential, kid=signer.kid, algorithm=signer.algorithm)
        return VcJwt.assemble(signed, signer.sign(signed)).text

    def forged(
        self,
        header: Mapping[str, Any] | None = None,
        payload: bytes | None = None,
        claims: Mapping[str, Any] | None = None,
    ) -> str:
        """A token with another header, other claims or other bytes, properly signed by the usual issuer."""
        credential = self.credential()
        signer = scene_signer(credential.issuer.id)
        whole = {"alg": "EdDSA", "kid": signer.kid, "typ": "JWT"} | dict(header or {})
        document = self.claims() | dict(claims or {})
        body = strict_json.dumps(document) if payload is None else payload
        signed = base64url.encode(strict_json.dumps(whole)) + b"." + base64url.encode(body)
        return (signed + b"." + base64url.encode(signer.sign(signed))).decode("ascii")

    def claims(self) -> dict[str, Any]:
        """The claims of the sound credential as a token carries them."""
        signed = self.jwt(self.credential()).split(".")[1]
        return strict_json.load_object(base64url.decode(signed.encode("ascii")))

    def document(self, **options: Any) -> dict[str, Any]:
        """The sound credential as JSON with a Data Integrity proof."""
        credential = replace(self.credential(), evidence=())
        signer = scene_signer(credential.issuer.id)
        text = secure(credential, signer, cryptosuite="eddsa-jcs-2022", options=ProofOptions(**options)).text
        return strict_json.load_object(text.encode())

    def with_proof(self, document: dict[str, Any], **members: Any) -> str:
        """The document with other members in its proof."""
        [proof] = document["proof"]
        return strict_json.dumps({**document, "proof": [{**proof, **members}]}).decode()

    def selective(self, typ: str, disclosures: tuple[str, ...] = (), **claims: Any) -> str:
        """An SD-JWT of the W3C form, with these disclosures after it."""
        document = self.credential().to_document() | claims
        document = {name: value for name, value in document.items() if value is not None}
        signer = scene_signer(self.credential().issuer.id)
        header = {"alg": "EdDSA", "kid": signer.kid, "typ": typ}
        signed = (
            base64url.encode(strict_json.dumps(header)) + b"." + base64url.encode(strict_json.dumps(document))
        )
        token = (signed + b"." + base64url.encode(signer.sign(signed))).decode("ascii")
        return "~".join([token, *disclosures, ""])

    def _id(self, name: str) -> str:
        return f"urn:uuid:{uuid5(NAMESPACE_URL, f'{self._url}/sandbox/{name}')}"


def poisoned(maker: Maker) -> str:
    """A document whose nodes look alike, so that many orders would have to be tried to name them."""
    names = [f"_:n{number}" for number in range(10)]
    alike = [
        {
            "id": name,
            "type": ["Profile"],
            "parentOrg": [{"id": other, "type": ["Profile"]} for other in names if other != name],
        }
        for name in names
    ]
    document = maker.document()
    document["credentialSubject"]["achievement"]["creator"] = {"type": ["Profile"], "parentOrg": alike}
    return maker.with_proof(document, cryptosuite="eddsa-rdfc-2022")
