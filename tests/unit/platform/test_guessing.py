"""Who counts as one visitor where misses are counted."""

import pytest

from app.platform.guessing import place_of


@pytest.mark.abuse("A24")
def test_the_addresses_of_one_connection_are_one_place() -> None:
    assert place_of("2001:db8:1:2::1") == place_of("2001:db8:1:2:ffff:ffff:ffff:fffe")
    assert place_of("2001:db8:1:2::1") != place_of("2001:db8:1:3::1")


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("::1", "::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
        ("a:b", "a:b"),
        ("", ""),
    ],
)
def test_what_is_no_address_of_ipv6_stays_as_it_is(address: str, place: str) -> None:
    assert place_of(address) == place
