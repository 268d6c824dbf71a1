"""The page for a code, a file or a text: everything is recognised by what is in it, and nothing is kept."""

import re
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import psycopg
import pypdf
import pytest
from httpx import AsyncClient, Response
from pypdf.generic import StreamObject

from app.credentials.containers.png import bake_png
from app.credentials.containers.svg import bake_svg
from app.credentials.formats.enveloping import envelop
from app.credentials.model import SecuredCredential
from app.holding.share import ShareRequest, create_share_link, stop_share_link
from app.issuing.revoke import RevocationReason, revoke
from app.platform import typed_codes
from app.platform.context import Context
from app.platform.randomness import SystemRandomness
from app.trust.service_keys import service_signer
from tests.conftest import LogBook
from tests.contract.passport_world import World, build_world
from tests.unit.credentials.containers import test_png, test_svg
from tests.unit.verifying.test_carriers import pdf

NAME = "Sanne de Wit"
VALID = "Dit bewijs is geldig"
DUTCH = {"Accept-Language": "nl"}


async def _file(client: AsyncClient, content: bytes, name: str = "x.bin", **headers: str) -> Response:
    return await client.post("/check/file", files={"file": (name, content)}, headers=DUTCH | headers)


async def _text(client: AsyncClient, text: str, field: str = "text") -> Response:
    return await client.post(f"/check/{field}", data={field: text}, headers=DUTCH)


def _title(answer: Response) -> str:
    [title] = re.findall(r"<h1[^>]*>(.*?)</h1>", answer.text)
    return str(title)


def _count_rows(superuser: psycopg.Connection[tuple[str]]) -> dict[str, Any]:
    found = superuser.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    return {table: superuser.execute(f'SELECT count(*) FROM "{table}"').fetchone() for (table,) in found}


def _files_of(folder: Path) -> set[Path]:
    return set(folder.rglob("*"))


async def test_a_file_of_every_form_is_recognised_by_its_content(
    context: Context, client: AsyncClient
) -> None:
    secured = (await (await build_world(context, "check-forms")).issue()).secured
    token = secured.text
    forms = {
        "jwt": token.encode(),
        "json": orjson.dumps(envelop(SecuredCredential("vc+jwt", token))),
        "bundle": orjson.dumps({"credentials": [token]}),
        "png": bake_png(test_png.PICTURE, token),
        "svg": bake_svg(test_svg.PICTURE, token),
        "pdf": pdf(("1.jwt", token.encode())),
    }
    for kind, content in forms.items():
        answer = await _file(client, content, name="holiday.docx")
        assert (answer.status_code, _title(answer)) == (200, VALID), kind
        for shown in (NAME, "Samenwerking Zwolle", "Veilig werken met een heftruck", "Geldig tot"):
            assert shown in answer.text, kind


async def test_the_answer_says_what_was_checked_and_what_was_not(
    context: Context, client: AsyncClient
) -> None:
    token = (await (await build_world(context, "check-words")).issue()).secured.text
    page = (await _text(client, token)).text
    for shown in ("Hoe hebben wij dit gecontroleerd?", "Wat hebben wij niet gecontroleerd?", "Handtekening"):
        assert shown in page
    assert "Is dit de persoon voor u?" in page
    assert "Beoordeeld door" in page
    assert "Gecontroleerd op" in page


async def test_nothing_of_what_was_checked_is_kept(
    context: Context,
    client: AsyncClient,
    superuser: psycopg.Connection[tuple[str]],
    log_book: LogBook,
    tmp_path: Path,
) -> None:
    world = await build_world(context, "check-nothing")
    token = (await world.issue()).secured.text
    # The service's own key, which it makes once; of what is checked nothing is in it.
    await service_signer(context)
    rows, files = _count_rows(superuser), _files_of(tmp_path)
    for content in (token.encode(), pdf(("1.jwt", token.encode())), token[:-4].encode() + b"AAAA"):
        answer = await _file(client, content, name="Sanne.jwt")
        assert answer.status_code == 200
        assert "set-cookie" not in answer.headers
        assert answer.headers["cache-control"] == "no-store"
    await _text(client, token)
    assert _count_rows(superuser) == rows
    assert _files_of(tmp_path) == files
    log_book.hide(NAME, token[:20], token.split(".")[1][:20], "Sanne.jwt")


async def test_a_withdrawn_or_changed_file_is_told_like_behind_a_link(
    context: Context, client: AsyncClient
) -> None:
    world = await build_world(context, "check-bad")
    issued = await world.issue()
    changed = await _file(client, issued.secured.text[:-8].encode() + b"AAAAAAAA")
    assert _title(changed) == "Dit bewijs is niet geldig"
    assert NAME not in changed.text
    await revoke(context, world.issuer, issued.id, reason=RevocationReason.ERROR)
    withdrawn = await _file(client, issued.secured.text.encode())
    assert "Dit bewijs is ingetrokken." in withdrawn.text
    assert NAME not in withdrawn.text


async def test_what_is_no_proof_is_an_answer_in_words_and_never_a_fault(client: AsyncClient) -> None:
    cases = {
        b"hello": "Wij kunnen dit soort bewijs nog niet controleren.",
        b"%PDF-1.7 broken": "Dit is geen goed leesbaar bewijs.",
        b"\xff\xfe\x00": "Dit is geen goed leesbaar bewijs.",
        b"{" * 5000: "Dit is geen goed leesbaar bewijs.",
    }
    for content, sentence in cases.items():
        answer = await _file(client, content)
        assert answer.status_code == 200, content[:20]
        assert sentence in answer.text, (content[:20], _title(answer), answer.text)


async def test_a_file_without_a_proof_is_no_false_proof(client: AsyncClient) -> None:
    nothing, packed = "In dit bestand zit geen bewijs.", "Dit is een ZIP-bestand."
    cases = {
        pdf(): nothing,
        test_png.PICTURE: nothing,
        test_svg.PICTURE: nothing,
        b"\xff\xd8\xff\xe0 a photo of paper": nothing,
        b"PK\x03\x04 [Content_Types].xml a letter": nothing,
        b"PK\x03\x04 everything that a worker took along": packed,
    }
    for content, sentence in cases.items():
        answer = await _file(client, content)
        assert (answer.status_code, sentence in answer.text) == (400, True), (content[:20], answer.text)
        assert "Vertrouw het niet" not in answer.text and 'href="#field-file"' in answer.text


async def test_more_than_eight_megabytes_are_refused(client: AsyncClient) -> None:
    assert (await _file(client, bytes(9 * 1024 * 1024))).status_code == 413
    assert (await _text(client, "a" * 4_000_000)).status_code == 413


def _swelling_pdf() -> bytes:
    writer, content = pypdf.PdfWriter(), BytesIO()
    for number in range(40):
        writer.add_attachment(f"{number}.jwt", bytes(1024 * 1024))
    for place, item in enumerate(writer._objects):
        if isinstance(item, StreamObject):
            writer._objects[place] = item.flate_encode()
    writer.write(content)
    assert len(content.getvalue()) < 100_000
    return content.getvalue()


async def test_a_bomb_in_a_picture_or_a_document_harms_nobody(client: AsyncClient) -> None:
    swollen = zlib.compress(bytes(64 * 1024 * 1024), 9)
    squeezed = test_png.picture_with(test_png.text_chunk(b"\1\0\0\0" + swollen))
    bombs = {
        "png": squeezed,
        "pdf": _swelling_pdf(),
        "svg": b'<!DOCTYPE a [<!ENTITY b "bbbb">]><svg xmlns="http://www.w3.org/2000/svg">&b;</svg>',
    }
    for kind, bomb in bombs.items():
        answer = await _file(client, bomb)
        assert (answer.status_code, _title(answer)) == (200, "Dit bewijs is niet geldig"), kind


async def test_an_empty_form_comes_back_with_what_to_do(client: AsyncClient) -> None:
    for answer, field in (
        (await _file(client, b""), "file"),
        (await _text(client, " "), "text"),
        (await _text(client, "", field="code"), "code"),
    ):
        assert answer.status_code == 400
        assert f'href="#field-{field}"' in answer.text


async def _paper(context: Context, world: World) -> tuple[UUID, UUID, str]:
    issued = await world.issue()
    claimed = await world.claim(issued)
    request = ShareRequest((issued.id,), is_for_paper=True)
    link, code = await create_share_link(context, claimed.holder_id, request)
    return claimed.holder_id, link.id, code


async def test_a_code_from_paper_leads_to_its_page(context: Context, client: AsyncClient) -> None:
    _, _, code = await _paper(context, await build_world(context, "check-code"))
    for typed in (code, code.lower().replace("-", " "), f"https://passport.example/s/{code}"):
        answer = await _text(client, typed, field="code")
        assert answer.status_code == 303
        page = await client.get(answer.headers["location"], headers=DUTCH)
        assert _title(page) == VALID
    pasted = await _text(client, f" https://passport.example/s/{code} ")
    assert pasted.status_code == 303


async def test_a_typing_error_is_told_without_looking_anything_up(
    context: Context, client: AsyncClient, log_book: LogBook
) -> None:
    _, _, code = await _paper(context, await build_world(context, "check-typo"))
    wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
    for typed in (wrong, "https://elsewhere.example/s/" + code, "<script>"):
        answer = await _text(client, typed, field="code")
        assert answer.status_code == 400
        assert "Deze code klopt niet. Kijk goed op het papier." in answer.text
        assert "<script>" not in answer.text.replace('<script src="', "")
    assert log_book.lines("share.miss") == []


@pytest.mark.abuse("A24")
async def test_guessing_codes_is_limited_and_learns_nothing(context: Context, client: AsyncClient) -> None:
    holder_id, link_id, stopped = await _paper(context, await build_world(context, "check-guess"))
    await stop_share_link(context, holder_id, link_id)
    randomness = SystemRandomness()
    guesses = [stopped, *(typed_codes.new_typed_code(randomness) for _ in range(11))]
    answers = []
    for guess in guesses:
        typed = await _text(client, guess, field="code")
        assert typed.status_code == 303
        answers.append(await client.get(typed.headers["location"], headers=DUTCH))
    assert [answer.status_code for answer in answers] == [404] * 10 + [429] * 2
    assert len({answer.content for answer in answers[:10]}) == 1


@pytest.mark.abuse("A25")
async def test_looking_at_the_page_changes_nothing(
    client: AsyncClient, superuser: psycopg.Connection[tuple[str]]
) -> None:
    rows = _count_rows(superuser)
    for method in ("GET", "HEAD"):
        answer = await client.request(method, "/check")
        assert answer.status_code == 200
        assert "set-cookie" not in answer.headers
    back = await client.get("/check/file")
    assert (back.status_code, back.headers["location"]) == (303, "/check")
    assert _count_rows(superuser) == rows


@pytest.mark.parametrize("language", ["nl", "en"])
async def test_the_start_page_leads_an_employer_here(client: AsyncClient, language: str) -> None:
    home = await client.get("/", headers={"Accept-Language": language})
    assert 'href="/check"' in home.text


async def test_checking_without_end_is_limited(client: AsyncClient) -> None:
    answers = [(await _text(client, "a.b.c")).status_code for _ in range(61)]
    assert answers == [200] * 60 + [429]
