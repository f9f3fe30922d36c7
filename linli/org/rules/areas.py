"""Administrative areas."""

from django.utils.translation import gettext_noop

from linli.org.rules.kinds import Kind


class AreaLevel(Kind):
    """The levels of the administrative tree."""

    PROVINCE = "province", gettext_noop("Province")
    CITY = "city", gettext_noop("City")
    DISTRICT = "district", gettext_noop("District")
    SUBDISTRICT = "subdistrict", gettext_noop("Subdistrict")
