"""Documents that show pages and do nothing else."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from app.platform.media.examine import examine
from app.platform.media.kinds import FileRefused, MediaType, Reason
from tests import evidence as made


def with_action(kind: str) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    action = DictionaryObject(
        {NameObject("/S"): NameObject(kind), NameObject("/F"): TextStringObject("calc.exe")}
    )
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(action)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def reason_of(content: bytes) -> Reason:
    with pytest.raises(FileRefused) as refusal:
        examine(content)
    return refusal.value.reason


def test_a_document_of_pages_is_kept_as_it_is() -> None:
    examined = examine(made.pdf(3))
    assert (examined.media_type, examined.content) == (MediaType.pdf, None)


@pytest.mark.abuse("A26")
@pytest.mark.parametrize(
    "content",
    [
        with_action("/JavaScript"),
        made.pdf(attachment=b"MZ"),
        with_action("/Launch"),
        with_action("/SubmitForm"),
        with_action("/JavaScript").replace(b"vaS", b"#76aS").replace(b"calc.exe", b"calc.e"),
        made.pdf().replace(b"%%EOF", b"% /JavaScript\n%%EOF"),
    ],
)
def test_a_document_that_acts_or_carries_files_is_refused(content: bytes) -> None:
    assert reason_of(content) is Reason.active_document


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (made.pdf(password="geheim"), Reason.protected_document),
        (made.pdf(0), Reason.damaged),
        (made.pdf()[:-40], Reason.damaged),
        (b"%PDF-1.7\n" + bytes(2_000) + b"%%EOF", Reason.damaged),
        (made.pdf() + made.archive(), Reason.two_in_one),
        (made.pdf() + bytes(2_000), Reason.damaged),
    ],
)
def test_a_document_that_cannot_be_read_by_everybody_is_refused(content: bytes, reason: Reason) -> None:
    assert reason_of(content) is reason
