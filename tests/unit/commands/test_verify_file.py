"""The command `verify`: its words, its JSON and its status."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from app import cli
from app.commands import verify_file
from app.credentials.encoding import strict_json
from app.credentials.report import Verdict
from app.platform.clock import FixedClock
from tests.unit.commands.test_offline import KEYS, LISTS
from tests.unit.credentials.cases import NOW, secured
from tests.unit.credentials.identifiers.test_x509 import ROOT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "badge.jwt").write_text(secured() + "\n")
    (tmp_path / "bad.jwt").write_text(secured()[:-4] + "AAAA")
    (tmp_path / "did.json").write_bytes(strict_json.dumps(KEYS))
    (tmp_path / "broken.json").write_text('{"id": 1, "id": 2}')
    (tmp_path / "root.pem").write_bytes(ROOT.certificate.public_bytes(Encoding.PEM))
    for number, text in enumerate(LISTS):
        (tmp_path / f"list-{number}.jwt").write_text(text)
    return tmp_path


def run(monkeypatch: pytest.MonkeyPatch, folder: Path, *arguments: str) -> int:
    monkeypatch.chdir(folder)
    monkeypatch.setattr(verify_file, "SystemClock", lambda: FixedClock(NOW))
    monkeypatch.setattr("sys.argv", ["skills-passport", "verify", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert type(ended.value.code) is int
    return ended.value.code


ALL = ("--issuer-keys", "did.json", "--status-list", "list-0.jwt", "--status-list", "list-1.jwt")


def test_a_valid_credential_ends_with_zero_and_says_so_in_two_languages(
    monkeypatch: pytest.MonkeyPatch, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, folder, "badge.jwt", *ALL) == 0
    assert "Dit bewijs is geldig" in capsys.readouterr().out
    assert run(monkeypatch, folder, "badge.jwt", *ALL, "--language", "en") == 0
    assert "Verpakkingen sluiten" in capsys.readouterr().out


def test_the_other_verdicts_have_a_status_of_their_own(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    assert run(monkeypatch, folder, "bad.jwt", *ALL) == 1
    assert run(monkeypatch, folder, "badge.jwt") == 3
    assert verify_file.STATUS_OF[Verdict.CAUTION] == 2


def test_the_answer_is_that_of_the_api(
    monkeypatch: pytest.MonkeyPatch, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, folder, "badge.jwt", *ALL, "--authority", "root.pem", "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["verdict"] == "valid"
    assert answer["results"][0]["credential"]["name"] == "Verpakkingen sluiten"


def test_what_could_not_be_checked_comes_with_what_to_bring(
    monkeypatch: pytest.MonkeyPatch, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, folder, "badge.jwt") == 3
    assert "--issuer-keys" in capsys.readouterr().err
    assert run(monkeypatch, folder, "badge.jwt", *ALL[:2]) == 3
    told = capsys.readouterr().err
    assert "--status-list" in told and "--issuer-keys" not in told
    assert run(monkeypatch, folder, "badge.jwt", *ALL) == 0
    assert capsys.readouterr().err == ""


def test_a_text_of_no_known_format_is_undecided_and_has_no_name(
    monkeypatch: pytest.MonkeyPatch, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "empty").write_bytes(b"")
    assert run(monkeypatch, folder, "empty") == 3
    assert "-:" not in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--bogus",),
        ("nowhere.jwt",),
        (".",),
        ("badge.jwt", "--issuer-keys", "broken.json"),
        ("badge.jwt", "--status-list", "nowhere.jwt"),
        ("badge.jwt", "--schema", "nowhere.json"),
        ("badge.jwt", "--authority", "did.json"),
        ("badge.jwt", "--language", "fr"),
    ],
)
def test_a_wrong_call_is_told_apart_from_every_verdict(
    monkeypatch: pytest.MonkeyPatch, folder: Path, arguments: tuple[str, ...]
) -> None:
    assert run(monkeypatch, folder, *arguments) == 64


def test_a_file_that_may_not_be_read_is_a_wrong_call(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    def refuse(_: Path) -> bytes:
        raise PermissionError

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert run(monkeypatch, folder, "badge.jwt") == 64


def test_no_connection_is_opened_to_anything(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("this command asks nobody")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)
    assert run(monkeypatch, folder, "badge.jwt", *ALL) == 0
