"""The guide for who builds on verification: every call in it is run as it stands, by curl, against a real server."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.load.house import House, Server

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "verifying.md"
CALLS = re.findall(r"^curl .*$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One process of the service."""
    with House(tmp_path_factory.mktemp("guide")) as house:
        house.run("app", "migrate")
        yield house.start_server()


def _run(call: str, server: Server) -> Any:
    command = call.replace("http://localhost:8000", f"http://localhost:{server.port}")
    answered = subprocess.run(command, shell=True, capture_output=True, timeout=60, check=True)
    return json.loads(answered.stdout)


def _find(part: str) -> str:
    """The one call by itself in which this stands."""
    [call] = [call for call in CALLS if part in call and " | " not in call]
    return call


@pytest.mark.parametrize(
    "part",
    [
        "sandbox/fixtures",
        "/v1/verifications -H 'Content-Type: application/json' -d '{\"credential\": \"TEST\"}'",
        '"presentation"',
        '-d \'{"shareLink"',
        "_batch",
        "withReceipt",
        "withLerRs",
        "jwks.json",
        "/v1/issuers",
        "/v1/validation-levels",
    ],
)
def test_the_guide_has_a_call_of_each_kind(part: str) -> None:
    assert _find(part)


@pytest.mark.parametrize("call", CALLS)
def test_a_call_can_be_copied_as_it_stands(call: str, served: Server) -> None:
    answer = _run(call, served)
    assert "status" not in answer, answer


def test_the_first_fixture_goes_from_one_call_into_the_next(served: Server) -> None:
    [piped] = [call for call in CALLS if " | " in call]
    assert _run(piped, served)["verdict"] == "valid"


def test_an_integrator_goes_from_a_fixture_to_a_verdict_and_a_receipt(served: Server) -> None:
    fixtures = _run(_find("sandbox/fixtures"), served)["items"]
    [sound] = [one for one in fixtures if one["verdict"] == "valid"]
    asked = json.dumps({**sound["request"], "withReceipt": True, "withLerRs": True})
    call = _find("withReceipt").split(" -d ")[0] + f" -d '{asked}'"
    answer = _run(call, served)
    assert (answer["verdict"], answer["code"]) == (sound["verdict"], sound["code"])
    assert answer["receipt"].count(".") == 2
    [result] = answer["results"]
    [certification] = answer["lerRs"]["certifications"]
    assert certification["name"] == result["credential"]["name"]
    assert certification["issuingAuthority"]["name"] == result["credential"]["issuer"]["name"]
    assert answer["lerRs"]["person"]["name"]["formattedName"] == result["credential"]["holderName"]
    assert _run(_find("jwks.json"), served)["keys"]


def test_a_batch_is_answered_in_order(served: Server) -> None:
    first, second = _run(_find("_batch"), served)["items"]
    assert first["verification"]["code"] == "unsupported_format"
    assert second["verification"]["code"] == "share_link_not_working"
