"""What is handed in with a ticket: of a picture what it shows, and nothing that came along with it."""

from pathlib import PurePath
from typing import Any, BinaryIO, Final, cast

from django.core.files.uploadedfile import UploadedFile

from linli.kernel import files
from linli.kernel.files import pictures, sniff
from linli.tickets.actions.taking_down import Enclosure

PICTURES: Final = frozenset({sniff.JPEG, sniff.PNG, sniff.GIF, sniff.WEBP})


def enclosed(upload: "UploadedFile[Any]") -> Enclosure:
    """The file as it may be kept: too large is refused, and where a picture was taken, when and with what is left behind."""
    files.check_size(upload.size or 0)
    name, content = upload.name or "", cast(BinaryIO, upload.file)
    if sniff.media_type(content, name) not in PICTURES:
        return Enclosure(name, content)
    return Enclosure(f"{PurePath(name).stem}.jpg", pictures.seen_anew(content))
