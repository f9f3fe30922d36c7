"""The environment is made from the lock file with this machine's own package index."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from devtools import environment

LISTING = """\
:env:.find-links='/nowhere/wheels'
global.cert='/nowhere/ca.crt'
global.extra-index-url='file:///nowhere/simple https://mirror.example/more'
global.index-url='https://mirror.example/simple'
install.index-url='https://other.example/simple'
global.trusted-host='mirror.example other.example'
"""


def test_the_environment_of_pip_overrules_its_install_section_and_that_its_global_one() -> None:
    settings = environment.parse_pip_settings(LISTING + ":env:.trusted-host='third.example'\n")
    assert settings["index-url"] == "https://other.example/simple"
    assert settings["trusted-host"] == "third.example"


def test_uv_is_given_the_index_of_pip_without_folders_that_are_not_there() -> None:
    settings = environment.uv_settings(environment.parse_pip_settings(LISTING))
    assert settings["UV_DEFAULT_INDEX"] == "https://other.example/simple"
    assert settings["UV_INDEX"] == "https://mirror.example/more"
    assert settings["UV_INSECURE_HOST"] == "mirror.example other.example"
    assert "UV_FIND_LINKS" not in settings
    assert "SSL_CERT_FILE" not in settings


def test_a_folder_that_is_there_is_kept(tmp_path: Path) -> None:
    settings = environment.uv_settings({"find-links": str(tmp_path), "extra-index-url": tmp_path.as_uri()})
    assert settings["UV_FIND_LINKS"] == str(tmp_path)
    assert settings["UV_INDEX"] == tmp_path.as_uri()


def test_a_machine_that_says_nothing_to_pip_leaves_uv_its_own_index() -> None:
    assert not {"UV_DEFAULT_INDEX", "UV_INDEX", "UV_FIND_LINKS", "UV_NO_INDEX"} & environment.uv_settings({}).keys()


def test_the_lines_of_uv_carry_their_hashes_and_nothing_of_the_next_package() -> None:
    lines = environment.locked_lines(environment.LOCK.read_text(encoding="utf-8"), "uv")
    assert lines.startswith("uv==")
    assert "--hash=sha256:" in lines
    assert lines.count("==") == 1


def test_a_package_that_the_lock_does_not_name_is_said_plainly() -> None:
    with pytest.raises(environment.CannotRun, match="does not name nothing-like-this"):
        environment.locked_lines("uv==1 \\\n    --hash=sha256:00\n", "nothing-like-this")


@pytest.mark.parametrize("home", ["", "relative/place", "/nowhere/at/all"])
def test_an_unusable_home_is_replaced_by_one_in_the_checkout(home: str) -> None:
    environ = {"HOME": home}
    environment.give_home(environ)
    assert environ["HOME"] == str(environment.ROOT / "build" / "home")


def test_a_usable_home_is_left_alone(tmp_path: Path) -> None:
    environ = {"HOME": str(tmp_path)}
    environment.give_home(environ)
    assert environ["HOME"] == str(tmp_path)


HOLD = """
import pathlib, sys
from devtools import environment
environment.ROOT = pathlib.Path(sys.argv[1])
with environment.only_one():
    environment.run([sys.executable, "-c", sys.argv[2]], {}, "")
"""
WRITE_LATE = "import pathlib, time; p = pathlib.Path({!r}); p.write_text('begun'); time.sleep(3); p.write_text('ended')"


def test_a_command_that_follows_a_killed_one_waits_for_what_that_had_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    product = tmp_path / "product"
    words = [sys.executable, "-c", HOLD, str(tmp_path), WRITE_LATE.format(str(product))]
    first = subprocess.Popen(words, env={**os.environ, "PYTHONPATH": str(environment.ROOT)})
    until = time.monotonic() + 15
    while not product.exists() and time.monotonic() < until:
        time.sleep(0.05)
    first.kill()
    first.wait()
    assert product.read_text(encoding="ascii") == "begun"
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    with environment.only_one():
        assert product.read_text(encoding="ascii") == "ended"


def test_the_path_entry_finds_the_checkout_beside_the_environment(tmp_path: Path) -> None:
    beside = tmp_path / "a b 邻里"
    beside.mkdir()
    words = [
        sys.executable,
        "-S",
        "-c",
        f"import sys; sys.prefix = {str(beside / '.venv')!r}; {environment.PATH_ENTRY.strip()}; print(sys.path[-1])",
    ]
    said = subprocess.run(words, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONUTF8": "1"})
    assert said.stdout.strip() == str(beside)
