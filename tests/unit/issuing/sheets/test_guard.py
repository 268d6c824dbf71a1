"""What an archive may not be or hold, found before anything reads it."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import Workbook

from app.issuing.sheets import guard
from app.issuing.sheets.guard import inspect_archive
from app.issuing.sheets.tables import UnreadableSheet

pytestmark = pytest.mark.abuse("A15")
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>'
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def book(*rows: list[object]) -> dict[str, bytes]:
    """The members of a workbook."""
    made = Workbook()
    for row in rows or (["a", "b"],):
        made.active.append(row)
    file = io.BytesIO()
    made.save(file)
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(members: dict[str, bytes]) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file


def refusal(members: dict[str, bytes]) -> str:
    with pytest.raises(UnreadableSheet) as refused:
        inspect_archive(pack(members))
    return refused.value.code


def relation(kind: str, target: str) -> bytes:
    return (
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{KINDS}/{kind}"'
        f' Target="{target}" TargetMode="External"/></Relationships>'
    ).encode()


def test_a_plain_workbook_is_looked_over_and_its_size_is_known() -> None:
    [facts] = inspect_archive(pack(book(["a", "b"], ["c"]))).values()
    assert (facts.last_row, facts.last_column, facts.hidden_rows, facts.merged) == (2, 2, set(), [])


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("xl/vbaProject.bin", b"x", "has_macros"),
        ("xl/activeX/activeX1.bin", b"x", "has_macros"),
        ("xl/embeddings/oleObject1.bin", b"x", "has_macros"),
        ("xl/macrosheets/sheet1.xml", b"<a/>", "has_macros"),
        ("xl/externalLinks/externalLink1.xml", b"<a/>", "has_external_links"),
        ("xl/connections.xml", b"<a/>", "has_external_links"),
        ("xl/queryTables/queryTable1.xml", b"<a/>", "has_external_links"),
        ("xl/worksheets/_rels/sheet1.xml.rels", relation("attachedTemplate", "https://a.example/t"), "has_external_links"),
        ("../outside.xml", b"<a/>", "broken_file"),
        ("xl/worksheets/sheet2.xml", LAUGHS, "broken_file"),
        ("xl/worksheets/sheet3.xml", OUTSIDE, "broken_file"),
        ("xl/theme/theme9.xml", b"<a>" * 65 + b"</a>" * 65, "broken_file"),
        ("xl/theme/theme8.xml", b"<a><b></a>", "broken_file"),
        ("content.xml", b"<office/>", "is_ods"),
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet", "is_ods"),
    ],
)  # fmt: skip
def test_what_acts_reaches_out_or_is_broken_is_refused(name: str, content: bytes, code: str) -> None:
    assert refusal(book() | {name: content}) == code


def test_a_mail_address_that_became_a_link_by_itself_is_no_reason_to_refuse() -> None:
    members = book() | {"xl/worksheets/_rels/sheet1.xml.rels": relation("hyperlink", "mailto:a@b.example")}
    assert len(inspect_archive(pack(members))) == 1


def test_a_workbook_with_macros_is_known_by_its_content_type_too() -> None:
    members = book()
    types = members["[Content_Types].xml"].replace(
        b"openxmlformats-officedocument.spreadsheetml.sheet.main+xml", b"ms-excel.sheet.macroEnabled.main+xml"
    )
    assert refusal(members | {"[Content_Types].xml": types}) == "has_macros"


def test_xml_under_another_name_is_refused() -> None:
    members = book()
    types = members["[Content_Types].xml"].replace(b"/xl/theme/theme1.xml", b"/xl/theme/theme1.bin")
    strings = members.pop("xl/theme/theme1.xml")
    assert refusal(members | {"[Content_Types].xml": types, "xl/theme/theme1.bin": strings}) == "broken_file"


def test_a_little_that_unpacks_to_a_lot_is_refused_before_it_is_unpacked() -> None:
    assert refusal(book() | {"xl/media/image1.png": bytes(8 * 1024 * 1024)}) == "too_much_inside"


def test_many_members_and_many_bytes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    many = {f"xl/media/{number}.png": b"" for number in range(guard.MOST_MEMBERS)}
    assert refusal(book() | many) == "too_much_inside"
    monkeypatch.setattr(guard, "MOST_BYTES", 1_000)
    assert refusal(book()) == "too_much_inside"


def test_more_cells_than_a_sheet_may_have_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MOST_CELLS", 3)
    assert refusal(book(["a", "b"], ["c", "d"])) == "too_much_inside"


def test_an_archive_of_something_else_is_no_sheet() -> None:
    assert refusal({"word/document.xml": b"<a/>", "[Content_Types].xml": b"<Types/>"}) == "not_a_sheet"


def test_a_file_that_is_cut_off_is_broken() -> None:
    whole = pack(book()).getvalue()
    for end in (10, len(whole) // 2, len(whole) - 4):
        with pytest.raises(UnreadableSheet) as refused:
            inspect_archive(io.BytesIO(whole[:end]))
        assert refused.value.code == "broken_file"


def test_a_member_with_a_password_is_told_as_such() -> None:
    content = bytearray(pack(book()).getvalue())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    with pytest.raises(UnreadableSheet) as refused:
        inspect_archive(io.BytesIO(bytes(content)))
    assert refused.value.code == "has_password"
