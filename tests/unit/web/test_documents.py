"""The small reader of problem pages gives text, never markup."""

from app.web.documents import Block, Part, parse_document

TEXT = """# Invalid input

A mistake in `name`,
on two lines. See [the guide](https://example.org).

## What to do

- Read `errors`
  first
- Send it again

```
curl <x>
```
"""


def test_title_and_blocks_are_read_in_order() -> None:
    document = parse_document(TEXT)
    assert document.title == "Invalid input"
    assert [block.kind for block in document.blocks] == ["paragraph", "heading", "list", "code"]


def test_a_link_becomes_its_text_and_a_span_between_backticks_becomes_code() -> None:
    first = parse_document(TEXT).blocks[0]
    assert first.lines[0] == (
        Part("A mistake in "),
        Part("name", is_code=True),
        Part(", on two lines. See the guide."),
    )


def test_an_item_that_continues_on_the_next_line_stays_one_item() -> None:
    items = parse_document(TEXT).blocks[2].lines
    assert items == ((Part("Read "), Part("errors", is_code=True), Part(" first")), (Part("Send it again"),))


def test_markup_in_code_stays_text() -> None:
    assert parse_document(TEXT).blocks[3] == Block("code", ((Part("curl <x>"),),))


def test_an_empty_text_gives_an_empty_document() -> None:
    assert parse_document("").blocks == ()
