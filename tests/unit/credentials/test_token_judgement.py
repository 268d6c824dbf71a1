"""Judging a credential whose status stands in a token status list."""

from datetime import timedelta
from typing import Any

import pytest

from app.credentials.materials import StatusListInvalid, Unavailable
from app.credentials.report import Verdict
from tests.unit.credentials.cases import DAY, NOW, scene, secured, status_list
from tests.unit.credentials.sd_cases import TOKEN_LIST, sd_scene, skill, token_list

OK = ("passed", "ok")
UNKNOWN = ("unknown", "status_unavailable")
WRONG = ("failed", "status_list_invalid")


@pytest.mark.parametrize(
    ("found", "revocation", "suspension", "verdict"),
    [
        (token_list(), OK, OK, Verdict.VALID),
        (token_list({4711: 1}), ("failed", "revoked"), OK, Verdict.INVALID),
        (token_list({4711: 2}), OK, ("failed", "suspended"), Verdict.CAUTION),
        (token_list({4711: 3}), UNKNOWN, UNKNOWN, Verdict.INDETERMINATE),
        (token_list(expires_at=NOW - timedelta(seconds=60)), UNKNOWN, UNKNOWN, Verdict.INDETERMINATE),
        (token_list(expires_at=NOW - timedelta(seconds=59)), OK, OK, Verdict.VALID),
        (token_list(expires_at=None), OK, OK, Verdict.VALID),
        (token_list(packed=bytes(10)), WRONG, WRONG, Verdict.INVALID),
        (None, UNKNOWN, UNKNOWN, Verdict.INDETERMINATE),
        (Unavailable("status_unavailable"), UNKNOWN, UNKNOWN, Verdict.INDETERMINATE),
        (StatusListInvalid("status_list_invalid"), WRONG, WRONG, Verdict.INVALID),
        (status_list("revocation"), WRONG, WRONG, Verdict.INVALID),
    ],
)
def test_one_value_answers_whether_it_was_withdrawn_or_stopped(
    found: Any, revocation: Any, suspension: Any, verdict: Verdict
) -> None:
    report = sd_scene(status={} if found is None else {TOKEN_LIST: found}).verify(skill())
    outcomes = {check.name: (check.outcome.value, check.code) for check in report.checks}
    assert outcomes["status_revocation"] == revocation
    assert outcomes["status_suspension"] == suspension
    assert report.verdict is verdict


def test_a_token_list_in_the_place_of_a_bitstring_list_is_never_believed() -> None:
    lists = {url: token_list() for url in scene().status}
    assert scene(status=lists, now=NOW + DAY).verify(secured()).deciding.code == "status_list_invalid"
