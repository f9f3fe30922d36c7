"""Limits of size: a long function, file or signature is split, never waived."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import PurePosixPath

from devtools.lint.rule import Example, Fault, Rule, Source, in_migrations, is_python

FUNCTION_LINES = 50
FILE_LINES = 500
TEST_FILE_LINES = 600
SETTINGS_LINES = 300
POSITIONAL = 5


def is_test(path: PurePosixPath) -> bool:
    return path.parts[0] in {"tests", "e2e"}


def file_limit(path: PurePosixPath) -> int:
    if path.name == "settings.py":
        return SETTINGS_LINES
    return TEST_FILE_LINES if is_test(path) else FILE_LINES


def written_by_hand(path: PurePosixPath) -> bool:
    return is_python(path) and not in_migrations(path)


def long_functions(source: Source) -> Iterator[Fault]:
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES:
                yield Fault(node.lineno, f"{node.name} has {lines} lines, at most {FUNCTION_LINES}")


def long_files(source: Source) -> Iterator[Fault]:
    lines = len(source.text.splitlines())
    if lines > file_limit(source.path):
        yield Fault(lines, f"{lines} lines, at most {file_limit(source.path)}")


def many_positional(source: Source) -> Iterator[Fault]:
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
            counted = len(names[1:] if names[:1] in (["self"], ["cls"]) else names)
            if counted > POSITIONAL:
                yield Fault(node.lineno, f"{node.name} takes {counted} positional parameters, at most {POSITIONAL}")


def function_of(lines: int) -> str:
    return "def f() -> None:\n" + "    pass\n" * (lines - 1)


RULES = (
    Rule(
        "function-length",
        "a function fits on a screen",
        written_by_hand,
        long_functions,
        good=(Example("linli/x/queries.py", function_of(50)),),
        bad=(Example("linli/x/queries.py", function_of(51)), Example("tests/test_x.py", "async " + function_of(60))),
    ),
    Rule(
        "file-length",
        "a file has one subject",
        written_by_hand,
        long_files,
        good=(
            Example("linli/x/queries.py", "x = 1\n" * 500),
            Example("tests/test_x.py", "x = 1\n" * 600),
            Example("linli/config/settings.py", "x = 1\n" * 300),
        ),
        bad=(
            Example("linli/x/queries.py", "x = 1\n" * 501),
            Example("tests/test_x.py", "x = 1\n" * 601),
            Example("linli/config/settings.py", "x = 1\n" * 301),
        ),
    ),
    Rule(
        "positional-parameters",
        "a call says what its arguments are",
        written_by_hand,
        many_positional,
        good=(Example("linli/x/rules.py", "def f(a, b, c, d, e, *, g): ...\nclass A:\n    def f(self, a, b, c, d, e): ...\n"),),
        bad=(Example("linli/x/rules.py", "def f(a, b, c, d, e, g): ...\n"),),
    ),
)
