"""The duty week of 兰亭街道 值班: a day and a night shift every day, also on Saturday and Sunday."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from linli.config.street.model import Shift

_CHIEFS: Final = ("wu-yue", "lu-xiaofeng", "zheng-haiyan")
_LEADERS: Final = ("fang-zhixing", "jiang-wenting", "qin-jianping")
_BY_DAY: Final = ("zhang-ning", "he-jianing")
_BY_NIGHT: Final = ("li-qiang", "wang-lei", "ding-guohua", "xia-yuqing", "qian-wei", "zhao-lin", "deng-xiuying")
# In which order people take turns, by what they are on a shift.
TURNS: Final = {"chief": _CHIEFS, "leader": _LEADERS, "member": (*_BY_DAY, *_BY_NIGHT)}
_DAY: Final = ("08:30", "17:30")


def rota(today: date) -> tuple[Shift, ...]:
    """The fourteen shifts of the week, Monday to Sunday, in which the day lies."""
    monday = today - timedelta(days=today.weekday())
    return tuple(shift for offset in range(7) for shift in _shifts(monday + timedelta(days=offset)))


def _shifts(on: date) -> Iterator[Shift]:
    # Counted on from a fixed day, so that the turns run on from week to week.
    turn = on.toordinal()
    begins, ends = _DAY
    yield Shift(on, "day", begins, ends, _of(_CHIEFS, turn), _of(_LEADERS, turn), (_of(_BY_DAY, turn),))
    members = (_of(_BY_NIGHT, turn), _of(_BY_NIGHT, turn + 3))
    # Whoever has the night comes from a free day and goes to one.
    yield Shift(on, "night", ends, begins, _of(_CHIEFS, turn + 2), _of(_LEADERS, turn), members)


def _of(people: Sequence[str], turn: int) -> str:
    return people[turn % len(people)]
