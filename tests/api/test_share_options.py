"""A holder chooses how much is shown, sees it first as the other will, and only then is there a link."""

import re
from base64 import urlsafe_b64decode
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient, Response

from app.holding.dependencies import SESSION_COOKIE
from app.holding.errors import InvalidShare
from app.holding.open_share import open_share_link, preview_share
from app.holding.share import ShareRequest, create_share_link, list_share_links, load_share_link
from app.platform.context import Context
from app.platform.pagination import Page
from app.web.cookies import cookie_name
from tests.contract.passport_world import build_world
from tests.papers import text_of

EVIDENCE = "Twee uur gezien op de werkplek."
NAME = "Sanne de Wit"


async def press(client: AsyncClient, action: str, page: str, **fields: Any) -> Response:
    """Post the form of a page with its hidden fields."""
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    return await client.post(action, data=hidden | fields)


async def enter(context: Context, client: AsyncClient, slug: str) -> tuple[UUID, UUID]:
    """A holder with one credential, signed in."""
    world = await build_world(context, slug)
    issued = await world.issue()
    received = await world.claim(issued)
    assert received.session is not None
    client.cookies.set(cookie_name(SESSION_COOKIE, context.settings.public_url), received.session.token)
    return received.holder_id, issued.id


async def told(context: Context, client: AsyncClient, secret: str) -> str:
    """Everything that a visitor can get of a link, by page and by API."""
    client.cookies.clear()
    looks = await client.get(f"/s/{secret}")
    opens = await client.post(f"/s/{secret}")
    as_json = await client.get(f"/s/{secret}", headers={"Accept": "application/json"})
    asked = await client.post("/v1/verifications", json={"shareLink": secret, "withReceipt": True})
    receipt = await client.post(f"/s/{secret}/receipt", data={"as": "jwt"})
    paper = await client.post(f"/s/{secret}/receipt", data={"as": "pdf"})
    for answer in (looks, opens, as_json, asked, receipt, paper):
        assert answer.status_code == 200, answer.text
    assert "Veilig werken met een heftruck" in looks.text
    texts = [answer.text for answer in (looks, opens, as_json, asked, receipt)]
    return "\n".join([*texts, *map(_claims, texts), text_of(paper.content)])


def _claims(text: str) -> str:
    """What the signed texts in an answer say when somebody decodes them."""
    parts = re.findall(r"[\w-]+\.([\w-]{40,})\.[\w-]+", text)
    return "\n".join(urlsafe_b64decode(part + "==").decode("utf-8", "replace") for part in parts)


@pytest.mark.parametrize(
    ("display", "shown", "hidden"),
    [("full", NAME, None), ("first-initial", "Sanne W.", "de Wit"), ("none", None, "Sanne")],
)
async def test_a_hidden_name_leaves_the_service_in_no_form(
    context: Context, client: AsyncClient, display: Any, shown: str | None, hidden: str | None
) -> None:
    holder_id, credential_id = await enter(context, client, f"options-{display}")
    request = ShareRequest((credential_id,), name_display=display)
    _, secret = await create_share_link(context, holder_id, request)
    everything = await told(context, client, secret)
    assert shown is None or shown in everything
    assert hidden is None or hidden not in everything


async def test_what_the_assessor_wrote_is_shown_only_when_chosen(
    context: Context, client: AsyncClient
) -> None:
    holder_id, credential_id = await enter(context, client, "options-evidence")
    _, silent = await create_share_link(context, holder_id, ShareRequest((credential_id,)))
    chosen = ShareRequest((credential_id,), shows_evidence=True)
    _, open_secret = await create_share_link(context, holder_id, chosen)
    assert EVIDENCE not in await told(context, client, silent)
    assert EVIDENCE in await told(context, client, open_secret)


async def test_the_signed_text_is_given_with_no_link(context: Context, client: AsyncClient) -> None:
    holder_id, credential_id = await enter(context, client, "options-signed")
    _, secret = await create_share_link(context, holder_id, ShareRequest((credential_id,)))
    everything = re.sub(r'"receipt":"[^"]+"', "", await told(context, client, secret))
    # A receipt is a token too; its header says so.
    tokens = re.findall(r"eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+", everything)
    assert len(tokens) <= 1


async def test_paper_shows_all_and_says_so(context: Context, client: AsyncClient) -> None:
    holder_id, credential_id = await enter(context, client, "options-paper")
    with pytest.raises(InvalidShare):
        await create_share_link(
            context, holder_id, ShareRequest((credential_id,), is_for_paper=True, name_display="none")
        )
    link, _ = await create_share_link(context, holder_id, ShareRequest((credential_id,), is_for_paper=True))
    assert link.shows_evidence
    coded, code = await create_share_link(context, holder_id, ShareRequest((credential_id,), has_code=True))
    assert re.fullmatch(r"\w{4}-\w{4}-\w{4}", code)
    assert coded.code == code
    printed = await client.get(f"/passport/shares/{coded.id}/paper")
    assert printed.status_code == 409
    whole = await client.get(f"/passport/shares/{link.id}/paper")
    assert NAME in text_of(whole.content)


async def test_a_share_goes_step_by_step_and_back_and_is_seen_before_there_is_a_link(
    context: Context, client: AsyncClient
) -> None:
    holder_id, credential_id = await enter(context, client, "options-steps")
    step = "/passport/share/step"
    first = await client.get(f"/passport/share?credential={credential_id}")
    assert "Stap 1 van 5" in first.text
    assert (await press(client, step, first.text)).status_code == 400
    whom = await press(client, step, first.text, credential=str(credential_id))
    assert "Stap 2 van 5" in whom.text
    long = await press(client, step, whom.text, recipientLabel="Bakkerij Jansen", aim="application")
    assert "Stap 3 van 5" in long.text
    back = await press(client, step, long.text, go="back")
    assert "Bakkerij Jansen" in back.text
    show = await press(client, step, long.text, days="7")
    preview = await press(client, "/passport/share/preview", show.text, nameDisplay="first-initial")
    assert preview.status_code == 200
    assert "Zo ziet de ander het." in preview.text
    assert "Dit bewijs is geldig" in preview.text
    assert "Sanne W." in preview.text
    assert NAME not in preview.text
    assert (await list_share_links(context, holder_id, Page())).items == []
    again = await press(client, step, preview.text, go="back")
    assert "Stap 4 van 5" in again.text
    made = await press(client, "/passport/share", preview.text)
    assert made.status_code == 200
    [link] = (await list_share_links(context, holder_id, Page())).items
    assert (link.recipient_label, link.purpose) == ("Bakkerij Jansen", "Sollicitatie")
    assert (link.name_display, link.shows_evidence) == ("first-initial", False)
    assert (link.expires_at - link.created_at).days == 7


async def test_looking_at_ones_own_link_is_not_counted(context: Context, client: AsyncClient) -> None:
    holder_id, credential_id = await enter(context, client, "options-own")
    link, secret = await create_share_link(
        context, holder_id, ShareRequest((credential_id,), is_single_use=True)
    )
    own = await client.post(f"/s/{secret}")
    assert own.status_code == 200
    seen = await load_share_link(context, holder_id, link.id)
    assert (seen.view_count, seen.state) == (0, "active")
    client.cookies.clear()
    assert (await client.post(f"/s/{secret}")).status_code == 200
    assert (await load_share_link(context, holder_id, link.id)).view_count == 1


async def test_a_preview_shows_only_what_the_holder_has_and_what_was_asked(
    context: Context, client: AsyncClient
) -> None:
    holder_id, credential_id = await enter(context, client, "options-preview")
    shared = await preview_share(context, holder_id, ShareRequest((credential_id,), "baan"))
    assert (len(shared.credentials), shared.purpose) == (1, "baan")
    with pytest.raises(InvalidShare):
        await preview_share(context, holder_id, ShareRequest((UUID(int=7),)))
    assert await open_share_link(context, "0" * 22, "page") is None
