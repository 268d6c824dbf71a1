"""The life of a key, and which key signs at a moment."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.credentials.keys.algorithms import Algorithm
from app.credentials.keys.jwk import PublicKey
from app.trust.signing_keys import (
    KeyPurpose,
    KeyState,
    SigningKey,
    find_active,
    find_next,
    thumbprint,
)

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
# RFC 8037 appendix A.2 and A.3: a key and its thumbprint.
RFC_8037 = PublicKey.from_jwk(
    {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}, kid="k"
)


def make(
    number: int,
    *,
    valid_from: datetime,
    retired_at: datetime | None = None,
    compromised_at: datetime | None = None,
) -> SigningKey:
    return SigningKey(
        id=UUID(int=number),
        kid=f"did:web:example.org#{number}",
        purpose=KeyPurpose.CREDENTIAL,
        algorithm=Algorithm.EDDSA,
        public=RFC_8037,
        created_at=NOW - 24 * HOUR,
        valid_from=valid_from,
        retired_at=retired_at,
        compromised_at=compromised_at,
    )


@pytest.mark.parametrize(
    ("key", "state"),
    [
        (make(1, valid_from=NOW + HOUR), KeyState.PRE_ACTIVE),
        (make(1, valid_from=NOW), KeyState.ACTIVE),
        (make(1, valid_from=NOW - HOUR, retired_at=NOW + HOUR), KeyState.ACTIVE),
        (make(1, valid_from=NOW - HOUR, retired_at=NOW), KeyState.RETIRED),
        (make(1, valid_from=NOW - HOUR, compromised_at=NOW), KeyState.COMPROMISED),
        (make(1, valid_from=NOW + HOUR, compromised_at=NOW), KeyState.COMPROMISED),
        (make(1, valid_from=NOW - HOUR, retired_at=NOW, compromised_at=NOW), KeyState.COMPROMISED),
    ],
)
def test_a_key_is_in_one_part_of_its_life(key: SigningKey, state: KeyState) -> None:
    assert key.state(NOW) is state


def test_without_keys_none_signs() -> None:
    assert find_active([], NOW) is None
    assert find_next([], NOW) is None


def test_the_key_before_signs_until_the_next_is_in_force() -> None:
    before = make(1, valid_from=NOW - HOUR, retired_at=NOW + HOUR)
    following = make(2, valid_from=NOW + timedelta(seconds=1))
    assert find_active([before, following], NOW) == before
    assert find_next([before, following], NOW) == following


def test_in_the_overlap_only_the_next_key_is_chosen() -> None:
    before = make(1, valid_from=NOW - HOUR, retired_at=NOW + timedelta(seconds=10))
    following = make(2, valid_from=NOW)
    assert find_active([following, before], NOW) == following
    assert find_next([following, before], NOW) is None


def test_of_two_keys_of_the_same_moment_the_one_without_an_end_signs() -> None:
    before = make(1, valid_from=NOW, retired_at=NOW + timedelta(seconds=10))
    following = make(2, valid_from=NOW)
    assert find_active([before, following], NOW) == following
    assert find_active([following, before], NOW) == following


def test_at_every_second_of_a_rotation_one_key_signs() -> None:
    takeover = NOW + timedelta(seconds=60)
    keys = [
        make(1, valid_from=NOW - HOUR, retired_at=takeover + timedelta(seconds=10)),
        make(2, valid_from=takeover),
    ]
    for second in range(120):
        moment = NOW + timedelta(seconds=second)
        chosen = find_active(keys, moment)
        assert chosen == keys[moment >= takeover]


def test_a_compromised_key_never_signs() -> None:
    assert find_active([make(1, valid_from=NOW - HOUR, compromised_at=NOW)], NOW) is None


def test_the_thumbprint_is_that_of_the_standard() -> None:
    assert thumbprint(RFC_8037) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_the_thumbprint_of_a_p256_key_uses_both_coordinates() -> None:
    # The key of RFC 7517 appendix A.1.
    key = PublicKey.from_jwk(
        {
            "kty": "EC",
            "crv": "P-256",
            "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
            "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
        },
        kid="k",
    )
    assert thumbprint(key) == "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s"


def test_a_verifier_sees_the_whole_life_of_a_key() -> None:
    key = make(1, valid_from=NOW - HOUR, retired_at=NOW, compromised_at=NOW)
    seen = key.to_issuer_key()
    assert (seen.purpose, seen.valid_from, seen.retired_at, seen.compromised_at) == (
        "credential",
        key.valid_from,
        NOW,
        NOW,
    )
