"""Which browser on which system a session is of, so that its owner knows it again; no more than that is kept."""

from typing import Final

UNKNOWN: Final = "other"
# In this order: most browsers also carry the names of others.
_BROWSERS: Final = (
    ("edg", "edge"),
    ("opr/", "opera"),
    ("samsungbrowser", "samsung"),
    ("firefox", "firefox"),
    ("fxios", "firefox"),
    ("crios", "chrome"),
    ("chrome", "chrome"),
    ("chromium", "chrome"),
    ("safari", "safari"),
)
_SYSTEMS: Final = (
    ("android", "android"),
    ("iphone", "iphone"),
    ("ipad", "ipad"),
    ("cros", "chromeos"),
    ("windows", "windows"),
    ("mac os x", "mac"),
    ("linux", "linux"),
)


def name_device(user_agent: str) -> str:
    """Browser and system, such as `firefox/android`; `other` for what is not known."""
    text = user_agent[:500].lower()
    return f"{_first(text, _BROWSERS)}/{_first(text, _SYSTEMS)}"


def _first(text: str, names: tuple[tuple[str, str], ...]) -> str:
    return next((name for sign, name in names if sign in text), UNKNOWN)
