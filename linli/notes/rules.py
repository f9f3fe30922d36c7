"""What a note is: a title, a text, and who may read or write one."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from linli.kernel.journal import verbs
from linli.kernel.permissions import permissions
from linli.kernel.text import clean_text

TITLE_LIMIT = 120
TEXT_LIMIT = 12_000


class Permission(StrEnum):
    """What a membership may include about notes."""

    READ = "notes.read"
    WRITE = "notes.write"


@dataclass(frozen=True, slots=True)
class Wording:
    """A note's words after cleaning."""

    title: str
    text: str


def wording(title: str, text: str) -> Wording:
    """The words as they may be stored; what cannot be stored is refused by field."""
    return Wording(
        title=clean_text(title, field=str(_("title")), limit=TITLE_LIMIT),
        text=clean_text(text, field=str(_("text")), limit=TEXT_LIMIT, required=False),
    )


def register() -> None:
    """Make the verbs and permissions of notes known to the house."""
    permissions({Permission.READ: gettext_noop("Read notes"), Permission.WRITE: gettext_noop("Write notes")})
    verbs.register("note.written", facts={"title": str, "text": str})
    verbs.register("note.edited", facts={"title": str, "text": str})
    verbs.register("note.file_attached", facts={"name": str, "digest": str, "size_bytes": int})
