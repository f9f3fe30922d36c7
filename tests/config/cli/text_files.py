"""What the tests of `linli text` share: a file that is written, the command as it is typed, what it said."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from linli.config.cli import main

Rows = Sequence[Sequence[str]]
STREAM = ["留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "反对数", "点赞数"]
MIXER = "丽景新城附近的搅拌站日夜施工，噪音和灰尘让居民没法睡觉，请尽快取缔"


def written(path: Path, rows: Rows, encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def linli(*words: object) -> int:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LINLI_HOME", "var")
        return main(["text", *map(str, words)])


def said(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    facts: dict[str, object] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return facts


def stream(*changed: tuple[int, str]) -> list[list[str]]:
    row = ["1", "甲", "=搅拌站扰民", "2026/3/2 9:05:00", MIXER, "1", "7"]
    for place, cell in changed:
        row[place] = cell
    return [
        STREAM,
        row,
        ["2", "乙", "搅拌站扰民", "2026-03-09", f"{MIXER}，谢谢", "", "0"],
        ["3", "", "路灯", "2026年4月2日 8:00", "路灯坏了", "0", "0"],
    ]
