"""What a command reads before it begins."""

import gc
import subprocess
import sys

import pytest

from linli.config.cli import COMMANDS, house


def _modules_of(*words: str) -> set[str]:
    """The modules that a process has read after one command."""
    script = f"import sys\nfrom linli.config.cli import main\ntry:\n    main({list(words)!r})\nexcept SystemExit:\n    print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


def test_a_command_reads_neither_the_others_nor_what_only_they_need() -> None:
    read = _modules_of("database", "--help")
    assert "linli.config.cli.database" in read
    assert not read & {"linli.config.cli.serve", "linli.config.cli.text", "granian", "numpy"}


@pytest.mark.parametrize("word", ["--help", "nonsense"])
def test_whoever_names_no_command_is_told_of_all(word: str) -> None:
    script = f"from linli.config.cli import main; main([{word!r}])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == (0 if word == "--help" else 2)
    assert all(name in done.stdout + done.stderr for name in COMMANDS)


def test_no_garbage_is_collected_while_modules_are_read_and_again_after_it() -> None:
    assert gc.isenabled()
    with house.uncollected():
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ImportError), house.uncollected():
        raise ImportError
    assert gc.isenabled()


def test_who_collects_nothing_anyhow_still_does_not_afterwards() -> None:
    gc.disable()
    try:
        with house.uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
