"""The transformation of the RDFC suites: the document as linked data, in canonical N-Quads."""

from dataclasses import dataclass
from typing import Any

from app.credentials.formats.cryptosuites.base import Document, without_value
from app.credentials.keys.algorithms import Algorithm
from app.credentials.linked_data import ContextRegistry, canonicalize


@dataclass(frozen=True, slots=True)
class CanonicalRdf:
    """VC-DI-EdDSA sections 3.2.3 and 3.2.5; the same in VC-DI-ECDSA. Without `contexts` the bundled ones."""

    contexts: ContextRegistry | None = None

    def canonicalize(self, document: Document, algorithm: Algorithm) -> bytes:
        """The canonical quads; RDFC-1.0 runs with SHA-384 for P-384 keys. Raises CredentialError."""
        digest = "SHA-384" if algorithm is Algorithm.ES384 else "SHA-256"
        return canonicalize(document, contexts=self.contexts, digest=digest, is_credential=True)

    def configure(self, proof: Document, document: Document) -> dict[str, Any]:
        """The proof under the contexts of its document."""
        return {**without_value(proof), "@context": document.get("@context", [])}

    def added_options(self, document: Document) -> dict[str, Any]:
        """Nothing: the contexts of the document hold for the proof in it."""
        return {}
