"""Seals: signed Merkle roots over new entries, each naming the one before."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from linli.kernel.journal.canonical import instant

VERSION: Final = "linli-seal1"
HEAD_VERSION: Final = "linli-head1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsigned:
    """What a seal says."""

    subdistrict_id: UUID
    number: int
    previous: bytes
    epoch: UUID
    xid_from: int
    xid_to: int
    count: int
    root: bytes
    sealed_at: datetime

    def line(self, fingerprint: str) -> str:
        """The canonical line that is hashed and signed."""
        fields = (
            VERSION, self.subdistrict_id, self.number, self.previous.hex(), self.epoch, self.xid_from, self.xid_to, self.count,
            self.root.hex(), instant(self.sealed_at), fingerprint,
        )  # fmt: skip
        return "\t".join(map(str, fields))


@dataclass(frozen=True, slots=True)
class Signed:
    """A canonical line of a seal with its hash and signature."""

    line: str
    hash: bytes
    signature: bytes
    fingerprint: str


def sign(seal: Unsigned, key: Ed25519PrivateKey) -> Signed:
    """The seal under the signature of `key`."""
    fingerprint = sha256(key.public_key().public_bytes_raw()).hexdigest()
    line = seal.line(fingerprint)
    return Signed(line, sha256(line.encode()).digest(), key.sign(line.encode()), fingerprint)


def head_line(line: str, seal_hash: bytes) -> str:
    """The head of a seal as it is kept outside: in the log, on the daily digest, with the auditor."""
    _, subdistrict_id, number, *_, sealed_at, _ = line.split("\t")
    return f"{HEAD_VERSION}\t{subdistrict_id}\t{number}\t{seal_hash.hex()}\t{sealed_at}"
