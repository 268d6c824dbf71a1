"""eddsa-rdfc-2022: Ed25519 over canonical quads (VC-DI-EdDSA section 3.2)."""

from typing import Final

from app.credentials.formats.cryptosuites.base import SigningSuite
from app.credentials.formats.cryptosuites.canonical_rdf import CanonicalRdf
from app.credentials.keys.algorithms import Algorithm

EDDSA_RDFC_2022: Final = SigningSuite("eddsa-rdfc-2022", frozenset({Algorithm.EDDSA}), CanonicalRdf())
