"""What was issued once is verified for ever: every version gives each golden file the verdict it was made with."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from app.commands.offline import verify_offline
from app.commands.trusted import Trusted
from app.credentials.encoding import base64url
from app.credentials.model import Credential
from tests.vectors.build_golden import GOLDEN, MAKERS, VERSIONS, find_digests, read_digests, read_expected

FOLDERS = sorted(path for version in VERSIONS for path in (GOLDEN / version).iterdir() if path.is_dir())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: f"{path.parent.name}-{path.name}")
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


@pytest.mark.parametrize("version", VERSIONS)
def test_no_golden_file_ever_changes(version: str) -> None:
    assert find_digests(version) == read_digests(version)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_golden_folder_tells_how_it_was_made(version: str) -> None:
    assert {folder.name for folder in FOLDERS if folder.parent.name == version} == set(MAKERS)


def test_a_credential_of_before_tells_of_no_assessment() -> None:
    for version, is_told in (("v1", False), ("v2", True)):
        text = (GOLDEN / version / "vc-jwt-eddsa" / "credential.jwt").read_bytes()
        payload = json.loads(base64url.decode(text.split(b".")[1]))
        credential = Credential.from_document(payload)
        assert (credential.assessment is not None, credential.supersedes is not None) == (is_told, is_told)
        assert credential.evidence
