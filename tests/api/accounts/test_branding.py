"""The brand of a partnership: by API and at the desk, what is refused and why, and where it shows."""

from base64 import b64decode, b64encode
from io import BytesIO
from typing import Any

import pytest
from httpx import AsyncClient
from PIL import Image

from app.accounts.organisations import Organisation, create_organisation, end_organisation
from app.accounts.permissions import Role, Scope
from app.platform.context import Context
from tests.api.accounts.test_api import headers_for
from tests.evidence import picture
from tests.staff import CSRF, make_member, sign_in

RED = {"brandColour": "#B3261E", "textColour": "#ffffff"}


async def a_partnership(context: Context, slug: str) -> tuple[Organisation, dict[str, str], str]:
    organisation = await create_organisation(context, slug=slug, name=f"Partnership {slug}")
    headers = await headers_for(context, organisation.id, Scope.BRANDING_WRITE)
    return organisation, headers, f"/v1/organisations/{organisation.id}/branding"


def base64_of(content: bytes) -> str:
    return b64encode(content).decode()


def filled(**changes: str) -> dict[str, str]:
    return {"csrf": CSRF, "revision": "0", "colour": "#b3261e", "text": "#ffffff"} | changes


async def test_a_brand_is_kept_and_served_with_its_logo(context: Context, client: AsyncClient) -> None:
    _, headers, path = await a_partnership(context, "brand-kept")
    first = await client.get(path, headers=headers)
    assert (first.headers["etag"], first.json()["revision"]) == ('"0"', 0)
    assert (await client.get("/branding/brand-kept.css")).status_code == 404
    order = {**RED, "logo": base64_of(picture("PNG", (900, 300)))}
    kept = await client.put(path, headers={**headers, "If-Match": '"0"'}, json=order)
    assert kept.status_code == 200, kept.text
    body: dict[str, Any] = kept.json()
    assert (kept.headers["etag"], body["brandColour"], body["contrast"]) == ('"1"', "#b3261e", 6.5)
    styles = await client.get("/branding/brand-kept.css")
    assert styles.headers["content-type"].startswith("text/css")
    assert "--partner-colour: #b3261e;" in styles.text
    logo = await client.get("/branding/brand-kept/logo")
    assert logo.headers["content-type"] == "image/png"
    assert logo.content == b64decode(body["logo"])
    assert Image.open(BytesIO(logo.content)).size == (320, 107)
    tag = logo.headers["etag"]
    again = await client.get("/branding/brand-kept/logo", headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert (await client.get(path, headers=headers)).json() == body


async def test_what_was_read_can_be_sent_back_without_wear(context: Context, client: AsyncClient) -> None:
    _, headers, path = await a_partnership(context, "brand-again")
    order = {**RED, "logo": base64_of(picture("JPEG", (400, 400)))}
    first = (await client.put(path, headers={**headers, "If-Match": '"0"'}, json=order)).json()
    same = {name: first[name] for name in ("brandColour", "textColour", "logo")}
    second = (await client.put(path, headers={**headers, "If-Match": '"1"'}, json=same)).json()
    assert (second["logo"], second["revision"]) == (first["logo"], 2)
    gone = await client.put(path, headers={**headers, "If-Match": '"2"'}, json=RED)
    assert gone.json()["logo"] is None
    assert (await client.get("/branding/brand-again/logo")).status_code == 404


async def test_who_read_an_older_brand_changes_nothing(context: Context, client: AsyncClient) -> None:
    _, headers, path = await a_partnership(context, "brand-race")
    assert (await client.put(path, headers=headers, json=RED)).status_code == 428
    assert (await client.put(path, headers={**headers, "If-Match": '"0"'}, json=RED)).status_code == 200
    for stale in ('"0"', '"2"', "nonsense"):
        late = await client.put(path, headers={**headers, "If-Match": stale}, json=RED)
        assert (late.status_code, late.json()["type"].rpartition("/")[2]) == (412, "precondition-failed")
    assert (await client.get(path, headers=headers)).headers["etag"] == '"1"'


async def test_faint_text_is_refused_with_a_colour_that_does(context: Context, client: AsyncClient) -> None:
    _, headers, path = await a_partnership(context, "brand-faint")
    yellow = {"brandColour": "#ffcf47", "textColour": "#ffffff"}
    refused = await client.put(path, headers={**headers, "If-Match": '"0"'}, json=yellow)
    [error] = refused.json()["errors"]
    assert (refused.status_code, error["pointer"], error["code"]) == (400, "/brandColour", "contrast")
    nearest = error["detail"].rstrip(".").rpartition(" ")[2]
    better = {**yellow, "brandColour": nearest}
    assert (await client.put(path, headers={**headers, "If-Match": '"0"'}, json=better)).status_code == 200


@pytest.mark.parametrize(
    ("logo", "code"),
    [
        (base64_of(b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"), "drawing"),
        (base64_of(b"%PDF-1.7\n"), "unknown_type"),
        (base64_of(b""), "empty"),
        (base64_of(bytes(1024 * 1024 + 1)), "too_large"),
        ("not base64!", "encoding"),
    ],
)
async def test_what_is_no_picture_is_no_logo(
    context: Context, client: AsyncClient, logo: str, code: str
) -> None:
    slug = f"brand-no-{code.replace('_', '-')}"
    _, headers, path = await a_partnership(context, slug)
    refused = await client.put(path, headers={**headers, "If-Match": '"0"'}, json={**RED, "logo": logo})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, code)
    assert (await client.get(path, headers=headers)).json()["revision"] == 0


async def test_a_coordinator_sets_colour_and_logo_at_the_desk(context: Context, client: AsyncClient) -> None:
    organisation, _, _ = await a_partnership(context, "brand-desk")
    noor = await make_member(context, organisation.id, "Noor de Wit", Role.COORDINATOR)
    await sign_in(context, client, noor.id)
    page = "/desk/brand-desk/branding"
    logo = {"logo": ("logo.png", picture("PNG", (300, 90)), "image/png")}
    saved = await client.post(page, data=filled(), files=logo)
    assert (saved.status_code, saved.headers["location"]) == (303, page)
    shown = (await client.get(page)).text
    assert "/branding/brand-desk.css?v=1" in shown
    assert "/branding/brand-desk/logo?v=1" in shown
    faint = await client.post(page, data=filled(revision="1", colour="#ffcf47"))
    assert faint.status_code == 400
    assert "slecht te lezen" in faint.text
    assert 'value="#ffcf47"' in faint.text
    stale = await client.post(page, data=filled(revision="0"))
    assert "Iemand anders bewaarde net" in stale.text
    wrong = await client.post(
        page, data=filled(revision="1"), files={"logo": ("x.pdf", b"%PDF-1.7", "image/png")}
    )
    assert "Kies een PNG, JPEG of WebP." in wrong.text
    large = await client.post(page, data=filled(revision="1"), files={"logo": ("x.png", bytes(1024 * 1024))})
    assert large.status_code == 413
    await client.post(page, data=filled(revision="1", **{"no-logo": "1"}))
    assert (await client.get("/branding/brand-desk/logo")).status_code == 404


async def test_only_who_may_changes_the_brand_of_its_own(context: Context, client: AsyncClient) -> None:
    organisation, headers, path = await a_partnership(context, "brand-mine")
    _, strange, _ = await a_partnership(context, "brand-theirs")
    coach = await make_member(context, organisation.id, "Bas Smit", Role.COACH)
    reading = await headers_for(context, organisation.id, Scope.CREDENTIALS_READ)
    assert (await client.get(path, headers=reading)).status_code == 200
    assert (await client.put(path, headers={**reading, "If-Match": '"0"'}, json=RED)).status_code == 403
    assert (await client.put(path, headers={**strange, "If-Match": '"0"'}, json=RED)).status_code == 404
    await sign_in(context, client, coach.id)
    assert (await client.get("/desk/brand-mine/branding")).status_code == 403
    assert (await client.get("/desk/brand-theirs/branding")).status_code == 404
    assert (await client.post("/desk/brand-mine/branding", data=filled())).status_code == 403
    assert (await client.get(path, headers=headers)).json()["revision"] == 0


async def test_the_public_page_wears_the_brand_until_the_partnership_ends(
    context: Context, client: AsyncClient
) -> None:
    organisation, headers, path = await a_partnership(context, "brand-public")
    await client.put(path, headers={**headers, "If-Match": '"0"'}, json=RED)
    shown = await client.get("/partnerships/brand-public")
    assert "/branding/brand-public.css?v=1" in shown.text
    assert "style-src 'self'; img-src 'self'" in shown.headers["content-security-policy"]
    await end_organisation(context, organisation.id)
    assert (await client.get("/branding/brand-public.css")).status_code == 404
