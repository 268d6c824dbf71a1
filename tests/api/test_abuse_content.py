"""Markup, links that run and letters that pretend, in every field that people fill and on every page that shows it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from httpx import AsyncClient

from app.accounts.errors import ConfusableName
from app.accounts.organisations import create_organisation
from app.accounts.permissions import Issuer, Scope
from app.assessing.assessment import Assessment, Mastery, Reference, Standard
from app.credentials.model import Alignment
from app.demo.assessors import appoint, assess
from app.issuing.achievements import AchievementDraft, create_achievement
from app.issuing.issue_requests import EvidenceSummary
from app.platform.context import Context
from app.platform.errors import InvalidInput
from app.trust.identity import issuer_did
from app.trust.keys import create_key
from app.trust.registry import register_issuer
from app.web.problems import STATUS_OF
from tests.conftest import LogBook
from tests.contract.passport_world import World, build_world
from tests.contract.test_issuing_api import Caller, open_caller

MARKUP = "\"'><script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)>{{7*7}}${7*7}"
UNSAFE_ADDRESSES = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:image/svg+xml;base64,PHN2Zz4=",
    "vbscript:msgbox(1)",
    "//evil.example/x",
    'https://x.example/"onmouseover=alert(1)',
    "https://x.example/<script>",
    "https://x.example/ javascript:",
)
PRETENDING = (
    "Heftruck\u202efdp.exe",
    "Heft\u200bruck",
    "Heft\u2066ruck",
    "Heft\u00adruck",
    "Heft\x00ruck",
    "Heft\x1b[31mruck",
    "Heft\ufeffruck",
    "Heft\U000e0041ruck",
    "Heft\ue000ruck",
    "Heft\u0378ruck",
    "H" + "\u0301" * 11 + "eftruck",
)


class Page(HTMLParser):
    """What a browser would run or follow on a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.dangers: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        is_ours = tag == "script" and (dict(attrs).get("src") or "").startswith("/static/")
        if is_ours:
            return
        if tag in {"script", "iframe", "object", "embed", "base"} or (tag == "img" and ("src", "x") in attrs):
            self.dangers.append(tag)
        for name, value in attrs:
            address = re.sub(r"[\x00-\x20]", "", value or "").lower()
            if name.startswith("on") or address.startswith(("javascript:", "data:", "vbscript:")):
                self.dangers.append(f"{tag} {name}")


@pytest.fixture
async def caller(context: Context, client: AsyncClient) -> Caller:
    return await open_caller(context, client)


async def open_hostile_world(context: Context) -> World:
    """A partnership that fills every field with markup."""
    slug = "markup"
    organisation = await create_organisation(
        context,
        slug=slug,
        name=MARKUP,
        website="https://markup.example/?a='onmouseover=alert(1)".replace("'", "%27"),
    )
    for purpose in ("credential", "status-list"):
        await create_key(context, organisation_id=organisation.id, purpose=purpose)
    did = issuer_did(context.settings, slug)
    await register_issuer(
        context,
        did=did,
        name=MARKUP,
        registered_by=MARKUP,
        registered_from=context.clock.now() - timedelta(days=400),
        organisation_id=organisation.id,
    )
    issuer = Issuer(organisation.id, "api-key:test", frozenset(Scope), organisation.name, slug)
    texts = {"nl": MARKUP, "en": MARKUP}
    alignment = Alignment(MARKUP, "https://skill.example/?q=1", MARKUP, "ext:ESCOSkill", MARKUP, MARKUP)
    achievement = await create_achievement(
        context, issuer, AchievementDraft("MARKUP", texts, texts, (texts,), None, (alignment,))
    )
    mandates = (await appoint(context, issuer, [achievement.id]))[achievement.id]
    return World(context, issuer, achievement, did, mandates)


def _marked(world: World) -> Assessment:
    texts: dict[str, Any] = dict.fromkeys(
        ("method", "reasons", "second_role", "quality_scheme", "confirmer_relation"), MARKUP
    )
    return replace(
        assess(world.mandates),
        **texts,
        has_public_reasons=True,
        standard=Standard(MARKUP, "https://standaard.example/?q=1"),
        reference=Reference(MARKUP, MARKUP),
        mastery=Mastery("a", MARKUP, MARKUP),
    )


async def press(client: AsyncClient, action: str, page: str, **fields: str) -> Any:
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]+)"', page))
    return await client.post(action, data=hidden | fields)


@pytest.mark.abuse("A26")
@pytest.mark.parametrize("language", ["nl", "en"])
async def test_markup_in_every_field_is_only_text_on_every_page(
    context: Context, client: AsyncClient, language: str
) -> None:
    client.headers["Accept-Language"] = language
    world = await open_hostile_world(context)
    issued = await world.issue(
        recipient_name=MARKUP,
        assessor_role=MARKUP,
        evidence=(EvidenceSummary(MARKUP, MARKUP),),
        level=4,
        assessment=_marked(world),
    )
    secret = await world.claim_secret(issued)
    claim = await client.get(f"/claim/{secret}")
    await press(client, f"/claim/{secret}", claim.text)
    form = await client.get("/passport/share")
    fields = {"credential": str(issued.id), "purpose": MARKUP, "recipientLabel": MARKUP[:100]}
    wrong = await press(client, "/passport/share", form.text, **fields, days=MARKUP)
    made = await press(client, "/passport/share", form.text, **fields, days="30")
    once = await press(client, "/passport/share", form.text, **fields, days="30", singleUse="yes")
    links = [re.findall(r"/s/[0-9A-Za-z]{22}", page.text)[0] for page in (made, once)]
    pages = [claim, form, wrong, made, once, await client.get("/passport")]
    pages += [await client.get(link) for link in links] + [await client.post(link) for link in links]
    achievement = f"/achievements/{world.achievement.id}/1"
    for path in (
        "/",
        achievement,
        "/partnerships/markup",
        f"/problems/{'x' * 30}",
        f"/s/{MARKUP}",
        "/?taal=" + MARKUP,
    ):
        pages.append(await client.get(path, headers={"Accept": "text/html"}))
    assert sum("&lt;script&gt;" in page.text for page in pages) >= 8
    for page in pages:
        assert page.headers["content-type"].startswith("text/html"), page.url
        assert Page(page.text).dangers == [], page.url
        assert "49" not in re.findall(r"\{\{7\*7\}\}|>49<", page.text)
        policy = page.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        # Pages of a holder can be read aloud, by a script of ours and by nothing else.
        of_holder = page.url.path.startswith(("/passport", "/claim"))
        assert re.findall("script-src[^;]*", policy) == (["script-src 'self'"] if of_holder else [])
        assert page.headers["x-content-type-options"] == "nosniff"


@pytest.mark.abuse("A26")
@pytest.mark.parametrize("address", UNSAFE_ADDRESSES)
async def test_an_address_that_runs_is_refused_and_told(
    caller: Caller, log_book: LogBook, address: str
) -> None:
    answer = await caller.post(
        "/achievements", json=achievement(alignments=[{"targetName": "x", "targetUrl": address}])
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "unsafe_content")
    assert address not in answer.text
    assert log_book.one("content.rejected", address)["reason"] == "unsafe_content"


@pytest.mark.abuse("A26")
@pytest.mark.parametrize("address", UNSAFE_ADDRESSES)
async def test_the_website_of_an_issuer_is_a_web_address(
    context: Context, log_book: LogBook, address: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        await create_organisation(context, slug="site", name="Site", website=address)
    assert [fault.code for fault in refused.value.errors] == ["unsafe_content"]
    assert log_book.one("content.rejected", address)
    with pytest.raises(InvalidInput) as refused:
        await register_issuer(
            context,
            did="did:web:elders.example",
            name="Elders",
            registered_by="operator",
            registered_from=context.clock.now(),
            website=address,
        )
    assert [fault.code for fault in refused.value.errors] == ["unsafe_content"]


@pytest.mark.abuse("A26")
@pytest.mark.parametrize("field", ["image", "logo", "criteriaUrl", "narrativeHtml"])
async def test_pictures_and_markup_have_no_place_in_an_achievement(caller: Caller, field: str) -> None:
    answer = await caller.post("/achievements", json=achievement(**{field: "<svg onload=alert(1)>"}))
    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_field")


@pytest.mark.abuse("A26")
async def test_what_is_not_html_is_never_shown_as_html(context: Context, client: AsyncClient) -> None:
    world = await open_hostile_world(context)
    issued = await world.issue(recipient_name=MARKUP)
    answers = [
        await client.post("/v1/verifications", json={"credential": issued.secured.text}),
        await client.get("/partnerships/markup/did.json"),
        await client.get(f"/achievements/{world.achievement.id}/1", headers={"Accept": "application/json"}),
    ]
    for answer in answers:
        assert answer.status_code == 200
        assert "html" not in answer.headers["content-type"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["content-security-policy"]


def achievement(**changes: Any) -> dict[str, Any]:
    texts = {"nl": "Lassen", "en": "Welding"}
    return {"code": "LAS", "name": texts, "description": texts, "criteria": [texts], **changes}


@pytest.mark.abuse("A27")
@pytest.mark.parametrize("text", PRETENDING)
async def test_letters_that_pretend_are_refused_in_every_text(
    context: Context, caller: Caller, log_book: LogBook, text: str
) -> None:
    pair = {"nl": text, "en": "Welding"}
    bodies = [achievement(name=pair), achievement(description=pair), achievement(criteria=[pair])]
    answers = [await caller.post("/achievements", json=body) for body in bodies]
    for change in (
        {"recipient": {"reference": "W-1", "name": text}},
        {"recipient": {"reference": text}},
        {"assessorRole": text},
        {"evidence": [{"kind": text, "summary": "x"}]},
        {"evidence": [{"kind": "x", "summary": text}]},
    ):
        answers.append(await caller.post("/credentials", json=caller.body(**change)))
    for answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (400, "unsafe_content")
        assert text not in answer.text
    assert len(log_book.lines("content.rejected")) == len(answers)
    log_book.hide(text, text.encode("unicode_escape").decode())
    with pytest.raises(InvalidInput):
        await create_organisation(context, slug="pretend", name=text)


@pytest.mark.abuse("A27")
async def test_a_text_is_kept_and_signed_in_one_normal_form(caller: Caller) -> None:
    name = {"nl": "Cafe\u0301 runnen", "en": "Running a cafe\u0301"}
    answer = await caller.post("/achievements", json=achievement(name=name))
    assert answer.json()["name"] == {"nl": "Café runnen", "en": "Running a café"}


@pytest.mark.abuse("A27")
@pytest.mark.parametrize(
    "name",
    [
        "Zorg Noord",
        "ZORG-NOORD",
        "Z\u043erg N\u043e\u043erd",
        "Z0rg N00rd",
        "\uff3a\uff4f\uff52\uff47 Noord",
        "Zórg Nöord",
        "𝐙𝐨𝐫𝐠 Noord",
    ],
)
async def test_a_name_that_passes_for_another_tenants_is_refused_and_told(
    context: Context, log_book: LogBook, name: str
) -> None:
    await create_organisation(context, slug="zorg-noord", name="Zorg Noord")
    with pytest.raises(ConfusableName) as refused:
        await create_organisation(context, slug="zorg-noord-2", name=name)
    assert (STATUS_OF[refused.value.kind], refused.value.slug) == (400, "confusable-name")
    line = log_book.one("tenant.confusable", "Noord")
    assert line["slug"] == "zorg-noord-2"


@pytest.mark.abuse("A27")
async def test_a_word_of_two_scripts_is_no_name_even_when_nobody_has_one_like_it(
    context: Context, log_book: LogBook
) -> None:
    with pytest.raises(ConfusableName):
        await create_organisation(context, slug="two-scripts", name="W\u0435rkplaats")
    with pytest.raises(ConfusableName):
        await register_issuer(
            context,
            did="did:web:scripts.example",
            name="W\u0435rkplaats",
            registered_by="operator",
            registered_from=context.clock.now(),
        )
    assert len(log_book.lines("tenant.confusable")) == 2


@pytest.mark.abuse("A27")
async def test_the_badge_comes_from_the_register_and_never_from_the_name(
    context: Context, client: AsyncClient
) -> None:
    known = await build_world(context, "badge-known")
    stranger = await build_world(context, "badge-stranger", is_registered=False)
    stranger = replace(
        stranger, issuer=replace(stranger.issuer, organisation_name="Samenwerking Zwolle badge-known")
    )
    answers = []
    for world in (known, stranger):
        text = (await world.issue()).secured.text
        answers.append((await client.post("/v1/verifications", json={"credential": text})).json())
    assert [answer["verdict"] for answer in answers] == ["valid", "caution"]
    assert answers[1]["code"] == "issuer_unknown"
    names = [answer["results"][0]["credential"]["issuer"]["name"] for answer in answers]
    assert names == ["Samenwerking Zwolle badge-known", None]
