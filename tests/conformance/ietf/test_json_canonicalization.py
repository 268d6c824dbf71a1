"""RFC 8785: the test data of its author."""

import json
from pathlib import Path

import pytest

from app.credentials.encoding import jcs
from tests.unit.credentials.cases import VECTORS, needs

FOLDER = VECTORS / "jcs" / "testdata"

pytestmark = needs(FOLDER)


@pytest.mark.parametrize("path", sorted((FOLDER / "input").glob("*.json")), ids=lambda path: path.stem)
def test_each_input_has_its_canonical_output(path: Path) -> None:
    value = json.loads(path.read_bytes())
    assert jcs.canonicalize(value) == (FOLDER / "output" / path.name).read_bytes()
