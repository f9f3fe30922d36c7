"""Storing, opening and sweeping files."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import BinaryIO, cast
from uuid import UUID

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import Storage, storages
from django.db import connection
from django.utils.translation import gettext_noop

from linli.kernel import clock, keys
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused, refusals
from linli.kernel.files import sniff
from linli.kernel.files.cipher import CHUNK_BYTES, DamagedFile, decrypted, encrypted
from linli.kernel.files.models import StoredFile
from linli.kernel.files.names import clean_name
from linli.kernel.files.storage import GeneratedFile
from linli.kernel.keys.bound import pack
from linli.kernel.scope.models import Aggregate
from linli.kernel.writes import write

STORAGE = "attachments"
UNNAMED_FOR = timedelta(hours=24)
# The first half of the advisory lock's key says what it is for; the second is the subdistrict's.
LOCK_SPACE = 0x66696C65

refusals(
    {
        "files.too_large": gettext_noop("The file is larger than {limit_mb} MB. Send a smaller one, or several parts."),
        "files.empty": gettext_noop("The file is empty. Choose it again."),
        "files.kind": gettext_noop(
            "The content of this file is not of a kind that is kept here. Send a picture (JPEG, PNG, WebP, GIF), a PDF, "
            "a Word, Excel or PowerPoint document without macros, or plain text."
        ),
        "files.no_room": gettext_noop(
            "The file could not be stored, and nothing was changed. Tell the administrator: the disk may be full."
        ),
        "files.damaged": gettext_noop(
            "The stored file is damaged or missing. Tell the administrator, who can bring it back from the backup."
        ),
    }
)


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A stored file with its content, whose first part has already been proved genuine."""

    row: StoredFile
    content: Iterator[bytes]


@dataclass(frozen=True, slots=True)
class Sweep:
    """What a sweep of one subdistrict found: files removed because no row names them, rows whose file is missing."""

    removed: tuple[str, ...]
    missing: tuple[StoredFile, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """What is known of a file once it has been read."""

    digest: str
    size_bytes: int
    media_type: str


def check_size(size_bytes: int) -> None:
    """Refuse what is too large; doors ask it with the announced length before they read a body."""
    limit = settings.LINLI_UPLOAD_LIMIT_BYTES
    if size_bytes > limit:
        raise Refused("files.too_large", limit_mb=limit // (1024 * 1024))


@write
def store(actor: Actor, aggregate: Aggregate, *, name: str, content: BinaryIO, purpose: str) -> StoredFile:
    """Keep a file with an aggregate; the encrypted bytes are durable before this transaction can commit."""
    if aggregate.subdistrict_id != actor.subdistrict_id:
        raise Refused("kernel.other_scope")
    read = examine(content, name)
    lock_sweeps_out(actor.subdistrict_id)
    place = place_of(actor.subdistrict_id, read.digest)
    try:
        if not storage().exists(place):
            put(actor.subdistrict_id, read.digest, content)
    except OSError as trouble:
        raise Refused("files.no_room") from trouble
    row = StoredFile(
        subdistrict_id=actor.subdistrict_id,
        digest=read.digest,
        size_bytes=read.size_bytes,
        media_type=read.media_type,
        name=clean_name(name, read.media_type),
        purpose=purpose,
        stream=aggregate.stream,
        stored_at=clock.now(),
    )
    row.save(force_insert=True)
    return row


def examine(content: BinaryIO, name: str) -> Content:
    """Digest, size and type of the content; refused when empty, too large or of a kind that is not kept."""
    content.seek(0)
    digest, size = hashlib.sha256(), 0
    for block in iter(lambda: content.read(CHUNK_BYTES), b""):
        size += len(block)
        check_size(size)
        digest.update(block)
    if not size:
        raise Refused("files.empty")
    found = sniff.media_type(content, name)
    if found is None:
        raise Refused("files.kind")
    return Content(digest.hexdigest(), size, found)


def put(subdistrict_id: UUID, digest: str, content: BinaryIO) -> None:
    """Write the content, encrypted, where its digest says."""
    content.seek(0)
    chunks = encrypted(keys.opened(settings.LINLI_HOME), content, binding(subdistrict_id, digest))
    storage().save(place_of(subdistrict_id, digest), File(cast("BinaryIO", GeneratedFile(chunks))))


def of(aggregate: Aggregate) -> Sequence[StoredFile]:
    """The files kept with an aggregate, oldest first."""
    return list(StoredFile.objects.of(aggregate.subdistrict_id).filter(stream=aggregate.stream).order_by("id"))


def open_for(actor: Actor, file_id: UUID) -> OpenedFile:
    """A file of the actor's subdistrict; whether the actor may see the aggregate it belongs to, the door asks with `row.stream`."""
    row = StoredFile.objects.of(actor.subdistrict_id).filter(pk=file_id).first()
    if row is None:
        raise NotFound
    content = read(row)
    try:
        first = next(content)
    except (OSError, DamagedFile) as trouble:
        raise Refused("files.damaged") from trouble
    return OpenedFile(row, with_first(first, content))


def read(row: StoredFile) -> Iterator[bytes]:
    """The content of a stored file, in parts; DamagedFile before a wrong byte is given out."""
    with storage().open(place_of(row.subdistrict_id, row.digest)) as file:
        yield from decrypted(keys.opened(settings.LINLI_HOME), cast("BinaryIO", file), binding(row.subdistrict_id, row.digest))


def with_first(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    """The part that was read to prove the file, then the rest."""
    yield first
    yield from rest


def sweep(actor: Actor) -> Sweep:
    """Remove the subdistrict's files that no row has named for a day, and report the rows whose file is missing."""
    named = set(StoredFile.objects.of(actor.subdistrict_id).values_list("digest", flat=True))
    present = dict(lying_files(actor.subdistrict_id))
    unnamed = {name: place for name, place in present.items() if name not in named and is_old(place)}
    removed = remove_unnamed(actor.subdistrict_id, unnamed) if unnamed else ()
    missing = StoredFile.objects.of(actor.subdistrict_id).filter(digest__in=sorted(named - set(present))).order_by("id")
    return Sweep(removed, tuple(missing))


def remove_unnamed(subdistrict_id: UUID, unnamed: Mapping[str, str]) -> tuple[str, ...]:
    """Remove those that even now no row names; nobody stores a file of this subdistrict meanwhile."""
    # A writer that has found the old file and not yet committed its row holds the shared lock: after this line either
    # its row is seen here, or it has not looked for the file yet.
    lock("pg_advisory_xact_lock", subdistrict_id)
    named = set(StoredFile.objects.of(subdistrict_id).filter(digest__in=sorted(unnamed)).values_list("digest", flat=True))
    removed = tuple(sorted(set(unnamed) - named))
    for name in removed:
        storage().delete(unnamed[name])
    return removed


def lock_sweeps_out(subdistrict_id: UUID) -> None:
    """Until this transaction ends no sweep removes a file of the subdistrict; other writers are not kept waiting."""
    lock("pg_advisory_xact_lock_shared", subdistrict_id)


def lock(function: str, subdistrict_id: UUID) -> None:
    """Take the subdistrict's lock on its files."""
    half = int.from_bytes(hashlib.sha256(subdistrict_id.bytes).digest()[:4], "big", signed=True)
    statements = {
        "pg_advisory_xact_lock": "SELECT pg_advisory_xact_lock(%s, %s)",
        "pg_advisory_xact_lock_shared": "SELECT pg_advisory_xact_lock_shared(%s, %s)",
    }
    with connection.cursor() as cursor:
        cursor.execute(statements[function], [LOCK_SPACE, half])


def lying_files(subdistrict_id: UUID) -> Iterator[tuple[str, str]]:
    """Name and place of everything in the subdistrict's folder: digests, and drafts that a power cut left."""
    try:
        folders = storage().listdir(str(subdistrict_id))[0]
    except FileNotFoundError:
        return
    for folder in folders:
        yield from ((name, f"{subdistrict_id}/{folder}/{name}") for name in storage().listdir(f"{subdistrict_id}/{folder}")[1])


def is_old(place: str) -> bool:
    """Whether the file has lain there for a day."""
    return clock.now() - storage().get_modified_time(place) > UNNAMED_FOR


def place_of(subdistrict_id: UUID, digest: str) -> str:
    """Where a file lies in the storage."""
    return f"{subdistrict_id}/{digest[:2]}/{digest}"


def binding(subdistrict_id: UUID, digest: str) -> bytes:
    """What the stored bytes are bound to: copied to another subdistrict's folder or under another digest they do not open."""
    return pack(b"stored file", subdistrict_id.bytes, bytes.fromhex(digest))


def storage() -> Storage:
    """The storage of the encrypted bytes; which one it is, the settings say."""
    return storages[STORAGE]
