"""What the skills endpoints answer."""

from app.ontologies.schemas import skill_page_view, skill_view
from app.platform.pagination import Slice
from tests.factories import make_skill

ACKNOWLEDGEMENT = "This service uses the ESCO classification of the European Commission."
SKILL = make_skill()


def test_a_skill_is_shown_in_both_languages_with_its_alignment() -> None:
    shown = skill_view(SKILL).model_dump(by_alias=True, mode="json")
    assert shown["label"] == {"nl": "Zaaien", "en": "Sow seeds"}
    assert shown["alignment"] == {
        "targetFramework": "ESCO",
        "targetName": "seed the ground",
        "targetUrl": "http://data.europa.eu/esco/skill/2",
        "matchType": "exact",
    }


def test_one_skill_and_a_page_of_skills_both_acknowledge_esco() -> None:
    page = skill_page_view(Slice(items=[SKILL], next_cursor="abc"))
    assert page.acknowledgement == ACKNOWLEDGEMENT
    assert page.next_cursor == "abc"
    assert [item.acknowledgement for item in page.items] == [ACKNOWLEDGEMENT]
