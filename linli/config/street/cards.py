"""Contact cards 联心卡 of the demo street: where they hang, and what was asked through them; every question is invented."""

from dataclasses import dataclass
from typing import Final

# Of five shops along the streets, three have a card; malls and stations all have.
WITH_CARD, OF = 3, 5
# Handed out so many days ago; the sheets that lie ready since.
BOUND_DAYS, BLANK_DAYS, BLANK = 40, 9, 42


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asked through a card: how many days ago, by which unit it was handled and what came of it, if anything yet."""

    days: int
    words: str
    unit: str = ""
    matter: str = ""
    done: str = ""
    is_content: bool = False
    # Asked at a station for people who work outside, by its own card.
    is_at_station: bool = False


QUESTIONS: Final = (
    Question(24, "想给店里员工办居住证，要带什么材料？", "fw-shiwu", "员工居住证办理咨询", "告知所需材料，约好周二来办", is_content=True),
    Question(19, "门前盲道的砖翘起来了，客人绊了一跤。", "pc-chengguan", "盲道砖翘起", "已补平，夹缝灌浆", is_content=True),
    Question(15, "孩子九月上幼儿园，外地户口怎么报名？", "fw-shiwu", "随迁子女入园咨询", "当面讲了报名时间和材料清单", is_content=True),
    Question(9, "油烟管道想清洗，街道有没有推荐的做法？", "pc-chengguan", "油烟管道清洗咨询", "发了清洗记录表，建议每季度一次"),
    Question(6, "店门口的停车位被长期占着，能不能管管？", "pc-chengguan", "门前车位长期占用"),
    Question(4, "夜里一点还有人在门口卸货，声音很大。", "pc-chengguan", "夜间卸货噪声"),
    Question(2, "听说有稳岗补贴，小店能不能申请？"),
    Question(1, "隔壁空铺的水管漏到我们仓库了。"),
    # Asked again and again, and nothing of it stands in the answer base yet.
    Question(12, "驿站附近哪里有换电柜？跑几单就没电了。", is_at_station=True),
    Question(8, "驿站附近能不能装个换电柜？最近的要骑两公里。", is_at_station=True),
    Question(5, "想问驿站附近什么时候装换电柜，中午没地方换电。", is_at_station=True),
    Question(3, "听说驿站附近要装换电柜，装在哪里、几点能用？", is_at_station=True),
)
