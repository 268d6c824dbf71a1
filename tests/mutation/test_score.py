"""The score counts what mutmut says, and nothing that no test reached counts as noticed."""

from tests.mutation.score import count_results, report, score_of

LINES = [
    "    app.a.x_read__mutmut_1: killed",
    "    app.a.xǁFormatǁread__mutmut_2: timeout",
    "    app.a.x_read__mutmut_3: survived",
    "    app.b.x_read__mutmut_1: no tests",
    "    app.b.x_read__mutmut_2: not checked",
    "",
    "Something else: that was printed",
]


def test_faults_are_counted_by_module() -> None:
    assert count_results(LINES) == {
        "app.a": {"killed": 1, "timeout": 1, "survived": 1},
        "app.b": {"no tests": 1, "not checked": 1},
    }


def test_only_a_fault_that_a_test_noticed_counts() -> None:
    assert score_of({"killed": 3, "survived": 1}) == 75
    assert score_of({"killed": 1, "timeout": 1, "no tests": 2}) == 50
    assert score_of({"killed": 1, "skipped": 9}) == 100


def test_the_weakest_file_stands_first_and_decides() -> None:
    lines, is_enough = report(count_results(LINES), 60)
    assert [line.split()[-1] for line in lines] == ["%", "app.a", "%"]
    assert lines[0].endswith("app.b  below 60 %")
    assert not is_enough
    assert report(count_results(LINES[:3]), 60)[1]


def test_a_run_without_results_is_no_success() -> None:
    assert report({}, 0)[1] is False
