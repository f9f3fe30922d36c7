"""Where the encrypted bytes lie. Any Django storage will do; this one is a folder that survives a power cut."""

import io
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

from linli.kernel import disk


class DurableFileSystemStorage(FileSystemStorage):
    """Django's folder storage, but a file is there durably and whole, or not at all, and keeps the name it was given."""

    @property
    def location(self) -> str:
        """LINLI_HOME/files, unless the settings name another folder."""
        return str(Path(self._location or settings.LINLI_HOME / "files").absolute())  # type: ignore[attr-defined]

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The very name: it is the digest of the content, so whatever lies there already says the same."""
        return name

    def _save(self, name: str, content: "File[bytes]") -> str:
        path = Path(self.path(name))
        self._make_folders(path.parent)
        with disk.new_file(path) as handle:
            for chunk in content.chunks():
                disk.write_all(handle, chunk)
        return name

    def _make_folders(self, folder: Path) -> None:
        missing = [each for each in (folder, *folder.parents) if not each.exists()]
        for each in reversed(missing):
            disk.make_private_folder(each)
            disk.fsync_folder(each.parent)


class GeneratedFile(io.RawIOBase):
    """Bytes that come from an iterator, as a file that can be read once from front to back."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        super().__init__()
        self._chunks = chunks
        self._rest = memoryview(b"")

    def readinto(self, buffer: object) -> int:
        """The next bytes, as many as fit; 0 at the end."""
        room = memoryview(buffer)  # type: ignore[arg-type]
        while not self._rest:
            following = next(self._chunks, None)
            if following is None:
                return 0
            self._rest = memoryview(following)
        count = min(len(room), len(self._rest))
        room[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count
