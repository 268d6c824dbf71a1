"""A holder sends a link on, sees in plain words what it shows and when somebody looked, and stops it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from httpx import AsyncClient

from app.holding.errors import UnknownShareLink
from app.holding.mail_share import MAILS_AN_HOUR, mail_share_link
from app.holding.own_skills import add_own_skill
from app.holding.share import ShareRequest, create_share_link, stop_share_link
from app.platform.context import Context
from app.platform.errors import TooMany
from tests.api.test_share_options import NAME, enter, press
from tests.contract.passport_world import build_world
from tests.staff import read_mails

Superuser = psycopg.Connection[tuple[Any, ...]]
TITLE = "Veilig werken met een heftruck"


async def test_a_new_link_is_mailed_and_the_mail_tells_nobodys_name(
    context: Context, client: AsyncClient, superuser: Superuser
) -> None:
    holder_id, credential_id = await enter(context, client, "mail-link")
    request = ShareRequest((credential_id,), "Sollicitatie", "Bakkerij Jansen")
    _, secret = await create_share_link(context, holder_id, request)
    form = f'<input type="hidden" name="csrf_token" value=""><input type="hidden" name="secret" value="{secret}">'
    form += (await client.get("/passport/own")).text
    wrong = await press(client, "/passport/share/mail", form, email="geen adres")
    assert wrong.status_code == 400
    assert "Dit is geen mailadres." in wrong.text
    assert secret in wrong.text
    before = len(read_mails(context, superuser))
    sent = await press(client, "/passport/share/mail", wrong.text, email=" hr@bakkerij.example ")
    assert sent.status_code == 200
    assert "De mail is onderweg." in sent.text
    letter = read_mails(context, superuser)[-1]
    assert len(read_mails(context, superuser)) == before + 1
    assert letter["to"] == "hr@bakkerij.example"
    assert f"/s/{secret}" in letter["text"]
    for personal in (NAME, "Sanne", TITLE, "Bakkerij Jansen", "Sollicitatie"):
        assert personal not in letter["subject"] + letter["text"] + letter["html"]


async def test_only_a_working_link_of_ones_own_is_mailed_and_not_without_end(
    context: Context, client: AsyncClient
) -> None:
    holder_id, credential_id = await enter(context, client, "mail-own")
    other_id, _ = await enter(context, client, "mail-other")
    link, secret = await create_share_link(context, holder_id, ShareRequest((credential_id,)))
    for holder, told in ((other_id, secret), (holder_id, "0" * 22), (holder_id, "?")):
        with pytest.raises(UnknownShareLink):
            await mail_share_link(context, holder, told, "hr@werk.example", language="nl")
    for number in range(MAILS_AN_HOUR):
        await mail_share_link(context, holder_id, secret, f"hr{number}@werk.example", language="nl")
    with pytest.raises(TooMany):
        await mail_share_link(context, holder_id, secret, "hr@werk.example", language="nl")
    await stop_share_link(context, holder_id, link.id)
    with pytest.raises(UnknownShareLink):
        await mail_share_link(context, holder_id, secret, "hr@werk.example", language="nl")


async def test_the_log_says_when_somebody_looked_and_what_the_link_shows(
    context: Context, client: AsyncClient
) -> None:
    holder_id, credential_id = await enter(context, client, "log")
    own = await add_own_skill(context, holder_id, "Taarten versieren")
    request = ShareRequest(
        (credential_id,), recipient_label="Bakkerij Jansen", name_display="none", own_skill_ids=(own.id,)
    )
    link, secret = await create_share_link(context, holder_id, request)
    log = f"/passport/shares/{link.id}"
    fresh = await client.get(log)
    for words in ("Nog niemand keek.", "Bakkerij Jansen", TITLE, "Taarten versieren", "Niet uw naam"):
        assert words in fresh.text
    cookies = dict(client.cookies)
    client.cookies.clear()
    await client.get(f"/s/{secret}")
    await client.post(f"/s/{secret}")
    await client.post("/v1/verifications", json={"shareLink": secret})
    client.cookies.update(cookies)
    looked = await client.get(log)
    assert looked.text.count("keek iemand op de pagina.") == 1
    assert looked.text.count("keek een systeem.") == 1
    stopped = await press(client, f"{log}/stop", looked.text)
    assert stopped.status_code == 303
    assert (await client.get(f"/s/{secret}")).status_code == 404
    assert "Deze link werkt niet meer" in (await client.get(log)).text
    other_id, _ = await enter(context, client, "log-other")
    assert other_id != holder_id
    assert (await client.get(log)).status_code == 404


async def test_an_expired_credential_is_shared_and_says_so(context: Context, client: AsyncClient) -> None:
    world = await build_world(context, "expired-share")
    issued = await world.issue(valid_until=context.clock.now() + timedelta(days=1))
    received = await world.claim(issued)
    context.clock.advance(timedelta(days=40))  # type: ignore[attr-defined]
    _, secret = await create_share_link(context, received.holder_id, ShareRequest((issued.id,)))
    shown = await client.get(f"/s/{secret}")
    assert shown.status_code == 200
    assert 'class="verdict verdict--caution"' in shown.text
    assert "al een tijd niet bevestigd" in shown.text
    assert TITLE in shown.text
    assert "Daarna blijft het bewijs gewoon geldig." not in shown.text


async def test_the_end_of_a_link_says_nothing_of_its_credentials(
    context: Context, client: AsyncClient
) -> None:
    holder_id, credential_id = await enter(context, client, "ended-link")
    ends = context.clock.now() + timedelta(days=7)
    _, secret = await create_share_link(context, holder_id, ShareRequest((credential_id,), expires_at=ends))
    assert "Daarna blijft het bewijs gewoon geldig." in (await client.get(f"/s/{secret}")).text
    context.clock.advance(timedelta(days=8))  # type: ignore[attr-defined]
    gone = await client.get(f"/s/{secret}")
    assert gone.status_code == 404
    mine = await client.get("/passport/shares")
    assert "De tijd is om: deze link werkt niet meer" in mine.text
    assert "Het bewijs zelf kan nog geldig zijn." in gone.text
    for word in ("niet meer geldig", "ingetrokken", "niet bevestigd"):
        assert word not in (gone.text + mine.text).casefold()
    assert "verlopen" not in mine.text.casefold()
