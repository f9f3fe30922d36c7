"""What stands around every page: where one is, what waits, where one may go."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.answers.queries import answers
from linli.campaigns.queries import campaigns
from linli.forms.queries import forms
from linli.insight.queries import hot
from linli.kernel import journal
from linli.kernel.actor import Actor
from linli.kernel.jobs.queries import Permission as JobPermission
from linli.kernel.statements import Asked, Parts, Statement, side_by_side
from linli.notes import queries as notes
from linli.notes.rules import Permission as NotePermission
from linli.notices import queries as notices
from linli.org.rules.permissions import Permission as OrgPermission
from linli.places.queries import listing as places
from linli.sync.queries import conflicts
from linli.tickets.queries import queue as tickets
from linli.tickets.queries.asking import Ask
from linli.tickets.rules.catalogue import Permission as ClassPermission
from linli.tickets.rules.permissions import Permission as TicketPermission
from linli.tickets.rules.queue import COUNTED_AT_MOST
from linli.visits.queries import visits


@dataclass(frozen=True, slots=True)
class Place:
    """A subdistrict one may choose."""

    code: str
    name: str
    zone: str


# Each stands once in NAV, and is only itself.
@dataclass(frozen=True, slots=True, eq=False)
class NavItem:
    """A line of the side navigation."""

    view: str
    icon: str
    word: str | Promise
    key: str
    permission: str = ""
    # Who else is let in: for a room that shows different people different parts.
    lets_in: Callable[[Actor], bool] | None = None

    def is_for(self, actor: Actor) -> bool:
        """Whether this line leads the actor anywhere."""
        if self.lets_in is not None:
            return self.lets_in(actor)
        return not self.permission or actor.may(self.permission)

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
    nav: tuple[NavItem, ...]
    seal: journal.Sealed | None
    may_write: bool
    # Open tickets in words, exact up to a bound; empty for who sees none.
    open_tickets: str
    # Whether a matter may be taken down, somewhere: the key for it works on every page about tickets.
    may_take_down: bool
    # Whether the link of a letter opened the session: it leads to tickets alone.
    is_by_letter: bool = False


NAV: Sequence[NavItem] = (
    NavItem("today", "calendar-event", _("Today"), "g t"),
    NavItem("tickets", "clipboard-list", _("Tickets"), "g d", lets_in=tickets.may_look),
    NavItem("answers", "message-2", _("Answer base"), "g q", lets_in=answers.may_look),
    NavItem("visits", "route", _("Visits"), "g v", lets_in=visits.may_look),
    NavItem("places", "building-store", _("Places"), "g p", lets_in=places.may_look),
    NavItem("campaigns", "target-arrow", _("Campaigns"), "g a", lets_in=campaigns.may_look),
    NavItem("hot_issues", "flame", _("Analysis"), "g i", lets_in=hot.may_look),
    NavItem("forms", "file-text", _("Forms"), "g f", lets_in=forms.may_look),
    NavItem("hotline", "transfer", _("Hotline exchange"), "g h", TicketPermission.EXCHANGE),
    NavItem("tickets_catalogue", "list-details", _("Ticket rules"), "g l", ClassPermission.READ),
    NavItem("notes", "notes", _("Notes"), "g n", lets_in=notes.may_look),
    NavItem("org", "sitemap", _("Organisation"), "g r", OrgPermission.READ),
    NavItem("calendar", "calendar", _("Calendar"), "g c"),
    NavItem("partners", "plug-connected", _("Exchange"), "g x", TicketPermission.CHANGE_PARTNERS),
    NavItem("conflicts", "device-mobile", _("Phones"), "g m", lets_in=conflicts.may_look),
    NavItem("jobs", "stack-2", _("Jobs"), "g j", JobPermission.READ),
)


def frame_of(actor: Actor, name: str, place: Place, places: tuple[Place, ...], open_tickets: int | None = None) -> Frame:
    """The frame for this person in this subdistrict; a page that has counted the open tickets already says how many."""
    asked = tickets.ask_open(actor) if open_tickets is None and tickets.may_look(actor) else None
    ask, values = asked or (None, {})
    unread, line, *numbers = _around(ask).rows(**{**values, "street": actor.subdistrict_id, "account": actor.account_id})[0]
    return Frame(
        place=place,
        others=tuple(each for each in places if each != place),
        name=name,
        role="、".join(actor.posts),
        unread=unread,
        nav=tuple(item for item in NAV if item.is_for(actor)),
        seal=journal.sealed(line) if line is not None else None,
        may_write=actor.may_somewhere(NotePermission.WRITE),
        open_tickets=counted_words(numbers[0] if numbers else open_tickets),
        may_take_down=actor.may(TicketPermission.OPEN) or TicketPermission.OPEN in actor.limits,
    )


def by_letter(frame: Frame) -> Frame:
    """The same for who came by the link of a letter: nothing stands in it that such a session does not open."""
    return replace(frame, nav=tuple(item for item in frame.nav if item.view == "tickets"), is_by_letter=True)


@lru_cache(maxsize=16)
def _around(ask: Ask | None) -> Statement:
    """What the frame says of the moment, by one statement: unread notices, the last seal, open tickets where they are asked for."""

    def build() -> Parts:
        street = Asked.id("street")
        asked = [notices.unread_number(street, Asked.id("account")), journal.last_line(street)]
        return side_by_side(*asked, *([] if ask is None else [tickets.open_number(ask)]))

    return Statement(build)


def counted_words(number: int | None) -> str:
    """A count as it stands in a corner: nothing for none, a plus beyond the bound."""
    if not number:
        return ""
    return f"{COUNTED_AT_MOST:,}+" if number > COUNTED_AT_MOST else str(number)
