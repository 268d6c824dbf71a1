"""eddsa-jcs-2022: Ed25519 over canonical JSON (VC-DI-EdDSA section 3.3)."""

from typing import Final

from app.credentials.formats.cryptosuites.base import SigningSuite
from app.credentials.formats.cryptosuites.canonical_json import CanonicalJson
from app.credentials.keys.algorithms import Algorithm

EDDSA_JCS_2022: Final = SigningSuite("eddsa-jcs-2022", frozenset({Algorithm.EDDSA}), CanonicalJson())
