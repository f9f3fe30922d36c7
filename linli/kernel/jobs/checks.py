"""Jobs are queued by name, because what does them lies higher; this proves that every name leads somewhere."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps

from linli.kernel.jobs.names import registered_jobs

QUEUEING = frozenset({"queue", "queue_for_subdistrict", "queue_later"})


def queued_names(root: Path) -> Iterator[tuple[Path, int, str]]:
    """Every name that the sources queue: file, line, name; a name that is not written out is given as an empty one."""
    for path in sorted(root.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "jobs.queue" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and is_queueing(node.func):
                first = node.args[0] if node.args else None
                name = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""
                yield path, node.lineno, name


def is_queueing(function: ast.expr) -> bool:
    """Whether this is one of the ways to put a job into the queue."""
    return (
        isinstance(function, ast.Attribute)
        and function.attr in QUEUEING
        and isinstance(function.value, ast.Name)
        and function.value.id == "jobs"
    )


def unresolved_names(*roots: Path) -> list[str]:
    """One line for each name that no room registered, in these folders or in those of our installed rooms."""
    known = registered_jobs()
    installed = [Path(room.path) for room in apps.get_app_configs() if room.name.startswith("linli.")]
    return [
        f"{path}:{line}: no job is registered under the name {name!r}"
        for root in roots or installed
        for path, line, name in queued_names(root)
        if name not in known
    ]
