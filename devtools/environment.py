"""Make `.venv` in the checkout from the lock file, then hand over to `python -m devtools`.

Runs on the machine's own Python before anything is installed, so it uses the standard library only.
"""

from __future__ import annotations

import ast
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements.lock"
PIP = ("-m", "pip", "--disable-pip-version-check")
STAMP = VENV / "linli-environment"

# One ASCII line that finds the checkout beside the environment: it survives moving the folder and any locale.
PATH_ENTRY = "import os, sys; sys.path.append(os.path.dirname(sys.prefix))\n"

LINLI_COMMAND = """#!/bin/sh
PYTHONUTF8=1
export PYTHONUTF8
exec "$(dirname -- "$(readlink -f -- "$0")")/python" -P -c 'import sys; sys.argv[0] = "linli"
from linli.config.cli import main
sys.exit(main())' "$@"
"""


class CannotRun(Exception):
    """One plain sentence that says what is missing and the way out."""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def lock_digest() -> str:
    """What the environment depends on: the lock file, this file and the interpreter."""
    parts = [LOCK.read_bytes(), Path(__file__).read_bytes(), sys.version.encode(), os.path.realpath(sys.executable).encode()]
    return hashlib.sha256(b"\0".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def is_made() -> bool:
    return PYTHON.exists() and (VENV / "bin" / "linli").exists()


def is_ready() -> bool:
    return PYTHON.exists() and STAMP.exists() and STAMP.read_text(encoding="ascii") == lock_digest()


@contextmanager
def only_one() -> Iterator[None]:
    """Two commands started together build once; one that follows a killed one waits for what that one had started."""
    (ROOT / "build").mkdir(exist_ok=True)
    with (ROOT / "build" / "environment.lock").open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another ./dev of this checkout, or for what a killed one has started …")
            fcntl.flock(held, fcntl.LOCK_EX)
        # Programs started meanwhile hold the lock too, since they write into the same folders.
        os.set_inheritable(held.fileno(), True)
        yield


def run(command: Sequence[str | Path], environ: Mapping[str, str], failure: str) -> None:
    words = [str(word) for word in command]
    done = subprocess.run(words, env=dict(environ), stdin=subprocess.DEVNULL, close_fds=False, check=False)
    if done.returncode != 0:
        raise CannotRun(failure)


def apt_get(*words: str) -> subprocess.CompletedProcess[str]:
    """Run apt-get without a question and without its many lines."""
    # A machine that was just switched on may be looking for updates itself: wait for it.
    patient = ["apt-get", "-qq", "-y", "-o", "DPkg::Lock::Timeout=300", *words]
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(patient, env=quiet, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", check=False)


def apt_get_install(packages: Sequence[str]) -> str:
    """Install Debian packages; empty, or what apt-get complained of."""
    update, install = apt_get("update"), apt_get("--no-install-recommends", "install", *packages)
    return "" if install.returncode == 0 else f"{update.stderr}{install.stderr}".strip() or "apt-get does not say why."


def need_venv_module() -> None:
    """Debian keeps `ensurepip` in a package of its own."""
    if subprocess.run([sys.executable, "-c", "import ensurepip, venv"], capture_output=True, check=False).returncode == 0:
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise CannotRun("python3-venv is missing and only root can install it: apt-get install python3-venv — then run this again.")
    say("Installing python3-venv with apt-get …")
    trouble = apt_get_install(["python3-venv"])
    if trouble:
        raise CannotRun(f"python3-venv could not be installed: apt-get install python3-venv — then run this again.\n{trouble}")
    # It may have brought a newer Python with it, and the stamp must name the one that runs next time.
    os.execv(sys.executable, [sys.executable, "-B", __file__, *sys.argv[1:]])


def parse_pip_settings(listing: str) -> dict[str, str]:
    """The settings of `pip config list`, the environment before the files and `install` before `global`."""
    found: dict[str, dict[str, str]] = {"global": {}, "install": {}, ":env:": {}}
    for section, key, value in re.findall(r"^(global|install|:env:)\.([a-z-]+)=('.*'|\".*\")$", listing, re.MULTILINE):
        found[section][key] = str(ast.literal_eval(value))
    return {**found["global"], **found["install"], **found[":env:"]}


def usable(place: str) -> bool:
    """Whether a place to install from can be there at all: a local folder must exist."""
    parts = urlsplit(place)
    if parts.scheme == "file":
        return Path(unquote(parts.path)).exists()
    return bool(parts.scheme) or Path(place).exists()


def uv_settings(pip: Mapping[str, str]) -> dict[str, str]:
    """uv reads only `UV_*`: give it what this machine told pip, so that a mirror is asked and no host is written here."""

    def places(key: str) -> list[str]:
        return [place for place in pip.get(key, "").split() if usable(place)]

    told = {
        "UV_DEFAULT_INDEX": "".join(places("index-url")[:1]),
        "UV_INDEX": " ".join(places("extra-index-url")),
        "UV_FIND_LINKS": ",".join(places("find-links")),
        "UV_INSECURE_HOST": " ".join(pip.get("trusted-host", "").split()),
        "UV_NO_INDEX": "1" if pip.get("no-index", "").lower() in {"1", "true", "yes", "on"} else "",
        "SSL_CERT_FILE": pip.get("cert", "") if Path(pip.get("cert", "")).is_file() else "",
        "HTTPS_PROXY": pip.get("proxy", ""),
        "HTTP_PROXY": pip.get("proxy", ""),
        # pip takes the best match of all its indexes; the hashes of the lock file make that safe for uv too.
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_SYSTEM_CERTS": "1",
        "UV_NO_PROGRESS": "1",
    }
    return {name: value for name, value in told.items() if value}


def give_home(environ: MutableMapping[str, str]) -> None:
    """Without a usable HOME the caches of uv, npm and the browser go under `build/`."""
    home = environ.get("HOME", "")
    if home and os.path.isabs(home) and os.access(home, os.W_OK):
        return
    own = ROOT / "build" / "home"
    own.mkdir(parents=True, exist_ok=True)
    environ["HOME"] = str(own)


def locked_lines(lock: str, package: str) -> str:
    """The lines of one package, with its hashes, out of the lock file."""
    found = re.search(rf"^{re.escape(package)}==.*\n(?:    .*\n)*", lock, re.MULTILINE)
    if found is None:
        raise CannotRun(f"requirements.lock does not name {package}: make it again as docs/adr/0001 says.")
    return found.group()


def install_uv(environ: Mapping[str, str]) -> None:
    failure = "uv could not be installed: is this machine's package index (pip config list) reachable? Run this again when it is."
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as wanted:
        wanted.write(locked_lines(LOCK.read_text(encoding="utf-8"), "uv"))
        wanted.flush()
        run([PYTHON, *PIP, "install", "-q", "--require-hashes", "--no-deps", "-r", wanted.name], environ, failure)


def build() -> None:
    """Make the environment anew where it is missing, and bring it to the lock file."""
    if not is_made():
        say("Making .venv …")
        run(
            [sys.executable, "-m", "venv", "--clear", VENV], os.environ, "The Python environment .venv could not be made: is the disk full?"
        )
    # pip finds its files by HOME or by the password file, so it is asked before HOME is put right.
    listing = subprocess.run([PYTHON, *PIP, "config", "list"], capture_output=True, text=True, check=False).stdout
    environ = dict(os.environ)
    give_home(environ)
    told = {"UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_INDEX", "UV_EXTRA_INDEX_URL"} & environ.keys()
    for key, value in uv_settings(parse_pip_settings(listing)).items():
        if not (told and key in {"UV_DEFAULT_INDEX", "UV_INDEX"}):
            environ.setdefault(key, value)
    say("Installing the packages of requirements.lock (once; some minutes on a slow line) …")
    install_uv(environ)
    failure = "The packages of requirements.lock could not be installed: see above; run this again when the package index answers."
    run([PYTHON, "-m", "uv", "pip", "sync", "-q", "--python", PYTHON, "--require-hashes", LOCK], environ, failure)
    finish()


def finish() -> None:
    """Put `linli` and the checkout on the environment's paths; the stamp comes last, so an interrupted run is repeated."""
    packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(VENV), "platbase": str(VENV)}))
    (packages / "linli-checkout.pth").write_text(PATH_ENTRY, encoding="ascii")
    command = VENV / "bin" / "linli"
    command.write_text(LINLI_COMMAND, encoding="ascii")
    command.chmod(0o755)
    STAMP.write_text(lock_digest(), encoding="ascii")


def hand_over(arguments: Sequence[str]) -> NoReturn:
    give_home(os.environ)
    os.environ["PATH"] = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    os.execv(PYTHON, [str(PYTHON), "-P", "-m", "devtools", *arguments])


def main(arguments: Sequence[str]) -> int:
    try:
        if not is_ready():
            if not is_made():
                need_venv_module()
            with only_one():
                if not is_ready():
                    build()
    except (CannotRun, OSError) as problem:
        say(f"./dev: {problem}")
        return 2
    except KeyboardInterrupt:
        return 130
    hand_over(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
