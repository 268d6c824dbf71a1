"""Credentials of an issuer elsewhere: keys and status lists come from its own web address, or do not come."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.credentials.encoding import strict_json
from app.credentials.formats.vc_jwt import VcJwt, secure_document
from app.credentials.identifiers.did_document import build_did_document
from app.credentials.identifiers.did_web import did_web_url
from app.credentials.keys.algorithms import generate_private_key
from app.credentials.keys.signer import LocalSigner
from app.credentials.materials import IssuerKey
from app.credentials.model import Credential, Profile, StatusEntry
from app.credentials.status.bitstring_status_list import build_status_list_document
from app.platform.context import Context
from app.platform.fetch import Fetched, Fetcher, FetchFailed, FetchRefused
from app.trust.registry import register_issuer
from app.verifying.verify import verify_text
from tests.load.fixture import build_credential

DID = "did:web:elders.example"
LIST_URL = "https://elders.example/status/1"
INDEX = 70_321
LISTS_OK = 2 * 131_072


@dataclass
class Internet:
    """What answers at which address; an address in `refused` may not be asked, the rest goes to `real` if given."""

    now: datetime
    pages: dict[str, bytes] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    real: Fetcher | None = None

    async def fetch(self, url: str, *, accept: tuple[str, ...], max_bytes: int, purpose: str) -> Fetched:
        self.asked.append(url)
        if self.real is not None and url not in self.pages:
            return await self.real.fetch(url, accept=accept, max_bytes=max_bytes, purpose=purpose)
        if url in self.refused:
            raise FetchRefused
        if url not in self.pages or len(self.pages[url]) > max_bytes:
            raise FetchFailed
        return Fetched(url=url, body=self.pages[url], content_type=accept[0], fetched_at=self.now)


@dataclass
class Foreigner:
    """An issuer elsewhere, in our register, that publishes its keys and one revocation list."""

    context: Context
    internet: Internet
    signer: LocalSigner

    def publish_list(
        self, *revoked: int, at: datetime, url: str = LIST_URL, purpose: str = "revocation", **changes: Any
    ) -> None:
        """Publish the list as it stood `at`; `changes` are members that are wrong."""
        document = build_status_list_document(
            id=url,
            issuer_id=DID,
            purpose=purpose,
            set_indexes=revoked,
            valid_from=at.replace(microsecond=0),
            valid_until=at.replace(microsecond=0) + timedelta(days=1),
            ttl_ms=300_000,
        )
        self.internet.pages[LIST_URL] = secure_document(document | changes, self.signer).text.encode()

    def issue(self, *, index: int = INDEX, url: str = LIST_URL) -> str:
        """A credential of this issuer, whose status stands in its list."""
        credential: Credential = replace(
            build_credential(),
            issuer=Profile(DID, "Noemt zichzelf anders", "https://elders.example"),
            status=(StatusEntry("revocation", url, index),),
        )
        return VcJwt.secure(credential, self.signer).text


async def _move_abroad(context: Context) -> Foreigner:
    internet = Internet(context.clock.now())
    signer = LocalSigner(f"{DID}#key-1", generate_private_key("EdDSA"))
    key = IssuerKey(signer.public, "any", context.clock.now() - timedelta(days=900))
    internet.pages[did_web_url(DID)] = strict_json.dumps(build_did_document(DID, [key]))
    await register_issuer(
        context,
        did=DID,
        name="Vakschool Elders",
        registered_by="operator",
        registered_from=context.clock.now() - timedelta(days=900),
    )
    foreigner = Foreigner(replace(context, fetch=internet), internet, signer)  # type: ignore[arg-type]
    foreigner.publish_list(at=context.clock.now() - timedelta(hours=1))
    return foreigner


async def _verdict(foreigner: Foreigner, text: str) -> tuple[str, str]:
    report = await verify_text(foreigner.context, text)
    return report.verdict.value, report.deciding.code


async def test_a_credential_from_elsewhere_is_judged_like_our_own(context: Context) -> None:
    foreigner = await _move_abroad(context)
    assert (await _verdict(foreigner, foreigner.issue()))[0] == "valid"
    foreigner.publish_list(INDEX, at=context.clock.now() - timedelta(minutes=5))
    assert await _verdict(foreigner, foreigner.issue()) == ("invalid", "revoked")


@pytest.mark.abuse("A13")
async def test_an_older_status_list_than_one_seen_before_is_never_believed(context: Context) -> None:
    foreigner = await _move_abroad(context)
    newer, older = context.clock.now() - timedelta(minutes=5), context.clock.now() - timedelta(hours=2)
    foreigner.publish_list(INDEX, at=newer)
    assert await _verdict(foreigner, foreigner.issue()) == ("invalid", "revoked")
    foreigner.publish_list(at=older)
    assert await _verdict(foreigner, foreigner.issue()) == ("indeterminate", "status_unavailable")


@pytest.mark.abuse("A14", "A18")
async def test_without_keys_or_status_the_verdict_is_indeterminate(context: Context) -> None:
    foreigner = await _move_abroad(context)
    text = foreigner.issue()
    del foreigner.internet.pages[LIST_URL]
    assert await _verdict(foreigner, text) == ("indeterminate", "status_unavailable")
    foreigner.internet.refused.add(LIST_URL)
    assert await _verdict(foreigner, text) == ("indeterminate", "resolution_refused")
    foreigner.internet.pages.clear()
    assert await _verdict(foreigner, text) == ("indeterminate", "keys_unavailable")
    foreigner.internet.refused.add(did_web_url(DID))
    assert await _verdict(foreigner, text) == ("indeterminate", "resolution_refused")


async def test_a_status_list_that_is_out_of_date_decides_nothing(context: Context) -> None:
    foreigner = await _move_abroad(context)
    foreigner.publish_list(at=context.clock.now() - timedelta(days=3))
    assert await _verdict(foreigner, foreigner.issue()) == ("indeterminate", "status_unavailable")


@pytest.mark.parametrize(
    "wrong",
    [
        {"purpose": "suspension"},
        {"url": "https://elders.example/status/2"},
        {"issuer": "did:web:anders.example"},
        {"credentialSubject": {"id": f"{LIST_URL}#list", "type": "Iets"}},
    ],
)
@pytest.mark.abuse("A14")
async def test_a_wrong_status_list_makes_the_credential_invalid(
    context: Context, wrong: Mapping[str, Any]
) -> None:
    foreigner = await _move_abroad(context)
    foreigner.publish_list(at=context.clock.now() - timedelta(hours=1), **wrong)
    assert await _verdict(foreigner, foreigner.issue()) == ("invalid", "status_list_invalid")


async def test_an_index_outside_the_list_makes_the_credential_invalid(context: Context) -> None:
    foreigner = await _move_abroad(context)
    assert await _verdict(foreigner, foreigner.issue(index=LISTS_OK)) == ("invalid", "status_list_invalid")


async def test_a_list_signed_by_somebody_else_makes_the_credential_invalid(context: Context) -> None:
    foreigner = await _move_abroad(context)
    text = foreigner.issue()
    stranger = replace(foreigner, signer=LocalSigner(f"{DID}#key-1", generate_private_key("EdDSA")))
    stranger.publish_list(at=context.clock.now() - timedelta(hours=1))
    assert await _verdict(foreigner, text) == ("invalid", "status_list_invalid")


@pytest.mark.abuse("A14")
async def test_our_own_list_says_nothing_about_a_stranger_who_points_to_it(context: Context) -> None:
    foreigner = await _move_abroad(context)
    ours = f"{context.settings.public_url}/status-lists/{'0' * 8}-0000-4000-8000-{'0' * 12}/revocation"
    assert (await _verdict(foreigner, foreigner.issue(url=ours)))[0] == "indeterminate"
    assert ours in foreigner.internet.asked


async def test_nothing_is_fetched_for_a_credential_that_is_not_proven(context: Context) -> None:
    foreigner = await _move_abroad(context)
    header, payload, _ = foreigner.issue().split(".")
    assert (await _verdict(foreigner, f"{header}.{payload}.{'A' * 86}"))[0] == "invalid"
    assert foreigner.internet.asked == [did_web_url(DID)]
