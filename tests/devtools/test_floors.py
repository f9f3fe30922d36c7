"""The floor of tests, journeys and skips, and the gate of coverage."""

from pathlib import Path

import pytest

from devtools import coverage_gate, floors
from devtools import test as whole
from devtools.coverage_gate import Measured, Threshold
from devtools.environment import ROOT
from devtools.floors import Floor

FLOOR = Floor(tests=10, journeys=3, skips={"no such server": 2})

REPORT = """<testsuites><testsuite>
<testcase name="a"/><testcase name="b"/>
<testcase name="c"><failure message="no"/></testcase>
<testcase name="d"><error message="no"/></testcase>
<testcase name="e"><skipped type="pytest.skip" message="no such server"/></testcase>
<testcase name="f"><skipped type="pytest.skip" message="no such server"/></testcase>
</testsuite></testsuites>"""


def test_a_report_is_counted_by_outcome_and_reason(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(REPORT, encoding="utf-8")
    count = floors.read_report(report)
    assert (count.passed, count.failed, count.skipped) == (2, 2, {"no such server": 2})


def test_a_missing_report_counts_nothing(tmp_path: Path) -> None:
    assert floors.read_report(tmp_path / "none.xml").passed == 0


def test_a_run_on_the_floor_is_enough() -> None:
    assert floors.shortfalls(FLOOR, tests=10, journeys=3, skipped={"no such server": 2}) == []


@pytest.mark.parametrize(
    ("tests", "journeys", "skipped", "said"),
    [
        (9, 3, {}, "9 tests passed, the floor is 10"),
        (10, 2, {}, "2 journeys passed, the floor is 3"),
        (10, 3, {"no such server": 3}, "3 skipped because “no such server”, allowed 2"),
        (10, 3, {"flaky": 1}, "1 skipped because “flaky”, allowed 0"),
    ],
)
def test_a_run_below_the_floor_says_where(tests: int, journeys: int, skipped: dict[str, int], said: str) -> None:
    assert floors.shortfalls(FLOOR, tests=tests, journeys=journeys, skipped=skipped) == [said]


def test_journeys_that_could_not_run_are_not_held_against_the_floor() -> None:
    assert floors.shortfalls(FLOOR, tests=10, journeys=None, skipped={}) == []


def test_a_listed_skip_does_not_lower_the_count_and_another_one_still_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(floors, "read_floor", lambda: FLOOR)

    def below(passed: int, skipped: dict[str, int]) -> list[str]:
        return whole.below_floor(floors.Count(passed, 0, skipped), [], None, without_browser=True)

    assert below(8, {"no such server": 2}) == []
    assert below(7, {"no such server": 2}) == ["9 tests passed, the floor is 10"]
    assert below(9, {"flaky": 1}) == ["1 skipped because “flaky”, allowed 0"]


def test_the_committed_floor_and_thresholds_can_be_read() -> None:
    assert floors.read_floor().tests >= 0
    assert {threshold.name for threshold in coverage_gate.read_thresholds()} == {"overall", "kernel", "rules", "actions", "queries", "lang"}


@pytest.mark.parametrize(
    ("path", "pattern", "does"),
    [
        ("linli/kernel/ids.py", "linli/kernel/**", True),
        ("linli/kernel/journal/seals.py", "linli/kernel/**", True),
        ("linli/notes/rules.py", "linli/**/rules.py", True),
        ("linli/notes/rules/moves.py", "linli/**/rules/**", True),
        ("linli/notes/xrules.py", "linli/**/rules.py", False),
        ("linli/notes/rules.py", "linli/*.py", False),
    ],
)
def test_a_pattern_crosses_folders_only_where_it_says_so(path: str, pattern: str, does: bool) -> None:
    assert coverage_gate.matches(path, pattern) is does


def test_the_gate_judges_each_group_by_its_own_files() -> None:
    files = {"linli/a/rules.py": Measured(9, 10), "linli/a/views.py": Measured(90, 90)}
    thresholds = [Threshold("overall", ["linli/**"], 99), Threshold("rules", ["linli/**/rules.py"], 100)]
    assert coverage_gate.judge(thresholds, files) == [(True, "overall 99.00 % of 99 %"), (False, "rules 90.00 % of 100 %")]


def test_the_gate_names_the_places_of_the_group_that_is_below() -> None:
    files = {"linli/a/rules.py": Measured(8, 10, "3 4→out"), "linli/b/rules.py": Measured(9, 9), "linli/a/views.py": Measured(90, 91, "7")}
    thresholds = [Threshold("overall", ["linli/**"], 95), Threshold("rules", ["linli/**/rules.py"], 100)]
    assert coverage_gate.shortest(thresholds, files) == ["    2 lines and branches missed in linli/a/rules.py: 3 4→out"]
    assert coverage_gate.shortest(thresholds[:1], files) == []


def test_parts_of_one_run_count_as_one() -> None:
    whole_run = floors.together([floors.Count(2, 1, {"a": 1}), floors.Count(3, 0, {"a": 2, "b": 1})])
    assert (whole_run.passed, whole_run.failed, whole_run.skipped) == (5, 1, {"a": 3, "b": 1})


def test_every_folder_of_tests_runs_once() -> None:
    paths = [path for part in whole.parts() for path in part]
    assert len(paths) == len(set(paths))
    found = {f"tests/{path.relative_to(ROOT / 'tests').parts[0]}" for path in (ROOT / "tests").rglob("test_*.py")}
    assert set(paths) == found
