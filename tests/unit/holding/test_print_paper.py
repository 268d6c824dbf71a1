"""Paper is a tagged archive file of few pages, with the signed credentials in it, and runs nothing."""

import re
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from app.commands.offline import find_in_file
from app.holding.paper_facts import PaperCredential, write_card, write_passport
from app.holding.print_paper import CARD, PASSPORT, set_paper
from tests.papers import DUTCH, LINK, make_longest, make_many, make_paper, text_of
from tests.unit.issuing.test_letter_pdf import HOSTILE


def passport(*printed: PaperCredential) -> bytes:
    return set_paper(
        PASSPORT, write_passport(printed, LINK, DUTCH, "13:00"), address=LINK.address, made_at=LINK.made_at
    )


def card(printed: PaperCredential) -> bytes:
    return set_paper(
        CARD, write_card(printed, LINK, DUTCH, "13:00"), address=LINK.address, made_at=LINK.made_at
    )


@pytest.mark.parametrize("printed", [make_many(), make_longest()], ids=["long", "longest"])
def test_sixty_skills_are_at_most_four_pages(printed: list[PaperCredential]) -> None:
    assert len(PdfReader(BytesIO(passport(*printed))).pages) <= 4


def test_every_one_of_sixty_is_on_the_paper_with_the_address_to_check_it() -> None:
    text = text_of(passport(*make_longest()))
    for number in range(60):
        assert f" {number} Ingewikkelde werkzaamheden" in text
    assert "paspoort.samenwerking.example/s/7QK2-M0ZD-4XPT" in text
    assert "Gemaakt op 2026-11-23 om 13:00; de actuele stand staat op paspoort" in text


@pytest.mark.parametrize("pdf", [passport(*make_many(3)), card(make_paper())], ids=["passport", "card"])
def test_paper_is_an_archive_file_that_everybody_can_read(pdf: bytes) -> None:
    root: Any = PdfReader(BytesIO(pdf)).trailer["/Root"]
    metadata = root["/Metadata"].get_object().get_data()
    assert b"<pdfaid:part>3<" in metadata and b"<pdfaid:conformance>A<" in metadata
    assert b"<pdfuaid:part>1<" in metadata
    assert str(root["/MarkInfo"]["/Marked"]) == "True"
    assert root["/Lang"] == "nl"


def test_the_signed_texts_are_in_the_file_as_sources_of_what_it_says() -> None:
    printed = make_many()
    pdf = passport(*printed)
    assert find_in_file(pdf) == [one.text for one in printed]
    root: Any = PdfReader(BytesIO(pdf)).trailer["/Root"]
    files = [reference.get_object() for reference in root["/AF"]]
    assert len(files) == 60
    assert {file["/AFRelationship"] for file in files} == {"/Source"}
    assert files[0]["/EF"]["/F"].get_object()["/Subtype"] == "/application/vc+jwt"


def test_a_card_is_one_page_with_its_own_credential_in_it() -> None:
    printed = make_paper(4, level=0)
    pdf = card(printed)
    assert len(PdfReader(BytesIO(pdf)).pages) == 1
    assert find_in_file(pdf) == [printed.text]
    text = text_of(pdf)
    for part in ("Lassen", "Zelf verteld", "Dit zegt de persoon zelf.", "7QK2-M0ZD-4XPT", "example/s/"):
        assert part in text


def test_a_card_says_in_plain_words_what_the_skill_is() -> None:
    said = "Met een heftruck veilig rijden.", "Kijkt goed om zich heen.\nLaadt rustig."
    text = text_of(card(of_skill(make_paper(1), *said)))
    for part in ("Met een heftruck veilig rijden.", "Dit liet deze persoon zien", "Laadt rustig."):
        assert part in text


@pytest.mark.abuse("A37")
@pytest.mark.parametrize("words", ["Zwaar werk doen ", "WWWWWW ", "W" * 400, "\u4e2d" * 400])
def test_a_card_with_the_longest_texts_is_still_one_page(words: str) -> None:
    [longest] = make_longest(1)
    many = "\n".join(["#eval(1) " + words * 30] * 40)
    pdf = card(of_skill(replace(longest, state="suspended"), many, many))
    assert len(PdfReader(BytesIO(pdf)).pages) == 1
    assert "#eval(1)" in text_of(pdf)


def of_skill(printed: PaperCredential, description: str, criteria: str) -> PaperCredential:
    skill = replace(printed.credential.achievement, description=description, criteria=criteria)
    return replace(printed, credential=replace(printed.credential, achievement=skill))


def test_what_was_told_has_a_dashed_border_and_what_was_assessed_has_not() -> None:
    def has_dashes(pdf: bytes) -> bool:
        content = PdfReader(BytesIO(pdf)).pages[0].get_contents()
        assert content is not None
        return re.search(rb"\[[\d. ]+\] ?[\d.]+ d\b", content.get_data()) is not None

    assert has_dashes(card(make_paper(level=0)))
    assert not has_dashes(card(make_paper(level=2)))


@pytest.mark.abuse("A37")
@pytest.mark.parametrize("text", [*HOSTILE, "אבג שלום", "مرحبا بالعالم", "Ж" * 400, "W" * 400])
def test_a_hostile_name_is_printed_and_never_read(text: str) -> None:
    printed = make_paper(1, name=text)
    for pdf in (card(printed), passport(printed, make_paper(2))):
        shown = text_of(pdf)
        assert "root:" not in shown
        assert "7QK2-M0ZD-4XPT" in shown
        for word in (b"/JavaScript", b"/JS", b"/Launch", b"/URI", b"/OpenAction", b"/AA "):
            assert word not in pdf
    if text.isascii() and len(text) < 100:
        assert " ".join(text.split()) in text_of(card(printed))


def test_signs_that_no_font_has_are_question_marks_on_paper_and_whole_in_the_file() -> None:
    printed = make_paper(1, name="Koken 李雷 ✂")
    pdf = card(printed)
    assert "Koken ?? ?" in text_of(pdf)
    assert find_in_file(pdf) == [printed.text]


def test_the_same_facts_give_the_same_bytes() -> None:
    assert passport(*make_many(3)) == passport(*make_many(3))
