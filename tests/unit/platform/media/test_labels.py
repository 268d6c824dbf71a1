"""Names of files: a label for people, never a path."""

from __future__ import annotations

import pytest

from app.platform.media.kinds import MediaType
from app.platform.media.labels import clean_label, file_name


@pytest.mark.abuse("A26", "A27")
@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Foto van de steiger.jpeg", "Foto van de steiger"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system32\\cmd.exe", "cmd"),
        ("C:\\fakepath\\vakwerk.png", "vakwerk"),
        ("cv\u202egnp.exe", "cvgnp"),
        ("a\r\nSet-Cookie: x=1.png", "aSet-Cookie x=1"),
        ("nul\x00.png", None),
        ("CON.txt", None),
        ("lpt1", None),
        ("...", None),
        ("", None),
        (None, None),
        ("/", None),
        (".htaccess", "htaccess"),
        ('<img src=x onerror="alert(1)">.png', "img src=x onerror=alert(1)"),
        ("é" * 300 + ".jpg", "é" * 80),
        ("e\u0301.jpg", "é"),
        ("%2e%2e%2fgeheim", "2e2e2fgeheim"),
    ],
)
def test_a_name_becomes_a_harmless_label(name: str | None, label: str | None) -> None:
    assert clean_label(name) == label


def test_the_extension_is_that_of_the_content() -> None:
    assert file_name(clean_label("virus.exe"), MediaType.jpeg) == "virus.jpg"
    assert file_name(None, MediaType.pdf) == "document.pdf"
    assert file_name(None, MediaType.ogg) == "voice-note.ogg"
