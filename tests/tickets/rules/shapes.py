"""Orders as people copy them: each shape with what stands in it, all of it made up."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Shape:
    """A text, and the fields that a person reads in it."""

    name: str
    text: str
    number: str
    reporter: str
    phone: str
    address: str
    says: str
    due: str = ""


SHAPES = (
    Shape(
        name="a table of the district's page, tabs between label and value",
        text=(
            "工单编号\tQX20261123000101\t工单来源\t12345热线\n来电人\t林女士\t联系电话\t10000003999\n"
            "诉求地址\t兰亭新村 96 弄 4 号\n诉求类别\t市容环境-暴露垃圾\n办结时限\t2026-11-30 17:30:00\n"
            "诉求内容\t来电人反映垃圾桶满出来三天没有人清，邻居张三把纸箱也堆在旁边，要求尽快清运。\n"
        ),
        number="QX20261123000101",
        reporter="林女士",
        phone="10000003999",
        address="兰亭新村 96 弄 4 号",
        says="垃圾桶满出来三天没有人清",
        due="2026-11-30T17:30",
    ),
    Shape(
        name="a page copied line by line, the value below its label",
        text=(
            "工单详情\n工单编号\nQX20261123000102\n诉求人姓名\n陈先生\n联系方式\n021-55500102\n事发地址\n汇文路 12 弄 3 号楼\n"
            "工单标题\n楼道堆物堵住消防通道\n问题描述\n三楼到四楼堆满旧家具，推不过婴儿车。\n截止时间\n2026/11/27 12:00\n"
        ),
        number="QX20261123000102",
        reporter="陈先生",
        phone="021-55500102",
        address="汇文路 12 弄 3 号楼",
        says="三楼到四楼堆满旧家具",
        due="2026-11-27T12:00",
    ),
    Shape(
        name="a text message",
        text=(
            "【区热线】您有新工单SH2611230045，来电人李先生，电话10000003998，地址：松屏路2号，"
            "反映：半夜一点工地还在打桩，无法休息，请于11月25日17:00前办结。"
        ),
        number="SH2611230045",
        reporter="李先生",
        phone="10000003998",
        address="松屏路2号",
        says="半夜一点工地还在打桩",
        due="2026-11-25T17:00",
    ),
    Shape(
        name="a chat, forwarded with who wrote it and when",
        text=(
            "热线群 张老师  09:12\n派一单，麻烦尽快签收\n编号：SH2611230046\n诉求人：周阿姨 \n电话：10000003997\n"
            "地点：兰亭西苑 5 号楼楼下\n内容：路灯坏了三天，老人晚上不敢下楼\n限时：11-24 18:00"
        ),
        number="SH2611230046",
        reporter="周阿姨",
        phone="10000003997",
        address="兰亭西苑 5 号楼楼下",
        says="路灯坏了三天",
        due="2026-11-24T18:00",
    ),
    Shape(
        name="a chat without labels",
        text="SH2611230047 兰亭家园 7 号 2 室 吴女士 10000003996 说楼上漏水漏到床上了，物业一直不来",
        number="SH2611230047",
        reporter="吴女士",
        phone="10000003996",
        address="兰亭家园 7 号 2 室",
        says="楼上漏水漏到床上了",
    ),
)
