"""Released schemas: which are served, as what, and that the files of others are not."""

import pytest

from app.web.published import find_published

SCHEMA = "passport/v1/skills-passport.schema.json"


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        (SCHEMA, "application/schema+json"),
        ("passport/v1/context.jsonld", "application/ld+json"),
        ("passport/v1/examples/valid/smallest.json", "application/json"),
    ],
)
def test_a_released_file_has_its_media_type(name: str, media_type: str) -> None:
    found = find_published(name)
    assert found is not None
    assert found.media_type == media_type


@pytest.mark.parametrize(
    "name",
    [
        "",
        "digests.json",
        "passport/v1/README.md",
        "third-party/contexts/credentials-v2.json",
        "passport/../third-party/contexts/credentials-v2.json",
        f"/{SCHEMA}",
    ],
)
def test_nothing_else_is_served(name: str) -> None:
    assert find_published(name) is None
