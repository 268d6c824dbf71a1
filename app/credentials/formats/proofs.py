"""Data Integrity proofs as JSON objects (VC Data Integrity 1.0 section 2.1): written, and read with suspicion."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.credentials.errors import (
    AlgorithmNotAllowed,
    ContextNotAllowed,
    DataLoss,
    MalformedCredential,
    MalformedProof,
    ProofPurposeMismatch,
    TimeInvalid,
    UnknownFormat,
)
from app.credentials.formats.base import UnverifiedProof, ensure_key_of_issuer
from app.credentials.formats.cryptosuites.registry import find_cryptosuite
from app.credentials.policy import VerificationPolicy
from app.credentials.reading import read_text
from app.credentials.times import format_time, parse_time

ASSERTION: Final = "assertionMethod"
AUTHENTICATION: Final = "authentication"
PROOF_TYPE: Final = "DataIntegrityProof"
MAX_PROOFS: Final = 8
_TEXTS: Final = ("id", "challenge", "nonce")
_MEMBERS: Final = frozenset(
    {
        "@context",
        "type",
        "cryptosuite",
        "created",
        "expires",
        "verificationMethod",
        "proofPurpose",
        "domain",
        "previousProof",
        "proofValue",
        *_TEXTS,
    }
)


@dataclass(frozen=True, slots=True)
class ProofOptions:
    """What a signer may say about a proof besides its key and suite. Times are aware and in whole seconds.

    `id` names the proof, so that a later one can name it as its `previous`.
    """

    created: datetime | None = None
    expires: datetime | None = None
    purpose: str = ASSERTION
    domain: str | None = None
    challenge: str | None = None
    nonce: str | None = None
    id: str | None = None
    previous: tuple[str, ...] = ()

    def to_proof(self, cryptosuite: str, verification_method: str) -> dict[str, Any]:
        """The proof object without its value; raises TimeInvalid on a naive time."""
        proof: dict[str, Any] = (
            {"type": PROOF_TYPE} if self.id is None else {"id": self.id, "type": PROOF_TYPE}
        )
        proof["cryptosuite"] = cryptosuite
        if self.created is not None:
            proof["created"] = format_time(self.created)
        if self.expires is not None:
            proof["expires"] = format_time(self.expires)
        proof["verificationMethod"] = verification_method
        proof["proofPurpose"] = self.purpose
        for name in ("domain", "challenge", "nonce"):
            if (value := getattr(self, name)) is not None:
                proof[name] = value
        if self.previous:
            proof["previousProof"] = self.previous[0] if len(self.previous) == 1 else list(self.previous)
        return proof


def read_proofs(
    value: Any, *, controller: str, purpose: str, contexts: Any, policy: VerificationPolicy
) -> tuple[UnverifiedProof, ...]:
    """The proofs of a document, one or a set (section 2.1.1); raises CredentialError.

    Every one must be made with a key of the controller, for the purpose, and under the document's contexts.
    """
    nodes = value if type(value) is list else [value]
    if not 0 < len(nodes) <= MAX_PROOFS:
        raise MalformedProof("The document has no proof, or too many.")
    proofs = tuple(
        [
            _read_proof(node, controller=controller, purpose=purpose, contexts=contexts, policy=policy)
            for node in nodes
        ]
    )
    _ensure_chain(proofs)
    return proofs


def ensure_supported(value: Any) -> None:
    """Raise UnknownFormat when a proof says that it is of another kind, such as those before Data Integrity."""
    for node in value if type(value) is list else [value]:
        kind = node.get("type") if type(node) is dict else None
        if type(kind) is str and kind != PROOF_TYPE:
            raise UnknownFormat("The proof is of a kind that is not supported.")


def previous_proofs(proof: Mapping[str, Any]) -> list[str]:
    """The identifiers in previousProof; raises MalformedProof."""
    value = proof.get("previousProof", [])
    names = [value] if type(value) is str else value
    if type(names) is not list or any(type(name) is not str for name in names):
        raise MalformedProof("The previous proof is not named by its identifier.")
    return names


def _read_proof(
    node: Any, *, controller: str, purpose: str, contexts: Any, policy: VerificationPolicy
) -> UnverifiedProof:
    if type(node) is not dict or node.get("type") != PROOF_TYPE:
        raise MalformedProof("The proof is not a Data Integrity proof.")
    if not _MEMBERS.issuperset(node):
        raise DataLoss("The proof holds terms that are not defined.")
    # A proof may repeat the contexts of its document, and never bring others (A07).
    if node.get("@context", contexts) != contexts:
        raise ContextNotAllowed("The proof has other contexts than its document.")
    suite = find_cryptosuite(node.get("cryptosuite"))
    if suite is None or suite.name not in policy.cryptosuites:
        raise AlgorithmNotAllowed("The cryptosuite of the proof is not allowed.")
    if node.get("proofPurpose") != purpose:
        raise ProofPurposeMismatch
    _ensure_texts(node)
    value = suite.decode_value(_read_value(node))
    return UnverifiedProof(
        kid=ensure_key_of_issuer(node.get("verificationMethod"), controller),
        algorithm=suite.algorithm_of(value),
        options=node,
        signature=value,
        expires=_read_expires(node),
        cryptosuite=suite.name,
    )


def _read_value(node: Mapping[str, Any]) -> str:
    try:
        return read_text(node, "proofValue")
    except MalformedCredential as error:
        raise MalformedProof("The proof has no value.") from error


def _ensure_texts(node: Mapping[str, Any]) -> None:
    domain = node.get("domain", "")
    domains = domain if type(domain) is list else [domain]
    texts = [node[name] for name in _TEXTS if name in node]
    if any(type(text) is not str for text in [*domains, *texts]):
        raise MalformedProof("A member of the proof is not a text.")


def _read_expires(node: Mapping[str, Any]) -> datetime | None:
    created = parse_time(node["created"]) if "created" in node else None
    expires = parse_time(node["expires"]) if "expires" in node else None
    if created is not None and expires is not None and expires < created:
        raise TimeInvalid("The proof expires before it was made.")
    return expires


def _ensure_chain(proofs: tuple[UnverifiedProof, ...]) -> None:
    names = [proof.options["id"] for proof in proofs if "id" in proof.options]
    if len(set(names)) != len(names):
        raise MalformedProof("Two proofs have the same identifier.")
    for proof in proofs:
        for name in previous_proofs(proof.options):
            if name not in names or name == proof.options.get("id"):
                raise MalformedProof("A proof builds on a proof that is not there.")
