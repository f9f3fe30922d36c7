"""The key ring of one installation."""

import fcntl
import functools
import hashlib
import hmac
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from linli.kernel import clock, disk
from linli.kernel.keys import keyfile
from linli.kernel.keys.keyfile import KeysTrouble
from linli.kernel.keys.passphrase import check_new_passphrase, find_passphrase

SEALED_VERSION = b"\x01"
ID_BYTES = 8
NONCE_BYTES = 12
TAG_BYTES = 16
HEAD_BYTES = 1 + ID_BYTES + NONCE_BYTES

WrapOf = Callable[[bytes, int, int, int], keyfile.Wrap]


class Kind(StrEnum):
    """What a key is for; no key serves two purposes."""

    DATA = "data"  # encrypts fields and files
    LOOKUP = "lookup"  # blind indexes and lookup codes; a new one would mean indexing every row again, so it is never rotated
    SIGNING = "signing"  # Ed25519, signs the journal's seals
    ROOT = "root"  # what named secrets are derived from


@dataclass(frozen=True)
class Key:
    """One key with its id; of each kind the youngest is used, the older ones still open and verify."""

    id: bytes
    kind: Kind
    made_at: datetime
    material: bytes


def make_key(kind: Kind) -> Key:
    """A fresh random key; 32 bytes serve all four kinds."""
    return Key(os.urandom(ID_BYTES), kind, clock.now(), os.urandom(32))


def fingerprint(key: Ed25519PublicKey) -> str:
    """The name of a verify key: SHA-256 of its 32 raw bytes, in hex."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()


class KeyRing:
    """The opened keys. Safe to share between threads; another process's rotation is noticed when an unknown key id turns up."""

    def __init__(self, home: Path, wrap: keyfile.Wrap, keys: tuple[Key, ...]) -> None:
        self._home = home
        self._wrap = wrap
        self._keys = keys
        # One for each column and subdistrict that is searched: working one out takes longer than using it.
        self._subkeys: dict[tuple[bytes, bytes], bytes] = {}

    def __repr__(self) -> str:
        return f"<KeyRing of {len(self._keys)} keys>"

    def seal(self, plaintext: bytes, aad: bytes) -> bytes:
        """The text encrypted and bound to `aad`: version, key id, nonce, ciphertext."""
        key, nonce = self._youngest(Kind.DATA), os.urandom(NONCE_BYTES)
        head = SEALED_VERSION + key.id
        return head + nonce + AESGCM(key.material).encrypt(nonce, plaintext, head + aad)

    def open(self, sealed: bytes, aad: bytes) -> bytes:
        """The inverse of `seal`; KeysTrouble when altered, moved to another place, or made by keys that are not on this ring."""
        if len(sealed) < HEAD_BYTES + TAG_BYTES or sealed[:1] != SEALED_VERSION:
            raise KeysTrouble("The encrypted value is damaged or was not made by Linli.")
        head, nonce = sealed[: 1 + ID_BYTES], sealed[1 + ID_BYTES : HEAD_BYTES]
        key = self.data_key(head[1:])
        try:
            return AESGCM(key).decrypt(nonce, sealed[HEAD_BYTES:], head + aad)
        except InvalidTag as trouble:
            raise KeysTrouble("The encrypted value was altered, or stands in a place it was not made for.") from trouble

    def data_key_id(self) -> bytes:
        """The id of the data key in use."""
        return self._youngest(Kind.DATA).id

    def data_key(self, key_id: bytes) -> bytes:
        """The data key of that id, also one that another process has just made."""
        found = find_data_key(self._keys, key_id) or find_data_key(self._reread(), key_id)
        if found is None:
            raise KeysTrouble(f"The key {key_id.hex()} is not on this ring: import the keys that belong to this database.")
        return found.material

    def lookup_code(self, purpose: bytes, value: bytes) -> bytes:
        """Equal values of one purpose have equal codes; without the ring nothing about the value can be learnt or tried."""
        root = self._youngest(Kind.LOOKUP)
        subkey = self._subkeys.get((root.id, purpose))
        if subkey is None:
            subkey = self._subkeys[root.id, purpose] = derive(root.material, b"linli lookup " + purpose)
        return hmac.digest(subkey, value, "sha256")

    def secret(self, name: str) -> str:
        """A stable secret of that name, such as Django's SECRET_KEY."""
        return derive(self._youngest(Kind.ROOT).material, b"linli secret " + name.encode()).hex()

    def signing_key(self) -> Ed25519PrivateKey:
        """The key that signs the journal's seals now."""
        return Ed25519PrivateKey.from_private_bytes(self._youngest(Kind.SIGNING).material)

    def verify_keys(self) -> dict[str, Ed25519PublicKey]:
        """Every public key that ever signed here, by fingerprint."""
        public = (signer(key).public_key() for key in self._keys if key.kind is Kind.SIGNING)
        return {fingerprint(key): key for key in public}

    def rotate(self, *kinds: Kind) -> None:
        """New data and signing keys (or the kinds named) from now on; the old ones still open and verify what they made."""
        chosen = kinds or (Kind.DATA, Kind.SIGNING)
        if set(chosen) - {Kind.DATA, Kind.SIGNING}:
            raise KeysTrouble("Only data and signing keys can be rotated: codes and secrets made by the others could not be found again.")
        with locked(self._home):
            keys = (*self._reread(), *(make_key(kind) for kind in chosen))
            disk.replace_file(keyfile.ring_path(self._home), packed(self._wrap, keys))
            self._keys = keys

    def export(self, path: Path) -> None:
        """A copy of all keys, wrapped by the same passphrase; an existing file is never overwritten."""
        try:
            disk.create_file(path, packed(self._wrap, self._reread()))
        except FileExistsError as trouble:
            raise KeysTrouble(f"{path} exists already: name a new file.") from trouble
        except OSError as trouble:
            raise KeysTrouble(f"The keys cannot be written to {path}: {trouble.strerror}.") from trouble

    def reread(self) -> None:
        """Take up the keys that another process may have made meanwhile, before the choice of a key matters."""
        self._reread()

    def _youngest(self, kind: Kind) -> Key:
        return [key for key in self._keys if key.kind is kind][-1]

    def _reread(self) -> tuple[Key, ...]:
        _, self._keys = unpack(keyfile.ring_path(self._home), self._same_wrap)
        return self._keys

    def _same_wrap(self, salt: bytes, n: int, r: int, p: int) -> keyfile.Wrap:
        if (salt, n, r, p) != (self._wrap.salt, self._wrap.n, self._wrap.r, self._wrap.p):
            raise KeysTrouble("The key ring was replaced while this program was running: start it again.")
        return self._wrap


def key_id_of(sealed: bytes) -> bytes:
    """The id of the data key that made this ciphertext."""
    return sealed[1 : 1 + ID_BYTES]


def signer(key: Key) -> Ed25519PrivateKey:
    """The signing key made from its 32 bytes."""
    return Ed25519PrivateKey.from_private_bytes(key.material)


def find_data_key(keys: tuple[Key, ...], key_id: bytes) -> Key | None:
    """The data key of that id, if it is among these."""
    return next((key for key in keys if key.kind is Kind.DATA and key.id == key_id), None)


def derive(root: bytes, purpose: bytes, salt: bytes | None = None) -> bytes:
    """A key of its own for one purpose (HKDF-SHA256)."""
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=purpose).derive(root)


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """One process at a time changes the ring: two rotations at once would lose one's key, and with it what that key encrypted."""
    disk.make_private_folder(keyfile.keys_folder(home))
    handle = os.open(keyfile.keys_folder(home) / "lock", os.O_RDWR | os.O_CREAT, disk.PRIVATE_FILE)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def packed(wrap: keyfile.Wrap, keys: tuple[Key, ...]) -> bytes:
    """The key file of these keys."""
    entries = [
        {"id": key.id.hex(), "kind": key.kind.value, "made_at": key.made_at.isoformat(), "material": keyfile.to_text(key.material)}
        for key in keys
    ]
    public = [signer(key).public_key() for key in keys if key.kind is Kind.SIGNING]
    return keyfile.dump(wrap, {fingerprint(key): key.public_bytes_raw().hex() for key in public}, entries)


def unpack(path: Path, wrap_of: WrapOf) -> tuple[keyfile.Wrap, tuple[Key, ...]]:
    """Wrap and keys of a key file; KeysTrouble unless every kind of key is on it."""
    wrap, _, entries = keyfile.load(path, wrap_of)
    try:
        keys = tuple(
            Key(
                bytes.fromhex(entry["id"]),
                Kind(entry["kind"]),
                datetime.fromisoformat(entry["made_at"]),
                keyfile.from_text(entry["material"]),
            )
            for entry in entries
        )
    except (KeyError, TypeError, ValueError) as trouble:
        raise KeysTrouble(
            f"{path} holds a key that this version of Linli does not know: use the version that wrote it, or newer."
        ) from trouble
    if {key.kind for key in keys} != set(Kind):
        raise KeysTrouble(f"{path} does not hold all the keys that Linli needs: bring back a copy made by `linli keys export`.")
    return wrap, keys


def create(home: Path, passphrase: str) -> KeyRing:
    """Make the keys of a new installation; keys that are there already are never replaced."""
    check_new_passphrase(passphrase)
    wrap, keys = keyfile.new_wrap(passphrase), tuple(make_key(kind) for kind in Kind)
    with locked(home):
        check_no_ring(home)
        disk.replace_file(keyfile.ring_path(home), packed(wrap, keys))
    return KeyRing(home, wrap, keys)


def check_no_ring(home: Path) -> None:
    """Refuse to write over keys: without them everything they encrypted would be lost."""
    if exists(home):
        raise KeysTrouble(
            f"There are keys at {keyfile.ring_path(home)} already; they are never replaced, since what they encrypted would be lost."
        )


def exists(home: Path) -> bool:
    """Whether this installation has its keys."""
    return keyfile.ring_path(home).exists()


def open_ring(home: Path, environ: Mapping[str, str]) -> KeyRing:
    """The key ring of this installation, opened by the passphrase that `find_passphrase` finds."""
    return open_file(home, keyfile.ring_path(home), lambda: find_passphrase(home, environ))


def open_file(home: Path, path: Path, passphrase: Callable[[], str]) -> KeyRing:
    """The keys of this file, for use in this installation."""
    wrap, keys = unpack(path, lambda salt, n, r, p: keyfile.work(passphrase(), salt, n, r, p))
    return KeyRing(home, wrap, keys)


def import_(home: Path, path: Path, passphrase: str) -> KeyRing:
    """Bring exported keys into an installation that has none; nothing is written unless the passphrase opens them."""
    ring = open_file(home, path, lambda: passphrase)
    with locked(home):
        check_no_ring(home)
        disk.replace_file(keyfile.ring_path(home), path.read_bytes())
    return ring


def published_verify_keys(home: Path) -> dict[str, Ed25519PublicKey]:
    """The public keys as the file states them, for a reader without the passphrase; they are authenticated only by opening the ring."""
    document = keyfile.read_heading(keyfile.ring_path(home))
    try:
        public = [Ed25519PublicKey.from_public_bytes(bytes.fromhex(text)) for text in document["verify"].values()]
    except (AttributeError, KeyError, TypeError, ValueError) as trouble:
        raise KeysTrouble(f"{keyfile.ring_path(home)} is damaged: bring back a copy made by `linli keys export`.") from trouble
    return {fingerprint(key): key for key in public}


@functools.cache
def opened(home: Path) -> KeyRing:
    """The ring of this process: opened at the first use, with the passphrase of its own environment."""
    return open_ring(home, os.environ)
