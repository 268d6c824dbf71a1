"""Reads the small Markdown of docs/problems into blocks of plain text, so that no foreign markup is shown."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

BlockKind = Literal["heading", "paragraph", "list", "code"]
_CODE_SPAN: Final = re.compile(r"`([^`]+)`")
_LINK: Final = re.compile(r"\[([^\]]+)\]\([^)]+\)")


@dataclass(frozen=True, slots=True)
class Part:
    """A run of text inside a line; `is_code` for text that stood between backticks."""

    text: str
    is_code: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list or code block; each line is a tuple of parts."""

    kind: BlockKind
    lines: tuple[tuple[Part, ...], ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its title (the first line `# Title`)."""

    title: str
    blocks: tuple[Block, ...]


def parse_document(text: str) -> Document:
    """The title and blocks of `text`. Knows headings, paragraphs, lists, fenced code and code spans only."""
    lines = text.splitlines()
    title = next((line.removeprefix("# ").strip() for line in lines if line.startswith("# ")), "")
    body = [line for line in lines if not line.startswith("# ")]
    return Document(title, tuple(_blocks(body)))


def _blocks(lines: list[str]) -> Iterator[Block]:
    index = 0
    while index < len(lines):
        end = _end_of_block(lines, index)
        chunk = lines[index:end]
        if lines[index].startswith("```"):
            yield Block(
                "code",
                tuple((Part(line, is_code=False),) for line in chunk[1:] if not line.startswith("```")),
            )
        elif any(line.strip() for line in chunk):
            yield _text_block(chunk)
        index = end


def _end_of_block(lines: list[str], start: int) -> int:
    if lines[start].startswith("```"):
        closing = (i for i in range(start + 1, len(lines)) if lines[i].startswith("```"))
        return next(closing, len(lines) - 1) + 1
    if lines[start].startswith("#") or not lines[start].strip():
        return start + 1
    end = start + 1
    while end < len(lines) and lines[end].strip() and not lines[end].startswith(("#", "```")):
        if _is_item(lines[end]) != _is_item(lines[start]) and not lines[end].startswith("  "):
            break
        end += 1
    return end


def _is_item(line: str) -> bool:
    return line.lstrip().startswith(("- ", "* "))


def _text_block(chunk: list[str]) -> Block:
    if chunk[0].startswith("#"):
        return Block("heading", (_parts(chunk[0].lstrip("#").strip()),))
    if _is_item(chunk[0]):
        items: list[str] = []
        for line in chunk:
            if _is_item(line):
                items.append(line.lstrip()[2:].strip())
            else:
                items[-1] += " " + line.strip()
        return Block("list", tuple(_parts(item) for item in items))
    return Block("paragraph", (_parts(" ".join(line.strip() for line in chunk)),))


def _parts(text: str) -> tuple[Part, ...]:
    plain = _LINK.sub(r"\1", text)
    pieces = _CODE_SPAN.split(plain)
    return tuple(Part(piece, is_code=index % 2 == 1) for index, piece in enumerate(pieces) if piece)
