"""ecdsa-rdfc-2019: P-256 and P-384 over canonical quads (VC-DI-ECDSA section 3.2)."""

from typing import Final

from app.credentials.formats.cryptosuites.base import SigningSuite
from app.credentials.formats.cryptosuites.canonical_rdf import CanonicalRdf
from app.credentials.keys.algorithms import Algorithm

ECDSA_RDFC_2019: Final = SigningSuite(
    "ecdsa-rdfc-2019", frozenset({Algorithm.ES256, Algorithm.ES384}), CanonicalRdf()
)
