"""The ports are protocols: anything of that shape fits."""

from app.credentials.ports import Randomness, Signer
from tests.unit.credentials.cases import Seed, signer


def test_the_doubles_of_the_tests_fit_the_ports() -> None:
    randomness: Randomness = Seed("x")
    local: Signer = signer()
    assert len(randomness.token(32)) == 32
    assert len(local.sign(b"m")) == 64
