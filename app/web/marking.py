"""Marking a text for translation where it stands, to be translated where it is said."""


def N_(text: str) -> str:  # noqa: N802
    """The text itself; gettext finds it by this name."""
    return text
