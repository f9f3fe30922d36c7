"""Where the passphrase that wraps the key ring comes from."""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from linli.kernel import disk
from linli.kernel.keys.keyfile import KeysTrouble, keys_folder

SHORTEST = 12
LARGEST_FILE_BYTES = 4096


def demo_passphrase_path(home: Path) -> Path:
    """The file that demo set-ups keep their passphrase in."""
    return keys_folder(home) / "passphrase"


def find_passphrase(home: Path, environ: Mapping[str, str]) -> str:
    """The passphrase from LINLI_PASSPHRASE, from the file LINLI_PASSPHRASE_FILE names, or from the demo's own file, in this order."""
    if environ.get("LINLI_PASSPHRASE"):
        return environ["LINLI_PASSPHRASE"]
    if environ.get("LINLI_PASSPHRASE_FILE"):
        return read_passphrase(Path(environ["LINLI_PASSPHRASE_FILE"]))
    if demo_passphrase_path(home).exists():
        return read_passphrase(demo_passphrase_path(home))
    raise KeysTrouble("There is no passphrase for the keys: set LINLI_PASSPHRASE, or let LINLI_PASSPHRASE_FILE name a file that holds it.")


def read_passphrase(path: Path) -> str:
    """The first line of the file, without its line end."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE_BYTES)
    except OSError as trouble:
        raise KeysTrouble(f"The passphrase file {path} cannot be read: {trouble.strerror}.") from trouble
    try:
        lines = content.decode().splitlines()
    except UnicodeDecodeError as trouble:
        raise KeysTrouble(f"The passphrase file {path} is not text.") from trouble
    if not lines or not lines[0]:
        raise KeysTrouble(f"The passphrase file {path} is empty.")
    return lines[0]


def make_demo_passphrase(home: Path) -> str:
    """A random passphrase, kept beside the keys: good for a demo, no protection against whoever copies the folder."""
    path = demo_passphrase_path(home)
    if path.exists():
        return read_passphrase(path)
    disk.make_private_folder(path.parent)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    disk.replace_file(draft, secrets.token_urlsafe(32).encode() + b"\n")
    try:
        # Of two first starts one is faster, and the other must not put a passphrase in place that opens nothing.
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
    disk.fsync_folder(path.parent)
    return read_passphrase(path)


def check_new_passphrase(passphrase: str) -> None:
    """A new passphrase is long enough to be worth its scrypt."""
    if len(passphrase) < SHORTEST:
        raise KeysTrouble(f"The passphrase is too short: give at least {SHORTEST} characters.")
    if not passphrase.isprintable():
        raise KeysTrouble("The passphrase holds a character that cannot be typed again (a line end, a tab or a control character).")
