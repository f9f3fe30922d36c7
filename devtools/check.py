"""`./dev check`: everything that can be said without running the application."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial

from devtools import assets, docs, lint, phone_words, translations
from devtools.environment import ROOT, CannotRun, only_one
from devtools.processes import ask, print_parts, python, timed

Verdict = tuple[bool, str]
TYPED = ("linli", "devtools", "tests", "e2e", "bench")


def tool(*words: str) -> Verdict:
    """Run a tool of the environment; its output is shown only when it has something against us."""
    answer = ask(python("-m", *words))
    text = answer.text.strip()
    if answer.code != 0:
        print(f"\n──── {' '.join(words[:2])}\n{text}", flush=True)
        return False, "see above"
    return True, text.splitlines()[-1] if text else ""


def findings(sentences: Sequence[str], when_clean: str) -> Verdict:
    for sentence in sentences:
        print(sentence)
    return not sentences, when_clean if not sentences else f"{len(sentences)} found"


def formatting() -> Verdict:
    return tool("ruff", "format", "--check", ".")


def ruff() -> Verdict:
    return tool("ruff", "check", "--quiet", ".")


def types() -> Verdict:
    return tool("mypy", *[folder for folder in TYPED if any((ROOT / folder).rglob("*.py"))])


def contracts() -> Verdict:
    answer = ask(python("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"))
    if answer.code != 0:
        print(f"\n──── import contracts\n{answer.text.strip()}")
    kept = [line for line in answer.text.splitlines() if line.startswith("Contracts:")]
    return answer.code == 0, kept[0] if kept else "could not run"


def limits() -> Verdict:
    return findings([str(finding) for finding in lint.findings()], f"{len(lint.RULES)} lints and limits hold")


def migrations() -> Verdict:
    # The check compares models with migration files; the warning that no database answers is beside the point.
    return tool("django", "makemigrations", "--check", "--dry-run", "--settings", "linli.config.settings")


def translated() -> Verdict:
    return findings([*translations.gaps(), *translations.leftovers(), *phone_words.faults()], translations.summary())


def api() -> Verdict:
    answer = ask(python("-m", "devtools.openapi", "--check"))
    if answer.code != 0:
        print(f"\n──── OpenAPI documents\n{answer.text.strip()}")
        return False, f"run: {sys.executable} -m devtools.openapi"
    return True, "docs/openapi.json, docs/open311.json and docs/openapi/field.json are current"


def web() -> Verdict:
    with only_one():
        has_web = assets.install_web()
    if not has_web:
        return True, "no front-end yet"
    answer = assets.npm("run", "typecheck", "--silent")
    if answer.code != 0:
        print(f"\n──── npm run typecheck\n{answer.text.strip()}")
    return answer.code == 0, "web/ type-checks" if answer.code == 0 else "web/ does not type-check"


def documents() -> Verdict:
    return findings(docs.faults(), "links resolve, decisions are numbered, both READMEs give the commands")


def verdict(part: Callable[[], Verdict]) -> Verdict:
    """A part that cannot run has failed; the others still run."""
    try:
        return part()
    except CannotRun as problem:
        print(problem)
        return False, "could not run"


PARTS: dict[str, Callable[[], Verdict]] = {
    "format": formatting,
    "ruff": ruff,
    "types": types,
    "contracts": contracts,
    "limits": limits,
    "migrations": migrations,
    "translations": translated,
    "openapi": api,
    "web": web,
    "docs": documents,
}


def main(wanted: Sequence[str]) -> int:
    """Run every part, or the named ones, and print the time of each."""
    unknown = sorted(set(wanted) - set(PARTS))
    if unknown:
        raise CannotRun(f"There is no part called {', '.join(unknown)}; there are: {', '.join(PARTS)}.")
    assets.compile_translations()
    parts = [timed(name, partial(verdict, PARTS[name])) for name in wanted or PARTS]
    print_parts("Checks", parts)
    return 0 if all(part.ok for part in parts) else 1
