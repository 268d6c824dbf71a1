"""The files that a PDF carries, read here and by a process of its own."""

from io import BytesIO

import pypdf
import pytest

from app.platform.media import attachments
from app.platform.media.attachments import read_attachments
from app.platform.media.examining import read_attachments_elsewhere, read_files
from app.platform.media.kinds import FileRefused, Reason
from app.platform.media.worker import answer_files


def _pdf(*files: bytes) -> bytes:
    writer, content = pypdf.PdfWriter(), BytesIO()
    writer.add_blank_page(100, 100)
    for number, data in enumerate(files):
        writer.add_attachment(f"{number:03}", data)
    writer.write(content)
    return content.getvalue()


def test_the_files_come_in_their_order() -> None:
    assert read_attachments(_pdf(b"one", b"", b"three")) == [b"one", b"", b"three"]
    assert read_attachments(_pdf()) == []


def test_a_worker_hands_over_exactly_the_bytes() -> None:
    files = [b"one\n", b"", b"\x00three"]
    assert read_files(answer_files(_pdf(*files))) == files


def test_a_broken_document_is_refused_by_a_worker_too() -> None:
    for read in (read_attachments, lambda content: read_files(answer_files(content))):
        with pytest.raises(FileRefused) as refused:
            read(b"%PDF-1.7 nothing")
        assert refused.value.reason is Reason.damaged


def test_a_document_that_carries_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "MOST_BYTES", 10)
    with pytest.raises(FileRefused) as refused:
        read_attachments(_pdf(b"12345", b"678901"))
    assert refused.value.reason is Reason.too_heavy


async def test_a_process_of_its_own_reads_them() -> None:
    assert await read_attachments_elsewhere(_pdf(b"one", b"two")) == [b"one", b"two"]
    with pytest.raises(FileRefused):
        await read_attachments_elsewhere(b"%PDF-1.7 nothing")
