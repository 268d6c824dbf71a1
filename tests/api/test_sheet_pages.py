"""The coordinator's pages on sheets: template, mistakes in words, the repaired file, all or the good rows, progress."""

import io
from uuid import UUID

import openpyxl
import pytest
from httpx import AsyncClient, Response

from app.accounts.permissions import Role
from app.issuing.run_batch import run_batch
from app.platform.context import Context
from tests.contract.issuing_cases import Desk, open_desk
from tests.contract.sheet_cases import MISTAKES, write_book
from tests.staff import CSRF, make_member, sign_in


@pytest.fixture
async def desk(context: Context, client: AsyncClient) -> Desk:
    """A partnership, with its coordinator signed in."""
    desk = await open_desk(context)
    noor = await make_member(context, desk.issuer.organisation_id, "Noor de Wit", Role.COORDINATOR)
    await sign_in(context, client, noor.id)
    return desk


def start(desk: Desk) -> str:
    return f"/desk/{desk.issuer.slug}/sheets"


async def send(client: AsyncClient, path: str, content: bytes | None = None, **fields: str) -> Response:
    files = None if content is None else {"file": ("rijen.xlsx", content)}
    return await client.post(path, data={"csrf": CSRF, **fields}, files=files)


async def upload(client: AsyncClient, desk: Desk, content: bytes, key: str = "sheet-key-1") -> str:
    """The address of the draft."""
    sent = await send(client, start(desk), content, key=key)
    assert sent.status_code == 303, sent.text
    return sent.headers["location"]


def cells_of(content: bytes) -> list[tuple[object, ...]]:
    """The rows of a sheet, its headings first."""
    return list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))


async def run_to_end(context: Context, desk: Desk, address: str) -> None:
    batch_id = UUID(address.rpartition("/")[2])
    while await run_batch(context, organisation_id=desk.issuer.organisation_id, batch_id=batch_id):
        pass


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
async def test_the_template_comes_as_a_file(client: AsyncClient, desk: Desk, kind: str) -> None:
    assert f"{start(desk)}/template?format={kind}" in (await client.get(start(desk))).text
    file = await client.get(f"{start(desk)}/template?format={kind}")
    assert file.headers["content-disposition"] == f'attachment; filename="skillspass-nl.{kind}"'
    assert len(file.content) > 100


async def test_mistakes_are_told_by_row_and_column_before_anything_is_issued(
    context: Context, client: AsyncClient, desk: Desk
) -> None:
    address = await upload(client, desk, write_book(30, MISTAKES[:3]))
    shown = (await client.get(address)).text
    assert "Er is nog niets uitgegeven." in shown
    assert "Rij " in shown and ", kolom " in shown
    refused = await send(client, f"{address}/confirm", rows="all")
    assert (refused.status_code, "Er staan nog fouten in." in refused.text) == (400, True)
    assert (await send(client, f"{address}/confirm")).status_code == 400
    errors = await client.get(f"{address}/errors")
    header = next(openpyxl.load_workbook(io.BytesIO(errors.content)).active.iter_rows(values_only=True))
    assert header[-1] == "Wat is er mis"


async def test_a_repaired_file_takes_its_place_and_is_issued_once(
    context: Context, client: AsyncClient, desk: Desk
) -> None:
    address = await upload(client, desk, write_book(10, MISTAKES[:1]))
    mended = await send(client, f"{address}/file", write_book(10))
    assert (mended.status_code, mended.headers["location"]) == (303, address)
    for _ in range(2):
        assert (await send(client, f"{address}/confirm", rows="all")).status_code == 303
    busy = await client.get(address)
    assert "Wij zijn bezig." in busy.text
    assert "script-src 'self'" in busy.headers["content-security-policy"]
    assert (await client.get(start(desk))).text.count("Bezig") == 1
    await run_to_end(context, desk, address)
    done = (await client.get(address)).text
    assert "Klaar." in done and "<script" not in done
    for act in ("file", "columns", "discard", "confirm"):
        late = await send(client, f"{address}/{act}", write_book(2) if act == "file" else None, rows="all")
        assert (late.status_code, late.headers["location"]) == (303, address), act


async def test_the_good_rows_alone_can_be_issued(context: Context, client: AsyncClient, desk: Desk) -> None:
    address = await upload(client, desk, write_book(30, MISTAKES[:2]))
    assert (await send(client, f"{address}/confirm", rows="valid")).status_code == 303
    await run_to_end(context, desk, address)
    assert "Klaar." in (await client.get(address)).text
    people = await client.get(f"/desk/{desk.issuer.slug}/recipients")
    assert "bewijs" in people.text


async def test_all_of_a_sheet_is_withdrawn_for_one_reason(
    context: Context, client: AsyncClient, desk: Desk
) -> None:
    address = await upload(client, desk, write_book(5))
    withdraw = f"{address}/withdraw"
    assert (await client.get(withdraw)).status_code == 404
    await send(client, f"{address}/confirm", rows="all")
    assert (await send(client, withdraw, reason="error", sure="1")).status_code == 404
    await run_to_end(context, desk, address)
    assert withdraw in (await client.get(address)).text
    asked = (await client.get(withdraw)).text
    assert "Trek 5 bewijzen in?" in asked and "U kunt dit niet terugdraaien." in asked
    names = [f"{row[1]}" for row in cells_of(write_book(5))[1:]]
    assert all(name in asked for name in names)
    unsure = await send(client, withdraw, reason="error")
    assert (unsure.status_code, "Vink aan dat u het zeker weet." in unsure.text) == (400, True)
    gone = await send(client, withdraw, reason="error", sure="1")
    assert (gone.status_code, gone.headers["location"]) == (303, withdraw)
    assert "Uit dit bestand geldt geen bewijs meer." in (await client.get(withdraw)).text
    assert (await client.get(f"/desk/{desk.issuer.slug}/credentials")).text.count("Ingetrokken") == 5
    again = await send(client, withdraw, reason="fraud", sure="1")
    assert (again.status_code, again.headers["location"]) == (303, withdraw)


async def test_a_column_that_is_not_known_is_chosen_from_a_list(
    context: Context, client: AsyncClient, desk: Desk
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_book(5)))
    book.active["A1"] = "Iets heel anders"
    changed = io.BytesIO()
    book.save(changed)
    address = await upload(client, desk, changed.getvalue())
    shown = (await client.get(address)).text
    assert "<details open>" in shown and "Kies wat hier staat" in shown
    twice = await send(client, f"{address}/columns", **{"column-1": "nonsense"})
    assert (twice.status_code, "Kies bij elke kolom" in twice.text) == (400, True)
    chosen = await send(client, f"{address}/columns", **{"column-1": "workerReference"})
    assert chosen.status_code == 303
    assert "<details open>" not in (await client.get(address)).text


async def test_what_is_no_sheet_is_told_why_in_plain_words(client: AsyncClient, desk: Desk) -> None:
    nothing = await send(client, start(desk))
    assert (nothing.status_code, "Kies eerst een bestand." in nothing.text) == (400, True)
    wrong = await send(client, start(desk), b"\x89PNG\r\n\x1a\n" + bytes(200), key="sheet-key-2")
    assert wrong.status_code == 400
    assert 'href="#field-file"' in wrong.text
    assert (await client.get(start(desk))).text.count('class="list__title"') == 0


async def test_a_draft_is_thrown_away(client: AsyncClient, desk: Desk) -> None:
    address = await upload(client, desk, write_book(3))
    assert (await send(client, f"{address}/discard")).headers["location"] == start(desk)
    assert "Er is niets uitgegeven." in (await client.get(address)).text
    assert "Weggegooid" in (await client.get(start(desk))).text


async def test_a_second_press_of_the_button_is_the_same_file(client: AsyncClient, desk: Desk) -> None:
    content = write_book(3)
    assert await upload(client, desk, content) == await upload(client, desk, content)


async def test_nobody_else_sees_a_sheet(context: Context, client: AsyncClient, desk: Desk) -> None:
    address = await upload(client, desk, write_book(3))
    other = await open_desk(context)
    bas = await make_member(
        context, other.issuer.organisation_id, "Bas Smit", Role.COORDINATOR, email="bas@elders.example"
    )
    await sign_in(context, client, bas.id)
    theirs = address.replace(desk.issuer.slug, other.issuer.slug)
    for path in (address, theirs, f"{theirs}/errors"):
        assert (await client.get(path)).status_code == 404
    for act in ("confirm", "discard", "columns"):
        assert (await send(client, f"{theirs}/{act}", rows="all")).status_code == 404
