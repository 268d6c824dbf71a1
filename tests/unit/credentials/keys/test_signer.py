"""The signer of this process."""

import pytest

from app.credentials.ports import Signer
from tests.unit.credentials.cases import KID, signer


@pytest.mark.parametrize("algorithm", ["EdDSA", "ES256"])
def test_a_local_signer_is_a_signer_and_never_shows_its_key(algorithm: str) -> None:
    local: Signer = signer(algorithm)
    assert (local.kid, local.algorithm) == (KID, algorithm)
    assert signer(algorithm).public.verifies(b"m", local.sign(b"m"))
    assert "private" not in repr(local)
