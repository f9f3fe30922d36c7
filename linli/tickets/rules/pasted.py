"""An order as it was copied: from a district's web page, a text message or a chat, read into the fields of a ticket.

Nothing is lost: what is not understood stays in the words, with its label. Nothing is believed either: a person sees the form first.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from linli.lang.pieces import PHONE
from linli.tickets.rules.kinds import ADDRESS_LIMIT, CODE_LIMIT, NAME_LIMIT

PASTED_LIMIT: Final = 20_000
_ZONE: Final = ZoneInfo("Asia/Shanghai")
# A day and month that lie further back are of next year.
_BACK: Final = timedelta(days=60)
_LABELS: Final[Mapping[str, tuple[str, ...]]] = {
    "number": ("工单编号", "派单编号", "受理编号", "工单号", "流水号", "新工单", "单号", "编号"),
    "reporter": ("来电人姓名", "诉求人姓名", "市民姓名", "来电人", "诉求人", "反映人", "联系人", "姓名"),
    "phone": ("联系电话", "来电号码", "来电电话", "联系方式", "手机号码", "手机号", "手机", "电话"),
    "address": ("诉求地址", "事发地址", "事发地点", "发生地址", "详细地址", "地址", "地点"),
    "words": ("诉求内容", "工单内容", "反映内容", "主要内容", "问题描述", "详细内容", "内容描述", "内容", "反映", "诉求"),
    "title": ("工单标题", "诉求标题", "标题"),
    "class_words": ("诉求类别", "事项分类", "问题分类", "归口类别", "类别"),
    "due_at": ("办结时限", "办结截止", "办结期限", "处理时限", "反馈时限", "截止时间", "时限", "限时"),
    "": (
        "工单来源",
        "工单类型",
        "诉求类型",
        "派发时间",
        "来电时间",
        "受理时间",
        "派单单位",
        "承办单位",
        "紧急程度",
        "是否保密",
        "备注",
        "来源",
    ),
}
_FIELD_OF: Final = {label: name for name, labels in _LABELS.items() for label in labels}
_ANY: Final = "|".join(sorted(_FIELD_OF, key=len, reverse=True))
# Labels that a text message runs into their value.
_TIGHT: Final = "来电人|诉求人|联系电话|电话|新工单|工单号|单号"
_LABEL: Final = re.compile(
    r"(?<![^\s，,。；;！!【】\[\]（）()您有])"
    rf"(?:(?P<label>{_ANY})(?:[ \t]*[:：】\]][ \t]*\n?|[ \t]*\t[ \t]*|[ \t]*\n)|(?P<tight>{_TIGHT})(?=[\w]))"
)
# Where the value of a short field ends.
_SHORT_END: Final = re.compile(r"[\n\t，,；;。]")
_LINE_END: Final = re.compile(r"[\n\t；;。]")
_END_OF: Final = {"words": None, "address": _LINE_END, "title": re.compile(r"[\n\t]"), "": re.compile(r"[\n\t]")}
_NUMBER: Final = re.compile(rf"[A-Za-z0-9][A-Za-z0-9_-]{{5,{CODE_LIMIT - 1}}}")
_LOOSE_NUMBER: Final = re.compile(r"(?<![A-Za-z0-9])(?:[A-Z]{1,4}\d{8,20}|20\d{11,18})(?![A-Za-z0-9])")
_LOOSE_NAME: Final = re.compile(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{1,3}(?:先生|女士|小姐|阿姨|大爷|大妈|师傅|老师|叔叔)")
_LOOSE_PLACE: Final = re.compile(
    r"[\u4e00-\u9fffA-Za-z0-9]{2,16}?(?:路|街|新村|二村|一村|苑|公寓|花园|小区|家园|弄)[ ]?\d{1,5}[ ]?(?:弄|号楼|号|幢)?"
    r"(?:[ ]?\d{1,5}[ ]?(?:号楼|号|室|幢|弄))*"
)
_MOMENT: Final = re.compile(
    r"(?:(?P<year>20\d{2})[-/.年])?(?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?[ T]*(?:(?P<hour>\d{1,2})[:：时点](?P<minute>\d{1,2})?)?"
)
_DUE: Final = re.compile(
    r"(?:于|在|截止|限)?\s*((?:20\d{2}[-/.年])?\d{1,2}[-/.月]\d{1,2}日?[ T]*\d{1,2}[:：时点]\d{0,2}分?)\s*(?:之前|以前|前)"
)
_CLOSE_OF_OFFICE: Final = (17, 30)
_BLANK_LINES: Final = re.compile(r"\n\s*\n+")


@dataclass(frozen=True, slots=True)
class Pasted:
    """What was understood; everything else stands in the words."""

    words: str
    number: str = ""
    reporter: str = ""
    phone: str = ""
    address: str = ""
    class_words: str = ""
    due_at: datetime | None = None


@dataclass(slots=True)
class _Draft:
    found: dict[str, str] = field(default_factory=dict)
    rest: list[str] = field(default_factory=list)


def read_pasted(text: str, now: datetime) -> Pasted:
    """The text of one order as fields; a year that is not written is the one that makes sense from `now`."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u3000", " ").replace("\xa0", " ")
    draft, labels = _Draft(), list(_LABEL.finditer(plain))
    draft.rest.append(plain[: labels[0].start()] if labels else plain)
    for place, label in enumerate(labels):
        until = labels[place + 1].start() if place + 1 < len(labels) else len(plain)
        _take(draft, label, plain[label.end() : until])
    return _whole(draft, plain, now)


def _take(draft: _Draft, label: re.Match[str], value: str) -> None:
    """One labelled piece: into its field where it is one, else to the words as it stands."""
    word = label["label"] or label["tight"]
    name = _FIELD_OF[word]
    end = _END_OF.get(name, _SHORT_END)
    # Programs put blanks between a label and its value, never a whole line.
    lead = value[: len(value) - len(value.lstrip(" \t"))]
    found = end.search(value, len(lead)) if end else None
    said, beyond = (value[: found.start()].strip(), value[found.start() :]) if found else (value.strip(), "")
    said = said if name == "words" else said.strip("，,；;")
    if name and name not in draft.found and _is_one(name, said):
        draft.found[name] = said
        if name in {"class_words", "due_at"}:
            draft.rest.append(f"{word}：{said}")
    elif said:
        draft.rest.append(f"{word}：{said}")
    if beyond.strip(" \t\n，,；;。"):
        draft.rest.append(beyond.strip(" \t，,；;"))


def _is_one(name: str, said: str) -> bool:
    """Whether a text can be what its label says."""
    if name == "number":
        return _NUMBER.fullmatch(said) is not None
    if name == "phone":
        return PHONE.fullmatch(said) is not None
    limits = {"reporter": NAME_LIMIT, "address": ADDRESS_LIMIT}
    return 0 < len(said) <= limits.get(name, PASTED_LIMIT)


def _whole(draft: _Draft, plain: str, now: datetime) -> Pasted:
    found = draft.found
    loose = "\n".join(each.strip() for each in draft.rest if each.strip())
    words = "\n".join(each for each in (found.get("title", ""), found.get("words", ""), loose) if each)
    return Pasted(
        words=_BLANK_LINES.sub("\n", words).strip(),
        number=found.get("number") or _first(_LOOSE_NUMBER, plain, CODE_LIMIT),
        reporter=found.get("reporter") or _first(_LOOSE_NAME, loose, NAME_LIMIT),
        phone=found.get("phone") or _first(PHONE, plain, NAME_LIMIT),
        address=found.get("address") or _first(_LOOSE_PLACE, words, ADDRESS_LIMIT),
        class_words=found.get("class_words", ""),
        due_at=_due(found.get("due_at", ""), plain, now),
    )


def _first(pattern: re.Pattern[str], text: str, limit: int) -> str:
    found = pattern.search(text)
    return "" if found is None or len(found[0]) > limit else found[0].strip()


def _due(labelled: str, plain: str, now: datetime) -> datetime | None:
    said = _DUE.search(plain)
    for text in (labelled, said[1] if said else ""):
        found = _MOMENT.search(text)
        if found is not None and (at := _moment(found, now)) is not None:
            return at
    return None


def _moment(found: re.Match[str], now: datetime) -> datetime | None:
    here = now.astimezone(_ZONE)
    hour, minute = (int(found["hour"]), int(found["minute"] or 0)) if found["hour"] else _CLOSE_OF_OFFICE
    year = int(found["year"] or here.year)
    try:
        at = datetime(year, int(found["month"]), int(found["day"]), hour, minute, tzinfo=_ZONE)
        return at.replace(year=year + 1) if not found["year"] and at < here - _BACK else at
    except ValueError:
        return None
