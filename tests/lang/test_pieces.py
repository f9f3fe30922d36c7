"""What a text names: found as people write it, nothing that could as well be something else, and in time that grows with the text alone."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.lang.pieces import MOST, READ_CHARACTERS, Pieces, as_compared, pieces, spots

SAID = [
    (
        "我住在青石路12弄3号502室，楼上漏水，联系电话138 0000 1234，修了2000元",
        Pieces(addresses=("青石路12弄3号502室",), phones=("138 0000 1234",), amounts=("2000元",)),
    ),
    (
        "知音公寓 3 号楼前有人昨晚十一点半给电动车充电，找过兰亭物业",
        Pieces(addresses=("知音公寓 3 号楼",), organisations=("兰亭物业",), times=("昨晚十一点半",)),
    ),
    (
        "交了三千块钱，今天下午3点去兰亭小学门口，差一点摔倒，一块砖，元旦那天",
        Pieces(organisations=("兰亭小学",), amounts=("三千块钱",), times=("今天下午3点",)),
    ),
    ("和平路８号的面馆，2026年11月3日晚上8点多油烟大", Pieces(addresses=("和平路8号",), times=("2026年11月3日晚上8点多",))),
    ("打了 021-12345678 没人接，每天早上6:30就开始", Pieces(phones=("021-12345678",), times=("每天早上6:30",))),
    ("我是桂花巷五号的，对面锦华超市放音乐", Pieces(addresses=("桂花巷五号",), organisations=("锦华超市",))),
    ("梧桐花园的水池脏", Pieces(places=("梧桐花园",))),
    ("找过兰田居委，也找过北亭居委会，锦绣居的老人说不管", Pieces(places=("锦绣居",), organisations=("兰田居委", "北亭居委会"))),
    ("业委会筹建班子在梧桐花园会开吗", Pieces(places=("梧桐花园",))),
    ("路灯坏了，有一点危险", Pieces()),
    ("工号1380000123，编号20261103123", Pieces()),
    ("", Pieces()),
    ("5号楼电梯又坏了", Pieces(houses=("5号楼",))),
    ("三号楼二单元楼道灯不亮", Pieces(houses=("三号楼二单元",))),
    ("我是知音苑５号楼的，旁边A3栋1单元301房漏水", Pieces(addresses=("知音苑5号楼",), houses=("A3栋1单元301房",))),
    ("云时代 12幢1102 半夜敲墙，5号402室也听见", Pieces(houses=("12幢1102", "5号402室"), times=("半夜",))),
    ("9栋业主反映，9栋楼下堆满纸箱", Pieces(houses=("9栋",))),
]
NO_HOUSES = (
    *("坐5号线到人民广场", "在3号窗口排了两小时", "10号晚上停水", "按2号文件办", "10号3点开会"),
    *("2号楼盘还没开盘", "3号楼梯间堆物", "5号楼道灯不亮"),
    *("一共3栋", "新建了5栋", "3栋楼都停水", "两栋别墅", "每4幢设一个桶", "5栋高层", "当时是1栋公寓", "第5栋", "3栋16层", "这2栋"),
    *("1-5号楼停水", "5、6号楼停水", "13到21栋", "14栋到18栋", "3号楼和5号楼", "三至五号楼", "966户5元", "一期5号楼盘"),
)


@pytest.mark.parametrize(("text", "found"), SAID)
def test_what_people_write_is_found_and_no_more(text: str, found: Pieces) -> None:
    assert pieces(text) == found


@pytest.mark.parametrize("text", NO_HOUSES)
def test_what_is_counted_or_called_otherwise_is_no_house(text: str) -> None:
    assert not pieces(text).houses


@pytest.mark.parametrize("after", ["2019年交房", "966户", "102平方", "1-3楼"])
def test_a_room_is_no_number_of_something_else(after: str) -> None:
    assert pieces(f"18栋{after}").houses == ("18栋",)


WRITTEN = st.text(st.sampled_from("我住在青石路弄号楼室12３三十0-: 点元块昨晚每天小区物业公司，。\n電a"), max_size=120)


def every(found: Pieces) -> list[str]:
    said = (found.addresses, found.houses, found.places, found.organisations, found.phones, found.amounts, found.times)
    assert all(len(each) <= MOST and len(set(each)) == len(each) for each in said)
    return [text for each in said for text in each]


@given(WRITTEN)
def test_every_piece_stands_in_the_text_and_the_same_text_gives_the_same(text: str) -> None:
    read = unicodedata.normalize("NFKC", text)
    assert all(each and each in read for each in every(pieces(text)))
    assert pieces(text) == pieces(text)


@given(WRITTEN, st.sampled_from(["青石路12弄3号", "13800001234", "2000元", "三号楼二单元", "B5栋"]))
def test_a_piece_that_stands_alone_is_found_whatever_else_is_said(text: str, said: str) -> None:
    assert said in every(pieces(f"{said}。{text}"))


def test_of_a_long_text_its_beginning_is_read_and_half_costs_half() -> None:
    assert pieces("。" * READ_CHARACTERS + "13800001234") == Pieces()

    def spent(text: str) -> float:
        begin = time.process_time()
        pieces(text)
        return time.process_time() - begin

    houses = ("3号楼", "A1", "9栋1", "5号402")
    for part in (*houses, "路", "我住在", "一二三路", "12:", "1", "年月日", "青石路12号3", "晚十", "每天早", "公司的", "1,000", "上个"):
        whole = (part * READ_CHARACTERS)[:READ_CHARACTERS]
        half, full = min(spent(whole[: READ_CHARACTERS // 2]) for _ in range(3)), min(spent(whole) for _ in range(3))
        assert full < 1 and full < 4 * half + 0.02


@pytest.mark.parametrize("other", ["桂花巷5号", "桂花巷 ５ 号", "桂花巷五号"])
def test_a_door_is_the_same_door_however_its_number_is_written(other: str) -> None:
    assert spots("我是桂花巷五号的").doors == spots(f"我住{other}").doors == {"桂花巷5号"}
    assert not spots(other).other_door_in(as_compared("桂花巷五号门口")) and spots(other).other_door_in(as_compared("桂花巷十五号"))


@pytest.mark.parametrize("other", ["知音公寓三号楼", "知音公寓3幢", "知音公寓三栋", "知音公寓 3 号楼"])
def test_a_building_is_the_same_building_by_any_of_its_words(other: str) -> None:
    assert spots(other).doors == {"知音公寓3幢"}


@given(WRITTEN)
def test_what_is_compared_stays_as_it_is(text: str) -> None:
    assert as_compared(as_compared(text)) == as_compared(text)
