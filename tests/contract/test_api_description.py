"""What the API description promises is what is answered, to requests that keep it and to requests that break it."""

import json
import os
from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.assessing.api.tus import PART_TYPE
from app.issuing.sheets.write_files import FileFormat
from app.main import create_app
from app.settings import Settings
from app.web.openapi import build_openapi
from tests.contract.sheet_cases import write_book
from tests.load.house import House, Seed, Server, ask, ask_json
from tests.load.orders import issue_body

EXAMPLES = int(os.environ.get("API_EXAMPLES", "12"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]
# Files as they come: good ones, cut off ones, and whatever bytes may be drawn.
BOOK = write_book(2)
SHEETS = st.sampled_from((BOOK, BOOK[:-40], b"workerReference;level\nW-1;1\n")) | st.binary(max_size=400)
schemathesis.openapi.media_type(FileFormat.xlsx.media_type, SHEETS)
schemathesis.openapi.media_type("application/octet-stream", SHEETS)
schemathesis.openapi.media_type(PART_TYPE, st.binary(max_size=400))
schema = schemathesis.openapi.from_dict(build_openapi(create_app(Settings(environment="test"))))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with House(tmp_path_factory.mktemp("description")) as house:
        yield house


@pytest.fixture(scope="module")
def seed(house: House) -> Seed:
    return house.seed("description")


@pytest.fixture(scope="module")
def server(house: House, seed: Seed) -> Server:
    return house.start_server()


@pytest.fixture(scope="module")
def passport(server: Server, seed: Seed) -> dict[str, str]:
    """The header of a worker who claimed a credential."""
    key = "description-1"
    status, issued = ask_json(
        server.port, "POST", f"{seed.base}/credentials", seed, issue_body(seed, key), Idempotency_Key=key
    )
    assert status == 201, issued
    link = f"{seed.base}/recipients/{issued['recipientId']}/claim-links"
    status, made = ask_json(server.port, "POST", link, seed, {}, Idempotency_Key=key)
    assert status == 201, made
    claim = json.dumps({"claimCode": made["claimCode"]}).encode()
    content = {"Content-Type": "application/json"}
    status, claimed = ask(server.port, "POST", "/v1/passport/claims", content, claim)
    assert status in {200, 201}, claimed
    return {"Authorization": f"Bearer {json.loads(claimed)['holderToken']}"}


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_described_and_none_is_an_accident(
    case: schemathesis.Case, server: Server, seed: Seed, passport: dict[str, str]
) -> None:
    # Made-up ids would only ever meet 404.
    if "organisationId" in case.path_parameters:
        case.path_parameters["organisationId"] = seed.organisation_id
    if isinstance(case.body, dict) and "achievementId" in case.body:
        case.body["achievementId"] = seed.achievement_id
    headers = passport if case.path.startswith("/passport/") else seed.authorization
    base = f"http://localhost:{server.port}/v1"
    case.call_and_validate(base_url=base, headers=headers, checks=CHECKS, timeout=30)
