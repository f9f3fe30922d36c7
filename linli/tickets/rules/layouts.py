"""A table nobody has described yet: what its headings, its words for states and its numbers probably mean. A person looks at it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from linli.kernel.sheets import Row, mapped
from linli.tickets.rules.imports import Column, MappingDraft, Stand

# How headings of district platforms, hotlines and other cities' open lists are worded, the most usual first.
HEADINGS: Final[Mapping[Column, tuple[str, ...]]] = {
    Column.OUTSIDE_NUMBER: (
        "工单编号",
        "工单号",
        "案件编号",
        "案件号",
        "任务号",
        "受理编号",
        "留言编号",
        "编号",
        "caseenquiryid",
        "caseid",
        "requestid",
    ),
    Column.RECEIVED_AT: (
        "受理时间",
        "来电时间",
        "上报时间",
        "登记时间",
        "创建时间",
        "立案时间",
        "留言时间",
        "opendt",
        "createddate",
        "opened",
        "opendate",
    ),
    Column.ENDED_AT: ("办结时间", "结案时间", "完成时间", "归档时间", "关闭时间", "closeddt", "closeddate", "closed"),
    Column.TARGET_AT: ("处置截止时间", "截止时间", "应办结时间", "到期时间", "办理时限", "处置时限", "targetdt", "duedate", "slatargetdt"),
    Column.ANSWERED_AT: ("答复时间", "回复时间", "反馈时间"),
    Column.STATE: ("工单状态", "案件状态", "办理状态", "处理状态", "当前状态", "状态", "casestatus", "status"),
    Column.REASON: ("办结意见", "处理结果", "处置结果", "办理结果", "结案意见", "closurereason", "resolution", "resolutiondescription"),
    Column.RETURNS: ("退单次数", "退回次数", "返工次数"),
    Column.GROUP: ("问题大类", "大类", "诉求大类", "一级分类", "案件大类", "reason", "category"),
    Column.CLASS: (
        "问题小类",
        "小类",
        "问题类别",
        "问题类型",
        "诉求类别",
        "诉求类型",
        "案件小类",
        "二级分类",
        "type",
        "requesttype",
        "complainttype",
    ),
    Column.UNIT: ("主责部门", "处置部门", "承办单位", "责任部门", "办理单位", "处置单位", "主办部门", "department", "agency"),
    Column.MATTER: ("工单标题", "标题", "诉求标题", "留言主题", "主题", "subjectline"),
    Column.WORDS: (
        "问题描述",
        "诉求内容",
        "反映内容",
        "工单内容",
        "案件描述",
        "内容",
        "留言详情",
        "描述",
        "casetitle",
        "description",
        "descriptor",
    ),
    Column.ADDRESS: ("发生地址", "事发地址", "问题地址", "地址", "位置", "地点", "location", "address", "incidentaddress"),
    Column.LON: ("经度", "x坐标", "lng", "lon", "longitude"),
    Column.LAT: ("纬度", "y坐标", "lat", "latitude"),
    Column.REPORTER: ("联系人", "来电人", "反映人", "市民姓名", "留言用户", "姓名"),
    Column.PHONE: ("联系电话", "来电号码", "电话", "手机号", "手机", "联系方式"),
    Column.LIKES: ("点赞数",),
    Column.DISLIKES: ("反对数",),
}
# Words that say that a matter is over there; every other word is asked about as open.
_OVER: Final = ("结", "完成", "归档", "关闭", "作废", "撤销", "closed", "resolved", "done", "completed")
_NOT_YET_OVER: Final = ("待", "未", "中", "申请")
TIME_FORMATS: Final = (
    *("%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M"),
    *("%Y年%m月%d日 %H:%M", "%Y年%m月%d日", "%Y-%m-%d", "%Y/%m/%d", "%Y%m%d%H%M%S", "%Y.%m.%d %H:%M"),
)


@dataclass(frozen=True, slots=True)
class Guess:
    """What a table probably says: its heading row, what each column holds, the words that have to be explained."""

    headings: Sequence[str]
    columns: Mapping[Column, str]
    point_system: str


_MEANT: Final = mapped.meanings(HEADINGS)


def guess(rows: Sequence[Row]) -> Guess:
    """The row that looks most like headings, and what its columns probably hold."""
    headings, found = mapped.guessed(_MEANT, rows)
    # Every ticket needs words: where only a title is told, the title is them.
    if Column.WORDS not in found and Column.MATTER in found:
        found[Column.WORDS] = found.pop(Column.MATTER)
    return Guess(headings, found, mapped.system_named(headings))


def stand_of(word: str) -> Stand:
    """What a word for a state probably means."""
    said = word.casefold()
    is_over = any(each in said for each in _OVER) and not any(each in said for each in _NOT_YET_OVER)
    return Stand.CLOSED if is_over else Stand.OPEN


def drafted(name: str, found: Guess, rows: Sequence[Row], *, source: str) -> MappingDraft | None:
    """The guess as a mapping that can be looked at; none as long as no column holds the words."""
    if Column.WORDS not in found.columns:
        return None
    states = mapped.words_under(rows, found.headings, found.columns.get(Column.STATE, ""))
    columns = {column: heading for column, heading in found.columns.items() if column is not Column.STATE or states}
    return MappingDraft(
        name=name,
        source=source,
        columns=columns,
        time_formats=TIME_FORMATS,
        point_system=found.point_system,
        is_by_number=Column.OUTSIDE_NUMBER in columns,
        states={word: stand_of(word) for word in states},
    )
