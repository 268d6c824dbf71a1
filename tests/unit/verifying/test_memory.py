"""What is remembered between verifications."""

import pytest

from app.credentials.errors import DisclosureInvalid
from app.credentials.formats.skill_claims import SKILL_TYPE
from app.verifying.memory import SCHEMA_FILE, Recent, load_policy


def test_the_memory_is_bounded_and_drops_the_oldest() -> None:
    recent: Recent[int, str] = Recent(3)
    for number in range(5):
        recent[number] = str(number)
    assert list(recent) == [2, 3, 4]


def test_the_schema_is_compiled_once() -> None:
    assert SCHEMA_FILE.exists()
    assert load_policy() is load_policy()
    assert load_policy().schemas is not None


def test_the_service_knows_its_own_type_of_sd_jwt_vc() -> None:
    types = load_policy().credential_types
    assert types is not None
    found = types.find(SKILL_TYPE)
    assert found is not None
    with pytest.raises(DisclosureInvalid):
        found.ensure_fits({"iss": "did:web:example.test"}, [("iss",)])
    assert types.find("urn:example:another-type") is None
