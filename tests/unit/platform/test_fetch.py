"""The door to the internet opens only for public https addresses by name."""

import pytest

from app.platform.fetch import FetchRefused, check_address, is_public


@pytest.mark.parametrize(
    "url",
    [
        "http://issuer.example/did.json",
        "https://issuer.example:8443/did.json",
        "https://user@issuer.example/",
        "https://user:pass@issuer.example/",
        "https://localhost/",
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://[::1]/",
        "https://issuer.example\\@evil.example/ x",
        "https://issuer.exam\tple/",
        "https://issuer.example/é",
        "file:///etc/passwd",
        "gopher://issuer.example/",
        "https://issuer.example:99999/",
        "",
    ],
)
@pytest.mark.abuse("A18")
def test_other_addresses_are_refused_before_anything_is_looked_up(url: str) -> None:
    with pytest.raises(FetchRefused):
        check_address(url)


def test_a_plain_https_address_is_accepted() -> None:
    assert check_address("https://issuer.example/did.json").hostname == "issuer.example"
    assert check_address("https://issuer.example:443/did.json").path == "/did.json"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
        "2001:db8::1",
    ],
)
@pytest.mark.abuse("A18")
def test_addresses_that_are_not_everyones_are_refused(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["9.9.9.9", "2606:4700::1111", "::ffff:9.9.9.9"])
def test_public_addresses_are_accepted(address: str) -> None:
    assert is_public(address)
