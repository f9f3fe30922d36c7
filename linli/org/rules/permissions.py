"""What a post or a membership may include about the organisation."""

from enum import StrEnum

from django.utils.translation import gettext_noop

from linli.kernel.permissions import permissions


class Permission(StrEnum):
    """One code for each thing that somebody may be allowed to do here."""

    READ = "org.read"
    CHANGE_GRIDS = "org.change_grids"
    CHANGE_UNITS = "org.change_units"
    CHANGE_PEOPLE = "org.change_people"
    CHANGE_POSTS = "org.change_posts"
    CHANGE_DUTIES = "org.change_duties"
    CHANGE_TEAMS = "org.change_teams"
    CHANGE_ROTA = "org.change_rota"


def register() -> None:
    """Make the permissions known to the house."""
    permissions(
        {
            Permission.READ: gettext_noop("See grids, units, people and duties"),
            Permission.CHANGE_GRIDS: gettext_noop("Draw and re-cut grids"),
            Permission.CHANGE_UNITS: gettext_noop("Change units"),
            Permission.CHANGE_PEOPLE: gettext_noop("Change people"),
            Permission.CHANGE_POSTS: gettext_noop("Change posts and what they permit"),
            Permission.CHANGE_DUTIES: gettext_noop("Give and end duties"),
            Permission.CHANGE_TEAMS: gettext_noop("Change task forces and committees"),
            Permission.CHANGE_ROTA: gettext_noop("Change the duty rota"),
        }
    )
