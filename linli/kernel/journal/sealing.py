"""Sealing what is new, so that nothing older than an hour can be changed without the signing key and every copy of the heads."""

import fcntl
import mmap
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connection, transaction

from linli.kernel import clock, scope
from linli.kernel.actor import Actor
from linli.kernel.ids import uuid7
from linli.kernel.journal import canonical, check, seal
from linli.kernel.journal.models import JournalEpoch, JournalSeal
from linli.kernel.scope.models import Subdistrict

_CHUNK = 5000


class TransactionsWentBack(RuntimeError):
    """The database counts its transactions anew and nobody began a new epoch: it was restored by hand."""


@dataclass(frozen=True, slots=True)
class _Before:
    """What the last seal says, as far as the next one needs it."""

    number: int
    hash: bytes
    epoch: str
    xid_to: int


def seal_due(subdistrict_id: UUID, key: Ed25519PrivateKey) -> int | None:
    """Seal every entry of transactions that are surely over; the number of the new seal, or nothing if nothing was new.

    Runs inside scoped(); the heads go to the log after the commit, and one that a crash kept from it goes there the next time.
    """
    if scope.current() is None:
        raise scope.OutsideScope("sealing reads and adds rows of one subdistrict: open its scope first")
    with connection.cursor() as cursor:
        # Two sealers at once: the second waits and then finds nothing new.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"linli.seal {subdistrict_id}"])
        before, epoch = _last_seal(subdistrict_id), current_epoch()
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        (xid_to,) = cursor.fetchone()
        xid_from = before.xid_to if before.epoch == str(epoch) else 0
        if xid_to < xid_from:
            raise TransactionsWentBack(f"seal {before.number} ends with transaction {xid_from}, the database is at {xid_to}")
        number = before.number + 1
        tree = _add_leaves(cursor, subdistrict_id, number, (xid_from, xid_to))
    transaction.on_commit(lambda: log_heads(subdistrict_id))
    if not tree.count:
        return None
    unsigned = seal.Unsigned(
        subdistrict_id=subdistrict_id,
        number=number,
        previous=before.hash,
        epoch=epoch,
        xid_from=xid_from,
        xid_to=xid_to,
        count=tree.count,
        root=tree.root(),
        sealed_at=clock.now(),
    )
    signed = seal.sign(unsigned, key)
    JournalSeal(subdistrict_id=subdistrict_id, number=number, line=signed.line, hash=signed.hash, signature=signed.signature).save(
        force_insert=True
    )
    return number


def _add_leaves(cursor: Any, subdistrict_id: UUID, number: int, interval: tuple[int, int]) -> check.Tree:
    # Everything below xmin was over before this statement began, so this statement sees all of it: a transaction that
    # took its id earlier and commits later keeps xmin down until then. After a restore all ids are 0 and old leaves remain.
    cursor.execute(
        "INSERT INTO journal_leaf (subdistrict_id, id, stream, seq, seal_number, hash)"
        " SELECT e.subdistrict_id, e.id, e.stream, e.seq, %s, e.hash FROM journal_entry e"
        " WHERE e.subdistrict_id = %s AND e.xid >= %s AND e.xid < %s AND NOT EXISTS (SELECT 1 FROM journal_leaf l"
        " WHERE l.subdistrict_id = e.subdistrict_id AND l.stream = e.stream AND l.seq = e.seq)",
        [number, subdistrict_id, *interval],
    )
    tree = check.Tree()
    if cursor.rowcount:
        cursor.execute(
            "SELECT hash FROM journal_leaf WHERE subdistrict_id = %s AND seal_number = %s ORDER BY stream, seq", [subdistrict_id, number]
        )
        while rows := cursor.fetchmany(_CHUNK):
            for (each,) in rows:
                tree.add(bytes(each))
    return tree


def _last_seal(subdistrict_id: UUID) -> _Before:
    last = JournalSeal.objects.of(subdistrict_id).order_by("-number").first()
    if last is None:
        return _Before(0, canonical.FIRST, "", 0)
    _, _, _, _, epoch, _, xid_to, *_ = last.line.split("\t")
    return _Before(last.number, bytes(last.hash), epoch, int(xid_to))


def current_epoch() -> UUID:
    """The epoch in which the stored transaction ids count."""
    return JournalEpoch.objects.order_by("-id").values_list("id", flat=True)[0]


def ensure_epoch() -> None:
    """Begin the first epoch of a new database; the owner's work after migrate."""
    if not JournalEpoch.objects.exists():
        JournalEpoch.objects.create(cause="migrate")


def new_epoch(cause: str = "restore") -> None:
    """Forget all stored transaction ids, because this cluster counts its own: the owner's work after a restore."""
    subdistricts = list(Subdistrict.objects.values_list("id", flat=True))
    with scope.everywhere("all ids of one cluster are forgotten at once", subdistricts), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("UPDATE journal_entry SET xid = 0 WHERE xid <> 0")
        JournalEpoch.objects.create(id=uuid7(), cause=cause)


def log_path() -> Path:
    """The file that gathers the heads outside the database; copies of it belong elsewhere too."""
    return Path(settings.LINLI_HOME) / "seals.log"


def log_heads(subdistrict_id: UUID) -> None:
    """Append to the log every head of this subdistrict that it does not have yet, durably."""
    system = Actor.system("journal.log_heads", subdistrict_id)
    handle = os.open(log_path(), os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        with scope.scoped(system):
            missing = list(_heads_after(subdistrict_id, _last_logged(handle, subdistrict_id)))
        if missing:
            _append(handle, missing)
    finally:
        os.close(handle)


def _heads_after(subdistrict_id: UUID, number: int) -> Iterator[str]:
    rows = JournalSeal.objects.of(subdistrict_id).filter(number__gt=number).order_by("number")
    for line, seal_hash in rows.values_list("line", "hash"):
        yield seal.head_line(line, bytes(seal_hash))


def _last_logged(handle: int, subdistrict_id: UUID) -> int:
    if not os.fstat(handle).st_size:
        return 0
    begin = f"{seal.HEAD_VERSION}\t{subdistrict_id}\t".encode()
    with mmap.mmap(handle, 0, access=mmap.ACCESS_READ) as log:
        whole = log.rfind(b"\n") + 1
        at = log.rfind(begin, 0, whole)
        number = 0 if at < 0 else int(log[at + len(begin) : at + len(begin) + 10].split(b"\t", 1)[0])
    # What a power cut left of a line is no head, and nothing may be appended to it.
    os.ftruncate(handle, whole)
    return number


def _append(handle: int, heads: Iterable[str]) -> None:
    text = "".join(f"{head}\n" for head in heads).encode()
    while text:
        text = text[os.write(handle, text) :]
    os.fsync(handle)
    folder = os.open(log_path().parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
