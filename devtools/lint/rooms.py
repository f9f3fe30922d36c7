"""Lints about where code may stand: rooms of an app, pure packages, the clock, signals."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import PurePosixPath

from devtools.lint.rule import Example, Fault, Rule, Source, imported_modules, in_package, last_name, room

# What may not be imported in a room; the kernel's own modules of these names are not rooms.
CLOSED = {
    "rules": {"models", "queries", "actions", "jobs"},
    "models": {"queries", "actions", "jobs"},
    "queries": {"actions", "jobs"},
    "actions": {"jobs"},
    "jobs": {"models"},
}
DATABASE = ("django", "psycopg", "procrastinate")
TEXT_ONLY = "django.utils.translation"
PURE = {"geo", "lang", "plan"}
TELLS_TIME = {"now", "today", "utcnow", "localdate"}
CLOCKS = {"datetime", "date", "timezone"}


def in_room(path: PurePosixPath) -> bool:
    return room(path) is not None


def is_within(module: str, packages: tuple[str, ...]) -> bool:
    return any(module == each or module.startswith(f"{each}.") for each in packages)


def imported_room(module: str) -> str | None:
    parts = module.split(".")
    return parts[2] if parts[0] == "linli" and len(parts) > 2 and parts[1] not in {"kernel", "config"} else None


def closed_rooms(source: Source) -> Iterator[Fault]:
    here = room(source.path) or ""
    for line, module in imported_modules(source):
        there = imported_room(module)
        if there in CLOSED[here]:
            yield Fault(line, f"{here} may not import {there} ({module})")
        if here == "rules" and is_within(module, DATABASE) and not is_within(module, (TEXT_ONLY,)) and not TEXT_ONLY.startswith(module):
            yield Fault(line, f"rules are pure functions on plain values: no {module}")


def is_pure(path: PurePosixPath) -> bool:
    return in_package(path) and path.parts[1] in PURE


def impure_imports(source: Source) -> Iterator[Fault]:
    own = f"linli.{source.path.parts[1]}"
    for line, module in imported_modules(source):
        if is_within(module, DATABASE) or (is_within(module, ("linli",)) and not is_within(module, (own,))):
            yield Fault(line, f"geo, lang and plan know neither Django nor the rest of the house: no {module}")


def is_timeless(path: PurePosixPath) -> bool:
    return in_package(path) and path.as_posix() != "linli/kernel/clock.py"


def own_clocks(source: Source) -> Iterator[Fault]:
    for node in source.nodes:
        if isinstance(node, ast.Attribute) and node.attr in TELLS_TIME and last_name(node.value) in CLOCKS:
            yield Fault(node.lineno, "the time is told by kernel.clock, which a test can set")


def signals(source: Source) -> Iterator[Fault]:
    for line, module in imported_modules(source):
        if module.startswith("django.dispatch") or "signals" in module.split("."):
            yield Fault(line, f"{module}: no signals; call the action, or queue a job by name")


RULES = (
    Rule(
        "rooms",
        "inside an app imports run jobs → actions → queries → models → rules",
        in_room,
        closed_rooms,
        good=(
            Example("linli/x/actions.py", "from linli.kernel import jobs\nfrom linli.x import queries\nfrom linli.y import actions\n"),
            Example("linli/x/rules.py", "from django.utils.translation import gettext_lazy\nfrom linli.kernel.errors import Refused\n"),
            Example("linli/x/jobs.py", "from linli.x import actions, queries\n"),
        ),
        bad=(
            Example("linli/x/rules.py", "from linli.x.models import A\n"),
            Example("linli/x/rules.py", "from django.db import models\n"),
            Example("linli/x/models.py", "from linli.x import queries\n"),
            Example("linli/x/queries.py", "from linli.y import actions\n"),
            Example("linli/x/actions.py", "import linli.x.jobs\n"),
            Example("linli/x/jobs.py", "from linli.x.models import A\n"),
        ),
    ),
    Rule(
        "pure-package",
        "geo, lang and plan are libraries",
        is_pure,
        impure_imports,
        good=(Example("linli/geo/grid.py", "import math\nfrom linli.geo import points\n"),),
        bad=(Example("linli/geo/grid.py", "import django\n"), Example("linli/lang/a.py", "from linli.kernel import clock\n")),
    ),
    Rule(
        "own-clock",
        "only kernel.clock tells the time",
        is_timeless,
        own_clocks,
        good=(
            Example("linli/a.py", "clock.now()\n"),
            Example("linli/kernel/clock.py", "datetime.now(UTC)\n"),
        ),
        bad=(
            Example("linli/a.py", "datetime.now(UTC)\n"),
            Example("linli/a.py", "models.DateTimeField(default=timezone.now)\n"),
            Example("linli/a.py", "datetime.date.today()\n"),
        ),
    ),
    Rule(
        "signals",
        "no Django signals",
        in_package,
        signals,
        good=(Example("linli/a.py", "import signal\n"),),
        bad=(
            Example("linli/a.py", "from django.dispatch import receiver\n"),
            Example("linli/a.py", "from django.db.models.signals import post_save\n"),
            Example("linli/a.py", "from allauth.account import signals\n"),
        ),
    ),
)
