"""`linli audit` as the operator and the outsider run it: programs of their own, exit codes, plain sentences."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

import linli
from linli.kernel import keys
from tests.kernel.journal.conftest import House

PROGRAM = "import sys; from linli.config.cli import main; sys.exit(main())"
ROLES = ("web", "worker", "auditor", "backup")


def run(house: House | None, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`linli audit …` in a process that reaches the test's database, or none at all."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("LINLI_") and name != "DATABASE_URL"}
    environ["PYTHONPATH"] = str(Path(linli.__file__).parent.parent)
    environ["LINLI_HOME"] = str(settings.LINLI_HOME) if house else "/nowhere"
    if house:
        login = house.database.server.login
        environ["DATABASE_URL"] = replace(login("owner"), name=house.database.name).url
        environ |= {f"LINLI_URL_{role.upper()}": replace(login(role), name=house.database.name).url for role in ROLES}
    command = [sys.executable, "-c", PROGRAM, "audit", *arguments]
    return subprocess.run(command, env=environ, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture
def running(house: House) -> House:
    """A house with keys of its own, and one sealed note."""
    house.key = keys.create(settings.LINLI_HOME, keys.make_demo_passphrase(settings.LINLI_HOME)).signing_key()
    house.note(house.clerk, "eins", "zwei")
    assert house.seal() == 1
    return house


def test_verify_export_and_check_agree_before_and_after_one_byte_was_changed(running: House, tmp_path: Path) -> None:
    heads = str(Path(settings.LINLI_HOME) / "seals.log")
    intact = run(running, "verify", "--head", heads)
    assert (intact.returncode, intact.stderr) == (0, "")
    assert f"lanting, subdistrict {running.ours}: 2 entries in 1 chains, 4 facts, 1 seals, 0 faults" in intact.stdout
    assert "heads kept elsewhere cover seals 1 to 1" in intact.stdout
    assert run(running, "export", str(tmp_path / "before")).returncode == 0

    running.tamper("UPDATE journal_fact SET value = replace(value, 'e', 'E') WHERE seq = 2 AND name = 'text' OR value = '\"eins\"'")
    altered = run(running, "verify", "--subdistrict", "lanting")
    assert altered.returncode == 1
    assert f"ALTERED lanting, subdistrict {running.ours}, stream note/" in altered.stdout
    assert "seq 1: fact text is altered" in altered.stdout
    assert run(running, "verify", "--subdistrict", "gulou").returncode == 0
    assert run(running, "export", str(tmp_path / "after")).returncode == 0

    assert run(None, "check", str(tmp_path / "before"), "--head", heads).stdout == intact.stdout
    elsewhere = run(None, "check", str(tmp_path / "after"))
    assert (elsewhere.returncode, elsewhere.stdout) == (1, run(running, "verify").stdout)
    assert (tmp_path / "after").stat().st_mode & 0o077 == 0


def test_what_cannot_be_done_is_said_in_one_sentence(running: House, tmp_path: Path) -> None:
    (tmp_path / "heads").write_text("no head\n")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    for arguments in (
        ("verify", "--subdistrict", "nowhere"),
        ("verify", "--head", str(tmp_path / "heads")),
        ("verify", "--head", str(tmp_path / "missing")),
        ("export", str(tmp_path / "full")),
        ("check", str(tmp_path / "full")),
    ):
        answer = run(running, *arguments)
        assert (answer.returncode, answer.stdout, answer.stderr.count("\n")) == (2, "", 1), arguments
        assert "Traceback" not in answer.stderr


def test_a_broken_table_is_not_called_altered(running: House) -> None:
    running.tamper("ALTER TABLE journal_leaf RENAME TO journal_leaf_away")
    try:
        answer = run(running, "verify")
        assert (answer.returncode, answer.stderr.count("\n")) == (2, 1)
        assert answer.stderr.startswith("The journal could not be read to its end")
    finally:
        running.tamper("ALTER TABLE journal_leaf_away RENAME TO journal_leaf")
