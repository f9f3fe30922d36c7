"""Files encrypted in chunks, so that a large one is read as a stream and still not one altered, missing or moved byte comes out."""

import os
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from linli.kernel.keys.keyfile import KeysTrouble
from linli.kernel.keys.ring import ID_BYTES, TAG_BYTES, KeyRing, derive

MARK = b"LF\x01"
SALT_BYTES = 16
HEAD_BYTES = len(MARK) + ID_BYTES + SALT_BYTES
CHUNK_BYTES = 64 * 1024


class DamagedFile(Exception):
    """The stored bytes are not what was written, or stand in a place they were not written for."""


def encrypted(ring: KeyRing, source: BinaryIO, aad: bytes) -> Iterator[bytes]:
    """The file as it is stored: heading, then chunks, each bound to its place, to being the last or not, and to `aad`."""
    head = MARK + ring.data_key_id() + os.urandom(SALT_BYTES)
    cipher = chunk_cipher(ring, head)
    yield head
    chunk, number = read_full(source, CHUNK_BYTES), 0
    while True:
        following = read_full(source, CHUNK_BYTES)
        yield cipher.encrypt(nonce(number, is_last=not following), chunk, head + aad)
        if not following:
            return
        chunk, number = following, number + 1


def decrypted(ring: KeyRing, source: BinaryIO, aad: bytes) -> Iterator[bytes]:
    """The inverse of `encrypted`; DamagedFile before a wrong byte is given out."""
    head = read_full(source, HEAD_BYTES)
    if len(head) < HEAD_BYTES or not head.startswith(MARK):
        raise DamagedFile("The stored file is damaged or was not written by Linli.")
    cipher = chunk_cipher(ring, head)
    chunk, number = read_full(source, CHUNK_BYTES + TAG_BYTES), 0
    while True:
        following = read_full(source, CHUNK_BYTES + TAG_BYTES)
        try:
            yield cipher.decrypt(nonce(number, is_last=not following), chunk, head + aad)
        except InvalidTag as trouble:
            raise DamagedFile("The stored file was altered, cut off, or moved from another place.") from trouble
        if not following:
            return
        chunk, number = following, number + 1


def chunk_cipher(ring: KeyRing, head: bytes) -> AESGCM:
    """A key of this file's own: its nonces are counted, so no number of files can repeat one under the same key."""
    key_id, salt = head[len(MARK) : len(MARK) + ID_BYTES], head[len(MARK) + ID_BYTES :]
    try:
        return AESGCM(derive(ring.data_key(key_id), b"linli file", salt))
    except KeysTrouble as trouble:
        raise DamagedFile(str(trouble)) from trouble


def nonce(number: int, *, is_last: bool) -> bytes:
    """Counter and last mark: chunks cannot change places, and the file cannot end early."""
    return number.to_bytes(11, "big") + (b"\x01" if is_last else b"\x00")


def read_full(source: BinaryIO, size: int) -> bytes:
    """Exactly `size` bytes unless the source ends: one read may give fewer."""
    parts: list[bytes] = []
    while size and (part := source.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
