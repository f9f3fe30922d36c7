"""What the desk calls the verbs and facts of answers."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.answers.rules.kinds import Audience
from linli.desk.word import Word
from linli.org.rules.kinds import Kind

VERBS: Mapping[str, Word] = {
    "answer.written": Word(_("Answer written"), "plus"),
    "answer.changed": Word(_("Answer changed"), "edit"),
    "answer.handed_in": Word(_("Handed in for review"), "send"),
    "answer.given_back": Word(_("Given back to be written again"), "arrow-back-up"),
    "answer.dropped": Word(_("Not gone on with"), "x"),
    "answer.reviewed": Word(_("Reviewed and put in force"), "check"),
    "answer.withdrawn": Word(_("Taken out"), "x"),
    "answer.expiry_told": Word(_("Told that it expires"), "bell"),
}
FACTS: Mapping[str, str | Promise] = {
    "question": _("What is asked"),
    "wordings": _("Other wordings"),
    "answer": _("Answer"),
    "link": _("Link"),
    "item_code": _("Class"),
    "audience": _("For whom"),
    "valid_until": _("Valid until"),
}
CLOSED: Mapping[str, type[Kind]] = {"audience": Audience}
