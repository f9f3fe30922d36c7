"""People from a spreadsheet: all or nothing, duplicates proposed, the same file again changes nothing."""

from datetime import timedelta

import pytest

from linli.kernel import clock, scope
from linli.kernel.errors import Refused
from linli.org.actions import person_sheet as actions
from linli.org.actions.people import leave
from linli.org.models import Person, Post
from linli.org.queries import person_sheet as queries
from linli.org.queries.posts import holdings_of
from linli.org.rules.imports import Verdict
from linli.org.rules.people import day_of
from linli.org.rules.person_sheet import HEADINGS, PersonLine
from tests import people as actors
from tests.org.people.office import CLERK, Office


def line(number: int, *cells: str, decision: str = "") -> PersonLine:
    return PersonLine(number, dict(zip(HEADINGS.values(), cells, strict=False)), decision)


@pytest.fixture
def ready(office: Office) -> Office:
    office.unit("A1", "城运中心")
    office.unit("B1", "平安办")
    office.post("调度员", "notes.read")
    office.post("网格员", "notes.read")
    office.grid()
    return office


def taken_over(office: Office, *lines: PersonLine) -> list[Verdict]:
    with scope.scoped(office.boss):
        return [row.verdict for row in actions.import_people(office.boss, lines)]


def planned(office: Office, *lines: PersonLine) -> list[tuple[Verdict, str]]:
    with scope.scoped(office.boss):
        return [(row.verdict, row.trouble) for row in queries.plan_import(office.boss, lines)]


def test_a_file_is_taken_over_with_posts_and_grids_and_again_changes_nothing(ready: Office) -> None:
    file = (
        line(2, "张宁", "城运中心", "调度员", "", "021-5550-0101", "13800001234", "2026/11/1"),
        line(3, "周敏", "B1", "网格员、调度员", "兰田一网格", "", "", ""),
    )
    assert taken_over(ready, *file) == [Verdict.NEW, Verdict.NEW]
    before = ready.count("journal_entry")
    assert taken_over(ready, *file) == [Verdict.SAME, Verdict.SAME]
    assert ready.count("journal_entry") == before
    with scope.scoped(ready.boss):
        people = {each.full_name.plain(): each for each in Person.objects.of(ready.lanting)}
        held = holdings_of(ready.boss, [people["周敏"].pk])
        assert {(each.post.name, each.grid.code) for each in held if each.grid} == {("网格员", "G1"), ("调度员", "G1")}
        assert people["张宁"].joined_on.isoformat() == "2026-11-01"
    assert "张宁" not in repr(file[0])


def test_who_stands_here_is_changed_by_what_the_file_says_and_kept_where_it_says_nothing(ready: Office) -> None:
    person = ready.person("张宁", ready.named_unit("城运中心"), work_phone="021-5550-0101", private_phone="13800001234")
    assert taken_over(ready, line(2, "张 宁", "城运中心", "调度员", "", "021-5550-0102")) == [Verdict.CHANGED]
    stored = ready.reload(person)
    assert (stored.work_phone.plain(), stored.private_phone.plain()) == ("021-5550-0102", "13800001234")
    assert taken_over(ready, line(2, "张宁", "城运中心", "", "", "", "13900004321")) == [Verdict.CHANGED]
    assert ready.reload(person).private_phone.plain() == "13900004321"
    assert ready.count("person") == 1


def test_a_namesake_elsewhere_is_decided_by_a_person(ready: Office) -> None:
    person = ready.person("张宁", ready.named_unit("城运中心"))
    row = ("张宁", "平安办")
    assert planned(ready, line(2, *row)) == [(Verdict.UNDECIDED, "")]
    with pytest.raises(Refused, match="Nothing was taken over"):
        taken_over(ready, line(2, *row))
    assert taken_over(ready, line(2, *row, decision=str(person.pk))) == [Verdict.CHANGED]
    assert ready.reload(person).unit_id == ready.named_unit("平安办").pk
    assert taken_over(ready, line(2, "张宁", "城运中心", decision="new")) == [Verdict.NEW]
    assert ready.count("person") == 2
    assert planned(ready, line(2, "张宁", "城运中心", decision="nobody")) == [(Verdict.UNDECIDED, "")]


def test_the_same_name_and_work_phone_is_the_same_person_who_moved(ready: Office) -> None:
    person = ready.person("张宁", ready.named_unit("城运中心"), work_phone="021-5550-0101")
    assert taken_over(ready, line(2, "张宁", "平安办", "", "", "021 5550 0101")) == [Verdict.CHANGED]
    assert ready.reload(person).unit_id == ready.named_unit("平安办").pk


def test_who_left_is_proposed_and_must_come_back_first(ready: Office) -> None:
    person = ready.person("张宁", ready.named_unit("城运中心"))
    with scope.scoped(ready.boss):
        leave(ready.boss, person.pk, left_on=day_of(clock.now()))
    assert planned(ready, line(2, "张宁", "城运中心")) == [(Verdict.UNDECIDED, "")]
    ((verdict, trouble),) = planned(ready, line(2, "张宁", "城运中心", decision=str(person.pk)))
    assert (verdict, "has left" in trouble) == (Verdict.REFUSED, True)


@pytest.mark.parametrize(
    ("cells", "trouble"),
    [
        (("", "城运中心"), "The field name is empty"),
        (("张宁", ""), "The field unit is empty"),
        (("张宁", "衙门"), "There is no unit “衙门”"),
        (("张宁", "城运中心", "县令"), "There is no post “县令”"),
        (("张宁", "城运中心", "", "兰田一网格"), "without a post"),
        (("张宁", "城运中心", "调度员", "月亮"), "There is no grid “月亮”"),
        (("张宁", "城运中心", "", "", "12"), "is no phone number"),
        (("张宁", "城运中心", "", "", "", "", "昨天"), "which is no day"),
    ],
)
def test_a_bad_row_is_named_and_nobody_is_entered(ready: Office, cells: tuple[str, ...], trouble: str) -> None:
    good = line(2, "周敏", "城运中心")
    (first, _), (verdict, said) = planned(ready, good, line(3, *cells))
    assert (first, verdict, trouble in said) == (Verdict.NEW, Verdict.REFUSED, True)
    with pytest.raises(Refused, match="Nothing was taken over"):
        taken_over(ready, good, line(3, *cells))
    assert ready.count("person") == 0


def test_one_name_twice_in_one_unit_is_refused(ready: Office) -> None:
    assert planned(ready, line(2, "张宁", "城运中心"), line(3, "张 宁", "城运中心"))[1][0] is Verdict.REFUSED
    assert taken_over(ready, line(2, "张宁", "城运中心"), line(3, "张宁", "平安办")) == [Verdict.NEW, Verdict.NEW]


def test_a_file_gives_no_guarded_post_that_its_sender_does_not_have(ready: Office) -> None:
    ready.post("管理员", "accounts.administer")
    clerk = actors.clerk(ready.lanting, CLERK)
    row = line(2, "张宁", "城运中心", "管理员")
    with scope.scoped(clerk):
        assert "Only who has it" in queries.plan_import(clerk, [row])[0].trouble
    with pytest.raises(Refused, match="Nothing was taken over"), scope.scoped(clerk):
        actions.import_people(clerk, [row])
    with pytest.raises(Refused, match="Your post"), scope.scoped(ready.looker):
        actions.import_people(ready.looker, [row])
    assert ready.count("person") == 0


def test_an_ambiguous_unit_is_asked_for_by_code(ready: Office) -> None:
    ready.unit("B2", "平安办")
    assert "Several units" in planned(ready, line(2, "张宁", "平安办"))[0][1]
    assert planned(ready, line(2, "张宁", "B2"))[0][0] is Verdict.NEW


def test_a_post_that_is_to_come_keeps_the_whole_file_out(ready: Office) -> None:
    person = ready.person("张宁", ready.named_unit("城运中心"))
    with scope.scoped(ready.boss):
        post = Post.objects.of(ready.lanting).get(name="调度员")
    ready.give(person, post, valid_from=clock.now() + timedelta(days=1))
    with pytest.raises(Refused, match="is held by this person"):
        taken_over(ready, line(2, "周敏", "城运中心"), line(3, "张宁", "城运中心", "调度员"))
    assert ready.count("person") == 1


def test_nothing_printed_by_mistake_shows_a_name(ready: Office) -> None:
    ready.person("张宁", ready.named_unit("城运中心"))
    with scope.scoped(ready.boss):
        (row,) = queries.plan_import(ready.boss, [line(2, "张宁", "平安办")])
    assert "张宁" not in repr(row) + repr(row.twins)
