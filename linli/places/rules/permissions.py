"""What a post or a membership may include about places."""

from enum import StrEnum

from django.utils.translation import gettext_noop

from linli.kernel.permissions import permissions


class Permission(StrEnum):
    """One code for each thing that somebody may be allowed to do here."""

    READ = "places.read"
    CHANGE = "places.change"
    IMPORT = "places.import"
    READ_CONTACTS = "places.read_contacts"
    CHANGE_PERIODS = "places.change_periods"
    MAKE_CARDS = "places.make_cards"
    BIND_CARDS = "places.bind_cards"


def register() -> None:
    """Make the permissions known to the house."""
    permissions(
        {
            Permission.READ: gettext_noop("See places and their dossiers"),
            Permission.CHANGE: gettext_noop("Enter and change places and their contacts"),
            Permission.IMPORT: gettext_noop("Take places over from files"),
            Permission.READ_CONTACTS: gettext_noop("See whom to reach at a place, masked"),
            Permission.CHANGE_PERIODS: gettext_noop("Settle how often places of a kind are visited"),
            Permission.MAKE_CARDS: gettext_noop("Make and print contact cards"),
            Permission.BIND_CARDS: gettext_noop("Bind, replace and withdraw contact cards"),
        }
    )
