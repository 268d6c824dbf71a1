"""What stands on paper: by what it is, newest only, a level in words, and what was told apart from what was assessed."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from app.holding.paper_facts import PaperCredential, write_card, write_passport
from app.holding.wording import PASSPORT_NOTES, Phrasebook
from app.web.translations import date_text, translate
from tests.papers import DUTCH, LINK, MADE_AT, make_many, make_paper

ENGLISH = Phrasebook("en", partial(translate, language="en"), partial(date_text, locale="en"))


def passport(*printed: PaperCredential, words: Phrasebook = DUTCH) -> dict[str, Any]:
    return write_passport(printed, LINK, words, "13:00")


def items(facts: dict[str, Any]) -> list[dict[str, Any]]:
    return [item for group in facts["groups"] for item in group["items"]]


def test_skills_are_grouped_by_what_they_are_and_not_by_who_gave_them() -> None:
    facts = passport(
        make_paper(1, kind="Diploma"),
        make_paper(2, level=0),
        make_paper(3),
        make_paper(4, kind="ext:Something"),
        replace(make_paper(5), issuer_name="Iemand anders"),
    )
    assert [(group["title"], len(group["items"])) for group in facts["groups"]] == [
        ("Vaardigheden", 2),
        ("Diploma's", 1),
        ("Andere bewijzen", 1),
        ("Zelf verteld", 1),
    ]


def test_each_says_how_by_which_role_by_whom_when_and_until_when() -> None:
    [item] = items(passport(make_paper(1)))
    assert item["level_name"] == "Getoetst op de werkplek"
    assert item["lines"] == [
        "Hoe: Observatie op de werkplek en gesprek over de criteria met voorbeelden",
        "Door: Praktijkopleider techniek en Beoordelaar van buiten het team"
        " · Stichting Regionaal Samenwerkingsverband Techniek en Zorg IJssel-Vecht · 2026-08-16",
        "Geldig tot 2029-05-11",
    ]


def test_a_level_is_explained_once_and_only_when_it_is_there() -> None:
    legend = passport(*(make_paper(number, level=number % 2) for number in range(6)))["legend"]
    assert [(rung["level_number"], rung["meaning"]) for rung in legend] == [
        (0, "Dit zegt de persoon zelf."),
        (1, "Een collega, leidinggevende of klant herkent dit."),
    ]


def test_what_is_over_is_told_as_not_confirmed_and_not_as_false() -> None:
    [item] = items(passport(make_paper(1, valid_until=MADE_AT - timedelta(days=2))))
    assert item["lines"][-1] == "Al een tijd niet bevestigd: geldig tot 2026-11-21"
    [item] = items(passport(make_paper(1, valid_until=None)))
    assert item["lines"][-1] == "Geldig zonder einddatum"


def test_a_paused_credential_says_so() -> None:
    [item] = items(passport(make_paper(1, state="suspended")))
    assert item["note"] == PASSPORT_NOTES["suspended"]


def test_an_older_one_stands_under_the_newer_and_stays_in_the_file() -> None:
    first = make_paper(1)
    second = make_paper(2, supersedes=first.credential.id)
    third = make_paper(3, supersedes=second.credential.id)
    facts = passport(first, second, third)
    [item] = items(facts)
    assert item["name"] == third.credential.achievement.name
    assert item["lines"][-1] == "Nieuwer dan het bewijs van 2026-08-17, 2026-08-16."
    assert [file["text"] for file in facts["files"]] == [first.text, second.text, third.text]


def test_nobody_hides_the_credential_of_another_and_a_withdrawn_one_hides_nothing() -> None:
    first = make_paper(1)
    stranger = make_paper(2, supersedes=first.credential.id)
    other = replace(stranger.credential.issuer, id="did:web:other.example")
    foreign = replace(stranger, credential=replace(stranger.credential, issuer=other))
    assert len(items(passport(first, foreign))) == 2
    assert len(items(passport(first, replace(stranger, state="revoked")))) == 2


def test_two_that_name_each_other_do_not_both_disappear() -> None:
    one = make_paper(1, supersedes=f"urn:uuid:{2:032x}")
    two = make_paper(2, supersedes=one.credential.id)
    assert len(items(passport(one, two))) == 1


def test_few_stand_large_and_many_close_together() -> None:
    assert passport(*make_many(5))["density"] == "roomy"
    assert passport(*make_many(60))["density"] == "dense"


def test_paper_speaks_english_when_asked() -> None:
    facts = passport(make_paper(1), words=ENGLISH)
    assert facts["title"] == "Skills passport"
    assert facts["legend"][0]["level_name"] == "Assessed at work"
    assert facts["groups"][0]["title"] == "Skills"
    assert "2026" in facts["footer"] and "for how things stand now" in facts["footer"]


def test_a_card_has_the_meaning_of_its_level_and_the_code_apart_from_the_domain() -> None:
    facts = write_card(make_paper(1), LINK, DUTCH, "13:00")
    assert facts["item"]["meaning"] == "Een beoordelaar heeft dit zien doen en vergeleken met eisen."
    assert (facts["host"], facts["code"]) == ("paspoort.samenwerking.example/s/", "7QK2-M0ZD-4XPT")
    bare = write_card(make_paper(1, level=None, assessment=None, assessor=None), LINK, DUTCH, "13:00")
    assert bare["item"]["level_name"] == "Zonder niveau" and bare["item"]["meaning"] is None
