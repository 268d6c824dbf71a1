"""The guide for operators names every setting that is read, and no other."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_table_of_settings_has_the_names_that_are_read() -> None:
    source = (ROOT / "app" / "settings.py").read_text(encoding="utf-8")
    guide = (ROOT / "docs" / "guide" / "operator.md").read_text(encoding="utf-8")
    read = {f"SKILLSPASS_{name}" for name in re.findall(r'get\("([A-Z_]+)"', source)}
    read |= set(re.findall(r'_secret\(environ, "([A-Z_]+)"', source))
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", guide, re.MULTILINE)) == read
