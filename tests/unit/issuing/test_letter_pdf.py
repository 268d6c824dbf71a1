"""A letter is a tagged PDF on one page, from data only: what people wrote runs nothing and reads nothing."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from app.issuing.letter_pdf import set_letter
from app.platform.media.examine import examine_logo
from app.platform.typesetting import UnwritableText
from tests.evidence import picture

MADE_AT = datetime(2026, 11, 23, 12, 0, 0, 5, tzinfo=UTC)
ADDRESS = "https://passport.example/claim/7QK2-M0ZD-4XPT"
HOSTILE = (
    '#read("/etc/passwd")',
    '#import "@preview/cetz:0.3.0"',
    '#include "../../settings.py"',
    "$x$ *vet* _schuin_ = kop",
    '"] #panic()',
    "#sys.inputs",
    "<script>alert(1)</script>",
    "\\u{1F600} #eval(1)",
)


def facts(**changes: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "language": "nl",
        "organisation": "Samenwerking Zuid",
        "name": "Amina Ünal",
        "salutation": "Beste Amina Ünal,",
        "title": "Uw bewijzen staan klaar",
        "intro": "Samenwerking Zuid geeft u bewijzen van wat u kunt.",
        "achievements": ["Heftruck rijden", "Lassen"],
        "more": None,
        "how": "Zo haalt u ze op",
        "steps": ["Houd de camera boven de code.", "Kijk goed.", "Druk op de knop."],
        "qr_description": "QR-code die naar uw bewijzen leidt",
        "code_intro": "Geen camera? Typ deze code:",
        "code": "7QK2-M0ZD-4XPT",
        "until": "De code werkt 1 keer.",
        "question": "Hebt u een vraag? Bel 010 123 45 67.",
        "footer": "Gemaakt op 23 november 2026.",
        "colour": "#123f6d",
        "logo": [],
    }
    return values | changes


def text_of(pdf: bytes) -> str:
    """All text, without the breaks of lines."""
    reader = PdfReader(BytesIO(pdf))
    return " ".join("".join(page.extract_text() for page in reader.pages).split())


def test_a_letter_says_everything_on_one_tagged_page_in_its_language() -> None:
    pdf = set_letter(facts(), address=ADDRESS, made_at=MADE_AT)
    reader = PdfReader(BytesIO(pdf))
    root: Any = reader.trailer["/Root"]
    assert len(reader.pages) == 1
    assert str(root["/MarkInfo"]["/Marked"]) == "True"
    assert root["/Lang"] == "nl"
    metadata = root["/Metadata"].get_object().get_data()
    assert b"<pdfuaid:part>1<" in metadata
    assert b"<pdfaid:part>3<" in metadata and b"<pdfaid:conformance>A<" in metadata
    text = text_of(pdf)
    for part in ("Samenwerking Zuid", "Beste Amina Ünal,", "Lassen", "7QK2-M0ZD-4XPT", "Bel 010 123 45 67."):
        assert part in text


def test_the_same_facts_give_the_same_bytes() -> None:
    first, second = (set_letter(facts(), address=ADDRESS, made_at=MADE_AT) for _ in range(2))
    assert first == second


@pytest.mark.abuse("A37")
@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_wrote_stands_there_as_they_wrote_it(text: str) -> None:
    hostile = facts(organisation=text, salutation=text, achievements=[text, text], steps=[text])
    shown = text_of(set_letter(hostile, address=ADDRESS, made_at=MADE_AT))
    assert shown.count(" ".join(text.split())) >= 5
    assert "root:" not in shown


@pytest.mark.abuse("A37")
def test_a_letter_runs_nothing_and_asks_for_nothing() -> None:
    pdf = set_letter(facts(achievements=list(HOSTILE)[:6]), address=ADDRESS, made_at=MADE_AT)
    for word in (b"/JavaScript", b"/JS", b"/Launch", b"/URI", b"/OpenAction", b"/AA", b"/EmbeddedFile"):
        assert word not in pdf


@pytest.mark.abuse("A37")
def test_an_empty_home_without_fonts_or_network_settings_is_enough(tmp_path: Path) -> None:
    code = (
        "from tests.unit.issuing.test_letter_pdf import *;"
        "print(len(set_letter(facts(), address=ADDRESS, made_at=MADE_AT)))"
    )
    root = Path(__file__).parents[3]
    environment = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "https_proxy": "http://127.0.0.1:9"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 10_000
    assert list(tmp_path.iterdir()) == []


def test_a_sign_that_no_font_has_is_told_and_other_scripts_are_written() -> None:
    assert set_letter(facts(salutation="Шановна Олено,"), address=ADDRESS, made_at=MADE_AT)
    with pytest.raises(UnwritableText):
        set_letter(facts(salutation="李雷"), address=ADDRESS, made_at=MADE_AT)


def test_a_letter_carries_the_logo_of_who_gives() -> None:
    logo = examine_logo(picture("PNG", (640, 200))).content or b""
    pdf = set_letter(facts(logo=list(logo), colour="#b3261e"), address=ADDRESS, made_at=MADE_AT)
    images = [image for page in PdfReader(BytesIO(pdf)).pages for image in page.images]
    assert (images[0].image.size if images and images[0].image else None) == (320, 100)
    assert "Samenwerking Zuid" in text_of(pdf)
