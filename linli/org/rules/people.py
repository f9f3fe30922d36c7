"""People."""

from django.utils.translation import gettext_noop

from linli.org.rules.kinds import Kind


class PersonKind(Kind):
    """Who somebody is to the subdistrict."""

    STAFF = "staff", gettext_noop("Staff")
    REPRESENTATIVE = "representative", gettext_noop("Representative")
