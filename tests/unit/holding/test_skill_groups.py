"""What a credential stands with on screen and on paper: its own layer or type, never its issuer."""

from dataclasses import replace

import pytest

from app.credentials.model import Alignment, Credential
from app.holding.skill_groups import GROUPS, group_of
from tests.load.fixture import build_credential
from tests.papers import make_paper


def aligned(*layers: str, kind: str = "Competency") -> Credential:
    credential = build_credential()
    alignments = tuple(
        Alignment("iets", "https://voorbeeld.example/1", "ESCO", f"ext:ESCOSkill.exact.nl.{layer}", None)
        for layer in layers
    )
    achievement = replace(credential.achievement, alignments=alignments, achievement_type=kind)
    return replace(credential, achievement=achievement)


@pytest.mark.parametrize("layer", ["specific", "transferable", "knowledge"])
def test_a_skill_stands_with_its_layer(layer: str) -> None:
    assert group_of(aligned(layer)) == layer


def test_a_skill_of_several_layers_stands_with_the_most_specific() -> None:
    assert group_of(aligned("knowledge", "transferable", "specific")) == "specific"


def test_a_skill_without_a_layer_and_a_diploma_with_one_stand_by_their_type() -> None:
    assert group_of(aligned()) == "skills"
    assert group_of(aligned("specific", kind="Diploma")) == "diplomas"
    assert group_of(aligned("specific", kind="ext:Something")) == "other"


def test_who_gave_it_makes_no_difference_and_what_was_told_stands_apart() -> None:
    credential = aligned("specific")
    other = replace(credential, issuer=replace(credential.issuer, id="did:web:ander.example", name="Ander"))
    assert group_of(other) == group_of(credential)
    assert group_of(make_paper(1, level=0).credential) == "self"
    assert list(GROUPS)[-1] == "self"
