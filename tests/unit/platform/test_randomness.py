"""Two sources of chance: one that nobody can foretell, one that repeats itself for tests."""

import pytest

from app.platform.randomness import Randomness, SeededRandomness, SystemRandomness

SOURCES = [SystemRandomness(), SeededRandomness(1)]


@pytest.mark.parametrize("source", SOURCES)
def test_every_source_keeps_to_what_was_asked(source: Randomness) -> None:
    assert [len(source.token(size)) for size in (0, 1, 32)] == [0, 1, 32]
    assert {source.below(3) for _ in range(200)} == {0, 1, 2}
    assert {(found.version, found.variant) for found in (source.uuid() for _ in range(20))} == {
        (4, "specified in RFC 4122")
    }


def test_the_same_seed_gives_the_same_values_and_another_seed_others() -> None:
    def drawn(seed: int) -> list[object]:
        source = SeededRandomness(seed)
        return [source.token(16), source.below(1_000_000), source.uuid()]

    assert drawn(7) == drawn(7)
    assert drawn(7) != drawn(8)


def test_the_real_source_never_repeats_itself() -> None:
    source = SystemRandomness()
    assert (
        len({source.token(16) for _ in range(1_000)} | {source.uuid().bytes for _ in range(1_000)}) == 2_000
    )
