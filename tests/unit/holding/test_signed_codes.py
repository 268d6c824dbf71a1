"""Codes that stand in signed credentials, as people read them."""

from datetime import date

import pytest

from app.assessing.evidence_kinds import EvidenceKind
from app.assessing.judgement_answers import Method
from app.holding.signed_codes import tell_evidence, tell_method
from app.holding.wording import Phrasebook

DUTCH = Phrasebook("nl", lambda text: text, date.isoformat)


@pytest.mark.parametrize("code", Method)
def test_every_method_has_words_of_its_own(code: Method) -> None:
    assert tell_method(code.value, DUTCH)[0].isupper()


@pytest.mark.parametrize("code", EvidenceKind)
def test_every_kind_of_evidence_has_words_of_its_own(code: EvidenceKind) -> None:
    assert tell_evidence(code.value, DUTCH)[0].isupper()


def test_what_is_no_code_of_ours_stays_as_it_was_signed() -> None:
    assert tell_method("STARR-gesprek", DUTCH) == "STARR-gesprek"
    assert tell_evidence("Werkproef", DUTCH) == "Werkproef"
