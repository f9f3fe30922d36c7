"""The house's own lints: each with examples that it accepts and refuses, run over every committed file."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import PurePosixPath

from devtools.environment import ROOT, CannotRun
from devtools.lint import database, names, rooms, sizes, words, writes
from devtools.lint.exceptions import EXCEPTIONS
from devtools.lint.rule import Finding, Rule, Source
from devtools.processes import ask

RULES: tuple[Rule, ...] = (*sizes.RULES, *names.RULES, *rooms.RULES, *writes.RULES, *database.RULES, *words.RULES)
LARGEST_TEXT_BYTES = 2_000_000


def tree() -> Iterator[Source]:
    """Every text file that is committed or about to be."""
    answer = ask(["git", "-c", "core.quotePath=false", "-c", f"safe.directory={ROOT}", "ls-files", "-co", "--exclude-standard"])
    if answer.code != 0:
        raise CannotRun(f"git does not list the files of this checkout: {answer.text.strip()}")
    for name in answer.text.splitlines():
        path = ROOT / name
        if not path.is_file() or path.stat().st_size > LARGEST_TEXT_BYTES:
            continue
        try:
            yield Source(PurePosixPath(name), path.read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            continue


def look_at(rule: Rule, source: Source) -> list[Finding]:
    if not rule.about(source.path):
        return []
    return [Finding(rule.name, source.path, fault) for fault in rule.look(source)]


@functools.cache
def met() -> tuple[Finding, ...]:
    """Everything the lints have against the tree, looked at once in a process."""
    return tuple(finding for source in tree() for rule in RULES for finding in look_at(rule, source))


def findings() -> list[Finding]:
    """What the lints have against the tree and nothing excuses."""
    excepted = {(each.rule, each.path) for each in EXCEPTIONS}
    return [finding for finding in met() if (finding.rule, str(finding.path)) not in excepted]


def idle_exceptions() -> list[str]:
    """Exceptions under which there is nothing to excuse: they are to be removed."""
    needed = {(finding.rule, str(finding.path)) for finding in met()}
    return [f"{each.rule} for {each.path}" for each in EXCEPTIONS if (each.rule, each.path) not in needed]
