"""Encrypted files: every altered, missing, moved or added byte is noticed before anything wrong is given out."""

import io
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel import keys
from linli.kernel.files.cipher import CHUNK_BYTES, HEAD_BYTES, DamagedFile, decrypted, encrypted
from linli.kernel.keys import KeyRing
from linli.kernel.keys.ring import TAG_BYTES

AAD = b"subdistrict and digest"


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> KeyRing:
    return keys.create(tmp_path_factory.mktemp("home"), "the lamp at the gate")


def stored(ring: KeyRing, content: bytes) -> bytes:
    return b"".join(encrypted(ring, io.BytesIO(content), AAD))


def opened(ring: KeyRing, content: bytes, aad: bytes = AAD) -> bytes:
    return b"".join(decrypted(ring, io.BytesIO(content), aad))


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES])
def test_a_file_of_any_size_comes_back(ring: KeyRing, size: int) -> None:
    content = bytes(range(256)) * (size // 256 + 1)
    assert opened(ring, stored(ring, content[:size])) == content[:size]


def test_a_file_outlives_the_rotation_of_its_key(tmp_path: Path) -> None:
    ring = keys.create(tmp_path, "the lamp at the gate")
    old = stored(ring, b"old")
    ring.rotate()
    assert (opened(ring, old), opened(ring, stored(ring, b"new"))) == (b"old", b"new")


def test_a_file_moved_to_another_place_does_not_open(ring: KeyRing) -> None:
    with pytest.raises(DamagedFile):
        opened(ring, stored(ring, b"content"), b"another subdistrict")


def test_another_installation_cannot_open_it(ring: KeyRing, tmp_path: Path) -> None:
    other = keys.create(tmp_path, "the lamp at the gate")
    with pytest.raises(DamagedFile, match="not on this ring"):
        opened(other, stored(ring, b"content"))


@given(place=st.integers(0, HEAD_BYTES + 2 * CHUNK_BYTES), bit=st.integers(0, 7))
def test_every_altered_bit_is_noticed(ring: KeyRing, place: int, bit: int) -> None:
    whole = bytearray(stored(ring, bytes(2 * CHUNK_BYTES)))
    whole[place] ^= 1 << bit
    with pytest.raises(DamagedFile):
        opened(ring, bytes(whole))


@given(length=st.integers(0, HEAD_BYTES + 2 * (CHUNK_BYTES + TAG_BYTES) - 1))
def test_a_file_that_ends_early_is_noticed(ring: KeyRing, length: int) -> None:
    with pytest.raises(DamagedFile):
        opened(ring, stored(ring, bytes(2 * CHUNK_BYTES))[:length])


def test_chunks_that_changed_places_or_were_repeated_are_noticed(ring: KeyRing) -> None:
    whole = stored(ring, b"a" * CHUNK_BYTES + b"b" * CHUNK_BYTES + b"c")
    head, size = whole[:HEAD_BYTES], CHUNK_BYTES + TAG_BYTES
    first, second, last = whole[HEAD_BYTES:][:size], whole[HEAD_BYTES:][size : 2 * size], whole[HEAD_BYTES:][2 * size :]
    assert opened(ring, head + first + second + last)
    for order in ([second, first, last], [first, first, second, last], [first, last], [first, second], [first, second, last, last]):
        with pytest.raises(DamagedFile):
            opened(ring, head + b"".join(order))


def test_a_large_file_is_never_held_whole(ring: KeyRing) -> None:
    class Zeros(io.BytesIO):
        left = 64 * 1024 * 1024

        def read(self, size: int | None = -1) -> bytes:
            count = min(size or 0, self.left)
            self.left -= count
            return bytes(count)

    tracemalloc.start()
    total = sum(len(part) for part in encrypted(ring, Zeros(), AAD))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert total > 64 * 1024 * 1024
    assert peak < 4 * 1024 * 1024
