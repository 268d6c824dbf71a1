"""What every format offers."""

import pytest

from app.credentials.errors import KidIssuerMismatch
from app.credentials.formats.base import Format, ensure_key_of_issuer
from app.credentials.formats.registry import FORMATS
from tests.unit.credentials.cases import DID, KID


def test_every_registered_format_has_its_own_name() -> None:
    formats: tuple[Format, ...] = FORMATS
    assert [registered.name for registered in formats] == [
        "enveloped",
        "data-integrity",
        "vc+jwt",
        "vc-jwt",
        "vc+sd-jwt",
        "dc+sd-jwt",
    ]


@pytest.mark.parametrize(
    "kid", [None, 7, DID, "#key-1", f"{DID}#", f"{DID}#a b", f"{DID}#1\n", "did:web:other.example#1"]
)
def test_only_an_absolute_key_of_the_issuer_is_looked_for(kid: object) -> None:
    assert ensure_key_of_issuer(KID, DID) == KID
    with pytest.raises(KidIssuerMismatch):
        ensure_key_of_issuer(kid, DID)
