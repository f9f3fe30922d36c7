"""The hot issues of a street, as the jobs would find them within the hour, and the hottest in somebody's hand."""

from linli.config.street.laying.forms import member
from linli.config.street.laying.ids import Ids
from linli.insight.actions import counting, gathering, looking, marking
from linli.insight.queries import hot
from linli.insight.queries import marking as marks
from linli.insight.queries.hot import Wanted
from linli.kernel.actor import Actor

# Who calls the parties together, and what he says about it.
_IN_HAND, _NOTE = "wu-yue", "周五下午两点召集物业、城管现场看一次"


def lay_hot_issues(actor: Actor) -> None:
    """Put the tickets that say the same together, and count the last ninety days; look which answers were near to what ended."""
    while gathering.gather(actor) >= gathering.CHUNK:
        pass
    counting.count_standing(actor)
    while looking.look_answers_up(actor) >= looking.CHUNK:
        pass


def lay_mark(actor: Actor, ids: Ids) -> None:
    """The hottest issue in the duty chief's hand; where one was marked once, none is."""
    period = hot.period_of(actor, None)
    lines = hot.lines(actor, period, Wanted()) if period else []
    if lines and not marks.is_any(actor):
        marking.take_in_hand(member(actor, ids.people[_IN_HAND]), None, lines[0].issue.oldest_id, note=_NOTE)
