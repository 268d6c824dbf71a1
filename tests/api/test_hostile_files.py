"""Files that were made to break readers, at every route that takes one: a decision, never an accident."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from httpx import AsyncClient, Response

from app.assessing.api.tus import PART_TYPE
from tests.api.tenants import Route, Tenant, list_routes
from tests.api.test_hostile_bodies import ensure_calm, routes_of_json
from tests.contract.sheet_cases import write_book

JSON = "application/json"
TOO_LARGE = 8 * 1024 * 1024 + 1
WRONG_TYPES = (
    "",
    "text/plain",
    "application/xml",
    "multipart/form-data; boundary=x",
    "application/zip",
    "text/csv+x",
)


def zipped(members: dict[str, bytes]) -> bytes:
    """A ZIP archive, packed as tightly as it can be."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def list_files() -> Iterator[tuple[str, bytes]]:
    book = write_book(3)
    yield "nothing", b""
    yield "blanks", b" \r\n\t\r\n"
    yield "JSON", json.dumps({"items": [{"level": 3}]}).encode()
    yield "a truncated workbook", book[: len(book) // 2]
    yield "a workbook without its directory", book[:-22]
    yield "a workbook with a broken middle", book[:400] + bytes(200) + book[600:]
    yield "a zip bomb", zipped({"xl/worksheets/sheet1.xml": b"<a>" + b" " * 60_000_000 + b"</a>"})
    yield "a broken zip", b"PK\x03\x04" + b"\xff" * 500
    yield "a zip of something else", zipped({"readme.txt": b"hello"})
    yield "a NUL", b"workerReference;level\r\nW-1\x00;1\r\n"
    yield "a lone surrogate", b"workerReference;level\r\nW-\xed\xa0\x80;1\r\n"
    yield "UTF-16", "workerReference;level\r\nW-1;1\r\n".encode("utf-16")
    yield "half a character of UTF-16", "workerReference;level\r\nW-1;1\r\n".encode("utf-16")[:-1]
    yield "no such encoding", bytes(range(128, 256))
    yield "an open quote", b'workerReference;level\r\n"W-1;1\r\n'
    yield "a row without end", b"workerReference;level\r\n" + b"x" * 70_000
    yield "columns without end", b";" * 70_000 + b"\r\n1"
    yield "a formula", b"workerReference;level\r\n=cmd|' /C calc'!A0;1\r\n"
    yield "a document type", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'


FILES = dict(list_files())


class Door:
    """A route that takes a file, and how a file is sent to it."""

    def __init__(self, client: AsyncClient, tenant: Tenant, route: Route) -> None:
        self.client, self.tenant, self.route = client, tenant, route
        self.is_tus = PART_TYPE in self.media_types
        # Evidence may be larger than a sheet, and is known by its first bytes.
        is_evidence = route.path.startswith("/v1/passport/")
        self.too_large = {400, 413} if self.is_tus else {415} if is_evidence else {413}

    @property
    def media_types(self) -> list[str]:
        """Those that are no JSON."""
        return [kind for kind in self.route.operation["requestBody"]["content"] if kind != JSON]

    async def send(self, content: bytes, media_type: str, *, announced: int | None = None) -> Response:
        """Sends a file where it belongs; a part of an upload gets an upload of its own."""
        headers = {**self.tenant.headers(), "Content-Type": media_type}
        address = self.route.address(self.tenant.ids)
        if self.is_tus:
            headers |= {"Tus-Resumable": "1.0.0", "Upload-Offset": "0"}
            address = await self._begin(announced or max(len(content), 1))
        return await self.client.request(
            self.route.method.upper(), address, headers=headers, content=content, timeout=60
        )

    async def _begin(self, size: int) -> str:
        headers = {**self.tenant.headers(), "Tus-Resumable": "1.0.0", "Upload-Length": str(size)}
        address = self.route.address(self.tenant.ids).rpartition("/")[0]
        begun = await self.client.post(address, headers=headers)
        assert begun.status_code == 201, begun.text
        location: str = begun.headers["location"]
        return location


def routes_of_files(description: dict[str, Any]) -> list[Route]:
    """Every route that takes something else than JSON."""
    found = []
    for route in list_routes(description):
        if set(route.operation.get("requestBody", {}).get("content", {})) - {JSON}:
            found.append(route)
    return found


@pytest.fixture
async def doors(
    description: dict[str, Any], client: AsyncClient, organisation: Tenant, holder: Tenant
) -> list[Door]:
    """The routes of files, with a draft of the caller's own to put a file in, or an own dossier."""
    draft = f"/v1/organisations/{organisation.ids['organisationId']}/credential-batches/_draft"
    headers = {**organisation.headers(), "Content-Type": "application/octet-stream"}
    made = await client.post(draft, headers=headers, content=write_book(1))
    assert made.status_code == 201, made.text
    organisation.ids["batchId"] = made.json()["id"]
    return [
        Door(client, holder if route.path.startswith("/v1/passport/") else organisation, route)
        for route in routes_of_files(description)
    ]


async def test_every_route_that_takes_a_body_gets_hostile_ones(description: dict[str, Any]) -> None:
    taking = {route.name for route in list_routes(description) if "requestBody" in route.operation}
    files = {route.name for route in routes_of_files(description)}
    assert {route.name for route in routes_of_json(description)} | files == taking
    assert len(files) >= 5


@pytest.mark.abuse("A15", "A26")
async def test_no_file_causes_a_server_error(doors: list[Door]) -> None:
    for door in doors:
        for name, content in FILES.items():
            for media_type in door.media_types:
                answer = await door.send(content, media_type)
                ensure_calm(answer, door.route, f"{name} as {media_type}")


@pytest.mark.parametrize("name", ["nothing", "blanks", "a broken zip", "a truncated workbook", "a zip bomb"])
async def test_what_is_no_file_of_that_kind_is_refused(doors: list[Door], name: str) -> None:
    for door in doors:
        for media_type in door.media_types:
            answer = await door.send(FILES[name], media_type)
            is_a_part = door.is_tus and not FILES[name]
            assert answer.status_code in ({204} if is_a_part else {400, 413, 415}), (door.route.name, name)
            ensure_calm(answer, door.route, name)


async def test_json_where_a_file_is_expected_is_refused(doors: list[Door]) -> None:
    for door in doors:
        if JSON in door.route.operation["requestBody"]["content"]:
            continue
        answer = await door.send(FILES["JSON"], JSON)
        ensure_calm(answer, door.route, "JSON")
        assert answer.status_code == 415, door.route.name


async def test_another_media_type_is_refused(doors: list[Door]) -> None:
    for door in doors:
        for media_type in WRONG_TYPES:
            answer = await door.send(write_book(1), media_type)
            ensure_calm(answer, door.route, media_type)
            assert answer.status_code == 415, (door.route.name, media_type)


@pytest.mark.abuse("A15", "A16")
async def test_a_file_that_is_too_large_is_refused_with_what_to_do(doors: list[Door]) -> None:
    line = b"a;b;c;d\r\n"
    for door in doors:
        content = line * (TOO_LARGE // len(line) + 1)
        for media_type in door.media_types:
            answer = await door.send(content, media_type, announced=100)
            ensure_calm(answer, door.route, "large")
            assert answer.status_code in door.too_large, (door.route.name, answer.text)
            assert answer.json()["detail"]
