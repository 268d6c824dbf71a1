"""What the skills endpoints answer."""

from app.ontologies.schemas import skill_page_view, skill_view
from app.ontologies.skills import EscoMatch, MatchType, Skill
from app.platform.pagination import Slice

ACKNOWLEDGEMENT = "This service uses the ESCO classification of the European Commission."
SKILL = Skill(
    id="zaaien",
    framework_id="sample",
    code="GR-07",
    sector="groen",
    label_nl="Zaaien",
    label_en="Sow seeds",
    definition_nl="Zaad in de grond brengen.",
    definition_en="Put seed in the ground.",
    esco=EscoMatch("http://data.europa.eu/esco/skill/2", "seed the ground", MatchType.exact),
    withdrawn_at=None,
)


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
