"""Codes of six digits: evenly spread, read with spaces, and worth nothing in another browser."""

from app.platform.one_time_codes import hash_code, new_code, read_code
from app.platform.randomness import SeededRandomness


def test_a_code_has_six_digits_also_when_it_is_small() -> None:
    codes = {new_code(SeededRandomness(seed)) for seed in range(300)}
    assert len(codes) == 300
    assert all(len(code) == 6 and code.isdigit() for code in codes)
    assert any(code.startswith("0") for code in codes)


def test_spaces_between_digits_do_not_count() -> None:
    assert read_code(" 042 917\n") == "042917"


def test_the_same_code_of_another_browser_has_another_hash() -> None:
    assert hash_code(b"a" * 32, "042917") != hash_code(b"b" * 32, "042917")
