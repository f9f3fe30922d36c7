"""The burden guard 为基层减负: what no setting, no checklist and no interface of this house may ask of those who walk.

国办函〔2026〕12号: no check-in, no points, no online-time, no compulsory photo, place or track, but where safety asks for it, with a
reason and an end. Each rule has a name, which the refusal says.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext, gettext_noop

from linli.kernel.errors import Refused, refusals
from linli.kernel.text import clean_text

# A safety task that lasts longer is a habit.
DAYS_AT_MOST: Final = 92
REASON_LIMIT: Final = 200

NO_LOCATION: Final = gettext_noop("no place asked for without a safety task")
NO_PHOTO: Final = gettext_noop("no photo asked for without a safety task")
NO_DUTY: Final = gettext_noop("nothing has to be answered without a safety task")
NO_CHECK_IN: Final = gettext_noop("no check-ins")
NO_POINTS: Final = gettext_noop("no points, no rankings")
NO_ONLINE_TIME: Final = gettext_noop("no online-time, no stopwatch")
NO_TRACK: Final = gettext_noop("no tracks of people")

# Words of names and of texts that count presence, each with the rule that it breaks. A task may ask for none of them, whatever the reason.
_COUNTING: Final[Mapping[str, tuple[str, ...]]] = {
    NO_CHECK_IN: ("checkin", "check_in", "checked_in", "clock_in", "punch_in", "打卡", "签到", "考勤", "出勤"),
    NO_POINTS: (
        *("points", "score", "scores", "scoring", "ranking", "rank_of_staff", "leaderboard"),
        *("积分", "得分", "评分", "计分", "排名"),
    ),
    NO_ONLINE_TIME: (
        *("online_time", "online_minutes", "online_seconds", "online_duration", "active_minutes", "usage_time", "time_spent"),
        *("stopwatch", "dwell_time", "duration_on_site", "在线时长", "在岗时长", "活跃时长", "停留时长", "用时统计"),
    ),
    NO_TRACK: ("trajectory", "gps_track", "geotrace", "breadcrumb", "step_count", "whereabouts", "轨迹", "步数"),
}
# What asks for the place where somebody stands, and for a picture.
_LOCATION: Final = (
    *("lon", "lat", "longitude", "latitude", "location", "geopoint", "gps", "position", "geometry", "coordinates"),
    *("定位", "经纬度", "经度", "纬度", "坐标", "实时位置", "所在位置"),
)
_PHOTO: Final = (
    *("photo", "photos", "picture", "pictures", "image", "images", "video", "selfie"),
    *("照片", "相片", "图片", "拍照", "视频", "截图", "截屏", "影像", "自拍"),
)
# The words above as they are written elsewhere: in traditional characters.
_SIMPLE: Final = str.maketrans("簽積評線時長躍軌跡數實間圖拍攝視頻經緯標駐統計勤", "签积评线时长跃轨迹数实间图拍摄视频经纬标驻统计勤")
# What somebody writes between two characters, and what is not seen at all.
_BETWEEN: Final = re.compile(r"(?<=[\u4e00-\u9fff])[\s\u00ad\u200b-\u200f\u2060\ufeff·•・_-]+(?=[\u4e00-\u9fff])")
_BREAKS: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[^0-9A-Za-z\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class SafetyTask:
    """Why place or photo are asked for all the same, and until when."""

    reason: str
    until_on: date

    def is_on(self, day: date) -> bool:
        """Whether it still asks on that day."""
        return day <= self.until_on


def safety_task(reason: str, until_on: date | None, *, today: date) -> SafetyTask | None:
    """The task that asks; None where nothing is said, refused where one half is missing or its end is too far."""
    said = clean_text(reason, field=gettext("Reason of the safety task"), limit=REASON_LIMIT, required=until_on is not None)
    if not said:
        return None
    if until_on is None or not today <= until_on <= today + timedelta(days=DAYS_AT_MOST):
        raise Refused("burden.task_without_end", limit=DAYS_AT_MOST)
    return SafetyTask(said, until_on)


def check_words(text: str) -> None:
    """Refuse a name or a text that counts presence."""
    rule = broken_by(text)
    if rule:
        raise Refused("burden.counts_presence", rule=gettext(rule), text=text[:40])


def broken_by(text: str) -> str:
    """The rule that a name or a text breaks by counting presence; empty for none."""
    words = _words(text)
    return next((rule for rule, counted in _COUNTING.items() if any(_has(words, word) for word in counted)), "")


def check_demand(rule: str, task: SafetyTask | None, *, is_safety: bool) -> None:
    """Refuse what only a safety task may demand."""
    if task is None or not is_safety:
        raise Refused("burden.demand", rule=gettext(rule))


def demand_of(name: str) -> str:
    """Which rule stands against demanding a field of this name; empty where none does."""
    words = _words(name)
    if any(_has(words, word) for word in _LOCATION):
        return NO_LOCATION
    return NO_PHOTO if any(_has(words, word) for word in _PHOTO) else ""


def faults_of(names: Iterable[str], demanded: Iterable[str] = ()) -> list[str]:
    """What a list of fields, of which some must be filled, has against it: each fault by field and rule."""
    found = [f"{name}: {rule}" for name in names if (rule := broken_by(name))]
    return [*found, *(f"{name}: {rule}" for name in demanded if (rule := demand_of(name)))]


def _words(text: str) -> str:
    text = _BETWEEN.sub("", unicodedata.normalize("NFKC", text).translate(_SIMPLE))
    return "_" + "_".join(part.lower() for part in _BREAKS.split(text) if part) + "_"


def _has(words: str, word: str) -> bool:
    # Chinese has no blanks between words.
    return f"_{word}_" in words if word.isascii() else word in words


refusals(
    {
        "burden.counts_presence": gettext_noop(
            "Burden guard, rule “{rule}”: “{text}” would count presence. Leave it out; what counts is what was solved."
        ),
        "burden.demand": gettext_noop(
            "Burden guard, rule “{rule}”. Make it voluntary, or mark the item as safety and give the safety task's reason and end date."
        ),
        "burden.task_without_end": gettext_noop(
            "Burden guard: a safety task needs its reason and an end date from today to {limit} days ahead. Give both."
        ),
    }
)
