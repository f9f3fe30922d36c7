"""Lints about actions and jobs: failures stay loud, saves say what they change, queued names exist."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from pathlib import PurePosixPath

from devtools.environment import ROOT
from devtools.lint.rule import Example, Fault, Rule, Source, constant_text, in_package, last_name, room

REFUSALS = {"Refused", "NotFound", "Stale", "Exception", "BaseException"}


def in_actions(path: PurePosixPath) -> bool:
    return room(path) == "actions"


def caught_refusals(source: Source) -> Iterator[Fault]:
    for node in source.nodes:
        if isinstance(node, ast.ExceptHandler):
            caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            if any(each is None or last_name(each) in REFUSALS for each in caught):
                yield Fault(node.lineno, "an action lets a refusal pass; bulk verbs collect them through kernel.writes.each")
        elif isinstance(node, ast.Call) and last_name(node.func) == "suppress" and any(last_name(each) in REFUSALS for each in node.args):
            yield Fault(node.lineno, "an action lets a refusal pass; bulk verbs collect them through kernel.writes.each")


def whole_saves(source: Source) -> Iterator[Fault]:
    for node in source.nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"save", "asave"}:
            said = {keyword.arg for keyword in node.keywords}
            if not said & {"update_fields", "force_insert"}:
                yield Fault(node.lineno, "save(update_fields=[…]), or force_insert=True for a new row: else a newer value is overwritten")


def job_calls(source: Source, verb: str) -> Iterator[ast.Call]:
    """`jobs.queue(…)` and `jobs.register(…)`, under whatever name the kernel's jobs are imported."""
    for node in source.nodes:
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == verb
            and last_name(node.func.value) in {"jobs", "kernel_jobs"}
        ):
            yield node


@functools.cache
def registered_in_tree() -> frozenset[str]:
    found = set()
    for path in (ROOT / "linli").rglob("*.py"):
        source = Source(PurePosixPath(path.relative_to(ROOT).as_posix()), path.read_text(encoding="utf-8"))
        found |= registered_in(source)
    return frozenset(found)


def registered_in(source: Source) -> set[str]:
    return {name for call in job_calls(source, "register") if call.args and (name := constant_text(call.args[0]))}


def unknown_jobs(source: Source) -> Iterator[Fault]:
    for call in job_calls(source, "queue"):
        name = constant_text(call.args[0]) if call.args else None
        if name is None:
            yield Fault(call.lineno, "a job is queued by a literal name, so that its registration can be checked")
        elif name not in registered_in_tree() | registered_in(source):
            yield Fault(call.lineno, f"no job is registered as {name}")


RULES = (
    Rule(
        "swallowed-refusal",
        "no action catches a refusal",
        in_actions,
        caught_refusals,
        good=(
            Example("linli/x/actions.py", "try:\n    f()\nexcept KeyError:\n    pass\n"),
            Example("linli/desk/x.py", "try:\n    f()\nexcept Refused:\n    pass\n"),
        ),
        bad=(
            Example("linli/x/actions.py", "try:\n    f()\nexcept errors.Refused:\n    pass\n"),
            Example("linli/x/actions/closing.py", "try:\n    f()\nexcept (KeyError, NotFound):\n    pass\n"),
            Example("linli/x/actions.py", "with suppress(Refused):\n    f()\n"),
            Example("linli/x/actions.py", "try:\n    f()\nexcept:\n    pass\n"),
        ),
    ),
    Rule(
        "whole-save",
        "a save in an action names its fields",
        in_actions,
        whole_saves,
        good=(Example("linli/x/actions.py", "a.save(update_fields=['state'])\nb.save(force_insert=True)\n"),),
        bad=(Example("linli/x/actions.py", "a.save()\n"),),
    ),
    Rule(
        "unknown-job",
        "every queued job is registered by that name",
        in_package,
        unknown_jobs,
        good=(Example("linli/x/actions.py", "jobs.register('x.tell', tell)\njobs.queue('x.tell', row)\n"),),
        bad=(
            Example("linli/x/actions.py", "jobs.queue('nowhere.registered', row)\n"),
            Example("linli/x/actions.py", "jobs.queue(name, row)\n"),
        ),
    ),
)
