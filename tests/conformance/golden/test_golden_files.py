"""What was issued once is verified for ever: every version gives each golden file the verdict it was made with."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from app.commands.offline import verify_offline
from app.commands.trusted import Trusted
from tests.vectors.build_golden import DIGESTS, FOLDER, MAKERS, find_digests, read_expected

FOLDERS = sorted(path for path in FOLDER.iterdir() if path.is_dir())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_a_golden_credential_keeps_its_verdict(folder: Path) -> None:
    expected = read_expected(folder)
    trusted = Trusted(
        issuer_keys=[json.loads((folder / "issuer-keys.json").read_bytes())],
        status_lists=[path.read_text() for path in sorted(folder.glob("status-*"))],
    )
    (credential,) = folder.glob("credential.*")
    now = datetime.fromisoformat(expected["at"])
    verification = verify_offline(credential.read_bytes(), trusted=trusted, now=now)
    (judgement,) = verification.judgements
    report = judgement.report
    assert (report.verdict, report.deciding.code, report.format) == (
        expected["verdict"],
        expected["code"],
        expected["format"],
    )


def test_no_golden_file_ever_changes() -> None:
    assert find_digests() == json.loads(DIGESTS.read_bytes())


def test_every_golden_folder_tells_how_it_was_made() -> None:
    assert {folder.name for folder in FOLDERS} == set(MAKERS)
