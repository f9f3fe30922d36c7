"""Every lint of the house bites on its bad examples, lets its good ones pass, and finds nothing in the tree."""

from pathlib import PurePosixPath

import pytest

from devtools import lint
from devtools.lint.rule import Example, Rule, Source


def faults(rule: Rule, example: Example) -> list[str]:
    return [str(finding) for finding in lint.look_at(rule, Source(PurePosixPath(example.path), example.text))]


BAD = [pytest.param(rule, example, id=f"{rule.name}-{number}") for rule in lint.RULES for number, example in enumerate(rule.bad)]
GOOD = [pytest.param(rule, example, id=f"{rule.name}-{number}") for rule in lint.RULES for number, example in enumerate(rule.good)]


@pytest.mark.parametrize(("rule", "example"), BAD)
def test_the_lint_bites(rule: Rule, example: Example) -> None:
    assert faults(rule, example)


@pytest.mark.parametrize(("rule", "example"), GOOD)
def test_the_lint_lets_good_code_pass(rule: Rule, example: Example) -> None:
    assert faults(rule, example) == []


def test_every_lint_has_both_kinds_of_example_and_a_name_of_its_own() -> None:
    assert all(rule.good and rule.bad for rule in lint.RULES)
    assert len({rule.name for rule in lint.RULES}) == len(lint.RULES)


def test_the_tree_is_clean() -> None:
    assert [str(finding) for finding in lint.findings()] == []


def test_no_exception_outlives_its_reason() -> None:
    assert lint.idle_exceptions() == []


def test_the_whole_tree_is_looked_at() -> None:
    paths = {str(source.path) for source in lint.tree()}
    assert {"dev", "README.md", "linli/kernel/clock.py", "tests/architecture/test_lints.py"} <= paths
