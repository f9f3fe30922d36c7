"""`linli text hot` as an operator types it: a stream of messages becomes what is hot, or is refused whole."""

import csv
from pathlib import Path

import pytest

from linli.config.cli import text_hot
from tests.config.cli.text_files import linli, said, stream, written


def test_what_is_hot_is_written_with_its_parts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path / "s.csv", stream())
    assert linli("hot", file, "--out", tmp_path / "hot.csv", "--until", "2026-03-20") == 0
    assert said(capsys) == {"read": 3, "issues": 1, "messages_in_issues": 2, "out": str(tmp_path / "hot.csv")}
    with (tmp_path / "hot.csv").open(encoding="utf-8-sig", newline="") as written_:
        (row,) = csv.DictReader(written_)
    assert (row["rank"], row["place"], row["description"], row["message_ids"]) == ("1", "丽景新城", "'=搅拌站扰民", "1 2")
    assert (row["begins"], row["ends"], row["reporters"], row["likes"], row["dislikes"]) == ("2026-03-02", "2026-03-09", "2", "7", "1")
    assert (row["growth"], row["days"], row["unsolved"]) == ("1.00", "6", "1.00") and float(row["heat"]) > 10
    assert linli("hot", file, "--out", tmp_path / "hot.csv", "--since", "2026-04-01") == 0
    assert said(capsys)["issues"] == 0


def test_the_last_day_of_a_period_belongs_to_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path / "s.csv", stream((3, "2026/3/9 23:59:59")))
    for until, issues in (("2026-03-09", 1), ("2026-03-09 23:59", 0), ("2026-03-08", 0)):
        assert linli("hot", file, "--out", tmp_path / "hot.csv", "--until", until) == 0
        assert said(capsys)["issues"] == issues


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ((0, ""), "row 2 has no id"),
        ((0, "2"), "row 3 has the id of an earlier row"),
        ((3, "yesterday"), "row 2 has the time “yesterday”"),
        ((3, "2026-02-30"), "row 2 has the time “2026-02-30”"),
        ((6, "-1"), "row 2 has “-1” for a count of people"),
    ],
)
def test_a_stream_with_a_bad_row_is_refused_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], change: tuple[int, str], sentence: str
) -> None:
    file = written(tmp_path / "s.csv", stream(change))
    assert linli("hot", file, "--out", tmp_path / "hot.csv") == 2
    assert sentence in capsys.readouterr().err and [each.name for each in tmp_path.iterdir()] == ["s.csv"]


def test_more_messages_than_are_compared_at_once_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path / "s.csv", stream())
    monkeypatch.setattr(text_hot, "MOST_MESSAGES", 2)
    # Nobody waits for a comparison that comes to nothing.
    monkeypatch.delattr("linli.lang.hot.Stream.add")
    assert linli("hot", file, "--out", tmp_path / "hot.csv") == 2
    assert "s.csv holds more than 2 messages" in capsys.readouterr().err and [each.name for each in tmp_path.iterdir()] == ["s.csv"]
    monkeypatch.setattr(text_hot, "MOST_MESSAGES", 3)
    monkeypatch.setattr(text_hot, "MOST_CHARACTERS", 60)
    assert linli("hot", file, "--out", tmp_path / "hot.csv") == 2
    assert "s.csv holds more than 60 characters" in capsys.readouterr().err


def test_a_period_that_is_no_date_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path / "s.csv", stream())
    assert linli("hot", file, "--out", tmp_path / "hot.csv", "--since", "spring") == 2
    assert "--since has the time “spring”" in capsys.readouterr().err
    assert linli("hot", file, "--out", tmp_path / "hot.csv", "--since", "2026-04-01", "--until", "2026-03-31") == 2
    assert "--until 2026-03-31 lies before --since 2026-04-01" in capsys.readouterr().err
