"""The command line does the acts of an operator, and a refusal is a sentence and status 1."""

import base64
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner, Result

from app import cli
from app.commands import serving
from app.platform.embedded import EmbeddedPostgres, start_embedded
from app.settings import load_settings
from tests.conftest import KEY, PUBLIC_URL

pytestmark = pytest.mark.filterwarnings("ignore:.*event loop.*:DeprecationWarning")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, server: EmbeddedPostgres, tmp_path: Path) -> Callable[..., Result]:
    """Runs a command with the settings of an operator."""
    for name, value in {
        "DATABASE_URL": server.url,
        "SKILLSPASS_OWNER_DATABASE_URL": server.owner_url,
        "SKILLSPASS_PUBLIC_URL": PUBLIC_URL,
        "SKILLSPASS_KEY_ENCRYPTION_KEY": base64.b64encode(KEY).decode(),
        "SKILLSPASS_DATA_DIR": str(tmp_path),
    }.items():
        monkeypatch.setenv(name, value)
    return lambda *words, text=None: CliRunner().invoke(cli.app, list(words), input=text)


@pytest.fixture
def slug(request: pytest.FixtureRequest) -> str:
    """A name that no other test takes."""
    return f"cli-{abs(hash(request.node.name)) % 10**9}"


def test_a_new_partnership_gets_an_id_an_api_key_and_an_identity(
    run: Callable[..., Result], slug: str
) -> None:
    done = run("org", "create", slug, f"Samenwerking {slug}")
    assert done.exit_code == 0, done.output
    _, key, did = done.output.split()
    assert key.startswith("sp_live_")
    assert did == f"did:web:passport.example:partnerships:{slug}"
    rotated = run("keys", "rotate", slug)
    assert rotated.exit_code == 0 and did in rotated.output


def test_another_key_is_printed_and_a_stranger_gets_none(run: Callable[..., Result], slug: str) -> None:
    assert run("org", "create", slug, "Sleutels").exit_code == 0
    made = run("org", "key", slug)
    assert (made.exit_code, made.stdout.startswith("sp_live_")) == (0, True)
    refused = run("org", "key", slug, "--member", "nobody@regio.example")
    assert refused.exit_code == 1
    assert run("org", "key", "nowhere").exit_code == 1


def test_the_first_coordinator_is_invited_by_a_process_of_its_own(
    run: Callable[..., Result], slug: str, superuser: psycopg.Connection[tuple[str]]
) -> None:
    assert run("org", "create", slug, "Uitnodigen").exit_code == 0
    invite = [sys.executable, "-m", "app", "org", "invite", slug]
    done = subprocess.run([*invite, "noor@regio.example"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(r"Invited\. The link in the mail works until \d{4}-\d\d-\d\d\.\n", done.stdout)
    query = """SELECT i.roles, i.language, m.state FROM invitations i JOIN organisations o ON o.id = i.organisation_id
      JOIN mails m ON m.organisation_id = o.id WHERE o.slug = %s"""
    assert superuser.execute(query, [slug]).fetchall() == [(["coordinator"], "nl", "queued")]
    for wrong in ([*invite, "noor"], [*invite[:-1], "nowhere", "noor@regio.example"]):
        refused = subprocess.run(wrong, capture_output=True, text=True, check=False)
        assert (refused.returncode, "Invited" in refused.stdout) == (1, False)
        assert refused.stderr and "Traceback" not in refused.stderr


def test_a_verifier_gets_no_signing_keys_and_no_identity(run: Callable[..., Result], slug: str) -> None:
    done = run("org", "create", slug, f"Kijker {slug}", "--kind", "verifier")
    assert (done.exit_code, len(done.output.split())) == (0, 2), done.output


def test_keys_of_nobody_cannot_be_rotated(run: Callable[..., Result]) -> None:
    done = run("keys", "rotate", "nobody-at-all")
    assert done.exit_code == 1 and "no such organisation" in done.output


def test_sealing_again_tells_each_column(run: Callable[..., Result]) -> None:
    done = run("keys", "rewrap")
    assert done.exit_code == 0, done.output
    assert "holders.data_key_wrapped: 0 sealed again, 0 that no key opens" in done.output


def test_migrating_twice_is_no_error(run: Callable[..., Result]) -> None:
    assert run("migrate").output == "The database is up to date.\n"


def test_a_server_has_an_empty_database_migrated_once(
    run: Callable[..., Result], server: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = start_embedded(server.server.pgdata, database="served")
    monkeypatch.setenv("DATABASE_URL", empty.url)
    monkeypatch.setenv("SKILLSPASS_OWNER_DATABASE_URL", empty.owner_url)
    assert serving.get_ready(load_settings()).database_url == empty.url
    assert "ok    migrations" in run("doctor").output
    monkeypatch.setattr(serving, "MIGRATE", ("false",))
    serving.get_ready(load_settings())


def test_a_server_does_not_start_on_a_database_that_cannot_be_migrated(
    run: Callable[..., Result], server: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = start_embedded(server.server.pgdata, database="unserved")
    monkeypatch.setenv("SKILLSPASS_OWNER_DATABASE_URL", empty.owner_url)
    monkeypatch.setattr(serving, "MIGRATE", ("false",))
    with pytest.raises(SystemExit):
        serving.get_ready(load_settings())


def test_the_doctor_fails_when_something_is_not_well(run: Callable[..., Result]) -> None:
    done = run("doctor")
    assert done.exit_code == 1
    assert "ok    migrations" in done.output and "FAIL  own address" in done.output


def test_settings_are_shown_without_their_secrets(run: Callable[..., Result]) -> None:
    shown = run("config", "show").output
    assert f"public_url = {PUBLIC_URL}" in shown
    assert base64.b64encode(KEY).decode() not in shown


@pytest.mark.parametrize("name", ["openapi", "digests", "translations"])
def test_generated_files_are_what_the_code_makes(run: Callable[..., Result], name: str) -> None:
    done = run(name, "--check")
    assert (done.exit_code, done.output) == (0, "")


def test_a_refusal_is_a_sentence_and_no_trace(
    run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setattr("sys.argv", ["skills-passport", "org", "create", "A B", "Naam"])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == 1
    assert "Traceback" not in capsys.readouterr().err
    monkeypatch.setenv("SKILLSPASS_LOG_LEVEL", "loud")
    monkeypatch.setattr("sys.argv", ["skills-passport", "config", "show"])
    with pytest.raises(SystemExit):
        cli.main()
    assert "LOG_LEVEL" in capsys.readouterr().err


def test_a_delivery_report_of_nobody_s_mail_is_no_error(run: Callable[..., Result], tmp_path: Path) -> None:
    report = tmp_path / "report.eml"
    report.write_text("To: terug@post.example\n\nHallo")
    for words, text in (
        (["mail", "bounces", str(report)], None),
        (["mail", "bounces", "-"], "Subject: x\n\n"),
    ):
        done = run(*words, text=text)
        assert (done.exit_code, done.output) == (0, "No mail of ours that failed.\n")
