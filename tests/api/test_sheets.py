"""The routes of sheets: upload, look, map, confirm, throw away, download."""

from __future__ import annotations

import csv
import io
from typing import Any

import openpyxl
import pytest
from httpx import AsyncClient, Response

from tests.api.tenants import Tenant, achievement_body
from tests.contract.sheet_cases import HEADINGS, good_row, write_book

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Desk:
    """An organisation's own routes of batches."""

    def __init__(self, client: AsyncClient, tenant: Tenant) -> None:
        self.client = client
        self.tenant = tenant
        self.base = f"/v1/organisations/{tenant.ids['organisationId']}"

    async def send(self, method: str, path: str, **options: Any) -> Response:
        headers = self.tenant.headers() | options.pop("headers", {})
        return await self.client.request(method, f"{self.base}{path}", headers=headers, **options)

    async def upload(self, content: bytes, kind: str = XLSX, **headers: str) -> Response:
        path = "/credential-batches/_draft"
        return await self.send("POST", path, content=content, headers={"Content-Type": kind, **headers})


@pytest.fixture
async def desk(client: AsyncClient, organisation: Tenant) -> Desk:
    made = Desk(client, organisation)
    answer = await made.send("POST", "/achievements", json=achievement_body("HEFTRUCK"))
    assert answer.status_code == 201
    return made


def sheet_csv(*rows: list[Any], headings: tuple[str, ...] = HEADINGS) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([headings, *rows])
    return text.getvalue().encode()


async def test_a_sheet_is_uploaded_looked_at_and_confirmed(desk: Desk) -> None:
    uploaded = await desk.upload(write_book(3))
    assert uploaded.status_code == 201
    draft = uploaded.json()
    path = f"/credential-batches/{draft['id']}"
    assert uploaded.headers["Location"].endswith(path)
    assert (draft["state"], draft["source"], draft["validCount"]) == ("draft", "xlsx", 3)
    preview = (await desk.send("GET", f"{path}/preview")).json()
    assert (preview["errors"], preview["nextCursor"], preview["headerRow"]) == ([], None, 1)
    assert preview["rows"][0]["cells"]["level"] == "1"
    confirmed = await desk.send("POST", f"{path}/_confirm", json={"rows": "all"})
    assert (confirmed.status_code, confirmed.json()["state"]) == (202, "running")
    assert (await desk.send("GET", path)).json()["state"] == "running"
    refused = await desk.send("POST", f"{path}/_discard")
    assert (refused.status_code, refused.json()["type"].rsplit("/")[-1]) == (409, "batch-not-a-draft")


async def test_the_errors_are_told_in_the_language_that_is_asked_a_page_at_a_time(desk: Desk) -> None:
    rows = [[*good_row(number)[:3], 9, *good_row(number)[4:]] for number in range(5)]
    draft = (await desk.upload(sheet_csv(*rows), "text/csv")).json()
    path = f"/credential-batches/{draft['id']}/preview"
    first = (await desk.send("GET", path, params={"language": "en", "limit": 3})).json()
    assert first["errors"][0] == {
        "row": 2, "position": 4, "column": "level", "code": "unknown_level",
        "detail": "Row 2, column Level: '9' does not exist. Use 0 to 4.",
    }  # fmt: skip
    rest = (await desk.send("GET", path, params={"limit": 3, "cursor": first["nextCursor"]})).json()
    assert [error["row"] for error in first["errors"] + rest["errors"]] == [2, 3, 4, 5, 6]
    assert rest["errors"][0]["detail"].startswith("Rij 5, kolom Niveau: '9' bestaat niet.")
    assert (await desk.send("GET", path, params={"cursor": "bm90"})).status_code == 400


async def test_a_sheet_with_errors_is_not_issued_as_a_whole(desk: Desk) -> None:
    draft = (await desk.upload(sheet_csv([*good_row(1)[:3], 9, *good_row(1)[4:]]), "text/csv")).json()
    answer = await desk.send("POST", f"/credential-batches/{draft['id']}/_confirm", json={"rows": "all"})
    assert (answer.status_code, answer.json()["type"].rsplit("/")[-1]) == (409, "batch-has-errors")


async def test_columns_are_chosen_and_a_file_is_replaced(desk: Desk) -> None:
    headings = ("Wie", *HEADINGS[1:])
    draft = (await desk.upload(sheet_csv(good_row(1), headings=headings), "text/csv")).json()
    path = f"/credential-batches/{draft['id']}"
    assert draft["validCount"] == 0
    chosen = {"columns": [{"position": 1, "column": "workerReference"}], "dateOrder": "day-first"}
    mapped = await desk.send("PUT", f"{path}/mapping", json=chosen)
    assert (mapped.status_code, mapped.json()["validCount"]) == (200, 1)
    replaced = await desk.send("PUT", f"{path}/file", content=write_book(4), headers={"Content-Type": XLSX})
    assert (replaced.status_code, replaced.json()["rowCount"]) == (200, 4)
    discarded = await desk.send("POST", f"{path}/_discard")
    assert (discarded.status_code, discarded.json()["state"]) == (200, "discarded")
    assert (await desk.send("PUT", f"{path}/mapping", json={})).status_code == 409


async def test_the_same_upload_is_the_same_draft(desk: Desk) -> None:
    content = write_book(2)
    first = await desk.upload(content, **{"Idempotency-Key": "same-key-1"})
    again = await desk.upload(content, **{"Idempotency-Key": "same-key-1"})
    assert first.json() == again.json()
    assert (first.headers.get("Idempotent-Replayed"), again.headers["Idempotent-Replayed"]) == (None, "true")
    other = await desk.upload(write_book(3), **{"Idempotency-Key": "same-key-1"})
    assert (other.status_code, other.json()["type"].rsplit("/")[-1]) == (400, "idempotency-mismatch")


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{}", "application/json", 415),
        (b"%PDF-1.7", "text/csv", 400),
        (b"", "text/csv", 400),
        (b"PK\x03\x04", XLSX, 400),
        (b"a;b\n" * 3_000_000, "application/octet-stream", 413),
    ],
)
async def test_a_file_that_is_no_sheet_is_refused_with_what_to_do(
    desk: Desk, content: bytes, kind: str, status: int
) -> None:
    answer = await desk.upload(content, kind)
    assert answer.status_code == status
    assert answer.json()["detail"]


@pytest.mark.abuse("A36")
async def test_the_file_with_errors_computes_nothing(desk: Desk) -> None:
    bad = [good_row(1)[0], "=HYPERLINK(A1)", *good_row(1)[2:]]
    draft = (await desk.upload(sheet_csv(bad), "text/csv")).json()
    path = f"/credential-batches/{draft['id']}/errors"
    text = await desk.send("GET", path, params={"format": "csv", "language": "en"})
    assert text.headers["content-disposition"] == 'attachment; filename="errors.csv"'
    assert text.headers["content-type"] == "text/csv; charset=utf-8"
    assert "'=HYPERLINK(A1)" in text.text and ";=" not in text.text
    book = await desk.send("GET", path)
    assert book.headers["content-type"] == XLSX
    [sheet] = openpyxl.load_workbook(io.BytesIO(book.content)).worksheets
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}


async def test_the_template_is_downloaded_in_two_kinds_and_two_languages(desk: Desk) -> None:
    english = await desk.send("GET", "/roster-template", params={"language": "en"})
    book = openpyxl.load_workbook(io.BytesIO(english.content))
    assert [sheet.title for sheet in book] == ["Credentials", "Explanation", "Codes"]
    assert "HEFTRUCK" in {row[0].value for row in book["Codes"].iter_rows()}
    dutch = await desk.send("GET", "/roster-template", params={"format": "csv"})
    assert dutch.text.lstrip("\ufeff").startswith(
        "Kenmerk deelnemer;Naam;E-mail;Taal;Wordt 16 op;Vaardigheid;Niveau;"
    )


async def test_what_stands_in_a_sheet_is_not_in_the_log(
    desk: Desk, capfd: pytest.CaptureFixture[str]
) -> None:
    row = ["W-geheim", "Sanne Geheim", *good_row(1)[2:3], "geheim", *good_row(1)[4:]]
    draft = (await desk.upload(sheet_csv(row), "text/csv")).json()
    await desk.send("POST", f"/credential-batches/{draft['id']}/_confirm", json={"rows": "all"})
    said = capfd.readouterr()
    assert "eheim" not in said.out + said.err
