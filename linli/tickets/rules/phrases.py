"""Sentences one need not write again 惯用语."""

from typing import Final

from django.utils.translation import gettext_noop

from linli.kernel.errors import refusals
from linli.org.rules.kinds import Kind

PHRASE_LIMIT: Final = 300


class Node(Kind):
    """The field or step a phrase is for."""

    FIRST_CALL = "first_call", gettext_noop("First contact")
    FACT = "fact_note", gettext_noop("What was found")
    CLAIM = "claim_note", gettext_noop("Why the claim is seen so")
    DONE = "done", gettext_noop("What was done")
    ANSWER = "answer_points", gettext_noop("What was answered")
    CALLBACK = "callback", gettext_noop("Call-back")
    RETURN = "return", gettext_noop("Handing back")


refusals(
    {
        "tickets.phrase_there": gettext_noop("This phrase is in the list already. Use it, or write another one."),
        "tickets.phrase_of_another": gettext_noop(
            "You may change the phrases of your own unit. For those of all units ask the dispatcher."
        ),
    }
)
