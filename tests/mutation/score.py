"""`make mutation`: of the faults that mutmut put into each file, how many the tests noticed."""

import argparse
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

THRESHOLD = 85.0
_NOTICED = frozenset({"killed", "timeout", "segfault"})
_LEFT_OUT = frozenset({"skipped"})


def read_results() -> list[str]:
    """The lines of mutmut's last run, `module.function__mutmut_number: status`."""
    command = [str(Path(sys.executable).with_name("mutmut")), "results", "--all", "true"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()


def count_results(lines: Iterable[str]) -> dict[str, Counter[str]]:
    """How often each status occurs, by module."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for line in lines:
        name, separator, status = line.strip().rpartition(": ")
        if separator and "__mutmut_" in name:
            found[name.rpartition(".")[0]][status] += 1
    return dict(found)


def score_of(counts: Mapping[str, int]) -> float:
    """The percentage of faults that were noticed; a fault that no test reaches was not."""
    tried = sum(number for status, number in counts.items() if status not in _LEFT_OUT)
    return 100 * sum(counts.get(status, 0) for status in _NOTICED) / tried if tried else 100.0


def report(found: Mapping[str, Counter[str]], threshold: float) -> tuple[list[str], bool]:
    """One line for each module and one for all, and whether each of them reaches the threshold."""
    total = sum(found.values(), Counter[str]())
    rows = [*sorted(found.items(), key=lambda row: score_of(row[1])), ("all", total)]
    lines = [
        f"{score_of(counts):5.1f} %  {counts.total():5} faults  {name}"
        + ("" if score_of(counts) >= threshold else f"  below {threshold:g} %")
        for name, counts in rows
    ]
    return lines, bool(found) and all(score_of(counts) >= threshold for _, counts in rows)


def main() -> None:
    """Print the report; the exit status is 1 when a file, or all together, stays below the threshold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threshold", type=float, default=THRESHOLD, help="percentage for each file")
    lines, is_enough = report(count_results(read_results()), parser.parse_args().threshold)
    print("\n".join(lines))
    sys.exit(not is_enough)


if __name__ == "__main__":
    main()
