"""Which share link a text names."""

import pytest

from app.verifying.share_addresses import read_share_secret

SECRET = "0123456789ABCDEFabcdef"
PUBLIC = "https://paspoort.example"


@pytest.mark.parametrize(
    "text", [SECRET, f" {SECRET} ", f"{PUBLIC}/s/{SECRET}", f"https://PASPOORT.example/s/{SECRET}?taal=en"]
)
def test_a_secret_and_an_address_of_ours_are_read(text: str) -> None:
    assert read_share_secret(text, public_url=PUBLIC) == SECRET


@pytest.mark.parametrize(
    "text",
    [
        "",
        "kort",
        f"http://paspoort.example/s/{SECRET}",
        f"https://elders.example/s/{SECRET}",
        f"https://paspoort.example@elders.example/s/{SECRET}",
        f"{PUBLIC}/x/{SECRET}",
        f"{PUBLIC}/s/{SECRET}/meer",
        f"{PUBLIC}/s/",
        "https://[broken",
    ],
)
def test_nothing_else_is_a_share_link(text: str) -> None:
    assert read_share_secret(text, public_url=PUBLIC) is None
