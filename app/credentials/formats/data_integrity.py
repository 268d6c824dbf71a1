"""Data Integrity (VC Data Integrity 1.0): the proof stands in the document, one, a set, or a chain."""

import re
from collections.abc import Mapping
from typing import Any, Final

from app.credentials.encoding import strict_json
from app.credentials.errors import (
    CredentialError,
    MalformedProof,
    ProofGenerationFailed,
    ProofInvalid,
    TooLarge,
)
from app.credentials.formats.base import UnverifiedClaims, UnverifiedCredential, UnverifiedProof
from app.credentials.formats.cryptosuites.base import SigningSuite
from app.credentials.formats.cryptosuites.ecdsa_sd_2023 import ECDSA_SD_2023
from app.credentials.formats.cryptosuites.registry import find_cryptosuite
from app.credentials.formats.proofs import (
    ASSERTION,
    MAX_PROOFS,
    ProofOptions,
    ensure_supported,
    previous_proofs,
    read_proofs,
)
from app.credentials.keys.algorithms import Algorithm
from app.credentials.keys.jwk import PublicKey
from app.credentials.model import Credential, SecuredCredential
from app.credentials.node_ids import with_node_ids
from app.credentials.policy import DocumentProfile, VerificationPolicy
from app.credentials.ports import Signer
from app.credentials.reading import read_issuer_id
from app.credentials.statement import Statement, read_period

_OBJECT: Final = re.compile(rb"[ \t\r\n]*\{")
_DEFAULT_SUITES: Final = {
    Algorithm.EDDSA: "eddsa-rdfc-2022",
    Algorithm.ES256: "ecdsa-rdfc-2019",
    Algorithm.ES384: "ecdsa-rdfc-2019",
}
_NO_OPTIONS: Final = ProofOptions()


class DataIntegrity:
    """The format `data-integrity`: a JSON document with one proof or more."""

    name: str = "data-integrity"

    def recognises(self, text: bytes) -> bool:
        """A JSON object in which a proof may stand."""
        return _OBJECT.match(text) is not None and b'"proof"' in text

    def read(
        self, text: bytes, *, policy: VerificationPolicy, profile: DocumentProfile
    ) -> UnverifiedCredential:
        """Parse the document strictly and take its proofs out; raises CredentialError."""
        if len(text) > policy.max_bytes:
            raise TooLarge
        document = strict_json.load_object(
            text, max_bytes=policy.max_bytes, max_depth=policy.max_depth, max_members=policy.max_members
        )
        if "proof" not in document:
            raise MalformedProof("The document has no proof.")
        proof = document.pop("proof")
        ensure_supported(proof)
        follows = profile.ensure_fits(document, is_linked=True, schemas=policy.schemas)
        issuer_id, credential_id = read_issuer_id(document), document.get("id", "")
        proofs = read_proofs(
            proof, controller=issuer_id, purpose=ASSERTION, contexts=document["@context"], policy=policy
        )
        return UnverifiedCredential(
            format=self.name,
            profile=profile,
            claims=UnverifiedClaims(document),
            registered={},
            issuer_id=issuer_id,
            credential_id=credential_id if type(credential_id) is str else "",
            proofs=proofs,
            raw=text,
            is_partial=all(found.cryptosuite == ECDSA_SD_2023.name for found in proofs),
            follows=policy.schemas if follows else None,
        )

    def is_proven_by(self, unverified: UnverifiedCredential, proof: UnverifiedProof, key: PublicKey) -> bool:
        """Whether the key made this proof; raises ProofInvalid when not, and CredentialError."""
        if not is_proven_by(unverified.claims, unverified.proofs, proof, key):
            raise ProofInvalid
        return True

    def interpret(self, unverified: UnverifiedCredential) -> Statement:
        """What the document says; raises CredentialError when it contradicts itself."""
        read_period(unverified.claims)
        if unverified.is_partial and unverified.profile.terms is not None:
            for proof in unverified.proofs:
                ECDSA_SD_2023.ensure_protected(unverified.claims, proof.signature)
        return unverified.profile.interpret(unverified.claims)

    @staticmethod
    def secure(credential: Credential | Mapping[str, Any], signer: Signer) -> SecuredCredential:
        """Sign with the suite of the signer's key, without a time of signing; raises ProofGenerationFailed."""
        return secure(credential, signer)


def is_proven_by(
    document: Mapping[str, Any],
    proofs: tuple[UnverifiedProof, ...],
    proof: UnverifiedProof,
    key: PublicKey,
) -> bool:
    """Whether the key made one proof of a document, which stands without its proofs; raises CredentialError.

    In a chain the previous proofs are part of what was signed (section 4.3).
    """
    suite = find_cryptosuite(proof.cryptosuite)
    previous = previous_proofs(proof.options)
    if previous:
        matching = [dict(other.options) for other in proofs if other.options.get("id") in previous]
        document = {**document, "proof": matching}
    return suite is not None and suite.is_proven_by(document, proof.options, proof.signature, key)


def secure(
    credential: Credential | Mapping[str, Any],
    signer: Signer,
    *,
    cryptosuite: str | None = None,
    options: ProofOptions = _NO_OPTIONS,
) -> SecuredCredential:
    """Sign a credential, or a document of another profile; raises ProofGenerationFailed.

    A document that has proofs already gets one more. Without `cryptosuite` the key decides it.
    """
    if isinstance(credential, Credential):
        credential = with_node_ids(credential.to_document())
    proven = add_proof(credential, signer, cryptosuite=cryptosuite, options=options)
    return SecuredCredential(DataIntegrity.name, strict_json.dumps(proven).decode("utf-8"))


def add_proof(
    document: Mapping[str, Any],
    signer: Signer,
    *,
    cryptosuite: str | None = None,
    options: ProofOptions = _NO_OPTIONS,
) -> dict[str, Any]:
    """The document with one more proof in its array of proofs (section 4.1); raises ProofGenerationFailed."""
    try:
        algorithm = Algorithm(signer.algorithm)
        suite = find_cryptosuite(cryptosuite or _DEFAULT_SUITES[algorithm])
        if not isinstance(suite, SigningSuite) or algorithm not in suite.algorithms:
            raise ProofGenerationFailed("The key does not fit the cryptosuite.")
        unsecured = {name: value for name, value in document.items() if name != "proof"}
        proofs = _read_written(document.get("proof", []))
        proof = options.to_proof(suite.name, signer.kid)
        proof |= suite.transformation.added_options(unsecured)
        signed = _with_previous(unsecured, proofs, options.previous)
        signature = signer.sign(suite.signing_input(signed, proof, algorithm))
    except ProofGenerationFailed:
        raise
    except (CredentialError, ValueError) as error:
        raise ProofGenerationFailed from error
    return {**unsecured, "proof": [*proofs, {**proof, "proofValue": suite.encode_value(signature)}]}


def _read_written(value: Any) -> list[Any]:
    proofs = value if type(value) is list else [value]
    if len(proofs) >= MAX_PROOFS or any(type(proof) is not dict for proof in proofs):
        raise ProofGenerationFailed("The document has too many proofs, or something else in their place.")
    return proofs


def _with_previous(unsecured: dict[str, Any], proofs: list[Any], previous: tuple[str, ...]) -> dict[str, Any]:
    if not previous:
        return unsecured
    matching = [proof for proof in proofs if proof.get("id") in previous]
    if len(matching) != len(previous):
        raise ProofGenerationFailed("The proof builds on a proof that is not there.")
    return {**unsecured, "proof": matching}
