"""One process of peers for all tests here."""

from collections.abc import Iterator

import pytest

from tests.interoperability.node import Peers
from tests.load.fixture import NOW


@pytest.fixture(scope="session")
def peers() -> Iterator[Peers]:
    with Peers(NOW) as peers:
        yield peers
