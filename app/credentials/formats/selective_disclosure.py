"""Credentials of which the holder shows a part: issue with ecdsa-sd-2023, and derive what is shown."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from app.credentials.encoding import strict_json
from app.credentials.errors import CredentialError, MalformedProof, ProofGenerationFailed
from app.credentials.formats.cryptosuites.ecdsa_sd_2023 import ECDSA_SD_2023, SelectiveDisclosure
from app.credentials.formats.data_integrity import DataIntegrity
from app.credentials.formats.proofs import ProofOptions
from app.credentials.model import Credential, SecuredCredential
from app.credentials.node_ids import with_node_ids
from app.credentials.policy import DEFAULT_POLICY, VerificationPolicy
from app.credentials.ports import Randomness, Signer
from app.credentials.reading import read_text

# Whoever could leave these out could hide a revocation, an end or a low level, or show a claim without an issuer.
_ALWAYS_SHOWN: Final = (
    "/issuer",
    "/name",
    "/validFrom",
    "/validUntil",
    "/credentialStatus",
    "/credentialSchema",
    "/credentialSubject/achievement",
    "/credentialSubject/result",
)
_NO_OPTIONS: Final = ProofOptions()


def mandatory_pointers(document: Mapping[str, Any]) -> tuple[str, ...]:
    """What of a passport is always shown: all but the name, the evidence, the assessor and the award date."""
    subject = document["credentialSubject"]
    return tuple(
        [
            pointer
            for pointer in _ALWAYS_SHOWN
            if (pointer.rpartition("/")[2] in (subject if pointer.count("/") == 2 else document))
        ]
    )


def secure_selectively(
    credential: Credential | Mapping[str, Any],
    signer: Signer,
    *,
    randomness: Randomness,
    mandatory: Iterable[str] | None = None,
    options: ProofOptions = _NO_OPTIONS,
    suite: SelectiveDisclosure = ECDSA_SD_2023,
) -> SecuredCredential:
    """Sign with a base proof, meant for the holder alone; raises ProofGenerationFailed.

    `mandatory` are JSON pointers to what is always shown; without them those of `mandatory_pointers`.
    """
    if isinstance(credential, Credential):
        credential = with_node_ids(credential.to_document())
    if "proof" in credential or options.previous:
        raise ProofGenerationFailed("A base proof stands alone.")
    if signer.algorithm not in suite.algorithms:
        raise ProofGenerationFailed("The key does not fit the cryptosuite.")
    try:
        pointers = mandatory_pointers(credential) if mandatory is None else tuple(mandatory)
        proof = options.to_proof(suite.name, signer.kid)
        value = suite.create(credential, proof, signer, mandatory=pointers, randomness=randomness)
    except ProofGenerationFailed:
        raise
    except (CredentialError, ValueError, KeyError) as error:
        raise ProofGenerationFailed from error
    return _written({**credential, "proof": [{**proof, "proofValue": value}]})


def derive(
    text: str,
    pointers: Iterable[str],
    *,
    policy: VerificationPolicy = DEFAULT_POLICY,
    suite: SelectiveDisclosure = ECDSA_SD_2023,
) -> SecuredCredential:
    """What the holder shows: the parts at the JSON pointers, and all that the issuer made mandatory.

    The pointer "" shows everything. Raises MalformedProof for a text without exactly one base proof,
    ProofGenerationFailed for a pointer to nothing, and CredentialError for a text that cannot be read.
    """
    document = strict_json.load_object(
        text, max_bytes=policy.max_bytes, max_depth=policy.max_depth, max_members=policy.max_members
    )
    found = document.pop("proof", None)
    proofs = found if type(found) is list else [found]
    if len(proofs) != 1 or type(proofs[0]) is not dict or proofs[0].get("cryptosuite") != suite.name:
        raise MalformedProof("The document has no single proof to derive from.")
    proof = proofs[0]
    value = suite.decode_value(read_text(proof, "proofValue"))
    part, derived = suite.derive(document, value, pointers)
    return _written({**part, "proof": [{**proof, "proofValue": derived}]})


def _written(document: Mapping[str, Any]) -> SecuredCredential:
    return SecuredCredential(DataIntegrity.name, strict_json.dumps(document).decode("utf-8"))
