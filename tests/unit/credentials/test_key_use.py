"""Which key of an issuer may have signed."""

from datetime import timedelta

import pytest

from app.credentials.errors import KeyCompromised, KeyNotTrusted, KeyRetired
from app.credentials.key_use import ensure_key_in_use, ensure_list_key_in_use, find_key
from app.credentials.policy import DEFAULT_POLICY, PASSPORT, STATUS_LIST
from tests.unit.credentials.cases import DAY, KID, NOW, issuer_key, signer

KEY = issuer_key(signer())
HOUR = timedelta(hours=1)


def test_a_key_is_found_by_its_name_and_for_its_purpose() -> None:
    assert find_key(KID, (KEY,), PASSPORT) is KEY
    for kid, profile in ((KID + "0", PASSPORT), (KID, STATUS_LIST)):
        with pytest.raises(KeyNotTrusted):
            find_key(kid, (KEY,), profile)


def test_a_key_signs_from_its_first_day_to_its_last() -> None:
    ensure_key_in_use(KEY, now=NOW, ledger_time=None)
    with pytest.raises(KeyNotTrusted):
        ensure_key_in_use(KEY, now=NOW - 366 * DAY, ledger_time=None)
    retired = issuer_key(signer(), retired_at=NOW - DAY)
    ensure_key_in_use(retired, now=NOW, ledger_time=NOW - 2 * DAY)
    ensure_key_in_use(retired, now=NOW - 2 * DAY, ledger_time=None)
    for ledger_time in (None, NOW - DAY):
        with pytest.raises(KeyRetired):
            ensure_key_in_use(retired, now=NOW, ledger_time=ledger_time)


def test_only_the_ledger_saves_what_a_stolen_key_signed() -> None:
    stolen = issuer_key(signer(), compromised_at=NOW)
    ensure_key_in_use(stolen, now=NOW, ledger_time=NOW - DAY)
    with pytest.raises(KeyCompromised):
        ensure_key_in_use(stolen, now=NOW, ledger_time=None)


def test_a_list_signed_before_a_rotation_stays_good_for_a_while() -> None:
    just = issuer_key(signer(), retired_at=NOW - HOUR)
    ensure_list_key_in_use(just, NOW - 2 * HOUR, policy=DEFAULT_POLICY, now=NOW)
    for made_at, retired_at in ((NOW, NOW - HOUR), (NOW - 3 * DAY, NOW - 2 * DAY)):
        with pytest.raises(KeyRetired):
            ensure_list_key_in_use(
                issuer_key(signer(), retired_at=retired_at), made_at, policy=DEFAULT_POLICY, now=NOW
            )
