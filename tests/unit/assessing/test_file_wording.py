"""Each reason for which a file is refused has a plain sentence that says what to do."""

from __future__ import annotations

import re

import pytest

from app.assessing.file_errors import DossierFull, FileTooLarge, UploadOffsetMismatch, refusal_of
from app.assessing.file_wording import sentence_of
from app.platform.media.kinds import Reason


@pytest.mark.parametrize("reason", Reason)
def test_a_reason_has_short_sentences(reason: Reason) -> None:
    text = sentence_of(refusal_of(reason))
    sentences = re.findall(r"[^.]+\.", text)
    assert len(sentences) == 2
    assert all(len(sentence.split()) <= 12 for sentence in sentences)


def test_what_has_no_reason_of_its_own_has_a_sentence_too() -> None:
    assert "vol" in sentence_of(DossierFull())
    assert "groot" in sentence_of(FileTooLarge())
    assert "nog een keer" in sentence_of(UploadOffsetMismatch())
