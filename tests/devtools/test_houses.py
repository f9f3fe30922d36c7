"""What a house that was thrown away leaves outside its home."""

import json
from pathlib import Path

import pytest

from devtools import houses


def home_with(tmp_path: Path, folder: str) -> Path:
    home = tmp_path / "home"
    (home / "postgres").mkdir(parents=True)
    (home / "postgres" / "location").write_text(json.dumps({"token": "t", "folder": folder}), encoding="utf-8")
    return home


def test_the_database_of_a_forgotten_house_goes_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(houses, "ELSEWHERE", tmp_path)
    elsewhere = tmp_path / "linli-t"
    (elsewhere / "data").mkdir(parents=True)
    houses.forget(home_with(tmp_path, str(elsewhere)))
    assert not elsewhere.exists()


@pytest.mark.parametrize("folder", ["", "somebody's"])
def test_what_is_not_its_own_stays(tmp_path: Path, folder: str) -> None:
    stays = tmp_path / "somebody's"
    stays.mkdir()
    houses.forget(home_with(tmp_path, str(stays) if folder else ""))
    assert stays.exists()
    houses.forget(tmp_path / "never made")
