"""`linli keys` as the operator meets it: exit codes and single sentences."""

import argparse
from pathlib import Path

import pytest

from linli.config.cli import keys as command
from linli.kernel import keys


def linli_keys(*words: str) -> int:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser.add_subparsers())
    return command.run(parser.parse_args(["keys", *words]))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LINLI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LINLI_PASSPHRASE", "the lamp at the gate")
    return tmp_path / "home"


def test_keys_are_made_listed_rotated_and_exported(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert linli_keys("create") == 0
    assert linli_keys("rotate") == 0
    assert linli_keys("export", str(tmp_path / "copy")) == 0
    capsys.readouterr()
    assert linli_keys("list") == 0
    shown = capsys.readouterr().out.split()
    assert set(keys.published_verify_keys(home)) <= set(shown)


def test_exported_keys_come_back(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert linli_keys("create") == 0
    assert linli_keys("export", str(tmp_path / "copy")) == 0
    monkeypatch.setenv("LINLI_HOME", str(tmp_path / "new"))
    assert linli_keys("import", str(tmp_path / "copy")) == 0
    assert set(keys.published_verify_keys(tmp_path / "new")) == set(keys.published_verify_keys(home))


def test_what_cannot_be_done_exits_2_with_one_sentence(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert linli_keys("list") == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "linli keys create" in said.err
    assert linli_keys("import", str(tmp_path / "nothing")) == 2
