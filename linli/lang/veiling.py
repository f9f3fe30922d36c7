"""Words as they may head a list: no phone, no number of a card, no door, no person's name."""

import re
from typing import Final

from linli.lang.pieces import PHONE

STAR: Final = "*"
# Numbers that long are of cards, accounts or phones, however they are written.
_LONG: Final = re.compile(r"(?<!\d)\d[\d -]{5,}[\dXx](?!\d)")
_COUNT: Final = r"(?:[A-Za-z]?\d{1,5}|[一二三四五六七八九十百零]{1,5})"
# A door of somebody's: a building or a street number alone is a place.
_DOOR: Final = re.compile(
    rf"(?:{_COUNT}[ ]?(?:号楼|号|幢|栋|座)[ ]?)?(?:{_COUNT}[ ]?单元[ ]?)?{_COUNT}[ ]?(?:室|户)"
    r"|(?<=[号楼幢栋座元])[ ]?\d{3,4}(?!\d|元|米|年|人|平|[kK][vV])"
)
_SURNAMES: Final = (
    "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜戚谢邹章苏潘葛范彭鲁韦马方俞任袁柳唐费薛雷贺倪汤罗毕郝安常于傅"
    "康余顾孟黄穆萧尹姚邵汪毛米戴宋庞熊纪舒屈项祝董梁杜阮蓝季贾江童颜郭梅盛林钟徐邱骆高夏蔡田樊胡凌霍万柯卢莫房丁邓洪包左"
    "石崔龚程邢裴陆翁段侯班仲伊宁仇甘武刘景龙叶司黎薄白蒲邰赖卓屠乔翟谭申冉牛边燕尚温庄柴阎连习艾容向古易廖耿匡文欧聂曾沙岳关"
)
_TITLES: Final = "先生|女士|小姐|阿姨|叔叔|大爷|大妈|奶奶|爷爷|师傅|老师|医生|同志|老板"
_CALLED: Final = re.compile(rf"([{_SURNAMES}])[\u4e00-\u9fff]{{0,2}}?(?=(?:{_TITLES}))")
# Who says his name says it after one of these, and stops.
_NAMED: Final = re.compile(
    rf"((?:我叫|本人|我是|姓名[:： ]?|联系人[:： ]?)[ ]?[{_SURNAMES}])[\u4e00-\u9fff]{{1,2}}(?=[，,。；;：:（( 、！!？?]|\d|电话|手机|$)"
)
_SENTENCE: Final = re.compile(r"[。！？!?；;\n\r]")
LONGEST: Final = 60
# Letters and digits in one width; marks stay as they were written.
_NARROW: Final = {wide: wide - 0xFEE0 for wide in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}


def veiled(text: str) -> str:
    """The text without what would tell who or which door it is; what stood there is a star."""
    read = text.translate(_NARROW)
    for pattern, instead in ((PHONE, STAR), (_LONG, STAR), (_DOOR, STAR), (_CALLED, r"\1" + STAR), (_NAMED, r"\1" + STAR)):
        read = pattern.sub(instead, read)
    return read


def heading(text: str) -> str:
    """The first sentence of a text as a line, veiled; a longer one is cut."""
    first = next(filter(None, (part.strip(" ，,、：:") for part in _SENTENCE.split(text.strip()))), "")
    line = " ".join(veiled(first).split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
