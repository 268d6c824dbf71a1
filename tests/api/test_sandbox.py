"""The sandbox: every verdict and every reason has a fixture, and page, API, paper and receipt say the same about it."""

import base64
import html
from typing import Any

import orjson
import psycopg
import pytest
from httpx import AsyncClient

from app.credentials.encoding import base64url
from app.credentials.formats.vc_jwt import VcJwt
from app.platform.context import Context
from app.verifying import wording
from app.verifying.sandbox.fixtures import make_fixtures
from app.verifying.sandbox.making import PERSON, Maker
from app.verifying.sandbox.scenes import scene_signer
from app.verifying.verify import LINK_NOT_WORKING
from app.web.catalogues import LANGUAGES
from app.web.translations import translate
from tests.conftest import PUBLIC_URL
from tests.papers import text_of

FIXTURES = make_fixtures(PUBLIC_URL)
SENT = [fixture for fixture in FIXTURES if fixture.request is not None]
BY_TEXT = [fixture for fixture in SENT if fixture.request and "credential" in fixture.request]


def _named(fixture: Any) -> str:
    return str(fixture.code)


async def _verify(client: AsyncClient, request: Any, language: str = "nl", **more: Any) -> dict[str, Any]:
    answer = await client.post(
        "/v1/verifications", json={**request, **more}, headers={"Accept-Language": language}
    )
    assert answer.status_code == 200, answer.text
    result: dict[str, Any] = answer.json()
    return result


def test_every_reason_there_is_has_a_fixture() -> None:
    assert [fixture.code for fixture in FIXTURES if fixture.verdict == "valid"] == ["ok"]
    codes = [fixture.code for fixture in FIXTURES]
    assert len(set(codes)) == len(codes)
    assert set(codes) == {*wording.DECIDING_SENTENCES, "ok", LINK_NOT_WORKING}
    assert {fixture.verdict for fixture in FIXTURES} == set(wording.VERDICT_TITLES)
    assert all(fixture.note for fixture in FIXTURES if fixture.request is None)


def test_fixtures_are_the_same_on_every_run_and_say_that_they_are_tests() -> None:
    make_fixtures.cache_clear()
    assert make_fixtures(PUBLIC_URL) == FIXTURES
    facts = Maker(PUBLIC_URL).credential()
    for text in (facts.achievement.name, facts.issuer.name or "", facts.subject.name or ""):
        assert text.startswith("TEST ")


async def test_the_fixtures_are_public(client: AsyncClient) -> None:
    answer = await client.get("/v1/sandbox/fixtures")
    assert answer.status_code == 200
    assert [item["code"] for item in answer.json()["items"]] == [fixture.code for fixture in FIXTURES]
    assert answer.json()["items"][0]["request"] == FIXTURES[0].request


@pytest.mark.parametrize("fixture", SENT, ids=_named)
async def test_a_fixture_is_answered_as_promised(client: AsyncClient, fixture: Any) -> None:
    answer = await _verify(client, fixture.request)
    assert (answer["verdict"], answer["code"]) == (fixture.verdict, fixture.code)


async def test_a_fixture_that_is_a_file_is_answered_as_promised_on_the_page(client: AsyncClient) -> None:
    [fixture] = [fixture for fixture in FIXTURES if fixture.file]
    content = base64.b64decode(fixture.file or "")
    page = await client.post("/check/file", files={"file": ("x", content)}, headers={"Accept-Language": "nl"})
    assert wording.VERDICT_TITLES[fixture.verdict] in page.text
    assert wording.DECIDING_SENTENCES[fixture.code] in html.unescape(page.text)


async def test_the_issuers_of_the_sandbox_vouch_for_nothing_but_the_fixtures(client: AsyncClient) -> None:
    forged = Maker(PUBLIC_URL).credential(id="urn:uuid:0a0a0a0a-0000-4000-8000-00000000000f")
    signer = scene_signer(forged.issuer.id)
    signed = VcJwt.signing_input(forged, kid=signer.kid, algorithm=signer.algorithm)
    text = (signed + b"." + base64url.encode(signer.sign(signed))).decode()
    answer = await _verify(client, {"credential": text})
    assert (answer["verdict"], answer["code"]) == ("invalid", "key_not_trusted")
    assert answer["results"][0]["credential"] is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("fixture", BY_TEXT, ids=_named)
async def test_page_api_and_receipt_say_the_same_in_every_language(
    client: AsyncClient, fixture: Any, language: str
) -> None:
    answer = await _verify(client, fixture.request, language, withReceipt=True)
    [result] = answer["results"]
    claims = orjson.loads(base64.urlsafe_b64decode(answer["receipt"].split(".")[1] + "=="))
    assert (claims["verdict"], claims["code"], claims["detail"]) == (
        answer["verdict"],
        answer["code"],
        answer["detail"],
    )
    page = await client.post(
        "/check/text", data={"text": fixture.request["credential"]}, headers={"Accept-Language": language}
    )
    shown = html.unescape(page.text)
    assert translate(wording.VERDICT_TITLES[answer["verdict"]], language) in shown
    for check in result["checks"]:
        assert check["detail"] in shown, check["code"]
        assert {"check": check["check"], "code": check["code"]}.items() <= {
            name: value
            for made in claims["results"][0]["checks"]
            if made["check"] == check["check"]
            for name, value in made.items()
        }.items()
    if answer["verdict"] != "valid":
        assert result["detail"] in shown
    told = PERSON in shown
    assert told is (result["credential"] is not None and result["credential"]["holderName"] == PERSON)


async def test_paper_says_the_same_words_about_every_reason(context: Context, client: AsyncClient) -> None:
    for fixture in BY_TEXT:
        context.caches.clear()  # so many papers a minute nobody else gets
        answer = await _verify(client, fixture.request, withReceipt=True)
        paper = await client.post("/check/receipt", data={"receipt": answer["receipt"], "as": "pdf"})
        printed = " ".join(text_of(paper.content).split())
        assert wording.VERDICT_TITLES[fixture.verdict] in printed, fixture.code
        for check in answer["results"][0]["checks"]:
            if check["outcome"] != "skipped":
                assert f"({check['code']})" in printed, fixture.code
                assert " ".join(check["detail"].split()) in printed, fixture.code


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_no_credential_has_the_same_words_everywhere_too(
    client: AsyncClient, language: str
) -> None:
    [link] = [fixture for fixture in SENT if fixture.code == LINK_NOT_WORKING]
    secret = (link.request or {})["shareLink"]
    answer = await _verify(client, {"shareLink": secret}, language, withReceipt=True)
    page = await client.get(f"/s/{secret}", headers={"Accept-Language": language})
    assert answer["detail"] in html.unescape(page.text)
    [shown] = [fixture for fixture in SENT if "presentation" in (fixture.request or {})]
    refused = await _verify(client, shown.request, language, withReceipt=True)
    for told in (answer, refused):
        claims = orjson.loads(base64.urlsafe_b64decode(told["receipt"].split(".")[1] + "=="))
        assert {name: claims[name] for name in ("verdict", "code", "detail")} == {
            name: told[name] for name in ("verdict", "code", "detail")
        }


def test_every_reason_has_a_sentence_in_both_languages() -> None:
    for code, text in wording.DECIDING_SENTENCES.items():
        english = translate(text, "en")
        assert english and english != text, code


async def test_looking_at_the_fixtures_changes_nothing(
    context: Context, client: AsyncClient, superuser: psycopg.Connection[tuple[str]]
) -> None:
    found = superuser.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    tables = [table for (table,) in found]
    before = [superuser.execute(f'SELECT count(*) FROM "{table}"').fetchone() for table in tables]
    await client.get("/v1/sandbox/fixtures")
    await _verify(client, FIXTURES[0].request)
    assert before == [superuser.execute(f'SELECT count(*) FROM "{table}"').fetchone() for table in tables]
