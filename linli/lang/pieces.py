"""What a text names that a form has fields for: addresses with their numbers, houses, places, organisations, phones, sums of money, times.

Nothing is looked up and nothing is sure: whoever writes the form is offered the pieces and takes what fits. Precision comes first:
what could as well be something else ("一点", "一块") is left out. Every pattern is bounded, so the time grows with the text alone.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from linli.lang.numerals import NUMERALS, digits
from linli.lang.places import named

READ_CHARACTERS: Final = 12_000
# Of each sort; a form has one field.
MOST: Final = 3

PHONE: Final = re.compile(r"(?<!\d)(?:1\d{2}[ -]?\d{4}[ -]?\d{4}|0\d{2,3}[ -]?\d{7,8})(?!\d)")
_ROADS: Final = "大道|公路|路|街|巷|里|新村|二村|一村|苑|公寓|花园|小区|家园|弄"
_NUMBER: Final = r"(?:\d{1,5}|[一二三四五六七八九十百零]{1,5})"
_HOUSE: Final = rf"{_NUMBER}[ ]?(?:支弄|弄|号楼|号|幢|栋|座)(?:[ ]?{_NUMBER}[ ]?(?:号楼|号|单元|楼|层|室|幢|栋|座))*"
_ADDRESS: Final = re.compile(rf"[\u4e00-\u9fffA-Za-z]{{2,16}}?(?:{_ROADS})[ ]?{_HOUSE}")
# A house by its number alone, where its word is of houses only: not 5号线, 3号窗口, 10号晚上. What is counted (共3栋, 两栋楼), stands for
# several (1-5号楼, 5、6栋) or goes on as another word (3号楼梯, 5号楼盘) is left out.
_NO_FLAT: Final = r"(?![\d户人平方元年月米万套个多楼层室栋、,.~-])"
_ROOM: Final = rf"(?:[ ]?{_NUMBER}[ ]?(?:单元|楼(?![上下梯道])|层|室)|[ ]?\d{{3,4}}(?:号?房|号)?{_NO_FLAT})"
_LONE: Final = re.compile(
    r"(?<!\d[,.])(?<![A-Za-z\d一二三四五六七八九十百零第、~/和及与至到—–-])"
    r"(?:(?:[A-Za-z]?\d{1,4}[ ]?|[一二三四五六七八九十百零]{1,4})号楼(?![盘梯道])"
    rf"|(?<![共有了建约近余盖拆这那整前后剩每])[A-Za-z]?\d{{1,3}}[ ]?[栋幢](?![楼房高多违别住建居以之的大]|公寓|{_NUMBER}层)"
    rf"|\d{{1,4}}[ ]?号(?=[ ]?\d{{3,4}}[ ]?室)){_ROOM}{{0,3}}(?![ ]?[、和及与到至~-][ ]?[A-Za-z]?\d)"
)
# A road's name does not go on beyond these to the left.
_BEFORE: Final = re.compile(r".*(?:住在|位于|就在|地址是|地址|我家|我们|我|住|在|是|到|从|去|的|请|来)")
# What is left of a word before a name: 对面, 旁边, 找过.
_LEFT_OVER: Final = re.compile(r"^(?:找过|找|过|面|边|来|里)(?=..)")
_ORGANISATIONS: Final = (
    *("公司", "集团", "物业", "居委会", "居委", "业委会", "委员会", "派出所", "银行", "学校", "小学", "中学", "大学", "学院", "医院"),
    *("幼儿园", "驾校", "超市", "酒店", "餐厅", "工厂", "厂", "店"),
)
_AMOUNT: Final = re.compile(
    r"(?<![\d.,])\d{1,9}(?:,\d{3}){0,3}(?:\.\d{1,2})?[ ]?[万千百]?多?(?:元(?![旦宵月])|块钱|万块)"
    r"|[一二两三四五六七八九十百千万零]{1,8}多?(?:元(?![旦宵月])|块钱)"
)
_PART: Final = "早上|早晨|上午|中午|下午|傍晚|晚上|夜里|半夜|深夜|凌晨|晚"
_DAY: Final = (
    r"(?:20\d{2}年)?\d{1,2}月\d{1,2}[日号]|20\d{2}-\d{1,2}-\d{1,2}|大前天|前天|昨天|今天|昨(?=晚)|今(?=早|晚)|上个?(?:周|星期|礼拜)[一二三四五六日天末]?"
    r"|每(?:天|周[一二三四五六日天末]?)|上个?月"
)
_CLOCK: Final = r"\d{1,2}[:：]\d{2}|(?:\d{1,2}|[一二两三四五六七八九十]{1,3})点(?:半|一刻|\d{1,2}分)?(?:多|左右)?"
_TIME: Final = re.compile(
    rf"(?:{_DAY})(?:{_PART}|早)?(?:{_CLOCK})?|(?:{_PART})(?:{_CLOCK})|(?<![\d:])\d{{1,2}}:\d{{2}}(?![\d:])"
    r"|(?<!\d)\d{1,2}点(?:半|\d{1,2}分)?(?!\d)|半夜|凌晨|深夜"
)


@dataclass(frozen=True, slots=True)
class Pieces:
    """What was found, each once, in the order of the text, in one width."""

    addresses: tuple[str, ...] = ()
    # Houses by their numbers alone, outside an address.
    houses: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    amounts: tuple[str, ...] = ()
    times: tuple[str, ...] = ()


def pieces(text: str) -> Pieces:
    """What the text names; of a longer one its beginning is read."""
    read = unicodedata.normalize("NFKC", text[:READ_CHARACTERS])
    phones = _first(found[0] for found in PHONE.finditer(read))
    addresses = _first(_addresses(read))
    # No name begins with a time or a sum, and what stands in an address is not named again.
    names = [_LEFT_OVER.sub("", name) for name in named(_TIME.sub(" ", _AMOUNT.sub(" ", PHONE.sub(" ", read)))).values()]
    names = [name for name in names if not any(name in address for address in addresses)]
    return Pieces(
        addresses,
        _first(found[0].strip() for found in _LONE.finditer(_ADDRESS.sub(" ", read))),
        _first(name for name in names if not name.endswith(_ORGANISATIONS)),
        _first(name for name in names if name.endswith(_ORGANISATIONS)),
        phones,
        _first(found[0] for found in _AMOUNT.finditer(read)),
        _first(found[0] for found in _TIME.finditer(read)),
    )


@dataclass(frozen=True, slots=True)
class Spots:
    """Which places a text names, without blanks: doors with their first number, and the names before the numbers or alone."""

    doors: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()

    def other_door_in(self, said: str) -> bool:
        """Whether a text without blanks names another door of one of these places."""
        found = (door for name in sorted(self.names) for door in re.findall(rf"{re.escape(name)}{_DOOR}", said))
        return any(door not in self.doors for door in found)


_DOOR: Final = rf"{_NUMBER}(?:支弄|弄|号楼|号|幢|栋|座)"
_FIRST_DOOR: Final = re.compile(rf"(.*?)({_DOOR})")
# Only what would change: a door in digits is as it should be unless its building has another word.
_DOOR_WRITTEN: Final = re.compile(rf"([{NUMERALS}]{{1,5}})(支弄|弄|号楼|号|幢|栋|座)|(\d{{1,5}})(号楼|栋)")
_ALIKE: Final = {"号楼": "幢", "栋": "幢"}


def as_compared(text: str) -> str:
    """The text as places are compared: in one width, without blanks, each door in digits and its building a 幢."""
    return _DOOR_WRITTEN.sub(_in_digits, "".join(unicodedata.normalize("NFKC", text).split()))


def _in_digits(door: re.Match[str]) -> str:
    number, unit = door[1] or door[3], door[2] or door[4]
    return f"{digits(number)}{_ALIKE.get(unit, unit)}"


def spots(*texts: str) -> Spots:
    """The places that the texts name; words for a kind of place alone, such as 小区, name none."""
    found = [pieces(text) for text in texts]
    first = [each for one in found for address in one.addresses if (each := _FIRST_DOOR.match(as_compared(address)))]
    names = {as_compared(name) for one in found for name in (*one.places, *one.organisations)}
    return Spots(frozenset(each[0] for each in first), frozenset(names | {each[1] for each in first}))


def _addresses(read: str) -> Iterator[str]:
    for found in _ADDRESS.finditer(read):
        begin = _BEFORE.match(found[0])
        yield (found[0] if begin is None else found[0][begin.end() :]).strip()


def _first(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for each in found if each))[:MOST]
