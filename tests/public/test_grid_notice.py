"""The notice of one grid: what everybody may know about it, said honestly."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from linli.kernel import clock, scope
from linli.org.actions import grids, people
from linli.org.queries import grids as standing
from linli.org.rules.cuts import Cut
from linli.org.rules.people import day_of
from tests.desk.pages import Page
from tests.public.street import CENTRE_PHONE, PublicStreet, hide_role

Z1 = "/s/lanting/grids/Z1/?lang=en"
W1 = "/s/lanting/grids/W1/?lang=en"


def read(passer: Client, address: str) -> Page:
    answer = passer.get(address)
    assert answer.status_code == 200
    return Page(answer)


def test_it_names_who_answers_with_unit_and_a_phone_that_calls(street: PublicStreet, passer: Client) -> None:
    page = read(passer, Z1)

    assert "包保责任人 张宁 兰田居民委员会 021-5550-0201" in page.text
    assert page.all("a", href="tel:02155500201")
    assert page.text.index("张宁") < page.text.index("兰田综合网格 Comprehensive grid Z1"), "who answers stands first"


def test_a_public_role_that_must_be_filled_and_is_not_is_told(street: PublicStreet, passer: Client) -> None:
    page = read(passer, Z1)

    assert "网格长 Nobody at present Until somebody is named, 兰亭街道城市运行管理中心 answers." in page.text
    street.give("Z1", "leader", "李敏")
    assert "Nobody at present" not in read(passer, Z1).text


def test_a_grid_for_which_nobody_is_named_says_who_answers_instead(street: PublicStreet, passer: Client) -> None:
    for code in ("responsible", "leader"):
        hide_role(street, code)

    page = read(passer, "/s/lanting/grids/Z2/?lang=en")

    assert "Nobody is named for this grid yet. 兰亭街道城市运行管理中心 answers." in page.text
    assert f"兰亭街道城市运行管理中心 ( {CENTRE_PHONE} ) answers you." in page.text


def test_somebody_without_a_work_phone_is_reached_through_the_centre(street: PublicStreet, passer: Client) -> None:
    street.people["无机"] = street.office.person("周敏", unit=street.committee)
    street.give("W2", "worker", "无机")

    page = read(passer, "/s/lanting/grids/W2/?lang=en")

    assert "网格员 周敏 兰田居民委员会 No work phone. Call 兰亭街道城市运行管理中心." in page.text
    assert f"兰亭街道城市运行管理中心 ( {CENTRE_PHONE} ) answers you." in page.text, "who cannot be called is not promised"


def test_the_duty_chief_is_named_with_the_centres_own_phone(street: PublicStreet, passer: Client) -> None:
    assert "On duty now" not in read(passer, Z1).text
    shift = street.put_on_duty("李敏")
    street.join(shift, "赵岚", "leader")

    page = read(passer, Z1)

    assert "Duty chief 李敏 兰亭街道城市运行管理中心" in page.text
    assert "赵岚" not in page.text
    assert "021-5550-0204" not in page.text, "the chief is called through the centre"


@pytest.mark.parametrize(("hours", "end"), [(8, "18:00"), (40, "01-07 02:00")])
def test_a_shift_says_until_when(street: PublicStreet, passer: Client, hours: int, end: str) -> None:
    with clock.told_by(lambda: datetime(2027, 1, 5, 2, tzinfo=UTC)):
        street.put_on_duty("李敏", hours=hours)

        assert f"until {end} " in read(passer, Z1).text


def test_only_a_running_shift_of_the_centre_counts(street: PublicStreet, passer: Client) -> None:
    street.put_on_duty("李敏", cancelled_at=clock.now())
    street.put_on_duty("赵岚", unit=street.committee)

    assert "On duty now" not in read(passer, Z1).text


def test_the_extent_is_told_in_words_and_as_a_picture(street: PublicStreet, passer: Client) -> None:
    page = read(passer, W1)

    assert "Ground covered 39900 square metres" in page.text
    assert "Part of 兰田综合网格" in page.text
    assert "Includes 橙子公寓" in page.text
    assert "Where 兰田一网格 lies 兰田一网格 and 3 grids around it." in page.text
    assert {each["data-shape"] for each in page.all("path") if "data-shape" in each} == {"W1", "W2", "S1", "Z1"}


def test_a_large_grid_lists_the_grids_in_it(street: PublicStreet, passer: Client) -> None:
    page = read(passer, Z1)

    assert "Its grids 商圈专属网格 , 兰田一网格 , 兰田二网格 , 兰田三网格" in page.text
    assert page.all("a", href="/s/lanting/grids/W1/?lang=en")
    assert "Ground covered 79900 square metres" in page.text


def test_a_grid_that_is_a_list_shows_its_addresses_and_no_picture(street: PublicStreet, passer: Client) -> None:
    page = read(passer, "/s/lanting/grids/W3/?lang=en")

    assert "Addresses 岚皋路 3 号, 岚皋路 13 号" in page.text
    assert not page.all("svg", role="img")
    assert "Ground covered" not in page.text


def test_complaints_go_to_the_centre_and_to_12345(street: PublicStreet, passer: Client) -> None:
    page = read(passer, Z1)

    assert page.all("a", href="tel:02155500100")
    assert page.all("a", href="tel:12345")


def test_without_a_centre_the_hotline_answers(street: PublicStreet, passer: Client) -> None:
    with street.office.database.connect("superuser") as superuser:
        superuser.execute("UPDATE unit SET office_phone = ''")
    for code in ("responsible", "leader"):
        hide_role(street, code)

    page = read(passer, Z1)
    lone = read(passer, W1)

    assert "The city hotline 12345 answers you." in page.text
    assert "Nobody is named for this grid yet. The city hotline 12345 answers." in page.text
    assert CENTRE_PHONE not in page.text
    assert "网格员 陈刚" in lone.text


def test_who_has_left_is_named_no_more(street: PublicStreet, passer: Client) -> None:
    with scope.scoped(street.office.boss):
        people.leave(street.office.boss, street.people["张宁"].pk, left_on=day_of(clock.now()))

    page = read(passer, Z1)

    assert "张宁" not in page.text
    assert "包保责任人 Nobody at present" in page.text


def test_tomorrows_holder_is_not_named_today(street: PublicStreet, passer: Client) -> None:
    street.give("W2", "worker", "李敏", valid_from=clock.now() + timedelta(days=1))

    assert "李敏" not in read(passer, "/s/lanting/grids/W2/?lang=en").text


def test_after_a_recut_the_notice_shows_the_new_ground(street: PublicStreet, passer: Client) -> None:
    boss, left = street.office.boss, street.grids["W1"]
    with scope.scoped(boss):
        seen = standing.extents_of(boss, left.pk)[0]
        cut = Cut(left.pk, seen=seen.pk, area=None, members=("书院弄 1 号",), parent_id=seen.parent_id)
        stranded = [street.grids["X1-01"], street.grids["X1"]]
        closing = [Cut(each.pk, seen=standing.extents_of(boss, each.pk)[0].pk, is_closing=True) for each in stranded]
        grids.recut(boss, [cut, *closing], effective_at=clock.now(), why="重新划分")

    page = read(passer, W1)

    assert "Addresses 书院弄 1 号" in page.text
    assert "橙子公寓" not in page.text
