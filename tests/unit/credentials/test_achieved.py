"""What thousands of credentials have in common is written once, to the same bytes, and holds nothing of a person."""

from dataclasses import replace

import pytest

from app.credentials.achieved import describe_once, write_achieved
from app.credentials.encoding import strict_json
from app.credentials.model import Credential
from tests.unit.credentials.cases import ASSESSED, CREDENTIAL

ASSESSMENT = ASSESSED.assessment
assert ASSESSMENT is not None


@pytest.mark.parametrize(
    "credential",
    [
        CREDENTIAL,
        ASSESSED,
        replace(CREDENTIAL, level=None),
        replace(ASSESSED, assessment=replace(ASSESSMENT, mastery=None)),
    ],
)
def test_what_is_written_once_is_byte_for_byte_what_is_written_each_time(credential: Credential) -> None:
    for _ in range(2):
        written = strict_json.dumps(credential.to_document(describer=describe_once))
        assert written == strict_json.dumps(credential.to_document())


def test_one_person_after_another_shares_the_description_and_no_result() -> None:
    describe_once.cache_clear()
    for method in ("Gesprek", "Proef op de werkplek"):
        assessment = replace(ASSESSMENT, method=method, reasons=method)
        achievement, results = write_achieved(
            ASSESSED.achievement, ASSESSED.level, assessment, describer=describe_once
        )
        assert method in str(results)
        assert method.encode() not in strict_json.dumps(achievement)
    assert describe_once.cache_info().currsize == 1


def test_another_fact_level_or_achievement_has_a_description_of_its_own() -> None:
    describe_once.cache_clear()
    fewer = replace(ASSESSMENT, method=None)
    other = replace(ASSESSED.achievement, name="Anders")
    lower = replace(ASSESSED, level=CREDENTIAL.level).level
    written = {
        strict_json.dumps(write_achieved(*what, describer=describe_once)[0])
        for what in (
            (ASSESSED.achievement, ASSESSED.level, ASSESSMENT),
            (ASSESSED.achievement, ASSESSED.level, fewer),
            (replace(other, levels=()), ASSESSED.level, ASSESSMENT),
            (replace(other, levels=()), lower, ASSESSMENT),
        )
    }
    assert len(written) == 4


def test_how_much_is_kept_has_an_end() -> None:
    for number in range(300):
        write_achieved(
            replace(CREDENTIAL.achievement, id=f"urn:x:{number}"), None, None, describer=describe_once
        )
    assert describe_once.cache_info().currsize <= 128
