"""`linli import orders`: the same road as the desk's, and one line that programs read."""

import argparse
import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from linli.config.cli import import_orders
from linli.hotline.rules.kinds import Incoming
from tests.hotline.district import District
from tests.hotline.office import Office


def runs(office: Office, path: Path, capsys: pytest.CaptureFixture[str], **wish: Any) -> tuple[int, dict[str, Any], str]:
    args = argparse.Namespace(**{"file": path, "mapping": "", "kind": None, "dry_run": False, **wish})
    code = import_orders.run(args, office.clerk)
    said = capsys.readouterr()
    return code, json.loads(said.out.splitlines()[-1]), said.err


def test_rows_are_accounted_one_by_one_and_the_file_again_changes_nothing(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LINLI_HOME", str(tmp_path))
    path, district = tmp_path / "orders.xlsx", District()
    path.write_bytes(district.sends(4, broken=2))

    assert runs(office, path, capsys, dry_run=True)[1] == {
        "kind": "orders",
        "read": 4,
        "created": 3,
        "duplicate": 0,
        "refused": 1,
        "errors_file": None,
    }
    assert office.orders() == {}
    code, said, _ = runs(office, path, capsys)
    assert (code, said["read"], said["created"], said["refused"]) == (0, 4, 3, 1)
    table = load_workbook(said["errors_file"]).active
    assert table is not None
    assert [(row[0].value, "下周五" in str(row[2].value)) for row in table.iter_rows(min_row=2)] == [(4, True)]

    before = office.everything()
    again = runs(office, path, capsys)[1]
    assert (again["created"], again["duplicate"], again["refused"]) == (0, 3, 1)
    assert office.everything() == before
    path.write_bytes(district.lists())
    listed = runs(office, path, capsys, kind=Incoming.LIST.value, mapping="区热线")[1]
    assert (listed["kind"], listed["read"], listed["errors_file"]) == ("list", 4, None)


def test_what_waits_for_a_person_is_said_and_what_cannot_be_read_ends_with_2(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "orders.xlsx"
    path.write_bytes(District().sends(1))
    assert runs(office, path, capsys)[1]["created"] == 1
    path.write_bytes(District().sends(1, prefix="QY"))
    assert runs(office, path, capsys)[1] == {
        "kind": "orders",
        "read": 1,
        "created": 0,
        "duplicate": 0,
        "refused": 0,
        "waiting": 1,
        "errors_file": None,
    }
    path.write_bytes(b"PK not a workbook")
    code, said, sentence = runs(office, path, capsys)
    assert (code, said["read"], said["created"]) == (2, 0, 0)
    assert "orders.xlsx" in sentence
    code, _, sentence = runs(office, path, capsys, mapping="没有的")
    assert (code, "区热线" in sentence) == (2, True)
