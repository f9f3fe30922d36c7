"""A look at a reply before it is handed on: advice with what to do, never a bar.

Whoever reads the reply asked several things, wants to know by what it is so, and does not speak like an office. Each rule looks at plain
words; what it cannot see it says nothing about.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from django.utils.translation import gettext, gettext_noop

from linli.org.rules.kinds import Kind
from linli.tickets.rules.replies import SHORTEST_POINT, Point, points_of

LONGEST_SENTENCE: Final = 100
SHOWN: Final = 40
# What is left of a reply that says something.
SHORTEST_REST: Final = 12
POINTS_AT_MOST: Final = 5


class Advice(Kind):
    """What may be wrong, and what to do."""

    POINT = "point", gettext_noop("Nothing in the reply speaks of “{text}”. Answer it, or say why it cannot be answered.")
    BASIS = "basis", gettext_noop("No basis is named. Say by which law, rule, contract or document it is so.")
    LONG = "long", gettext_noop("The sentence “{text}…” is long. Make two of it.")
    JARGON = "jargon", gettext_noop("“{text}” is office language. Say “{plain}” instead.")
    TEMPLATE = (
        "template",
        gettext_noop("Without greetings and set phrases nothing is left that is about this matter. Say what was done here."),
    )


@dataclass(frozen=True, slots=True)
class Hint:
    """One piece of advice."""

    advice: Advice
    text: str = ""
    plain: str = ""

    @property
    def words(self) -> str:
        """The advice in the reader's language."""
        return gettext(self.advice.words).format(text=self.text, plain=self.plain)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A reply as it is looked at: what was asked, what stands in its texts, and the set phrases of the unit."""

    matter: str
    texts: Sequence[str]
    points: Sequence[Point] = ()
    phrases: Sequence[str] = ()


# Words that those who ask do not use, with what they would say; short on purpose, since a long list is soon not read any more.
JARGON: Final[Mapping[str, str]] = {
    "闭环": "办完",
    "研判": "看过再定",
    "函告": "书面告诉",
    "妥处": "办好",
    "知悉": "知道了",
    "立行立改": "马上改",
    "压实": "落实",
    "协同联动": "一起办",
    "处置反馈": "办理结果",
    "应知尽知": "都告诉到",
}
_BASIS: Final = re.compile(
    r"《[^》]{2,40}》|第[一二三四五六七八九十百零〇\d]+条|[〔\[（(]\d{4}[〕\]）)]\s*\d*\s*号?"
    r"|(?:依据|根据|按照|依照|参照|遵照)[^。；;！!？?\n]{0,40}?(?:法|条例|规定|办法|规范|标准|规程|细则|通知|方案|批复|意见|合同|协议|规约|公约|政策|规划|文件|要求|指南)"
)
_GREETINGS: Final = re.compile(
    r"(?:尊敬的)?[\u4e00-\u9fffA-Za-z0-9“”\"]{0,12}(?:网友|市民|居民|先生|女士|同志)?[：:，,“”\"\s]*[您你]好[！!，,。]?"
    r"|(?:非常)?感谢[您你][^。！!]{0,40}(?:关心|关注|支持|理解|监督|信任|来信|留言|反映|建议)[^。！!]{0,12}"
    r"|[您你](?:所|的)?(?:反映|来信|留言|提出|咨询)[^。！!]{0,20}(?:收悉|已收到|知悉|重视|关注)"
    r"|(?:现|特|兹)?(?:就|将|对)?[^。！!]{0,24}(?:回复|答复|反馈|说明)如下"
    r"|[^。！!，,]{0,12}高度重视[^。！!，,]{0,20}"
    r"|已?(?:经)?(?:转交|交由|转|交|移交)[^。！!，,]{0,12}(?:部门|单位|科室|街道)[^。！!，,]{0,12}(?:处理|办理|核查|调查|处置|核处|答复|落实)?"
    r"|特此(?:回复|答复|函复)|(?:祝|敬祝)[^。！!]{0,16}|此致|敬礼"
    r"|如(?:有|仍有|还有)[^。！!]{0,16}(?:疑问|问题|需要|建议)[^。！!]{0,40}"
)
_ASKS: Final = re.compile(
    r"[？?]|吗|怎么|怎样|如何|何时|什么时候|为什么|为何|能否|能不能|可否|是否|多久|多少|哪里|哪个|请求|要求|希望|请问|请[有相]关|建议|恳请"
)
_NUMBERS: Final = re.compile(r"[一二三四五六七八九十\d]+[、.．)）]|[①-⑳]")
_ENDS: Final = re.compile(r"[。！？!?；;\n]+")
# Words that are in every question and tell nothing of it.
_USUAL: Final = re.compile(
    "什么|怎么办|怎么|如何|可以|我们|你们|他们|问题|情况|请问|希望|这个|那个|没有|已经|现在|时候|是否|能否|能不能|不能|请求|要求|建议|有关|相关|部门|领导|一个|"
    "一下|给我|谢谢|是不是|不是|为什么|为何|多少|哪里|还是|以及|因为|所以|但是|如果|我家|关于|解决|处理|尽快|感谢|反映"
)


def hints(draft: Draft) -> tuple[Hint, ...]:
    """What may be wrong with the reply, the missing answers first; nothing for a reply of which nothing is written."""
    whole = "\n".join([*draft.texts, *(point["answer"] for point in draft.points)]).strip()
    if not whole:
        return ()
    return (
        *_template(draft, whole),
        *_points(draft, whole),
        *(() if _BASIS.search(whole) else (Hint(Advice.BASIS),)),
        *_language(whole),
    )


def asked(matter: str) -> list[str]:
    """What a matter asks: its numbered items, else the sentences that ask for something, else all of it."""
    found = [point["asked"] for point in points_of(matter)]
    if len(_NUMBERS.findall(matter)) > 1:
        return found
    sentences = [each.strip() for each in re.split(r"(?<=[。！？!?；;\n])", matter) if len(each.strip()) >= SHORTEST_POINT]
    return [each.strip("。！？!?；;\n ") for each in sentences if _ASKS.search(each)] or ([matter.strip()] if matter.strip() else [])


def rest_of(text: str, phrases: Iterable[str]) -> str:
    """What is left without greetings, set phrases and marks."""
    for phrase in sorted(filter(None, phrases), key=len, reverse=True):
        text = text.replace(phrase, " ")
    return re.sub(r"[\W\d_]+", "", _GREETINGS.sub(" ", text))


def pairs_of(text: str) -> frozenset[str]:
    """Pairs of neighbouring Chinese characters that tell something."""
    return frozenset(one + other for one, other in pairwise(_USUAL.sub(" ", text)) if _is_han(one) and _is_han(other))


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def _points(draft: Draft, whole: str) -> list[Hint]:
    # A point with an answer of its own is answered, in whatever words.
    answered = {point["asked"] for point in draft.points if point["answer"].strip()}
    known = pairs_of(whole)
    missed = [each for each in asked(draft.matter) if each not in answered and pairs_of(each) and not pairs_of(each) & known]
    return [Hint(Advice.POINT, _cut(each)) for each in missed[:POINTS_AT_MOST]]


def _template(draft: Draft, whole: str) -> list[Hint]:
    rest = rest_of(whole, draft.phrases)
    says_nothing = len(rest) < SHORTEST_REST and not pairs_of(rest) & pairs_of(draft.matter)
    return [Hint(Advice.TEMPLATE)] if says_nothing else []


def _language(whole: str) -> list[Hint]:
    long = [Hint(Advice.LONG, _cut(each)) for each in map(str.strip, _ENDS.split(whole)) if len(each) > LONGEST_SENTENCE]
    used = [Hint(Advice.JARGON, word, plain) for word, plain in JARGON.items() if word in whole]
    return [*long[:1], *used]


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN else text[:SHOWN]
