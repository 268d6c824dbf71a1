"""An SD-JWT VC of an issuer elsewhere: its status is fetched from its token status list, or does not come."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.credentials.formats.sd_jwt_vc import SdJwtVc
from app.credentials.model import Profile
from app.credentials.status.entry import TokenStatusEntry
from app.credentials.status.token_status_list import build_status_claims, pack_statuses
from app.credentials.status_tokens import secure_status_claims
from app.platform.context import Context
from app.verifying.verify import verify_text
from tests.contract.passport_world import build_world
from tests.contract.test_verifying_foreign import DID, Foreigner, _move_abroad
from tests.load.fixture import build_credential
from tests.unit.credentials.sd_cases import Counter

TOKEN_LIST = "https://elders.example/token-status/1"
INDEX = 4_711
MINUTE = timedelta(minutes=1)


def issue(foreigner: Foreigner, *, url: str = TOKEN_LIST) -> str:
    credential = replace(
        build_credential(),
        issuer=Profile(DID, "Noemt zichzelf anders", "https://elders.example"),
        status=(),
        token_status=TokenStatusEntry(url, INDEX),
    )
    return SdJwtVc().secure(credential, foreigner.signer, randomness=Counter()).text


def publish(foreigner: Foreigner, status: int, *, at: datetime, url: str = TOKEN_LIST) -> None:
    packed = pack_statuses({INDEX: status}, size=2, length=131_072)
    claims = build_status_claims(
        url=url, packed=packed, size=2, issued_at=at, expires_at=at + timedelta(days=1)
    )
    text = secure_status_claims(claims, foreigner.signer)
    foreigner.internet.pages[TOKEN_LIST] = text.encode()


async def judged(foreigner: Foreigner) -> tuple[str, str]:
    report = await verify_text(foreigner.context, issue(foreigner))
    return report.verdict.value, report.deciding.code


@pytest.mark.parametrize(
    ("status", "verdict"),
    [(0, ("valid", "ok")), (1, ("invalid", "revoked")), (2, ("caution", "suspended"))],
)
async def test_the_status_of_a_foreign_credential_is_fetched(
    context: Context, status: int, verdict: tuple[str, str]
) -> None:
    foreigner = await _move_abroad(context)
    publish(foreigner, status, at=context.clock.now() - MINUTE)
    assert await judged(foreigner) == verdict


@pytest.mark.abuse("A13")
async def test_an_older_list_than_one_seen_before_is_never_believed(context: Context) -> None:
    foreigner = await _move_abroad(context)
    publish(foreigner, 1, at=context.clock.now() - MINUTE)
    assert await judged(foreigner) == ("invalid", "revoked")
    publish(foreigner, 0, at=context.clock.now() - 2 * MINUTE)
    assert await judged(foreigner) == ("indeterminate", "status_unavailable")


@pytest.mark.abuse("A14", "A18")
async def test_without_a_good_list_nobody_calls_it_valid(context: Context) -> None:
    foreigner = await _move_abroad(context)
    assert await judged(foreigner) == ("indeterminate", "status_unavailable")
    foreigner.internet.refused.add(TOKEN_LIST)
    assert await judged(foreigner) == ("indeterminate", "resolution_refused")
    foreigner.internet.refused.clear()
    foreigner.internet.pages[TOKEN_LIST] = b"no list"
    assert await judged(foreigner) == ("invalid", "status_list_invalid")
    publish(foreigner, 0, at=context.clock.now() - MINUTE, url="https://elders.example/token-status/2")
    assert await judged(foreigner) == ("invalid", "status_list_invalid")


@pytest.mark.abuse("A14")
async def test_our_own_list_says_nothing_about_a_stranger_who_points_to_it(context: Context) -> None:
    world = await build_world(context, "token-lists")
    list_id = (await world.issue()).issuance.status_list_id
    ours = f"{context.settings.public_url}/status/{list_id}"
    foreigner = await _move_abroad(context)
    report = await verify_text(foreigner.context, issue(foreigner, url=ours))
    assert report.deciding.code == "status_unavailable"
    assert ours in foreigner.internet.asked
