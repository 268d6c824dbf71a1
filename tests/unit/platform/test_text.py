"""Text from outside has one form, nothing invisible, and no look-alike names."""

import pytest

from app.platform.text import clean_text, has_web_address, mixes_scripts, skeleton


def test_text_comes_out_in_one_normal_form() -> None:
    assert clean_text("Cafe\u0301") == "Café"


@pytest.mark.parametrize(
    "text",
    [
        "a\u202eb",
        "a\u200bb",
        "a\x00b",
        "a\x1b[31m",
        "a\ufeffb",
        "\ue000",
        "a" + "\u0301" * 12,
        "a\u200cb",
        "\u200c",
        "\u0639\u200c",
        "\u0639\u200c\u200c\u0639",
        "\u0639\u200cb",
        "\U0001f469\u200d\U0001f527",
    ],
)
@pytest.mark.abuse("A27")
def test_invisible_and_steering_characters_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not allowed|too many"):
        clean_text(text)


@pytest.mark.parametrize("name", ["علی\u200cرضا", "শর্\u200dমা", "क्\u200dष"])
def test_a_joiner_that_is_part_of_how_a_name_is_written_stays(name: str) -> None:
    assert clean_text(name) == name
    assert skeleton(name) == skeleton(name.replace("\u200c", "").replace("\u200d", ""))


def test_lines_and_tabs_stay() -> None:
    assert clean_text("een\n\ttwee") == "een\n\ttwee"


@pytest.mark.parametrize(
    "other",
    [
        "ZORG NOORD",
        "Zоrg Nооrd",
        "Zorg-Noord",
        "Zórg Nöord",
        "Z0rg N00rd",
        "\uff3a\uff4f\uff52\uff47 Noord",
        "zorgnoord",
    ],
)
@pytest.mark.abuse("A27")
def test_names_that_look_alike_have_one_skeleton(other: str) -> None:
    assert skeleton(other) == skeleton("Zorg Noord")


@pytest.mark.parametrize("text", ["Zie https://a.example.", "HTTP://A", "www.foto.example", "ftp://x"])
def test_an_address_in_a_text_is_seen(text: str) -> None:
    assert has_web_address(text)


@pytest.mark.parametrize("text", ["", "Boort: 75 cm.", "Gezien bij a.b", "www", "1:2 // 3"])
def test_plain_text_leads_nowhere(text: str) -> None:
    assert not has_web_address(text)


@pytest.mark.parametrize(
    ("name", "mixes"),
    [
        ("Zоrg Noord", True),
        ("Ωmega", True),
        ("Zorg-Νoord", True),
        ("Stichting Русский Дом", False),
        ("École Ünal, 1ste klas", False),
        ("日本ゴム", False),
        ("Team Ω-3", False),
    ],
)
@pytest.mark.abuse("A27")
def test_a_word_is_written_in_one_script(name: str, mixes: bool) -> None:
    assert mixes_scripts(name) is mixes


def test_names_that_differ_have_different_skeletons() -> None:
    assert skeleton("Zorg Noord") != skeleton("Zorg Zuid")
    assert skeleton("modern") == skeleton("modem")
