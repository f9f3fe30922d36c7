"""What the desk calls the verbs and facts of insight."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.desk.word import Word

VERBS: Mapping[str, Word] = {
    "hot_period.kept": Word(_("Hot issues are counted from now on"), "flame"),
    "hot_period.asked": Word(_("Hot issues of some days asked for"), "flame"),
    "hot_mark.taken": Word(_("Taken in hand"), "flag"),
    "hot_mark.noted": Word(_("Line about it changed"), "note"),
    "hot_mark.let_go": Word(_("Let go of"), "flag"),
}
FACTS: Mapping[str, str | Promise] = {
    "day_count": _("Number of days"),
    "first_on": _("First day"),
    "last_on": _("Last day"),
}
