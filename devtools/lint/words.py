"""Words that may stand in no file: hosts of package registries and paths of one machine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from devtools.lint.rule import Example, Fault, Rule, Source

# Put together here so that this file does not carry them.
DOT = "."
REGISTRY = f"registry{DOT}npmjs{DOT}org"
INDEX = f"pypi{DOT}org"
FORBIDDEN = re.compile(
    r"(?:\b|[/.@])(?:"
    + "|".join(
        (
            re.escape(INDEX),
            re.escape(REGISTRY),
            "pythonhosted" + r"\.org",
            "npmmirror" + r"\.com",
            "registry" + r"\.yarnpkg\.com",
            "mirrors?" + r"\.(?:tuna|aliyun|ustc|tencent|cloud)[\w.]*",
        )
    )
    + r")\b|(?<![\w.~-])/(?:"
    + "home"
    + r"/[a-z]|"
    + "root"
    + r"/|"
    + "Users"
    + r"/[A-Za-z])"
)


def anywhere(path: PurePosixPath) -> bool:
    return path.name != "LICENSE"


def forbidden_words(source: Source) -> Iterator[Fault]:
    for number, line in enumerate(source.text.splitlines(), start=1):
        found = FORBIDDEN.search(line)
        if found:
            yield Fault(number, f"“{found.group()}” is true on one machine or in one network only")


RULES = (
    Rule(
        "local-word",
        "no registry host and no path of one machine",
        anywhere,
        forbidden_words,
        good=(Example("docs/a.md", "see https://www.postgresql.org/ and ./var/home/x and https://example.org/root/x"),),
        bad=(
            Example("package-lock.json", f'"resolved": "https://{REGISTRY}/vite/-/vite.tgz"'),
            Example("requirements.lock", f"--index-url https://{INDEX}/simple"),
            Example("dev", "cd /" + "home/somebody"),
            Example("docs/a.md", "/" + "root/x"),
        ),
    ),
)
