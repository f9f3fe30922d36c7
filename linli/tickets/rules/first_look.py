"""What the house makes of a text while it is written: neutral words for everybody, and whether danger was answered."""

import re
from typing import Final

from django.utils.translation import gettext_noop

from linli.kernel.errors import Refused, refusals

NEUTRAL_CHARACTERS: Final = 80
_END: Final = re.compile(r"[。！？!?\n]")
_PHONE: Final = re.compile(r"(?:电话|手机|号码)?[是为：:]?\s*(?<!\d)(?:1\d{2}[\s-]?\d{4}[\s-]?\d{4}|0\d{2,3}[\s-]?\d{7,8})(?!\d)")
_POLITE: Final = "先生|女士|小姐|阿姨|叔叔|大爷|大妈|师傅|老师"
_COMPOUND: Final = "欧阳|司马|上官|诸葛|夏侯|皇甫|尉迟|公孙|慕容|令狐|司徒"
_SURNAMES: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江"
    "尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_PERSON: Final = re.compile(rf"(?:{_COMPOUND}|[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}|[\u4e00-\u9fff])({_POLITE})")
# Whom a text names after these words is nobody else's business either.
_ROLE: Final = (
    "房东|邻居|业主|租客|租户|老板娘|老板|店主|店长|经理|主任|户主|当事人|被投诉人|被反映人|责任人|联系人|负责人|男子|女子|丈夫|妻子|儿子|女儿|"
    "保安|保洁|楼组长|名叫|姓名|名字|叫做"
)
# What begins like a surname and goes on as a word.
_NO_NAME: Final = (
    "任意|高声|高空|高层|高音|方便|白天|白色|万一|金额|黄色|马上|马路|江边|严重|严禁|于是|余额|钱款|龙头|段时间|武断|曾经|许多|许诺|施工|张贴|胡乱|"
    "陈旧|顾客|何时|何人|向上|向下|向外|程序|夏天|石材|陆续|田地|雷雨|毛坯|万元"
)
_AFTER_NAME: Final = (
    "在的把将说每晚早夜常经是有又从就也都被与和及等家天今昨养不没未对向于以因为住打放停占堆装开半上下中来去到还多乱私擅先女阿师"
    "，,。；;、：:（(）)\\s"
)
_THIRD: Final = re.compile(
    rf"({_ROLE})([:：是叫为]?\s*)(?!{_NO_NAME})(?:(?:{_COMPOUND})[\u4e00-\u9fff]|[{_SURNAMES}][\u4e00-\u9fff](?:(?![{_AFTER_NAME}])[\u4e00-\u9fff])?)"
)
_ID: Final = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
# How calls begin: who speaks and that he greets, which is nobody else's business.
_OPENING: Final = re.compile(
    r"^(?:您好|你好|喂|麻烦|我是|我叫|我姓|我住|住|本人|来电人|报事人|市民|居民)[^，,。；;！!\n]{0,30}[，,；;。！!\n]\s*"
)


def neutral(words: str) -> str:
    """The first sentence without greeting, names and numbers: a beginning that a person edits, never the last word."""
    text = words.strip()
    while (shorter := _OPENING.sub("", text, count=1)) != text and shorter.strip():
        text = shorter.strip()
    text = without_names(text).strip(" ，,；;：:")
    first = _END.split(text, maxsplit=1)[0].strip()
    return (first or text)[:NEUTRAL_CHARACTERS]


def without_names(text: str) -> str:
    """The text without phones, ID numbers and names: of who speaks, and of third persons named after what they are."""
    return _PERSON.sub("住户", _THIRD.sub(r"\1某", _ID.sub("", _PHONE.sub("", text))))


def check_danger(danger_code: str, *, is_item_dangerous: bool, is_denied: bool) -> None:
    """Refuse to pass over a danger that the words tell of: the class is chosen, or a person says that there is none."""
    if danger_code and not is_item_dangerous and not is_denied:
        raise Refused("tickets.danger_unanswered")


refusals(
    {
        "tickets.no_centre": gettext_noop("There is no operations centre that takes matters down. Open a unit of that kind first."),
        "tickets.lead_needed": gettext_noop(
            "Nobody is named for this class and place. Choose the unit that takes it, or save without dispatching."
        ),
        "tickets.danger_unanswered": gettext_noop("The words tell of danger to life. Choose that class, or tick that there is no danger."),
    }
)
