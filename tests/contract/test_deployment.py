"""The compose file and the image recipe, checked against the Compose schema and the house rules."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute

from app.main import PAGES

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = ROOT / "docker-compose.yml"
TOP_LEVEL_OF_IMAGE = {"pyproject.toml", "LICENSE", "migrations", "schemas", "docs/problems", "app"}
READ_YAML = (
    "import json,sys; from ruamel.yaml import YAML; "
    "print(json.dumps(YAML(typ='safe', pure=True).load(open(sys.argv[1], encoding='utf-8'))))"
)


def _python_with_compose_schema() -> str:
    if importlib.util.find_spec("check_jsonschema"):
        return sys.executable
    tool = ROOT / ".data" / "tools" / "bin" / "python"
    if not tool.exists():
        pytest.skip("check-jsonschema, which carries the Compose schema, is not installed")
    return str(tool)


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    python = _python_with_compose_schema()
    done = subprocess.run([python, "-c", READ_YAML, str(COMPOSE)], capture_output=True, check=True, text=True)
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def test_compose_file_obeys_the_compose_schema() -> None:
    command = ["-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(COMPOSE)]
    done = subprocess.run([_python_with_compose_schema(), *command], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_compose_file_has_the_production_services(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == {"app", "worker", "migrate", "postgres", "proxy", "mailpit"}


def test_every_service_is_unprivileged_read_only_and_bounded(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert str(service["user"]).split(":")[0] not in {"0", "root"}, name
        assert "privileged" not in service and "cap_add" not in service, name
        assert service["mem_limit"] and service["pids_limit"], name


def test_only_the_proxy_is_reachable_from_outside(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    assert compose["networks"]["inside"]["internal"] is True
    for name in ("postgres", "mailpit", "migrate"):
        assert services[name]["networks"] == ["inside"], name


def test_long_running_services_have_a_health_check(compose: dict[str, Any]) -> None:
    for name in ("app", "postgres", "proxy", "mailpit"):
        assert "test" in compose["services"][name]["healthcheck"], name


def test_secrets_come_from_files_and_never_from_the_environment(compose: dict[str, Any]) -> None:
    assert all(set(secret) == {"file"} for secret in compose["secrets"].values())
    for name, service in compose["services"].items():
        for key, value in service.get("environment", {}).items():
            is_secret = re.search(r"PASSWORD|SECRET|DATABASE_URL|ENCRYPTION_KEY", key)
            assert not is_secret or (key.endswith("_FILE") and value.startswith("/run/secrets/")), (name, key)
        mounted = {
            str(value).removeprefix("/run/secrets/") for value in service.get("environment", {}).values()
        }
        assert set(compose["secrets"]) & mounted <= set(service.get("secrets", [])), name


def test_every_setting_in_compose_is_one_that_the_service_reads(compose: dict[str, Any]) -> None:
    settings = (ROOT / "app" / "settings.py").read_text(encoding="utf-8").lower()
    for name in ("app", "worker", "migrate"):
        for key in compose["services"][name]["environment"]:
            assert key.removeprefix("SKILLSPASS_").removesuffix("_FILE").lower() in settings, (name, key)


def test_application_never_holds_the_owner_password(compose: dict[str, Any]) -> None:
    for name in ("app", "worker"):
        assert not [secret for secret in compose["services"][name]["secrets"] if "owner" in secret]


def test_every_image_is_pinned_by_a_tag_with_a_version(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        tag = service["image"].rpartition(":")[2]
        assert tag == "local" or re.match(r"v?\d", tag), name


def test_files_named_in_compose_exist(compose: dict[str, Any]) -> None:
    for config in compose["configs"].values():
        assert "content" in config or (ROOT / config["file"]).is_file()


def test_image_runs_without_root_and_installs_only_hashed_packages() -> None:
    recipe = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert "--require-hashes" in recipe
    assert re.findall(r"^USER (\S+)$", recipe, re.MULTILINE) == ["10001:10001"]
    assert all(
        re.match(r"python:3\.\d+\.\d+-slim", image) for image in re.findall(r"^FROM (\S+)", recipe, re.M)
    )
    assert 'ENTRYPOINT ["python", "-m", "app"]' in recipe


def test_image_recipe_copies_only_what_exists_and_what_the_ignore_file_lets_in() -> None:
    recipe = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    copied = {
        part for line in re.findall(r"^COPY (?!--from)(.+) \S+$", recipe, re.M) for part in line.split()
    }
    assert copied == TOP_LEVEL_OF_IMAGE | {"requirements.lock"}
    assert [name for name in copied if not (ROOT / name).exists()] == []
    allowed = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {f"!{name}" for name in copied} <= set(allowed)


def test_the_proxy_writes_no_path_down_in_which_a_secret_stands() -> None:
    """A new page with a secret in its address fails until the proxy redacts it, and slows guessing of it down."""
    proxy = (ROOT / "docs" / "guide" / "operator" / "nginx.conf").read_text(encoding="utf-8")
    redacted = [re.compile(pattern, re.IGNORECASE) for pattern in re.findall(r'"~\*(\^/[^"]+)"\s+"/', proxy)]
    slowed = [re.compile(pattern) for pattern in re.findall(r"location ~\* (\S+\)/) \{", proxy)]
    secret = [
        route.path
        for router in PAGES
        for route in router.routes
        if isinstance(route, APIRoute) and re.search(r"{(secret|token)}", route.path)
    ]
    assert len(secret) > 10 and len(slowed) == 2
    for path in secret:
        assert any(pattern.match(path) for pattern in redacted), path
        assert all(pattern.match(path) for pattern in slowed), path
