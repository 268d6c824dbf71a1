"""What is remembered between verifications."""

from app.verifying.memory import SCHEMA_FILE, Recent, load_policy


def test_the_memory_is_bounded_and_drops_the_oldest() -> None:
    recent: Recent[int, str] = Recent(3)
    for number in range(5):
        recent[number] = str(number)
    assert list(recent) == [2, 3, 4]


def test_the_schema_is_compiled_once() -> None:
    assert SCHEMA_FILE.exists()
    assert load_policy() is load_policy()
    assert load_policy().schemas is not None
