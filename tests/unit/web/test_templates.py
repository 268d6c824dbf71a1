"""Templates keep the promises of the content policy: no script, no style in the markup, nothing unescaped."""

import re
from pathlib import Path

import jinja2
import pytest

TEMPLATES = Path(__file__).parents[3] / "app" / "web" / "templates"
# A mail is no page: mail readers know no style sheets, and tests/unit/web/test_letters.py looks at what it fetches.
NAMES = sorted(
    str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html") if path.parent.name != "mail"
)
FORBIDDEN = {
    "a script": re.compile(
        r"""<script(?! type="module" src="\{\{ static\('js/[a-z-]+\.js'\) \}\}"></script>)|javascript:""",
        re.IGNORECASE,
    ),
    "an event attribute": re.compile(r"\son[a-z]+=", re.IGNORECASE),
    "a style in the markup": re.compile(r"<style|\sstyle=", re.IGNORECASE),
    "unescaped text": re.compile(r"\|\s*safe|autoescape\s+false|Markup\("),
    "another origin": re.compile(r"(?:src|href|action)=\"https?://"),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_template_has_nothing_that_the_content_policy_forbids(name: str) -> None:
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(text)] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_template_can_be_compiled(name: str) -> None:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, extensions=["jinja2.ext.i18n"]
    )
    assert environment.get_template(name).name == name


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("holding/")])
def test_every_form_of_a_holder_carries_the_field_against_forgery(name: str) -> None:
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    assert text.count('method="post"') == text.count("csrf_field(")
