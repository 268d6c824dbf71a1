"""A credential as a picture to keep, and the way to LinkedIn's own form: both the worker's own choice."""

import html
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

from httpx import AsyncClient

from app.credentials.containers.png import KEYWORD, unbake_png
from app.holding.badge_picture import PICTURES_AN_HOUR
from app.holding.dependencies import SESSION_COOKIE
from app.holding.passport import read_held
from app.holding.receive import ReceivedClaim
from app.holding.sort_credentials import load_held
from app.platform.context import Context
from app.web.cookies import cookie_name
from tests.api.test_dispute_pages import enter, press
from tests.contract.test_export import exported, verify


async def picture_of(client: AsyncClient, credential_id: UUID) -> bytes:
    """The picture behind the button on the page of the skill."""
    page = (await client.get(f"/passport/skills/{credential_id}")).text
    assert "In het plaatje zit uw hele bewijs. Ook uw naam." in page
    [address] = re.findall(r'href="(/passport/skills/[^"]+/picture)"', page)
    answer = await client.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert answer.headers["cache-control"] == "no-store"
    assert 'filename="bewijs.png"' in answer.headers["content-disposition"]
    return answer.content


async def test_the_picture_carries_the_credential_as_open_badges_says(
    context: Context, client: AsyncClient
) -> None:
    _, holder_id, credential_id = await enter(context, client, "picture")
    picture = await picture_of(client, credential_id)
    assert picture.count(b"iTXt" + KEYWORD + b"\0\0\0\0\0") == 1
    assert unbake_png(picture) == (await load_held(context, holder_id, credential_id)).secured.text
    assert len(picture) < 200_000
    page = await client.post("/check/file", files={"file": ("bewijs.png", picture)})
    assert "Dit bewijs is geldig" in page.text


async def test_the_offline_verifier_reads_the_picture_back(
    context: Context, client: AsyncClient, tmp_path: Path
) -> None:
    world, holder_id, credential_id = await enter(context, client, "picture-offline")
    await exported(world, ReceivedClaim(holder_id, None, 1), tmp_path)
    picture = await picture_of(client, credential_id)
    (tmp_path / "bewijs.png").write_bytes(picture)
    assert verify(tmp_path, "bewijs.png")["verdict"] == "valid"
    signature = unbake_png(picture).rsplit(".", 1)[1].encode()
    (tmp_path / "changed.png").write_bytes(picture.replace(signature, b"A" * len(signature)))
    assert verify(tmp_path, "changed.png")["verdict"] in ("invalid", "indeterminate")


async def test_a_picture_is_given_to_its_holder_alone_and_not_without_end(
    context: Context, client: AsyncClient
) -> None:
    world, _, credential_id = await enter(context, client, "picture-mine")
    address = f"/passport/skills/{credential_id}/picture"
    assert (await client.get(f"/passport/skills/{uuid4()}/picture")).status_code == 404
    stranger = await world.claim(await world.issue("w-2"))
    assert stranger.session is not None
    client.cookies.set(cookie_name(SESSION_COOKIE, context.settings.public_url), stranger.session.token)
    assert (await client.get(address)).status_code == 404
    client.cookies.clear()
    assert (await client.get(address)).status_code != 200
    _, _, again = await enter(context, client, "picture-often")
    for _ in range(PICTURES_AN_HOUR):
        assert (await client.get(f"/passport/skills/{again}/picture")).status_code == 200
    assert (await client.get(f"/passport/skills/{again}/picture")).status_code == 429


async def share(client: AsyncClient, *credential_ids: UUID, **fields: str) -> str:
    """The page that shows a new link."""
    form = (await client.get("/passport/share")).text
    chosen = {"credential": [str(one) for one in credential_ids], "days": "30", **fields}
    answer = await press(client, "/passport/share", form, **chosen)  # type: ignore[arg-type]
    assert "Uw link is klaar" in answer.text, answer.text
    return answer.text


async def test_linkedin_is_offered_for_one_shared_credential_and_gets_nothing_of_the_person(
    context: Context, client: AsyncClient
) -> None:
    _, holder_id, credential_id = await enter(context, client, "linkedin")
    page = await share(client, credential_id)
    [found] = re.findall(r'href="(https://www\.linkedin\.com[^"]+)"', page)
    asked = urlsplit(html.unescape(found))
    fields = {name: value[0] for name, value in parse_qs(asked.query, strict_parsing=True).items()}
    assert asked.path == "/profile/add"
    shown = re.search(r'class="address" href="([^"]+)"', page)
    assert shown is not None
    assert fields.pop("certUrl") == shown[1]
    assert fields.pop("issueYear").isdigit() and 1 <= int(fields.pop("issueMonth")) <= 12
    assert fields == {
        "startTask": "CERTIFICATION_NAME",
        "name": "Veilig werken met een heftruck",
        "organizationName": (await build_name(context, holder_id, credential_id)),
    }
    assert "Sanne" not in found
    assert 'src="https' not in page


async def build_name(context: Context, holder_id: UUID, credential_id: UUID) -> str:
    """The name of who gave it, as the credential says."""
    return str(read_held(await load_held(context, holder_id, credential_id)).issuer.name)


async def test_linkedin_is_not_offered_for_a_link_that_works_once_or_shows_more(
    context: Context, client: AsyncClient
) -> None:
    world, holder_id, credential_id = await enter(context, client, "linkedin-not")
    more = await world.issue()
    await world.claim(more, holder_id)
    assert "linkedin" not in await share(client, credential_id, more.id)
    assert "linkedin" not in await share(client, credential_id, singleUse="yes")
