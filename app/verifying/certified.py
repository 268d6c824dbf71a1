"""Keys that certificates speak for (`x5c`), up to authorities that the verifier trusts."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from cryptography.x509 import Certificate

from app.credentials.errors import KeyNotTrusted
from app.credentials.formats.base import UnverifiedCredential
from app.credentials.identifiers.x509 import prove_chain, read_x5c
from app.credentials.materials import IssuerKey


def certified_keys(
    unverified: UnverifiedCredential, anchors: Sequence[Certificate], *, now: datetime
) -> tuple[IssuerKey, ...]:
    """The keys that the chains of the proofs certify as the issuer's, up to an anchor; a broken chain gives none."""
    found = []
    for proof in unverified.proofs:
        with suppress(KeyNotTrusted):
            if "x5c" in proof.options:
                chain = read_x5c(proof.options["x5c"])
                found.append(
                    prove_chain(chain, anchors=anchors, issuer=unverified.issuer_id, kid=proof.kid, now=now)
                )
    return tuple(found)
