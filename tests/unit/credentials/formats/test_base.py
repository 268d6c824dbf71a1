"""What every format offers."""

from app.credentials.formats.base import Format
from app.credentials.formats.registry import FORMATS


def test_every_registered_format_has_its_own_name() -> None:
    formats: tuple[Format, ...] = FORMATS
    assert [registered.name for registered in formats] == ["vc-jwt"]
