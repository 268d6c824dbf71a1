"""One plumbing for every document: the template's own folder, facts as data, the same bytes again."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import typst

from app.platform.press import print_document
from app.platform.typesetting import UnwritableText, set_document

MADE_AT = datetime(2026, 11, 23, 12, 0, 0, 5, tzinfo=UTC)
TEMPLATE = """#let facts = json(bytes(sys.inputs.facts))
#set document(title: "t")
#set text(lang: "nl")
#facts.words
#image(bytes(facts.qr), format: "svg", width: 30mm, alt: "code")
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "template.typ"
    path.write_text(text)
    return path


def test_the_same_facts_and_moment_give_the_same_bytes(tmp_path: Path) -> None:
    template = write(tmp_path, TEMPLATE)
    made = [
        set_document(template, {"words": "hallo"}, address="https://a.example", made_at=MADE_AT) for _ in "ab"
    ]
    assert made[0] == made[1]
    assert made[0].startswith(b"%PDF")


def test_a_sign_without_a_font_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnwritableText):
        set_document(write(tmp_path, TEMPLATE), {"words": "李"}, address="https://a.example", made_at=MADE_AT)


def test_another_process_makes_the_same_bytes_and_tells_the_same(tmp_path: Path) -> None:
    template, words = write(tmp_path, TEMPLATE), {"words": "hallo"}
    here = set_document(template, words, address="https://a.example", made_at=MADE_AT)
    assert print_document(template, words, address="https://a.example", made_at=MADE_AT) == here
    with pytest.raises(UnwritableText):
        print_document(template, {"words": "李"}, address="https://a.example", made_at=MADE_AT)


@pytest.mark.abuse("A37")
def test_even_a_template_reads_nothing_outside_its_folder(tmp_path: Path) -> None:
    template = write(tmp_path, TEMPLATE + '#read("/../../etc/passwd")')
    with pytest.raises(typst.TypstError):
        set_document(template, {"words": "x"}, address="https://a.example", made_at=MADE_AT)
