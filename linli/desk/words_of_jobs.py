"""What the desk calls the house's jobs."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.desk import words_of_visits as visits_words

JOBS: Mapping[str, str | Promise] = {
    "sync.sweep_attachments": _("Remove parts of pictures that nobody asked for"),
    "tickets.draw_sample": _("Draw the blind sample of what was settled on the spot"),
    "notes.tell_colleagues": _("Tell the colleagues about a note"),
    "journal.seal": _("Seal the journal"),
    "files.sweep": _("Remove files that belong to nothing"),
    "calendar.adopt": _("Adopt the region's new work calendar"),
    "calendar.recompute": _("Count deadlines again on the new calendar"),
    "jobs.sweep": _("Clear away old jobs"),
    "personal.expire": _("Blank personal values whose time is over"),
    "personal.reencrypt": _("Encrypt with the key in use"),
    "tickets.call_out": _("Call out the people on the list"),
    "tickets.call_next": _("Call the next where nobody answers"),
    "personal.sweep_searches": _("Forget old searches by digits"),
    "tickets.ask_recurrence_checks": _("Ask to look again at closed tickets"),
    "notices.mail": _("Hand a letter in"),
    "tickets.tell": _("Tell the people of a unit about a ticket"),
    "tickets.sweep": _("Look at the clocks of tickets"),
    "tickets.resume_due": _("Take up again what waited until now"),
    "tickets.dispatch_new": _("Dispatch new tickets whose words fit a class"),
    "tickets.write_export": _("Write a list of tickets that was asked for"),
    "notices.deliver": _("Hand a message over"),
    "notices.digest_letter": _("Write one letter with everything"),
    "notices.digest_text": _("Send one text message with everything"),
    "notices.send_due": _("Look which messages have to go"),
    "notices.forget": _("Let go of old messages"),
    "tickets.collect_news": _("Read what happened for partners"),
    "tickets.send_webhook": _("Send an event to a partner"),
    "tickets.learn_classes": _("Learn classes from the tickets that people sorted"),
    "insight.gather": _("Put new tickets about the same matter together"),
    "insight.look_again": _("Look through all tickets for what the groups do not know"),
    "insight.count_standing": _("Count the hot issues of the last ninety days"),
    "insight.count_period": _("Count the hot issues of days that were asked for"),
    "insight.look_answers_up": _("Look which answers were near to what ended"),
    "insight.forget_periods": _("Let go of hot issues that nobody asks for any more"),
    "tickets.forget_partners": _("Let go of old logs of partners"),
    "tickets.stage_import": _("Lay the rows of a sent file ready"),
    "answers.sweep": _("Tell who answers for an answer that it is about to end"),
    "forms.sweep": _("Let expired forms drop out, and tell owners of those about to end"),
    "places.take_import": _("Take over the next rows of a file of places"),
    "tickets.take_import": _("Take over the next rows of a file"),
    **visits_words.JOBS,
}
