"""Presentations with a Data Integrity proof (VCDM 2.0 section 4.13): read, prove, and sign as the holder."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from app.credentials.data_model import ensure_presentation
from app.credentials.encoding import strict_json
from app.credentials.errors import (
    AlgorithmNotAllowed,
    ContextNotAllowed,
    DataLoss,
    InvalidChallenge,
    InvalidDomain,
    MalformedCredential,
    MalformedProof,
    ProofExpired,
    ProofInvalid,
    TooLarge,
)
from app.credentials.formats.base import UnverifiedProof
from app.credentials.formats.data_integrity import add_proof, is_proven_by
from app.credentials.formats.enveloping import is_enveloped, open_envelope
from app.credentials.formats.proofs import AUTHENTICATION, ProofOptions, read_proofs
from app.credentials.key_use import ensure_key_in_use, find_named_key
from app.credentials.materials import IssuerKey
from app.credentials.model import CREDENTIALS_CONTEXT
from app.credentials.policy import PASSPORT, DocumentProfile, VerificationPolicy
from app.credentials.ports import Signer
from app.credentials.reading import read_nodes, read_text

NAME: Final = "data-integrity"
_PRESENTATION: Final = "VerifiablePresentation"
_MEMBERS: Final = frozenset({"@context", "id", "type", "holder", "verifiableCredential", "proof"})


@dataclass(frozen=True, slots=True)
class UnverifiedProvenPresentation:
    """A presentation that was read strictly but not proven; `credentials` are the signed texts in it.

    `document` is without its proofs. `holder` is who presents, or whoever controls the key when it does not say.
    """

    document: Mapping[str, Any]
    holder: str
    credentials: tuple[bytes, ...]
    proofs: tuple[UnverifiedProof, ...] = field(repr=False)
    format: str = NAME


def read_proven_presentation(
    text: bytes, *, policy: VerificationPolicy, profile: DocumentProfile = PASSPORT
) -> UnverifiedProvenPresentation:
    """Read a presentation strictly; raises CredentialError.

    It holds as many bytes and members as the policy allows a presentation, and nothing beside its credentials;
    in an open profile whatever the data model allows, also no credential at all.
    """
    if len(text) > policy.max_presentation_bytes:
        raise TooLarge("The presentation is too large.")
    document = strict_json.load_object(
        text,
        max_bytes=policy.max_presentation_bytes,
        max_depth=policy.max_depth,
        max_members=policy.max_presentation_members,
    )
    is_open = profile.terms is None
    if is_open:
        ensure_presentation(document)
    else:
        _ensure_presentation(document)
    nodes = read_nodes(document, "verifiableCredential")
    if not (0 if is_open else 1) <= len(nodes) <= policy.max_presented:
        raise TooLarge("The presentation holds no credentials, or too many.")
    value = document.pop("proof", None)
    holder = _read_holder(document, value)
    return UnverifiedProvenPresentation(
        document=document,
        holder=holder,
        credentials=tuple([_signed_text(node) for node in nodes]),
        proofs=read_proofs(
            value,
            controller=holder,
            purpose=AUTHENTICATION,
            contexts=document["@context"],
            policy=policy,
        ),
    )


def prove_proven_presentation(
    presented: UnverifiedProvenPresentation,
    keys: tuple[IssuerKey, ...],
    *,
    domain: str | None,
    challenge: str | None,
    policy: VerificationPolicy,
    now: datetime,
) -> None:
    """Raise unless every proof was made by a key of the holder, for this domain and challenge, and counts now.

    `keys` are those that the holder names for authentication. Raises KeyNotTrusted, AlgorithmNotAllowed,
    ProofInvalid, InvalidDomain, InvalidChallenge, ProofExpired and whatever making quads raises.
    """
    for proof in presented.proofs:
        key = find_named_key(proof.kid, keys)
        if proof.algorithm != key.public.algorithm:
            raise AlgorithmNotAllowed("The proof names another algorithm than that of the key.")
        _ensure_asked_for(proof.options, domain, challenge)
        if not is_proven_by(presented.document, presented.proofs, proof, key.public):
            raise ProofInvalid("The presentation was changed, or was signed with another key.")
        ensure_key_in_use(key, now=now, ledger_time=None)
        if proof.expires is not None and now - policy.clock_skew > proof.expires:
            raise ProofExpired


def secure_proven_presentation(
    document: Mapping[str, Any],
    signer: Signer,
    *,
    domain: str | None = None,
    challenge: str | None = None,
    created: datetime,
    cryptosuite: str | None = None,
) -> str:
    """Sign a presentation as its holder, for one domain and challenge; raises ProofGenerationFailed."""
    options = ProofOptions(created=created, purpose=AUTHENTICATION, domain=domain, challenge=challenge)
    proven = add_proof(document, signer, cryptosuite=cryptosuite, options=options)
    return strict_json.dumps(proven).decode("utf-8")


def _ensure_presentation(document: Mapping[str, Any]) -> None:
    contexts, types = document.get("@context"), document.get("type")
    if type(contexts) is not list or contexts[:1] != [CREDENTIALS_CONTEXT]:
        raise ContextNotAllowed
    if types != _PRESENTATION and (type(types) is not list or _PRESENTATION not in types):
        raise MalformedCredential("The document is not a presentation.")
    if not _MEMBERS.issuperset(document):
        raise DataLoss("The presentation holds more than credentials.")


def _read_holder(document: Mapping[str, Any], proof: Any) -> str:
    holder = document.get("holder")
    if holder is None:
        first = proof[0] if type(proof) is list and proof else proof
        method = first.get("verificationMethod") if type(first) is dict else None
        if type(method) is not str:
            raise MalformedProof("The presentation does not say who presents.")
        return method.partition("#")[0]
    return read_text(holder if type(holder) is dict else document, "id" if type(holder) is dict else "holder")


def _signed_text(node: Mapping[str, Any]) -> bytes:
    return open_envelope(node)[1] if is_enveloped(node) else strict_json.dumps(node)


def _ensure_asked_for(proof: Mapping[str, Any], domain: str | None, challenge: str | None) -> None:
    given = proof.get("domain")
    # One domain and a list of one are the same (VC Data Integrity section 4.2).
    if (given[0] if type(given) is list and len(given) == 1 else given) != domain:
        raise InvalidDomain
    if proof.get("challenge") != challenge:
        raise InvalidChallenge
