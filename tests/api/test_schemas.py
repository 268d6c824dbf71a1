"""The published schemas over HTTP."""

import hashlib
from pathlib import Path

from httpx import AsyncClient

FILE = Path(__file__).parents[2] / "schemas" / "passport" / "v1" / "skills-passport.schema.json"
ADDRESS = "/schemas/passport/v1/skills-passport.schema.json"


async def test_a_schema_is_served_as_it_was_released(client: AsyncClient) -> None:
    answer = await client.get(ADDRESS)
    assert answer.content == FILE.read_bytes()
    assert answer.headers["content-type"] == "application/schema+json"
    assert answer.headers["etag"] == f'"{hashlib.sha256(FILE.read_bytes()).hexdigest()}"'
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["access-control-allow-origin"] == "*"
    again = await client.get(ADDRESS, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_a_file_that_is_not_ours_to_publish_is_missing(client: AsyncClient) -> None:
    for name in ("passport/v2/x.json", "digests.json", "%2e%2e/pyproject.toml"):
        assert (await client.get(f"/schemas/{name}")).status_code == 404
