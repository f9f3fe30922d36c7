"""What the desk calls the verbs and facts of forms."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.desk.word import Word
from linli.forms.rules.kinds import Frequency
from linli.org.rules.kinds import Kind

VERBS: Mapping[str, Word] = {
    "form.proposed": Word(_("Form proposed"), "plus"),
    "form.changed": Word(_("Proposal changed"), "edit"),
    "form.fields_set": Word(_("Questions set"), "list-details"),
    "form.match_decided": Word(_("Said what a question is"), "git-merge"),
    "form.known_confirmed": Word(_("Confirmed what is known"), "check"),
    "form.approved": Word(_("Put on the list"), "check"),
    "form.refused": Word(_("Not admitted"), "x"),
    "form.renewed": Word(_("Lives on"), "refresh"),
    "form.withdrawn": Word(_("Withdrawn"), "arrow-back-up"),
    "form.expiry_told": Word(_("Told that it expires"), "bell"),
    "form.expired": Word(_("Expired and dropped out"), "clock"),
    "form.filled_in": Word(_("Taken away filled in"), "table-export"),
    "form.taken_back": Word(_("A sheet came back"), "upload"),
}
FACTS: Mapping[str, str | Promise] = {
    "sender": _("Who wants it"),
    "basis": _("Legal ground"),
    "frequency": _("How often"),
    "asks": _("Questions"),
    "field": _("Question"),
    "period": _("Period"),
    "same_as": _("It is"),
    "is_same": _("Is it so"),
    "known": _("Cells known"),
    "earlier": _("Cells said before"),
    "personal": _("Cells about persons"),
    "left_out": _("Answers about persons, not kept"),
}
# Facts that are a code of a closed list.
CLOSED: Mapping[str, type[Kind]] = {"frequency": Frequency}
