"""Two forms of the secret of a share link: of an address, and of a code that people type."""

import pytest

from app.holding.share_secrets import hash_share_secret, is_share_secret, new_share_secret
from app.platform.link_secrets import hash_secret
from app.platform.randomness import SystemRandomness


async def test_a_code_opens_the_same_link_however_it_is_typed() -> None:
    code = new_share_secret(SystemRandomness(), is_typed=True)
    hashes = {await hash_share_secret(typed) for typed in (code, code.lower(), code.replace("-", " "))}
    assert len(code) == 14
    assert len(hashes) == 1 and None not in hashes


async def test_one_wrong_sign_makes_no_code() -> None:
    code = new_share_secret(SystemRandomness(), is_typed=True)
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    assert not is_share_secret(wrong)
    assert await hash_share_secret(wrong) is None


async def test_a_secret_of_an_address_is_kept_by_its_sha_256() -> None:
    secret = new_share_secret(SystemRandomness(), is_typed=False)
    assert is_share_secret(secret)
    assert await hash_share_secret(secret) == hash_secret(secret)


@pytest.mark.parametrize("text", ["", "kort", "x" * 100, "' OR 1=1"])
async def test_anything_else_is_no_secret(text: str) -> None:
    assert not is_share_secret(text)
    assert await hash_share_secret(text) is None
