"""The grid tree."""

from django.utils.translation import gettext_noop

from linli.org.rules.kinds import Kind


class GridKind(Kind):
    """What a grid is; the tree has no fixed depth."""

    COMPREHENSIVE = "comprehensive", gettext_noop("Comprehensive grid")
    DEDICATED = "dedicated", gettext_noop("Dedicated grid")
    MICRO = "micro", gettext_noop("Micro-grid")
    BLOCK = "block", gettext_noop("Block")
    BUILDING = "building", gettext_noop("Building")
    COMPOUND = "compound", gettext_noop("Compound")
