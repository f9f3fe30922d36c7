"""The district's platform as a test plays it: it keeps its own ledger and knows nothing of our code."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from tests.hotline.office import read_back, xlsx

HEADINGS = [
    "工单编号",
    "工单标题",
    "诉求内容",
    "来电人",
    "联系电话",
    "诉求地址",
    "诉求类别",
    "派发时间",
    "签收截止",
    "先行联系截止",
    "退单截止",
    "办结截止",
]
RESULT = ["工单编号", "回访时间", "诉求是否解决", "对结果是否满意", "是否先行联系", "是否重新交办", "回访说明"]
MATTERS = ("楼道堆放纸箱", "路灯不亮", "暴露垃圾没有清运", "夜间施工噪声", "非机动车占道", "绿化带枯枝", "井盖松动", "店外经营占道")


@dataclass
class District:
    """Each order with its state and deadline, as their screens would show it."""

    states: dict[str, str] = field(default_factory=dict)
    due: dict[str, str] = field(default_factory=dict)

    def sends(self, count: int, *, first: int = 1, broken: int = 0, prefix: str = "QX") -> bytes:
        """A file of so many orders; in one row the deadline is no date."""
        rows: list[list[Any]] = []
        for number in range(first, first + count):
            key = f"{prefix}20261123{number:06d}"
            self.states[key], self.due[key] = "待签收", "2026-11-30 17:30:00"
            due = "下周五" if number == broken else self.due[key]
            matter = MATTERS[number % len(MATTERS)]
            rows.append(
                [
                    key,
                    f"{matter}（{number} 弄）",
                    f"来电人反映兰亭新村 {number} 弄{matter}，要求处理。",
                    "林女士",
                    f"1000000{number:04d}",
                    f"兰亭新村 {number} 弄",
                    "市容环境",
                    "2026-11-23 09:05:00",
                    "2026-11-23 11:05:00",
                    "2026-11-24 17:30:00",
                    "2026-11-25 17:30:00",
                    due,
                ]
            )
        return xlsx(HEADINGS, rows, title="区热线派单（测试）")

    def reads(self, content: bytes, to: str) -> list[dict[str, str]]:
        """Take a file of ours over: every order in it moves on."""
        rows = read_back(content)
        for row in rows:
            self.states[row["工单编号"]] = to
        return rows

    def lists(self) -> bytes:
        return xlsx(["工单编号", "工单状态", "办结截止"], [[key, state, self.due[key]] for key, state in self.states.items()])

    def results(self, numbers: list[str], *, again: Collection[str] = (), at: str = "2026-11-23 16:00:00") -> bytes:
        """Who was called back: content, or to be done again."""
        rows = []
        for key in numbers:
            is_bad = key in again
            self.states[key] = "处理中" if is_bad else "已办结"
            said = ["未解决", "不满意", "是", "是", "还有一半没清"] if is_bad else ["已解决", "满意", "是", "否", ""]
            rows.append([key, at, *said])
        return xlsx(RESULT, rows)

    def return_answers(self, said: dict[str, bool]) -> bytes:
        for key, is_yes in said.items():
            self.states[key] = "已退单" if is_yes else "处理中"
        rows = [[key, "同意" if is_yes else "不同意", "属实" if is_yes else "在你街道范围内"] for key, is_yes in said.items()]
        return xlsx(["工单编号", "退单审核结果", "审核意见"], rows)

    def extension_answers(self, said: dict[str, bool]) -> bytes:
        rows = []
        for key, is_yes in said.items():
            if is_yes:
                self.due[key] = "2026-12-07 17:30:00"
            rows.append([key, "同意" if is_yes else "不同意", self.due[key] if is_yes else "", "请抓紧"])
        return xlsx(["工单编号", "延期审批结果", "延期后截止", "审批意见"], rows)
