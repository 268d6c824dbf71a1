"""ecdsa-sd-2023: P-256 over single quads, so that a holder shows a part (VC-DI-ECDSA sections 3.4 and 3.5).

The issuer signs a base proof, the holder derives one for what is shown, and only that one is verified: a base
proof carries the key to everything, so whoever sends it discloses more than was meant.
"""

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from app.credentials.encoding import multibase
from app.credentials.errors import DisclosureInvalid, MalformedProof
from app.credentials.formats.cryptosuites.base import Document
from app.credentials.formats.cryptosuites.canonical_rdf import CanonicalRdf
from app.credentials.formats.cryptosuites.disclosure_values import (
    BASE,
    BaseValue,
    DerivedValue,
    decode_key,
    encode_key,
    signed_label,
)
from app.credentials.formats.cryptosuites.grouping import Grouped, group_quads
from app.credentials.formats.cryptosuites.selection import select
from app.credentials.keys.algorithms import Algorithm, generate_private_key, sign
from app.credentials.keys.jwk import PublicKey
from app.credentials.linked_data import ContextRegistry, canonicalize_quads, relabel_quads, to_quads
from app.credentials.ports import Randomness, Signer

_HMAC_BYTES: Final = 32
_DECIDING: Final = tuple(
    [
        f"> <https://www.w3.org/2018/credentials#{name}> "
        for name in ("issuer", "validFrom", "validUntil", "credentialStatus")
    ]
)
_MANDATORY, _SELECTIVE, _COMBINED = "mandatory", "selective", "combined"


@dataclass(frozen=True, slots=True)
class SelectiveDisclosure:
    """The suite. Without `contexts` the bundled ones."""

    contexts: ContextRegistry | None = None
    name: str = "ecdsa-sd-2023"
    algorithms: frozenset[Algorithm] = frozenset({Algorithm.ES256})

    def decode_value(self, text: str) -> bytes:
        """The bytes in base64url; raises MalformedProof."""
        try:
            if text.startswith("u"):
                return multibase.decode(text)
        except ValueError as error:
            raise MalformedProof("The value of the proof cannot be decoded.") from error
        raise MalformedProof("The value of the proof is not in base64url.")

    def algorithm_of(self, value: bytes) -> Algorithm:
        """ES256, the only one."""
        return Algorithm.ES256

    def is_proven_by(self, document: Document, proof: Document, value: bytes, key: PublicKey) -> bool:
        """Whether a derived proof holds for what the document shows; raises CredentialError (section 3.5.7)."""
        if value.startswith(BASE):
            raise MalformedProof("The proof is one for the holder to derive from, not one to show.")
        shown = DerivedValue.decode(value)
        lines = self._split(document, shown)
        if lines is None:
            return False
        mandatory, disclosed = lines
        if len(mandatory) != len(shown.mandatory) or len(disclosed) != len(shown.signatures):
            return False
        signed = self._to_sign(proof, document, shown.proof_key, mandatory)
        proof_key = decode_key(shown.proof_key)
        return key.verifies(signed, shown.signature) and all(
            proof_key.verifies(line.encode("utf-8"), signature)
            for line, signature in zip(disclosed, shown.signatures, strict=True)
        )

    def ensure_protected(self, document: Document, value: bytes) -> None:
        """Raise DisclosureInvalid when the holder chose whether to show what decides about a proven credential."""
        if value.startswith(BASE):
            # Only its issuer interprets a base proof, before it leaves the house: it never counts as proven.
            return
        lines = self._split(document, DerivedValue.decode(value))
        if lines is None or any(mark in line for line in lines[1] for mark in _DECIDING):
            raise DisclosureInvalid(
                "The holder could leave out what decides whether the credential is valid."
            )

    def _split(self, document: Document, shown: DerivedValue) -> tuple[list[str], list[str]] | None:
        """The lines that are always shown and those that the holder chose; None for labels of another document."""
        quads = to_quads(document, contexts=self.contexts, is_credential=True)
        canonical = canonicalize_quads(quads).labels
        if set(canonical.values()) != shown.labels.keys():
            return None
        lines = relabel_quads(quads, {label: shown.labels[name] for label, name in canonical.items()})
        places = frozenset(shown.mandatory)
        kept = [line for place, line in enumerate(lines) if place in places]
        return kept, [line for place, line in enumerate(lines) if place not in places]

    def create(
        self,
        document: Document,
        proof: Document,
        signer: Signer,
        *,
        mandatory: Iterable[str],
        randomness: Randomness,
    ) -> str:
        """The value of a base proof, whose `mandatory` pointers are always shown; raises CredentialError.

        The HMAC key and the key for single quads come from `randomness` (sections 3.5.1 to 3.5.5).
        """
        pointers, hmac_key = tuple(mandatory), randomness.token(_HMAC_BYTES)
        private = generate_private_key(Algorithm.ES256, randomness)
        proof_key = encode_key(PublicKey.of(private, kid=""))
        whole = self._group(document, hmac_key, {_MANDATORY: pointers})
        kept = whole.groups[_MANDATORY].matching
        value = BaseValue(
            signature=signer.sign(self._to_sign(proof, document, proof_key, kept.values())),
            proof_key=proof_key,
            hmac_key=hmac_key,
            signatures=tuple(
                sign(private, line.encode("utf-8"))
                for place, line in enumerate(whole.lines)
                if place not in kept
            ),
            mandatory=pointers,
        )
        return multibase.encode_base64url(value.encode())

    def derive(
        self, document: Document, value: bytes, selective: Iterable[str]
    ) -> tuple[dict[str, Any], str]:
        """The part of the document at the pointers, and the value of its derived proof (section 3.5.3).

        What the issuer made mandatory is always in it. Raises CredentialError.
        """
        base, chosen = BaseValue.decode(value), tuple(selective)
        combined = (*base.mandatory, *chosen)
        pointers = {_MANDATORY: base.mandatory, _SELECTIVE: chosen, _COMBINED: combined}
        whole = self._group(document, base.hmac_key, pointers)
        kept, picked = whole.groups[_MANDATORY].matching, whole.groups[_SELECTIVE].matching
        single = [place for place in range(len(whole.lines)) if place not in kept]
        if len(single) != len(base.signatures):
            raise MalformedProof("The proof was not made for this document.")
        shown = whole.groups[_COMBINED]
        canonical = canonicalize_quads(shown.quads).labels
        derived = DerivedValue(
            signature=base.signature,
            proof_key=base.proof_key,
            signatures=tuple(
                signature for place, signature in zip(single, base.signatures, strict=True) if place in picked
            ),
            labels={name: whole.labels[label] for label, name in canonical.items()},
            mandatory=tuple(index for index, place in enumerate(shown.matching) if place in kept),
        )
        part = select(document, combined)
        if part is None:
            raise MalformedProof("Nothing of the document is shown.")
        return part, multibase.encode_base64url(derived.encode())

    def _group(self, document: Document, hmac_key: bytes, pointers: Mapping[str, tuple[str, ...]]) -> Grouped:
        def relabel(names: Iterable[str]) -> dict[str, str]:
            # The labels are hashed without their "_:" (section 3.4.4).
            return {
                name: signed_label(hmac.digest(hmac_key, name[2:].encode("ascii"), "sha256"))
                for name in names
            }

        return group_quads(document, pointers, relabel, self.contexts)

    def _to_sign(
        self, proof: Document, document: Document, proof_key: bytes, mandatory: Iterable[str]
    ) -> bytes:
        transformation = CanonicalRdf(self.contexts)
        configuration = transformation.configure(proof, document)
        proof_hash = sha256(transformation.canonicalize(configuration, Algorithm.ES256)).digest()
        return proof_hash + proof_key + sha256("".join(mandatory).encode("utf-8")).digest()


ECDSA_SD_2023: Final = SelectiveDisclosure()
