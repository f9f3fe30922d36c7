"""What a lint is: a promise about some files, with examples that prove that it bites."""

from __future__ import annotations

import ast
import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath


@dataclass(frozen=True)
class Source:
    """One file of the tree, by its path from the root of the checkout."""

    path: PurePosixPath
    text: str

    @functools.cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, filename=str(self.path))

    @functools.cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(self.tree))


@dataclass(frozen=True, slots=True)
class Fault:
    """A line and what is wrong there."""

    line: int
    words: str


@dataclass(frozen=True, slots=True)
class Example:
    """A small file under a path that the lint looks at."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A promise, the files it is about, how to look, and examples on both sides."""

    name: str
    promise: str
    about: Callable[[PurePosixPath], bool]
    look: Callable[[Source], Iterable[Fault]]
    good: tuple[Example, ...]
    bad: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault in the tree."""

    rule: str
    path: PurePosixPath
    fault: Fault

    def __str__(self) -> str:
        return f"{self.path}:{self.fault.line}: {self.rule}: {self.fault.words}"


def is_python(path: PurePosixPath) -> bool:
    return path.suffix == ".py"


def in_package(path: PurePosixPath) -> bool:
    return is_python(path) and path.parts[0] == "linli"


def in_migrations(path: PurePosixPath) -> bool:
    return in_package(path) and path.parent.name == "migrations"


def room(path: PurePosixPath) -> str | None:
    """`actions` for linli/x/actions.py and for everything in linli/x/actions/; the kernel has no rooms."""
    rooms = {"rules", "models", "queries", "actions", "jobs"}
    if not in_package(path) or len(path.parts) < 3 or path.parts[1] in {"kernel", "config"}:
        return None
    name = path.parts[2].removesuffix(".py")
    return name if name in rooms else None


def last_name(node: ast.AST) -> str:
    """`c` of `a.b.c` and of `c`."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def constant_text(node: ast.AST) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def imported_modules(source: Source) -> Iterable[tuple[int, str]]:
    """Every imported module, and for `from a import b` also `a.b`, which may be one."""
    for node in source.nodes:
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
