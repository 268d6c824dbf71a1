"""Every page that there is, is looked at in a real browser with axe-core: the routes decide, not somebody's memory."""

import ast
from pathlib import Path

from fastapi.routing import APIRoute

from app.main import PAGES
from tests.browser.pages_looked_at import IN_A_STORY, NO_PAGES, PASSPORT_PAGES, PUBLIC_PAGES

BROWSER = Path(__file__).parents[1] / "browser"
# Rooms whose pages at the desk are compared too; the desk of the others is gone through by role and story.
DESK_ROOMS = ("app.holding.", "app.trust.", "app.verifying.")


def _routes() -> set[str]:
    found = [route for router in PAGES for route in router.routes if isinstance(route, APIRoute)]
    return {
        route.path
        for route in found
        if "GET" in route.methods
        and (not route.path.startswith("/desk") or route.endpoint.__module__.startswith(DESK_ROOMS))
    }


def test_every_page_has_a_place_where_it_is_looked_at() -> None:
    placed = [*PASSPORT_PAGES, *set(PUBLIC_PAGES.values()), *IN_A_STORY, *NO_PAGES]
    assert len(placed) == len(set(placed))
    assert set(placed) == _routes()


def test_every_story_that_looks_at_a_page_exists_and_asks_axe() -> None:
    for story in set(IN_A_STORY.values()):
        file, name = story.split("::")
        source = (BROWSER / file).read_text(encoding="utf-8")
        [test] = [node for node in ast.parse(source).body if getattr(node, "name", None) == name]
        assert any(word in ast.unparse(test) for word in ("audit(", "look(", "inspect(")), story
