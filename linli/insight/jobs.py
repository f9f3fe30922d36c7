"""What insight does by itself: taking tickets in, counting hot issues, letting go of what nobody asks for any more."""

from uuid import UUID

from linli.insight.actions import counting, gathering, looking
from linli.kernel import jobs
from linli.kernel.actor import Actor


def gather(actor: Actor) -> None:
    """Take in a chunk of new or changed tickets; come back while there may be more."""
    if gathering.gather(actor) >= gathering.CHUNK:
        jobs.queue_for_subdistrict("insight.gather", actor.subdistrict_id, once=True)


def look_again(actor: Actor) -> None:
    """Have the next look go through all tickets: what the journal would ever fail to tell is found within a day."""
    gathering.look_again(actor)


def count_standing(actor: Actor) -> None:
    """Count the hot issues of the last ninety days anew."""
    counting.count_standing(actor)


def count_period(actor: Actor, hot_period_id: UUID, cause_seq: int) -> None:
    """Count the hot issues of days that somebody asked for."""
    counting.count_period(actor, hot_period_id)


def forget_periods(actor: Actor) -> None:
    """Let go of periods that were asked for a week ago."""
    counting.forget_periods(actor)


def look_answers_up(actor: Actor) -> None:
    """Look which answers the tickets that ended were near to; come back while there may be more."""
    if looking.look_answers_up(actor, looking.CHUNK) >= looking.CHUNK:
        jobs.queue_for_subdistrict("insight.look_answers_up", actor.subdistrict_id, once=True)


def register() -> None:
    """Make the jobs of insight known by name."""
    jobs.register_periodic("insight.gather", "*/10 * * * *", gather)
    # Half past three in the morning in Shanghai.
    jobs.register_periodic("insight.look_again", "30 19 * * *", look_again)
    # Each hour, so that the first after midnight begins the new day.
    jobs.register_periodic("insight.count_standing", "5 * * * *", count_standing)
    jobs.register("insight.count_period", count_period)
    # Twenty to four in the morning in Shanghai.
    jobs.register_periodic("insight.forget_periods", "40 19 * * *", forget_periods)
    # Ten minutes later, when what expired yesterday is out of the way.
    jobs.register_periodic("insight.look_answers_up", "50 19 * * *", look_answers_up)
