"""Names of places and organisations in a text, by what such names end with and what cannot stand in one."""

import re
from typing import Final

# What names of places and organisations end with; longer endings first.
_ENDINGS: Final = (
    "幼儿园|派出所|居委会|业委会|委员会|火车站|地铁站|汽车站|高铁站|服务区|开发区|工业园|产业园|步行街|菜市场|农贸市场|"
    "小区|花园|家园|公寓|新城|新村|广场|大厦|大道|中心|国际|商城|楼盘|山庄|别墅|公园|学校|小学|中学|大学|学院|医院|公司|集团|"
    "工厂|工地|搅拌站|社区|居委|超市|酒店|餐厅|银行|市场|驾校|物业|车站|码头|水库|"
    "苑|城|府|湾|园|居(?!委)|庭|轩|阁|郡|村|路|街|巷|桥|厂|店|院|校|站"
)
# No name goes on beyond these to the left.
_BREAKS: Final = re.compile(
    r"[的得在是和与及或对到从被把将有了请让向为给住去也都就还又这那该本某我你他她们哪各每两三几多全整等从于至而并未不没无如何时才能要想求寻因但却已很是否为些]|会(?=.)|关于|反映|投诉|咨询|建议|举报|"
    r"质疑|要求|希望|附近|位于|购买|[省县镇乡]|(?<!超)市(?!场)|(?<![小社园])区|街道|楼下|楼上|旁边|对面|门口|里面|领导|书记|市长|"
    # Who names a place does not say in its name what is done there.
    r"号楼|单元|后面|打造|关注|公布|冻结|确定|加快|推进|加强|加大|规划|建设|修建|新建|扩建|整治|下辖|影响|严重|[跑临沿个挡]|宜居"
)
_NAME: Final = re.compile(rf"[\u4e00-\u9fffa-z0]{{2,12}}?(?:{_ENDINGS})")
_LAST: Final = re.compile(rf"(?:{_ENDINGS})$")
# What is left of these says which place only to who is there.
_ANY: Final = frozenset(
    re.findall(
        r"\S+",
        "住宅 居民 步行 农贸 一个 部分 许多 多个 周边 开发商 物业 小区物业 建筑 房地产 有限 有限责任 投资 教育 人民 人民政 严重影响 实验 "
        "自来水 十字 配套 业主 垃圾 水泥 断头 开设 幼儿 地铁 公交 火车 汽车 工业 安置 学校 医院 政府 国家 地方 私立 公立 民办 农村 城市 "
        "小区 "
        # A sort of shop is a hundred shops.
        "快餐 早餐 夜宵 烧烤 烧烤夜宵 夜宵快餐 火锅 小吃 外卖 理发 美发 便利 水果 奶茶 培训 装修 普惠性幼儿",
    )
)
SHORTEST: Final = 2


def named(text: str) -> dict[str, str]:
    """The places and organisations of a plain text: the part of each name that tells it from others, with the first whole name."""
    found: dict[str, str] = {}
    for match in _NAME.finditer(text):
        name = _BREAKS.split(match[0])[-1]
        kernel = name
        while len(shorter := _LAST.sub("", kernel)) >= SHORTEST and shorter != kernel:
            kernel = shorter
        if kernel != name and kernel not in _ANY:
            found.setdefault(kernel, name)
    return found
