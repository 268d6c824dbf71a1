"""Evidence is a summary; the credential whose place another takes is told apart from it."""

import pytest

from app.credentials.errors import MalformedCredential
from app.credentials.evidence import Evidence, read_evidence, write_evidence

OLDER = "urn:uuid:0a0a0a0a-0000-4000-8000-000000000001"
SEEN = (Evidence("urn:x:1", "Praktijk", "Gezien", "observatie"), Evidence("urn:x:2", "Gesprek"))


def test_evidence_survives_its_document() -> None:
    assert read_evidence({"evidence": write_evidence(SEEN)}) == (SEEN, None)
    assert read_evidence({}) == ((), None)


def test_the_older_credential_is_no_evidence_of_what_was_seen() -> None:
    written = write_evidence(SEEN, OLDER)
    assert written[-1] == {
        "id": OLDER,
        "type": ["Evidence"],
        "name": "Eerder bewijs",
        "genre": "superseded-credential",
    }
    assert read_evidence({"evidence": written}) == (SEEN, OLDER)


def test_a_credential_takes_the_place_of_one_other_at_most() -> None:
    written = [*write_evidence((), OLDER), *write_evidence((), "urn:uuid:2")]
    with pytest.raises(MalformedCredential, match="one other"):
        read_evidence({"evidence": written})
