"""Uploads by tus 1.0.0 and downloads, as clients of the API see them."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response
from starlette.requests import ClientDisconnect, Request

from app.accounts.permissions import Scope
from app.platform.context import Context
from tests import evidence as made
from tests.api.tenants import MISSING, Tenant
from tests.conftest import LogBook

FILM = made.film() + made.box(b"free", os.urandom(200_000))


class Sender:
    """A tus client of one organisation."""

    def __init__(self, client: AsyncClient, tenant: Tenant) -> None:
        self.client, self.tenant = client, tenant
        self.dossier = f"/v1/organisations/{tenant.ids['organisationId']}/dossiers/{tenant.ids['dossierId']}"

    def headers(self, **more: str) -> dict[str, str]:
        return {**self.tenant.headers(), "Tus-Resumable": "1.0.0", **more}

    async def begin(self, size: int | str, name: str = "film.mp4", **more: str) -> Response:
        metadata = f"filename {b64encode(name.encode()).decode()},other"
        headers = self.headers(**{"Upload-Length": str(size), "Upload-Metadata": metadata, **more})
        return await self.client.post(f"{self.dossier}/uploads", headers=headers)

    async def patch(self, location: str, offset: int, content: Any, **more: str) -> Response:
        headers = {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream", **more}
        return await self.client.patch(location, headers=self.headers(**headers), content=content)

    async def send(self, content: bytes, name: str = "film.mp4") -> str:
        location = (await self.begin(len(content), name)).headers["location"]
        answer = await self.patch(location, 0, content)
        assert answer.status_code == 204, answer.text
        return location.rpartition("/")[2]

    async def get(self, path: str, **headers: str) -> Response:
        return await self.client.get(f"{self.dossier}/{path}", headers={**self.tenant.headers(), **headers})


@pytest.fixture
def sender(client: AsyncClient, organisation: Tenant) -> Sender:
    return Sender(client, organisation)


async def test_a_server_says_what_it_speaks(client: AsyncClient, sender: Sender) -> None:
    answer = await client.options(f"{sender.dossier}/uploads")
    assert answer.status_code == 204
    assert answer.headers["tus-version"] == answer.headers["tus-resumable"] == "1.0.0"
    assert answer.headers["tus-max-size"] == str(100 * 2**20)
    assert answer.headers["tus-extension"] == "creation,expiration,termination"


async def test_a_film_goes_up_in_two_parts_and_comes_down_again(sender: Sender) -> None:
    begun = await sender.begin(len(FILM), "../../Lassen \u202e met Piet.exe")
    assert begun.status_code == 201
    assert begun.headers["tus-resumable"] == "1.0.0"
    assert begun.headers["upload-expires"].endswith("GMT")
    location = begun.headers["location"]
    first = await sender.patch(location, 0, FILM[:70_000])
    assert (first.status_code, first.headers["upload-offset"]) == (204, "70000")
    seen = await sender.client.head(location, headers=sender.headers())
    assert (seen.headers["upload-offset"], seen.headers["upload-length"]) == ("70000", str(len(FILM)))
    assert seen.headers["cache-control"] == "no-store"
    last = await sender.patch(location, 70_000, FILM[70_000:])
    assert last.headers["upload-offset"] == str(len(FILM))
    [file] = (await sender.get("files")).json()["items"]
    assert (file["kind"], file["mediaType"], file["name"]) == ("video", "video/mp4", "Lassen met Piet.mp4")
    assert (await sender.get(f"files/{file['id']}")).json() == file
    answer = await sender.get(f"files/{file['id']}/content")
    assert answer.content == FILM
    assert answer.headers["content-type"] == "video/mp4"
    assert answer.headers["content-disposition"].startswith('attachment; filename="evidence.mp4"')
    assert "Lassen%20met%20Piet.mp4" in answer.headers["content-disposition"]
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("asked", "status", "start", "end"),
    [
        ("bytes=0-9", 206, 0, 10),
        ("bytes=70000-", 206, 70_000, None),
        ("bytes=100-99999999", 206, 100, None),
        ("bytes=9-3", 200, 0, None),
        ("bytes=99999999-", 200, 0, None),
        ("bytes=0-1,4-5", 200, 0, None),
        ("items=0-1", 200, 0, None),
    ],
)
async def test_a_player_may_ask_for_one_range(
    sender: Sender, asked: str, status: int, start: int, end: int | None
) -> None:
    file_id = await sender.send(FILM)
    answer = await sender.get(f"files/{file_id}/content", Range=asked)
    assert (answer.status_code, answer.content) == (status, FILM[start:end])
    assert ("content-range" in answer.headers) is (status == 206)


async def test_a_photo_comes_back_written_again_and_may_be_shown(sender: Sender) -> None:
    file_id = await sender.send(made.photo_with_place(), "foto.png")
    answer = await sender.get(f"files/{file_id}/content", Range="bytes=0-3")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    assert answer.headers["content-disposition"].startswith("inline")
    assert made.PLACE.encode() not in answer.content


@pytest.mark.abuse("A15", "A26")
@pytest.mark.parametrize(
    ("content", "status", "code", "reason", "event"),
    [
        (made.SVG, 415, "file_type_refused", "drawing", "content.rejected"),
        (made.png_bomb(), 413, "file_too_large", "too_many_pixels", "limits.hit"),
        (made.film()[:-4], 400, "file_damaged", "damaged", "content.rejected"),
        (made.pdf(attachment=b"MZ"), 400, "file_unsafe", "active_document", "content.rejected"),
    ],
)
async def test_a_hostile_file_is_a_problem_with_a_stable_code(
    sender: Sender, content: bytes, status: int, code: str, reason: str, event: str, log_book: LogBook
) -> None:
    location = (await sender.begin(len(content), "geheime naam.jpg")).headers["location"]
    answer = await sender.patch(location, 0, content)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["tus-resumable"] == "1.0.0"
    body = answer.json()
    assert (body["code"], body["errors"][0]["code"]) == (code, reason)
    assert log_book.lines(event)
    log_book.hide("geheime naam")
    assert (await sender.client.head(location, headers=sender.headers())).status_code == 404


async def test_a_part_at_another_place_is_a_conflict(sender: Sender) -> None:
    location = (await sender.begin(len(FILM))).headers["location"]
    answer = await sender.patch(location, 5, FILM)
    assert (answer.status_code, answer.json()["code"]) == (409, "upload_offset_mismatch")


@pytest.mark.parametrize(
    ("size", "more", "status", "code"),
    [
        ("0", {}, 400, "file_damaged"),
        (str(101 * 2**20), {}, 413, "file_too_large"),
        ("-1", {}, 400, "invalid_input"),
        ("x", {}, 400, "invalid_input"),
        ("9" * 40, {}, 400, "invalid_input"),
        ("10", {"Upload-Metadata": "filename ???"}, 400, "invalid_input"),
        ("10", {"Upload-Metadata": "a " + "x" * 3_000}, 400, "invalid_input"),
        ("10", {"Tus-Resumable": "0.2.2"}, 412, "tus_version_needed"),
    ],
)
async def test_what_is_no_upload_is_refused(
    sender: Sender, size: str, more: dict[str, str], status: int, code: str
) -> None:
    answer = await sender.begin(size, **more)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert ("tus-version" in answer.headers) is (status == 412)


async def test_a_part_of_another_type_or_version_is_refused(sender: Sender) -> None:
    location = (await sender.begin(len(FILM))).headers["location"]
    form = await sender.patch(location, 0, FILM, **{"Content-Type": "multipart/form-data"})
    assert (form.status_code, form.json()["code"]) == (415, "unsupported_media_type")
    other = await sender.patch(location, 0, FILM, **{"Tus-Resumable": "2.0.0"})
    assert other.status_code == 412


async def test_an_upload_can_be_given_up_and_a_file_erased(sender: Sender) -> None:
    location = (await sender.begin(len(FILM))).headers["location"]
    plain = await sender.client.delete(location, headers=sender.tenant.headers())
    assert plain.status_code == 412
    assert (await sender.client.delete(location, headers=sender.headers())).status_code == 204
    assert (await sender.client.head(location, headers=sender.headers())).status_code == 404
    file_id = await sender.send(FILM)
    address = f"{sender.dossier}/files/{file_id}"
    assert (await sender.client.delete(address, headers=sender.tenant.headers())).status_code == 204
    assert (await sender.get(f"files/{file_id}/content")).status_code == 404


@pytest.mark.abuse("A01")
async def test_a_file_of_another_organisation_is_like_a_missing_one(
    sender: Sender, other_organisation: Tenant
) -> None:
    theirs = Sender(sender.client, other_organisation)
    file_id = await theirs.send(FILM)
    for address in (f"{theirs.dossier}/files/{file_id}", f"{sender.dossier}/files/{file_id}"):
        for suffix in ("", "/content"):
            answer = await sender.client.get(address + suffix, headers=sender.tenant.headers())
            assert answer.status_code == 404
    missing = await sender.get(f"files/{MISSING}")
    assert missing.json()["code"] == "not_found"


@pytest.mark.parametrize(
    ("scopes", "sends", "reads"),
    [
        ({Scope.DOSSIERS_OPEN}, 201, 403),
        ({Scope.DOSSIERS_JUDGE}, 201, 403),
        ({Scope.DOSSIERS_READ, Scope.DOSSIERS_SECOND}, 403, 200),
    ],
)
async def test_a_key_sends_or_reads_what_its_scopes_allow(
    context: Context, sender: Sender, scopes: set[Scope], sends: int, reads: int
) -> None:
    body = {"name": "narrow", "scopes": sorted(scopes), "expiresAt": _in_a_day(context)}
    keys = f"/v1/organisations/{sender.tenant.ids['organisationId']}/api-keys"
    made_key = await sender.client.post(keys, json=body, headers=sender.tenant.headers())
    assert made_key.status_code == 201, made_key.text
    narrow = Sender(sender.client, Tenant(f"Bearer {made_key.json()['secret']}", sender.tenant.ids))
    assert (await narrow.begin(10)).status_code == sends
    assert (await narrow.get("files")).status_code == reads


def _in_a_day(context: Context) -> str:
    return (context.clock.now() + timedelta(days=1)).isoformat()


async def test_a_body_that_breaks_off_is_kept_as_far_as_it_came(
    sender: Sender, log_book: LogBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    location = (await sender.begin(len(FILM))).headers["location"]
    whole = Request.stream

    async def breaks(request: Request) -> AsyncIterator[bytes]:
        async for piece in whole(request):
            yield piece[:50_000]
            raise ClientDisconnect

    with monkeypatch.context() as patched:
        patched.setattr(Request, "stream", breaks)
        await sender.patch(location, 0, FILM)
    assert log_book.lines("http.failed") == []
    seen = await sender.client.head(location, headers=sender.headers())
    assert seen.headers["upload-offset"] == "50000"
    assert (await sender.patch(location, 50_000, FILM[50_000:])).status_code == 204
