"""The style sheets that we serve are the ones their packages published, free, small and self-contained."""

import hashlib
import re
from pathlib import Path

STATIC = Path(__file__).parents[3] / "app" / "web" / "static"
VENDOR = STATIC / "css" / "vendor"
SECTION = re.compile(r"/\* >>> (\S+)@(\S+?)/(dist/\S+) \*/\n(.*?)\n/\* <<< \1 \*/", re.DOTALL)


def test_every_component_is_unchanged_since_its_package_was_copied() -> None:
    table = (VENDOR / "README.md").read_text(encoding="utf-8")
    sections = [
        found
        for path in sorted(VENDOR.glob("nl-*.css"))
        for found in SECTION.findall(path.read_text("utf-8"))
    ]
    assert len(sections) == table.count("-css` |")
    for package, version, file, text in sections:
        digest = hashlib.sha256(text.encode()).hexdigest()
        assert f"| `{package}` | {version} | `{file}` | EUPL-1.2 | `{digest}` |" in table


def test_no_house_style_of_a_real_organisation_is_copied() -> None:
    text = (VENDOR / "README.md").read_text(encoding="utf-8")
    assert not re.search(r"@utrecht/design-tokens|@rijkshuisstijl|@amsterdam", text)


def test_a_style_sheet_asks_nothing_from_another_place() -> None:
    for path in STATIC.rglob("*.css"):
        assert not re.search(r"url\(|@import", path.read_text(encoding="utf-8")), path.name


def test_the_style_of_the_share_page_stays_under_its_budget() -> None:
    sheets = (
        VENDOR / "voorbeeld-tokens.css",
        VENDOR / "nl-design-system.css",
        STATIC / "css" / "passport.css",
    )
    assert sum(path.stat().st_size for path in sheets) < 75_000
