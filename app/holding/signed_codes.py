"""Codes of our own dossiers that stand in signed credentials, in the words of who reads them."""

from collections.abc import Mapping
from typing import Final

from app.assessing.judgement_answers import Method
from app.assessing.judging_wording import KINDS
from app.holding.wording import Phrasebook
from app.web.marking import N_

METHODS: Final[Mapping[str, str]] = {
    Method.observation: N_("Meegekeken op het werk"),
    Method.interview: N_("Gesprek met vragen"),
    Method.work_product: N_("Gemaakt werk bekeken"),
    Method.test: N_("Proef afgenomen"),
}


def tell_method(signed: str, words: Phrasebook) -> str:
    """How somebody was assessed; what is no code of ours stays as it was signed."""
    return words.translate(METHODS[signed]) if signed in METHODS else signed


def tell_evidence(signed: str, words: Phrasebook) -> str:
    """What kind of evidence it is; what is no code of ours stays as it was signed."""
    return words.translate(KINDS[signed]) if signed in KINDS else signed
