"""Units of all kinds."""

from django.utils.translation import gettext_noop

from linli.org.rules.kinds import Kind


class UnitKind(Kind):
    """What a unit is; supervision and comparison go by kind."""

    OPS_CENTER = "ops_center", gettext_noop("Operations centre")
    OFFICE = "office", gettext_noop("Office of the subdistrict")
    OUTPOST = "outpost", gettext_noop("Department outpost")
    RESIDENTS_COMMITTEE = "residents_committee", gettext_noop("Residents' committee")
    PROPERTY_FIRM = "property_firm", gettext_noop("Property firm")
    UTILITY = "utility", gettext_noop("Utility")
    SERVICE_CENTER = "service_center", gettext_noop("Service centre")
    BLOCK_BRANCH = "block_branch", gettext_noop("Block Party branch")
    ALLIANCE = "alliance", gettext_noop("Alliance member")
    OTHER = "other", gettext_noop("Other unit")
