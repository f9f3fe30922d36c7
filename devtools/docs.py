"""Whether the documents hold together: links, numbers of decisions, the commands a newcomer needs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from devtools.environment import ROOT

READMES = ("README.md", "README.zh-CN.md")
NEEDED = (*READMES, "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "docs/glossary.md", "docs/operations.md", "docs/threat-model.md")
COMMANDS = ("./dev demo", "./dev test")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
DECISION = re.compile(r"(\d{4})-[a-z0-9-]+\.md")


def pages() -> list[Path]:
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def anchors(page: Path) -> set[str]:
    """The fragments of a page's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


def broken_links(page: Path) -> Iterator[str]:
    for target in LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, fragment = target.partition("#")
        aim = (page.parent / name).resolve() if name else page
        if not aim.exists():
            yield f"{page.relative_to(ROOT)}: the link to {target} leads nowhere"
        elif fragment and aim.suffix == ".md" and fragment not in anchors(aim):
            yield f"{page.relative_to(ROOT)}: {target}: there is no such heading"


def decision_faults() -> Iterator[str]:
    """Decisions are numbered from 0001 without a gap, each titled with its number."""
    folder = ROOT / "docs" / "adr"
    numbered = sorted(path for path in folder.glob("*.md") if path.name not in {"template.md", "README.md"})
    for expected, path in enumerate(numbered, start=1):
        named = DECISION.fullmatch(path.name)
        if named is None or int(named.group(1)) != expected:
            yield f"docs/adr/{path.name}: the next decision is {expected:04}-<words>.md"
        elif not path.read_text(encoding="utf-8").startswith(f"# {named.group(1)} "):
            yield f"docs/adr/{path.name}: its first line begins with “# {named.group(1)} ”"


def faults() -> list[str]:
    found = [f"{name} is missing" for name in NEEDED if not (ROOT / name).exists()]
    for name in READMES:
        if (ROOT / name).exists():
            text = (ROOT / name).read_text(encoding="utf-8")
            found += [f"{name} does not give the command {command}" for command in COMMANDS if command not in text]
    for page in pages():
        found += broken_links(page)
    return found + list(decision_faults())
