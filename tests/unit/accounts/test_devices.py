"""Devices by their own words: coarse names that an owner knows again."""

import pytest

from app.accounts.devices import name_device
from app.accounts.wording import device_words

CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0"


@pytest.mark.parametrize(
    ("user_agent", "device", "words"),
    [
        (
            f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Safari/537.36",
            "chrome/windows",
            ("Chrome", "Windows"),
        ),
        (
            f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Safari/537.36 Edg/141.0",
            "edge/windows",
            ("Edge", "Windows"),
        ),
        (
            f"Mozilla/5.0 (Linux; Android 10; K) {CHROME} Mobile Safari/537.36",
            "chrome/android",
            ("Chrome", "Android"),
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18 Mobile Safari/604",
            "safari/iphone",
            ("Safari", "iPhone"),
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
            "firefox/linux",
            ("Firefox", "Linux"),
        ),
        ("", "other/other", (None, None)),
        ("x" * 10_000 + "firefox", "other/other", (None, None)),
    ],
)
def test_a_device_is_named_by_browser_and_system(
    user_agent: str, device: str, words: tuple[str | None, str | None]
) -> None:
    assert name_device(user_agent) == device
    assert device_words(device) == words
