"""The posts 岗位 of a street office with what each may do, and who holds which."""

from collections.abc import Iterator
from typing import Final

from linli.config.street.model import Holding, Post

_READ: Final = ("read_grids", "read_people", "read_rota")
_HANDLE: Final = (*_READ, "accept_tickets", "handle_tickets")

_POSTS: Final = (
    Post("administrator", "管理员", (*_READ, "edit_grids", "edit_people", "edit_posts", "edit_units", "edit_calendar")),
    Post(
        "ops_head", "城运中心主任", (*_READ, "edit_duties", "edit_rota", "edit_teams", "dispatch_tickets", "decide_unowned", "read_journal")
    ),
    Post("dispatcher", "调度员", (*_READ, "open_tickets", "dispatch_tickets")),
    Post("duty_chief", "值班长", (*_READ, "edit_rota", "open_tickets", "dispatch_tickets", "decide_unowned", "report_upward")),
    Post("duty_leader", "带班领导", (*_READ, "report_upward", "read_figures")),
    Post("callback", "回访员", (*_READ, "verify_tickets")),
    Post("inspector", "督查", (*_READ, "supervise_tickets", "read_figures", "read_journal")),
    Post("grid_supervisor", "总指导员", (*_READ, "edit_duties", "edit_teams", "read_figures")),
    Post("grid_leader", "网格长", (*_READ, "edit_duties", "visit_places", "handle_tickets", "confirm_reports")),
    Post("micro_grid_leader", "微网格长", (*_READ, "visit_places", "open_tickets", "handle_tickets")),
    Post("grid_worker", "网格员", (*_READ, "visit_places", "open_tickets")),
    Post("block_secretary", "街区书记", (*_READ, "visit_places", "open_tickets", "edit_committees")),
    Post("dedicated_holder", "专属网格负责人", (*_READ, "visit_places", "open_tickets", "handle_tickets")),
    Post("unit_head", "处置单位负责人", (*_HANDLE, "sign_replies", "ask_extensions")),
    Post("unit_handler", "处置单位经办", _HANDLE),
    Post("deputy_director", "分管领导", (*_READ, "approve_deferrals", "read_figures")),
    Post("committee", "居委干部", (*_READ, "open_tickets", "accept_tickets", "handle_tickets")),
    Post("property_handler", "物业经办", ("read_grids", "accept_tickets", "handle_tickets")),
)

# Who holds a post in the whole street.
_STREET_WIDE: Final = (
    ("administrator", ("tang-liang",)),
    ("ops_head", ("shen-guoliang",)),
    ("dispatcher", ("zhang-ning", "he-jianing")),
    ("duty_chief", ("wu-yue", "lu-xiaofeng", "zheng-haiyan")),
    ("duty_leader", ("fang-zhixing", "jiang-wenting", "qin-jianping")),
    ("deputy_director", ("fang-zhixing", "jiang-wenting", "qin-jianping")),
    ("callback", ("liu-jie", "luo-jing")),
    ("inspector", ("xu-hui",)),
    ("grid_supervisor", ("han-bingjie",)),
)
# Who holds a post in some grids.
_IN_GRIDS: Final = (
    ("grid_leader", "bai-zhiqiang", ("Z01",)),
    ("grid_leader", "shi-yulan", ("Z02",)),
    ("micro_grid_leader", "tian-chunyan", ("W01",)),
    ("micro_grid_leader", "fan-weimin", ("W02",)),
    ("micro_grid_leader", "jin-xiaomin", ("W03",)),
    ("micro_grid_leader", "wang-jianhua", ("W04",)),
    ("micro_grid_leader", "cui-hong", ("W05",)),
    ("micro_grid_leader", "ren-zhigang", ("W06",)),
    ("micro_grid_leader", "dai-yueqin", ("W07",)),
    ("micro_grid_leader", "liao-feng", ("W08",)),
    ("micro_grid_leader", "shao-guoping", ("W09",)),
    ("micro_grid_leader", "xiong-lijuan", ("W10",)),
    ("micro_grid_leader", "meng-qingfeng", ("W12",)),
    ("grid_worker", "wang-fang", ("W01", "W03")),
    ("grid_worker", "wan-xiaoyan", ("W02", "W04")),
    ("grid_worker", "duan-chunlei", ("W05", "W06", "W07")),
    ("grid_worker", "hou-peipei", ("W08", "W09")),
    ("grid_worker", "yin-fangfang", ("W10", "W11", "W12")),
    ("block_secretary", "zhang-lan", ("J01", "J02", "J03", "J04")),
    ("block_secretary", "gong-mingzhu", ("W10", "W12")),
    ("dedicated_holder", "cao-minghui", ("S01",)),
    ("dedicated_holder", "feng-yongkang", ("S02",)),
    ("dedicated_holder", "deng-xiuying", ("S03",)),
)
# Who answers for a unit, and who does its work.
_HEADS: Final = (
    ("xia-yuqing", "ks-guanli"),
    ("ding-guohua", "ks-pingan"),
    ("xie-yun", "ks-fuwu"),
    ("cao-minghui", "ks-yingshang"),
    ("gao-xiang", "pc-chengguan"),
    ("cai-jianguo", "pc-paichusuo"),
    ("song-liping", "pc-shichang"),
    ("dong-xuemei", "pc-sifa"),
    ("yuan-lixin", "pc-lvrong"),
    ("jia-wenbin", "pc-fangguan"),
    ("zhou-min", "zy-huanwei"),
    ("qiao-zhendong", "gy-gongdian"),
    ("he-min", "gy-ranqi"),
)
_CLERKS: Final = (
    ("li-qiang", "pc-chengguan"),
    ("wang-lei", "pc-chengguan"),
    ("pan-xiaoyu", "pc-paichusuo"),
    ("zhao-lin", "pc-shichang"),
    ("qian-wei", "ks-guijian"),
)
_COMMITTEES: Final = (
    ("tian-chunyan", "jw-lantian"),
    ("jin-xiaomin", "jw-chengyuan"),
    ("wang-jianhua", "jw-xingyuan"),
    ("ren-zhigang", "jw-nanwei"),
    ("liao-feng", "jw-beiting"),
    ("shao-guoping", "jw-guili"),
)
# Firms under contract, and allies who look after their own ground.
_FIRMS: Final = (
    ("chen-gang", "wy-lantian"),
    ("sun-tao", "wy-lantian"),
    ("li-jun", "wy-chengyuan"),
    ("shi-yuhua", "wy-beiting"),
    ("lai-siyuan", "lm-lantinghui"),
    ("wen-xiaolan", "lm-daxue"),
)


def posts() -> tuple[Post, ...]:
    """The posts of a street office."""
    return _POSTS


def holdings() -> tuple[Holding, ...]:
    """Who holds which post, and where."""
    return tuple(_holdings())


def _holdings() -> Iterator[Holding]:
    for post, people in _STREET_WIDE:
        for person in people:
            yield Holding(person, post)
    for post, person, grids in _IN_GRIDS:
        yield Holding(person, post, grids=grids)
    for post, people_of in (("unit_head", _HEADS), ("unit_handler", _CLERKS), ("committee", _COMMITTEES), ("property_handler", _FIRMS)):
        for person, unit in people_of:
            yield Holding(person, post, units=(unit,))
