"""Whether the phone's page speaks both languages; that every source string has its pair, the type check says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from devtools.environment import ROOT

PHONE = ROOT / "web" / "src" / "field"
PAIRS = PHONE / "words" / "zh.ts"
COMMENT = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL)
CHINESE = re.compile(r"[\u3400-\u9fff]+")
KEY = re.compile(r'^  (?:"((?:[^"\\]|\\.)+)"|(\w+)): "', re.MULTILINE)
# Text between two tags: what a person reads must come out of t().
BARE = re.compile(r"</?(?:a|b|button|dd|div|dt|em|h\d|i|label|li|p|small|span)(?:\s[^<>]*)?>\s*([^<>{};]*[A-Za-z]{2}[^<>{};]*?)\s*<")
# The house's own sign, and the name of a language, which is written in that language; marks between two names.
OWN = {"邻", "中文", "English"}


def sources() -> Iterator[tuple[Path, str]]:
    """The phone's files without their comments."""
    for path in sorted(PHONE.rglob("*.ts*")):
        if path.suffix in {".ts", ".tsx"} and path != PAIRS:
            yield path, COMMENT.sub("", path.read_text(encoding="utf-8"))


def faults_in(text: str) -> Iterator[str]:
    """Words that one of both languages would miss."""
    yield from (f"“{found}” belongs into words/zh.ts" for found in CHINESE.findall(text) if found not in OWN)
    yield from (f"“{found}” does not go through t()" for found in BARE.findall(text) if found not in OWN)


def faults() -> list[str]:
    """Words outside the pairs, and pairs that nothing says any more."""
    found = [f"{path.relative_to(ROOT)}: {fault}" for path, text in sources() for fault in faults_in(text)]
    everything = "\n".join(text for _path, text in sources())
    keys = [quoted or plain for quoted, plain in KEY.findall(PAIRS.read_text(encoding="utf-8"))]
    return found + [f"{PAIRS.relative_to(ROOT)}: nothing says “{key}”" for key in keys if f'"{key}"' not in everything]
