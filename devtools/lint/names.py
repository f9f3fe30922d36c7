"""Names that say nothing, and marks that switch a check off."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import PurePosixPath

from devtools.lint.rule import Example, Fault, Rule, Source, is_python

EMPTY_NAMES = {"utils", "util", "common", "helpers", "helper", "core", "misc"}
WAIVER = re.compile(r"#\s*(ruff:\s*)?no" + r"qa", re.IGNORECASE)
BARE_IGNORE = re.compile(r"#\s*type:\s*ignore(?!\[[a-z])")
# The marks themselves, put together so that this file does not carry them.
NO_QA, IGNORE = "# no" + "qa", "# type: " + "ignore"


def empty_names(source: Source) -> Iterator[Fault]:
    for part in source.path.parts:
        if part.removesuffix(".py").strip("_") in EMPTY_NAMES:
            yield Fault(1, f"{part} says nothing about what is in it")


def comments(source: Source, wanted: re.Pattern[str]) -> Iterator[int]:
    """Where comments say it. Cutting a file into tokens takes long, and in most files nothing looks like it."""
    if not wanted.search(source.text):
        return
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        if token.type == tokenize.COMMENT and wanted.search(token.string):
            yield token.start[0]


def waivers(source: Source) -> Iterator[Fault]:
    for number in comments(source, WAIVER):
        yield Fault(number, "a limit is raised in a decision record or the code is split, never waived")


def bare_ignores(source: Source) -> Iterator[Fault]:
    for number in comments(source, BARE_IGNORE):
        yield Fault(number, "name the error code: type: ignore[code]")


def everywhere(path: PurePosixPath) -> bool:
    return is_python(path)


RULES = (
    Rule(
        "empty-name",
        "nothing is called utils, common, helpers or core",
        everywhere,
        empty_names,
        good=(Example("linli/kernel/text.py", ""),),
        bad=(Example("linli/kernel/utils.py", ""), Example("tests/helpers/test_x.py", "")),
    ),
    Rule(
        "waiver",
        "no check is switched off for a line",
        everywhere,
        waivers,
        good=(Example("linli/a.py", f"x = '{NO_QA}'\n"),),
        bad=(Example("linli/a.py", f"x = 1  {NO_QA}: E501\n"), Example("tests/a.py", f"{NO_QA.replace('#', '# ruff:')}\n")),
    ),
    Rule(
        "bare-ignore",
        "an ignored type error names its code",
        everywhere,
        bare_ignores,
        good=(Example("linli/a.py", f"x = f()  {IGNORE}[misc]\n"),),
        bad=(Example("linli/a.py", f"x = f()  {IGNORE}\n"),),
    ),
)
