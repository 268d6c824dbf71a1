"""What every cryptosuite offers, and the shape that four of the five have: hash proof and document, sign both."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256, sha384
from typing import Any, Final, Protocol, TypeAlias

from app.credentials.encoding import multibase
from app.credentials.errors import MalformedProof
from app.credentials.keys.algorithms import Algorithm
from app.credentials.keys.jwk import PublicKey

Document: TypeAlias = Mapping[str, Any]

HASHES: Final = {Algorithm.EDDSA: sha256, Algorithm.ES256: sha256, Algorithm.ES384: sha384}
_SIGNATURE_SIZES: Final = {Algorithm.EDDSA: 64, Algorithm.ES256: 64, Algorithm.ES384: 96}


class Cryptosuite(Protocol):
    """One cryptosuite, registered once in `registry.py`."""

    @property
    def name(self) -> str:
        """The name in the proof."""

    @property
    def algorithms(self) -> frozenset[Algorithm]:
        """The algorithms of the keys that it takes."""

    def decode_value(self, text: str) -> bytes:
        """The bytes of a proofValue; raises MalformedProof."""

    def algorithm_of(self, value: bytes) -> Algorithm:
        """The algorithm that made a value, as it shows from its form; raises MalformedProof."""

    def is_proven_by(self, document: Document, proof: Document, value: bytes, key: PublicKey) -> bool:
        """Whether the key made the value over the document and the proof; raises CredentialError.

        `document` is without its proof, or in a chain with the previous proofs; `proof` is as it stands.
        """


class Transformation(Protocol):
    """How a suite turns JSON into the bytes that it hashes."""

    def canonicalize(self, document: Document, algorithm: Algorithm) -> bytes:
        """The canonical form; raises CredentialError."""

    def configure(self, proof: Document, document: Document) -> dict[str, Any]:
        """The proof configuration: what of the proof is hashed, without its value."""

    def added_options(self, document: Document) -> dict[str, Any]:
        """What the suite adds to a new proof."""


@dataclass(frozen=True, slots=True)
class SigningSuite:
    """One signature over hash(proof configuration) followed by hash(document).

    VC-DI-EdDSA sections 3.2 and 3.3, VC-DI-ECDSA sections 3.2 and 3.3. The hash is SHA-384 for P-384 keys.
    """

    name: str
    algorithms: frozenset[Algorithm]
    transformation: Transformation

    def decode_value(self, text: str) -> bytes:
        """The signature in base58; raises MalformedProof."""
        try:
            if text.startswith("z"):
                return multibase.decode(text)
        except ValueError as error:
            raise MalformedProof("The value of the proof cannot be decoded.") from error
        raise MalformedProof("The value of the proof is not in base58.")

    def encode_value(self, signature: bytes) -> str:
        """The proofValue of a signature."""
        return multibase.encode_base58(signature)

    def algorithm_of(self, value: bytes) -> Algorithm:
        """The algorithm with signatures of this length; raises MalformedProof."""
        for algorithm in self.algorithms:
            if _SIGNATURE_SIZES[algorithm] == len(value):
                return algorithm
        raise MalformedProof("The value of the proof has a wrong length.")

    def signing_input(self, document: Document, proof: Document, algorithm: Algorithm) -> bytes:
        """The bytes to sign (VC-DI-EdDSA section 3.2.4); raises CredentialError."""
        hash_of, canonicalize = HASHES[algorithm], self.transformation.canonicalize
        configuration = canonicalize(self.transformation.configure(proof, document), algorithm)
        return hash_of(configuration).digest() + hash_of(canonicalize(document, algorithm)).digest()

    def is_proven_by(self, document: Document, proof: Document, value: bytes, key: PublicKey) -> bool:
        """Whether the key signed document and proof; raises CredentialError."""
        return key.verifies(self.signing_input(document, proof, key.algorithm), value)


def without_value(proof: Document) -> dict[str, Any]:
    """The proof as it was before it was signed."""
    return {name: value for name, value in proof.items() if name != "proofValue"}
