"""What must never stand on a public page: every word that is there is one that may be."""

import re

import pytest
from django.test import Client

from linli.kernel import clock, scope
from linli.kernel.actor import Channel
from linli.kernel.errors import NotFound, Refused
from linli.kernel.ids import uuid7
from linli.org.actions import duties, grids, people
from linli.org.models import Person
from linli.org.queries import duties as held
from linli.org.queries import grids as standing
from linli.org.queries import notice
from linli.org.queries import people as known
from linli.org.rules.people import PersonKind, PersonWords
from linli.org.rules.permissions import Permission
from tests.desk.pages import Page
from tests.public.street import CENTRE_PHONE, PRIVATE, PublicStreet, ids_of

# In English every Chinese word of a page is somebody's or something's name, but for these two.
OWN_WORDS = {"邻", "中文"}
# As the page of Z1 may name them, and no other.
NAMES = {
    *("兰亭街道", "兰田综合网格", "兰田一网格", "兰田二网格", "兰田三网格", "商圈专属网格"),
    # On the map names stand without their ending.
    *("北亭综合", "兰田一", "兰田二", "商圈专属"),
    *("包保责任人", "网格长", "张宁", "兰田居民委员会", "兰亭街道城市运行管理中心", "李敏"),
}
NUMBERS = {"021-5550-0201", CENTRE_PHONE, "02155500201", "02155500100", "12345", "79900"}
HAN = re.compile(r"[\u3400-\u9fff]+")
LONG_NUMBER = re.compile(r"(?<![\d.])\d[\d-]{4,}")
UUID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", re.IGNORECASE)
# A shift that ends tomorrow names that day without its year.
DAY = re.compile(r"(?<![\d-])(?:\d{4}-)?\d\d-\d\d(?![\d-])")
EVERY_PAGE = ["grids/", *(f"grids/{code}/" for code in ("Z1", "Z2", "W1", "W2", "W3", "S1"))]


def sent(passer: Client, address: str) -> str:
    """Everything that goes over the line: headers, words, attributes, comments, titles of pictures."""
    answer = passer.get(address)
    return "\n".join([*(f"{name}: {value}" for name, value in answer.headers.items()), answer.content.decode()])


def test_every_word_of_a_notice_is_one_that_may_be_there(street: PublicStreet, passer: Client) -> None:
    shift = street.put_on_duty("李敏")
    street.join(shift, "赵岚", "leader")
    street.join(shift, "王芳", "member")

    said = sent(passer, "/s/lanting/grids/Z1/?lang=en")

    assert set(HAN.findall(said)) - OWN_WORDS == NAMES
    assert set(LONG_NUMBER.findall(DAY.sub("", said))) == NUMBERS


@pytest.mark.parametrize("language", ["", "?lang=en"])
def test_no_page_shows_what_is_private(street: PublicStreet, passer: Client, language: str) -> None:
    shift = street.put_on_duty("李敏")
    street.join(shift, "赵岚", "leader")
    hidden = {*PRIVATE.values(), "王芳", "赵岚", "总指导员", "supervisor", "responsible", "021-5550-0202", "021-5550-0204", "021-5550-0777"}
    hidden |= {str(each) for each in ids_of(street)} | {each.hex for each in ids_of(street)}

    for page in EVERY_PAGE:
        said = sent(passer, f"/s/lanting/{page}{language}")
        assert not [each for each in hidden if each in said], page
        assert not UUID.search(said), page
        assert "<!--" not in said, page


def test_a_representatives_name_is_masked_and_has_no_phone(street: PublicStreet, passer: Client) -> None:
    words = PersonWords(full_name="林小满", kind=PersonKind.REPRESENTATIVE.value, work_phone="021-5550-0909")
    with scope.scoped(street.office.boss):
        person = people.create_person(street.office.boss, words=words)
    street.people["林"] = person
    put_in_duty(street, "W2", "worker", person)

    said = sent(passer, "/s/lanting/grids/W2/")

    assert "林*" in said
    assert "小满" not in said
    assert "0909" not in said


def put_in_duty(street: PublicStreet, grid: str, role: str, person: Person) -> None:
    """Rules keep representatives out of duties; the notice must not rely on that."""
    with street.office.database.connect("superuser") as superuser:
        superuser.execute(
            "INSERT INTO duty (subdistrict_id, id, grid_id, role_id, person_id, is_single, valid_from)"
            " VALUES (%s, %s, %s, %s, %s, false, now() - interval '1 minute')",
            [street.office.lanting, uuid7(), street.grids[grid].pk, street.roles[role].pk, person.pk],
        )


def test_nothing_of_another_subdistrict_is_there(street: PublicStreet, passer: Client) -> None:
    before = [sent(passer, f"/s/lanting/{page}?lang=en") for page in EVERY_PAGE]

    assert not [page for page in before if "竹溪" in page]
    neighbours = [passer.get(f"/s/zhuxi/{page}") for page in EVERY_PAGE]
    assert {answer.status_code for answer in neighbours} == {404}
    assert not [answer for answer in neighbours if "竹溪" in answer.content.decode()]


def test_the_actor_of_these_pages_may_nothing_and_sees_nothing_elsewhere(street: PublicStreet) -> None:
    found = notice.street_of("lanting")
    nobody = notice.anybody_in(found)

    assert (nobody.account_id, nobody.person_id, nobody.channel) == (None, None, Channel.PUBLIC)
    assert not nobody.permissions
    assert not nobody.is_system
    assert nobody.scope == {street.office.lanting}
    assert not [each for each in Permission if nobody.may(each)]
    with scope.scoped(nobody):
        assert standing.in_force(nobody, street.grids["Z1"].valid_from) == []
        assert list(held.held(nobody, street.grids["Z1"].valid_from)) == []
        assert known.everybody(nobody) == []


def test_it_can_change_nothing(street: PublicStreet) -> None:
    nobody = notice.anybody_in(notice.street_of("lanting"))
    draft = duties.DutyDraft(
        grid_id=street.grids["W2"].pk,
        role_id=street.roles["worker"].pk,
        person_id=street.people["李敏"].pk,
        valid_from=street.grids["W2"].valid_from,
    )

    with pytest.raises(Refused), scope.scoped(nobody):
        duties.give_duty(nobody, draft)
    with pytest.raises((Refused, NotFound)), scope.scoped(nobody):
        grids.edit_grid(nobody, street.grids["W2"].pk, seen=1, code="W2", name="改名")
    assert street.office.reload(street.grids["W2"]).name == "兰田二网格"


def test_what_comes_from_the_street_cannot_become_markup(street: PublicStreet, passer: Client) -> None:
    with street.office.database.connect("superuser") as superuser:
        superuser.execute("UPDATE grid SET name = '<script>alert(1)</script>' WHERE code = 'W1'")

    for page in ("grids/", "grids/Z1/", "grids/W1/"):
        answer = passer.get(f"/s/lanting/{page}")
        assert not Page(answer).all("script"), page
        assert "&lt;script&gt;" in answer.content.decode(), page


def test_values_do_not_show_names_or_phones_when_a_log_prints_them(street: PublicStreet) -> None:
    street.put_on_duty("李敏")
    found = notice.street_of("lanting")
    nobody = notice.anybody_in(found)
    with scope.scoped(nobody):
        printed = repr(notice.notice_of(nobody, "Z1", clock.now()))

    assert "张宁" not in printed
    assert "李敏" not in printed
    assert "0201" not in printed
