"""What stands around every page: where one is, what waits, where one may go."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel import journal
from linli.kernel.actor import Actor
from linli.kernel.jobs.queries import Permission as JobPermission
from linli.notes.rules import Permission as NotePermission
from linli.notices import queries as notices
from linli.org.rules.permissions import Permission as OrgPermission


@dataclass(frozen=True, slots=True)
class Place:
    """A subdistrict one may choose."""

    code: str
    name: str
    zone: str


@dataclass(frozen=True, slots=True)
class NavItem:
    """A line of the side navigation."""

    view: str
    icon: str
    word: str | Promise
    key: str
    permission: str = ""

    @property
    def address(self) -> str:
        """The name of its view."""
        return f"desk:{self.view}"

    @property
    def letters(self) -> list[str]:
        """The keys one after the other."""
        return self.key.split()


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame's own facts."""

    place: Place
    others: tuple[Place, ...]
    name: str
    # The posts held now, in their order.
    role: str
    unread: int
    nav: Sequence[NavItem]
    seal: journal.Sealed | None
    may_write: bool


NAV: Sequence[NavItem] = (
    NavItem("today", "calendar-event", _("Today"), "g t"),
    NavItem("notes", "notes", _("Notes"), "g n", NotePermission.READ),
    NavItem("org", "sitemap", _("Organisation"), "g r", OrgPermission.READ),
    NavItem("calendar", "calendar", _("Calendar"), "g c"),
    NavItem("jobs", "stack-2", _("Jobs"), "g j", JobPermission.READ),
)


def frame_of(actor: Actor, name: str, place: Place, places: tuple[Place, ...]) -> Frame:
    """The frame for this person in this subdistrict."""
    return Frame(
        place=place,
        others=tuple(each for each in places if each != place),
        name=name,
        role="、".join(actor.posts),
        unread=notices.unread_count(actor),
        nav=[item for item in NAV if not item.permission or actor.may(item.permission)],
        seal=journal.last_seal(actor.subdistrict_id),
        may_write=actor.may(NotePermission.WRITE),
    )
