"""Somebody who has no mouse: Tab, Space, Enter and letters, on pages that always show where they are."""

from typing import Final

from playwright.sync_api import Page

MOST_TABS: Final = 120
# A ring of at least 2 pixels, on the thing that has the focus or on the label around it, within the window.
_IS_SEEN: Final = """() => {
  const ringed = one => {
    const style = getComputedStyle(one);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  const chosen = document.activeElement, label = chosen.closest("label");
  const box = chosen.getBoundingClientRect();
  const isInside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return isInside && (ringed(chosen) || (label !== null && ringed(label)));
}"""


class Keys:
    """Does everything with the keyboard."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, selector: str) -> None:
        """Tab until the element has the focus; on a new page over the link that skips the navigation."""
        if self.page.evaluate("document.activeElement === document.body"):
            self._skip()
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            if self.page.locator(f"{selector}:focus").count():
                assert self.page.evaluate(_IS_SEEN), f"nobody sees that {selector} has the focus"
                return
        raise AssertionError(f"{selector} cannot be reached by keyboard")

    def write(self, fields: dict[str, str]) -> None:
        """Type in fields, in the order in which they stand."""
        for name, text in fields.items():
            self.to(f"#field-{name}")
            self.page.keyboard.press("Control+A")
            self.page.keyboard.type(text)

    def choose(self, selector: str) -> None:
        """Tick or choose."""
        self.to(selector)
        self.page.keyboard.press("Space")

    def select(self, selector: str, downs: int = 1) -> None:
        """Go down in a list of choices."""
        self.to(selector)
        for _ in range(downs):
            self.page.keyboard.press("ArrowDown")

    def spell(self, selector: str, text: str) -> None:
        """Choose from a list by typing how it begins."""
        self.to(selector)
        self.page.keyboard.type(text)

    def press(self, name: str) -> None:
        """Go to a button or link by its words and press Enter."""
        self.to(f'main :is(button, a):has-text("{name}")')
        self.enter()

    def enter(self) -> None:
        """Press Enter and wait for the next page."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def _skip(self) -> None:
        self.page.keyboard.press("Tab")
        assert self.page.locator(".nl-skip-link:focus").count(), "the first thing is no link to the content"
        assert self.page.evaluate(_IS_SEEN), "nobody sees the link to the content"
        self.page.keyboard.press("Enter")
        assert self.page.locator("main:focus").count(), "the link to the content leads nowhere"
