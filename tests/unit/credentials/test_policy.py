"""The choices of a verifier."""

from datetime import timedelta

from app.credentials.policy import DEFAULT_POLICY, PASSPORT, STATUS_LIST


def test_the_limits_are_those_that_the_service_publishes() -> None:
    assert (DEFAULT_POLICY.max_bytes, DEFAULT_POLICY.max_depth, DEFAULT_POLICY.max_members) == (
        65_536,
        32,
        1_000,
    )
    assert DEFAULT_POLICY.max_status_list_bytes == 1_048_576
    assert DEFAULT_POLICY.clock_skew == timedelta(seconds=60)
    assert DEFAULT_POLICY.algorithms == {"EdDSA", "ES256"}


def test_credentials_and_status_lists_are_signed_with_keys_of_their_own() -> None:
    assert PASSPORT.key_purposes & STATUS_LIST.key_purposes == {"any"}
