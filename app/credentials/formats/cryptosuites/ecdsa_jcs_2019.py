"""ecdsa-jcs-2019: P-256 and P-384 over canonical JSON (VC-DI-ECDSA section 3.3)."""

from typing import Final

from app.credentials.formats.cryptosuites.base import SigningSuite
from app.credentials.formats.cryptosuites.canonical_json import CanonicalJson
from app.credentials.keys.algorithms import Algorithm

ECDSA_JCS_2019: Final = SigningSuite(
    "ecdsa-jcs-2019", frozenset({Algorithm.ES256, Algorithm.ES384}), CanonicalJson()
)
