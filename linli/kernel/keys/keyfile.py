"""The key file: one JSON document whose keys are wrapped by a passphrase (scrypt, then AES-256-GCM over keys and heading together)."""

import base64
import binascii
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

FORMAT = "linli-keys"
VERSION = 1
LARGEST_BYTES = 1_000_000
NONCE_BYTES = 12
SALT_BYTES = 16
# 32 MiB and about a tenth of a second: paid once per process, and by everyone who guesses.
SCRYPT_N, SCRYPT_R, SCRYPT_P = 2**15, 8, 1
# A foreign file may ask for any work; more than this is refused before a byte is allocated.
SCRYPT_N_RANGE = range(2**14, 2**20 + 1)


class KeysTrouble(Exception):
    """The keys cannot be used; the text is one sentence for the operator, with the way out."""


def keys_folder(home: Path) -> Path:
    """The folder of everything that must not stand in a backup."""
    return home / "keys"


def ring_path(home: Path) -> Path:
    """The file of the key ring."""
    return keys_folder(home) / "ring.json"


@dataclass(frozen=True)
class Wrap:
    """A passphrase already worked into a key, with the heading by which it can be worked again."""

    salt: bytes
    n: int
    r: int
    p: int
    key: bytes

    def heading(self) -> dict[str, object]:
        """How to get from the passphrase to the key."""
        return {"name": "scrypt", "salt": to_text(self.salt), "n": self.n, "r": self.r, "p": self.p}


def new_wrap(passphrase: str) -> Wrap:
    """A wrap with a fresh salt."""
    return work(passphrase, os.urandom(SALT_BYTES), SCRYPT_N, SCRYPT_R, SCRYPT_P)


def work(passphrase: str, salt: bytes, n: int, r: int, p: int) -> Wrap:
    """Passphrase and salt worked through scrypt."""
    key = Scrypt(salt=salt, length=32, n=n, r=r, p=p).derive(passphrase.encode())
    return Wrap(salt, n, r, p, key)


def to_text(content: bytes) -> str:
    """Bytes as JSON can carry them."""
    return base64.b64encode(content).decode("ascii")


def from_text(text: object) -> bytes:
    """The inverse of `to_text`; ValueError for anything else."""
    if not isinstance(text, str):
        raise ValueError("not a string")
    return base64.b64decode(text, validate=True)


def heading_bytes(heading: Mapping[str, object]) -> bytes:
    """The heading as it is authenticated: changing a published key or a parameter makes the file refuse to open."""
    return json.dumps(heading, sort_keys=True, separators=(",", ":")).encode()


def dump(wrap: Wrap, verify: Mapping[str, str], entries: list[dict[str, str]]) -> bytes:
    """The key file: heading in plain, entries wrapped."""
    heading: dict[str, object] = {"format": FORMAT, "version": VERSION, "kdf": wrap.heading(), "verify": dict(verify)}
    nonce = os.urandom(NONCE_BYTES)
    secret = AESGCM(wrap.key).encrypt(nonce, json.dumps(entries).encode(), heading_bytes(heading))
    return json.dumps({**heading, "wrapped": to_text(nonce + secret)}, indent=1).encode() + b"\n"


def read_heading(path: Path) -> dict[str, Any]:
    """The file's document, known to be a key file of a version that this program reads."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)
    except FileNotFoundError as trouble:
        raise KeysTrouble(
            f"There are no keys at {path}: make them with `linli keys create`, or bring them back with `linli keys import`."
        ) from trouble
    except OSError as trouble:
        raise KeysTrouble(f"The key file {path} cannot be read: {trouble.strerror}.") from trouble
    try:
        document = json.loads(content) if len(content) <= LARGEST_BYTES else None
    except ValueError:
        document = None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise KeysTrouble(f"{path} is damaged or is not a key file of Linli: bring back a copy made by `linli keys export`.")
    if document.get("version") != VERSION:
        raise KeysTrouble(
            f"{path} was written by another version of Linli (key format {document.get('version')!r}): use that version or newer."
        )
    return document


def load(path: Path, wrap_of: Callable[[bytes, int, int, int], Wrap]) -> tuple[Wrap, dict[str, str], list[dict[str, str]]]:
    """Wrap, published keys and entries of the key file; KeysTrouble when damaged or when the passphrase is not the right one."""
    document = read_heading(path)
    damaged = KeysTrouble(f"{path} is damaged: bring back a copy made by `linli keys export`.")
    try:
        kdf, verify, wrapped = document["kdf"], document["verify"], from_text(document["wrapped"])
        salt, n, r, p = from_text(kdf["salt"]), kdf["n"], kdf["r"], kdf["p"]
        sane = n in SCRYPT_N_RANGE and (r, p) == (SCRYPT_R, SCRYPT_P) and len(salt) == SALT_BYTES
    except (KeyError, TypeError, ValueError, binascii.Error) as trouble:
        raise damaged from trouble
    if not sane or n & (n - 1) or len(wrapped) <= NONCE_BYTES:
        raise damaged
    wrap = wrap_of(salt, n, r, p)
    heading = {key: document[key] for key in ("format", "version", "kdf", "verify")}
    try:
        secret = AESGCM(wrap.key).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], heading_bytes(heading))
    except InvalidTag as trouble:
        raise KeysTrouble(f"The passphrase does not open {path}: give the one it was made with (or the file was altered).") from trouble
    return wrap, verify, json.loads(secret)
