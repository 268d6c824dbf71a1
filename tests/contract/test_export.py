"""Taking everything along (requirement 6): an archive that verifies with this service gone, and that says all there is."""

import io
import json
import subprocess
import sys
import zipfile
from functools import partial
from pathlib import Path

import pytest
from httpx import AsyncClient

from app.holding.export import EXPORTS_AN_HOUR, export_passport
from app.holding.receive import ReceivedClaim
from app.holding.share import ShareRequest, create_share_link
from app.holding.wording import Phrasebook
from app.issuing.revoke import RevocationReason, revoke
from app.platform.context import Context
from app.platform.errors import TooMany
from app.settings import ROOT
from app.web.translations import date_text, translate
from tests.contract.passport_world import World, build_world

DUTCH = Phrasebook("nl", partial(translate, language="nl"), partial(date_text, locale="nl"))
FORMS = {"bewijzen/1.jwt", "bewijzen/1.json", "bewijzen/2.jwt", "bewijzen/2.json"}


@pytest.fixture
async def world(context: Context) -> World:
    return await build_world(context, "exporting")


async def claim_two(world: World) -> ReceivedClaim:
    await world.issue()
    return await world.claim(await world.issue())


async def exported(world: World, received: ReceivedClaim, folder: Path) -> zipfile.ZipFile:
    archive = zipfile.ZipFile(io.BytesIO(await export_passport(world.context, received.holder_id, DUTCH)))
    archive.extractall(folder)
    return archive


def verify(folder: Path, name: str) -> dict[str, object]:
    """The answer of the offline verifier, in a process that has neither a database nor a network address to ask."""
    command = [sys.executable, "-m", "app", "verify", str(folder / name), "--json"]
    for keys in sorted((folder / "afgevers").iterdir()):
        command += ["--issuer-keys", str(keys)]
    for status in sorted((folder / "status").iterdir()):
        command += ["--status-list", str(status)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


@pytest.mark.parametrize("name", ["bundel.json", "paspoort.pdf", "bewijzen/1.jwt"])
async def test_every_form_in_the_archive_verifies_without_this_service(
    world: World, tmp_path: Path, name: str
) -> None:
    archive = await exported(world, await claim_two(world), tmp_path)
    assert set(archive.namelist()) >= FORMS
    assert verify(tmp_path, name)["verdict"] == "valid"


async def test_a_changed_file_of_the_archive_does_not(world: World, tmp_path: Path) -> None:
    await exported(world, await claim_two(world), tmp_path)
    path = tmp_path / "bewijzen" / "1.json"
    path.write_text(path.read_text().replace("heftruck", "heftrucks", 1))
    assert verify(tmp_path, "bewijzen/1.json")["verdict"] == "invalid"


async def test_a_withdrawn_credential_is_in_it_as_issued_and_is_told_to_be_withdrawn(
    world: World, tmp_path: Path
) -> None:
    credential = await world.issue()
    received = await world.claim(credential)
    await revoke(world.context, world.issuer, credential.id, reason=RevocationReason.ERROR)
    archive = await exported(world, received, tmp_path)
    assert "bewijzen/1.json" not in archive.namelist()
    assert verify(tmp_path, "bewijzen/1.jwt")["verdict"] == "invalid"
    assert verify(tmp_path, "bundel.json")["verdict"] == "invalid"


async def test_it_tells_what_was_shared_and_a_second_export_signs_nothing_new(
    world: World, tmp_path: Path
) -> None:
    credential = await world.issue()
    received = await world.claim(credential)
    await create_share_link(
        world.context, received.holder_id, ShareRequest((credential.id,), purpose="sollicitatie")
    )
    first = await exported(world, received, tmp_path)
    again = await exported(world, received, tmp_path)
    assert first.read("bewijzen/1.json") == again.read("bewijzen/1.json")
    told = json.loads(first.read("over-mij.json"))
    assert [share["purpose"] for share in told["shareLinks"]] == ["sollicitatie"]
    assert told["credentials"][0]["id"] == str(credential.id)
    assert first.read("LEESMIJ.txt").startswith(b"UW VAARDIGHEDENPASPOORT")


async def test_more_than_ten_exports_an_hour_are_refused(world: World) -> None:
    received = await world.claim(await world.issue())
    for _ in range(EXPORTS_AN_HOUR):
        await export_passport(world.context, received.holder_id, DUTCH)
    with pytest.raises(TooMany):
        await export_passport(world.context, received.holder_id, DUTCH)


async def test_over_http_the_archive_is_given_to_its_holder_alone(client: AsyncClient, world: World) -> None:
    secret = await world.claim_secret(await world.issue())
    claim = (await client.post("/v1/passport/claims", json={"claimCode": secret})).json()
    headers = {"Authorization": f"Bearer {claim['holderToken']}"}
    answer = await client.post("/v1/passport/_export", headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    assert answer.headers["cache-control"] == "no-store"
    assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None
    assert (await client.post("/v1/passport/_export")).status_code == 401
