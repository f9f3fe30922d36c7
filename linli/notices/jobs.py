"""What notices leave for later."""

from uuid import UUID

from linli.kernel import jobs
from linli.kernel.actor import Actor
from linli.notices import actions, queries
from linli.notices.actions import channels
from linli.notices.letters import written


def mail(actor: Actor, notice_id: UUID) -> None:
    """Hand the letter in; while the post office does not answer, the job is tried again and the notice counts as not mailed."""
    letter = queries.letter_for(actor, notice_id)
    if letter is None:
        return
    message = written(actor, letter)
    actions.note_mailed(actor, letter.notice)
    # Last of all: a letter that went cannot be taken back, and whatever fails before it leaves nothing written.
    message.send()


def register() -> None:
    """Make the jobs of notices known by name."""
    jobs.register("notices.mail", mail)
    jobs.register("notices.deliver", channels.deliver)
    jobs.register("notices.digest_letter", channels.mail_digest)
    jobs.register("notices.digest_text", channels.deliver_digest)
    jobs.register_periodic("notices.send_due", "* * * * *", channels.send_due)
    jobs.register_periodic("notices.forget", "30 19 * * *", channels.forget_deliveries)
