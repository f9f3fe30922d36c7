"""People: entered, changed, found by code, leaving with everything that was theirs."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from linli.kernel import clock, scope
from linli.kernel.errors import NotFound, Refused, Stale
from linli.org.actions import people, units
from linli.org.models import Person
from linli.org.queries import naming
from linli.org.queries import people as queries
from linli.org.rules.people import PersonWords, day_of
from tests.org.people.office import Office

PHONE, PRIVATE = "021-5550-0101", "13800001234"


def test_a_person_is_kept_encrypted_and_shown_to_colleagues(office: Office) -> None:
    office.unit()
    person = office.person("张宁", work_phone=PHONE, private_phone=PRIVATE)
    with scope.scoped(office.looker):
        card = queries.cards(office.looker, [person.pk, None])[person.pk]
        assert (card.full_name, card.unit, card.work_phone, card.posts) == ("张宁", "城运中心", PHONE, ())
        assert queries.get_for(office.looker, person.pk).private_phone.masked() == "138****1234"
    with office.database.connect("superuser") as superuser:
        row = str(superuser.execute("SELECT * FROM person").fetchall())
    assert "张宁".encode().hex() not in row
    assert PRIVATE not in row


def test_no_personal_value_stands_in_journal_index_or_jobs(office: Office) -> None:
    office.unit()
    person = office.person("张宁", work_phone=PHONE, private_phone=PRIVATE)
    with scope.scoped(office.clerk):
        words = PersonWords(full_name="张宁宁", unit_id=person.unit_id, work_phone="021-5550-0102", private_phone="13900004321")
        people.change_person(office.clerk, person.pk, seen=1, words=words)
        people.leave(office.clerk, person.pk, left_on=day_of(clock.now()))
    for table in ("journal_entry", "journal_fact", "text_index", "procrastinate_jobs", "notice"):
        with office.database.connect("superuser") as superuser:
            rows = str(superuser.execute(f"SELECT * FROM {table}".encode()).fetchall())
        assert not any(value in rows for value in ("张宁", "5550", PRIVATE, "13900004321")), table
    assert office.story(person)[1] == (
        "person.changed",
        {"fields": ["full_name", "work_phone", "private_phone"], "kind": "staff", "unit": str(person.unit_id)},
    )


def test_found_by_the_whole_name_and_phone_only_here(office: Office) -> None:
    office.unit()
    person = office.person("张 宁", work_phone=PHONE)
    with scope.scoped(office.looker):
        assert [card.id for card in queries.by_name(office.looker, "张宁")] == [person.pk]
        assert queries.by_name(office.looker, "张") == []
        assert [card.id for card in queries.by_phone(office.looker, "(021) 5550 0101")] == [person.pk]
    for actor in (office.nobody, office.neighbour):
        with scope.scoped(actor):
            assert queries.by_name(actor, "张宁") == []
            assert queries.by_phone(actor, PHONE) == []
            assert queries.everybody(actor) == []
            with pytest.raises(NotFound):
                queries.get_for(actor, person.pk)
    with scope.scoped(office.neighbour):
        assert queries.cards(office.neighbour, [person.pk]) == {}
        assert queries.names_in_scope([person.pk]) == {}


def test_a_representative_is_masked_for_who_may_not_see_the_organisation(office: Office) -> None:
    person = office.person("林月娥", kind="representative", work_phone="13800009999")
    with scope.scoped(office.nobody):
        card = queries.cards(office.nobody, [person.pk])[person.pk]
        assert (card.full_name, card.work_phone) == ("林*", "138****9999")
        assert queries.names_in_scope([person.pk]) == {person.pk: "林*"}
    with scope.scoped(office.looker):
        assert queries.cards(office.looker, [person.pk])[person.pk].full_name == "林月娥"
    assert queries.names_in_scope([person.pk]) == {}
    with scope.scoped(office.looker):
        assert queries.names_in_scope([]) == {}
        assert queries.cards(office.looker, [None]) == {}


def test_the_list_goes_by_unit_post_and_name_and_pages_by_person(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = office.unit("A1", "A办"), office.unit("B1", "B办")
    post = office.post("调度员")
    late = office.person("安平", second)
    plain = office.person("白杨", first)
    holder = office.person("周舟", first)
    office.give(holder, post)
    gone = office.person("已走", first)
    with scope.scoped(office.clerk):
        people.leave(office.clerk, gone.pk, left_on=day_of(clock.now()))
    with scope.scoped(office.looker):
        found = queries.everybody(office.looker)
        assert [card.id for card in found] == [holder.pk, plain.pk, late.pk]
        assert [card.id for card in queries.everybody(office.looker, unit_id=first.pk, post_id=post.pk)] == [holder.pk]
        assert len(queries.everybody(office.looker, include_left=True)) == 4
        monkeypatch.setattr(queries, "PAGE", 2)
        assert queries.page_of(found, after=None) == (found[:2], plain.pk)
        assert queries.page_of(found, after=plain.pk) == (found[2:], None)
        assert queries.page_of(found, after=gone.pk)[0] == found[:2]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"full_name": " "}, "kernel.empty"),
        ({"full_name": "长" * 41}, "kernel.too_long"),
        ({"full_name": "a\x00"}, "kernel.nul"),
        ({"full_name": "张宁", "kind": "boss"}, "org.kind_unknown"),
        ({"full_name": "张宁", "work_phone": "12-3"}, "org.bad_phone"),
        ({"full_name": "张宁", "private_phone": "没有"}, "org.bad_phone"),
        ({"full_name": "张宁", "email": "zhang.ning"}, "org.bad_email"),
        ({"full_name": "张宁", "email": "a@b.cn, c@d.cn"}, "org.bad_email"),
        ({"full_name": "张宁", "email": "a@b.cn\nBcc: c@d.cn"}, "org.bad_email"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_field_and_nobody_is_entered(office: Office, words: dict[str, Any], code: str) -> None:
    unit = office.unit()
    with pytest.raises(Refused) as refusal, scope.scoped(office.clerk):
        people.create_person(office.clerk, words=PersonWords(unit_id=unit.pk, **words))
    assert refusal.value.code == code
    assert office.count("person") == 0


def test_staff_need_a_unit_that_is_open_and_ours(office: Office) -> None:
    unit = office.unit()
    with pytest.raises(Refused, match="Staff belong to a unit"), scope.scoped(office.clerk):
        people.create_person(office.clerk, words=PersonWords(full_name="张宁"))
    with scope.scoped(office.clerk):
        units.close_unit(office.clerk, unit.pk)
    with pytest.raises(Refused, match="is closed"), scope.scoped(office.clerk):
        people.create_person(office.clerk, words=PersonWords(full_name="张宁", unit_id=unit.pk))
    with pytest.raises(NotFound), scope.scoped(office.neighbour):
        people.create_person(office.neighbour, words=PersonWords(full_name="张宁", unit_id=unit.pk))
    assert office.count("person") == 0


def test_many_are_entered_at_once_and_the_refused_are_named(office: Office) -> None:
    unit = office.unit()
    with scope.scoped(office.clerk):
        outcomes = people.create_people(office.clerk, [PersonWords("张宁", unit_id=unit.pk), PersonWords("", unit_id=unit.pk)])
    assert isinstance(outcomes[0], Person)
    assert isinstance(outcomes[1], Refused)
    assert office.count("person") == 1
    assert "张宁" not in repr(PersonWords("张宁"))


def test_an_edit_on_the_version_seen_stands_and_a_stale_one_changes_nothing(office: Office) -> None:
    other = office.unit("B1", "平安办")
    person = office.person("张宁", other, work_phone=PHONE, private_phone=PRIVATE)
    moved = PersonWords(full_name="张宁", unit_id=other.pk, work_phone="", private_phone=None, joined_on=person.joined_on)
    with scope.scoped(office.clerk):
        people.change_person(office.clerk, person.pk, seen=1, words=moved)
    stored = office.reload(person)
    assert (stored.work_phone.plain(), stored.work_phone_tail, stored.private_phone.plain()) == ("", None, PRIVATE)
    with pytest.raises(Stale), scope.scoped(office.clerk):
        people.change_person(office.clerk, person.pk, seen=1, words=PersonWords("李", unit_id=other.pk))
    with pytest.raises(Refused), scope.scoped(office.looker):
        people.change_person(office.looker, person.pk, seen=2, words=moved)
    assert office.reload(person).journal_seq == 2


def test_people_move_to_open_units_only(office: Office) -> None:
    first, second = office.unit(), office.unit("B1", "平安办")
    person = office.person("张宁", first)
    with scope.scoped(office.clerk):
        people.change_person(office.clerk, person.pk, seen=1, words=PersonWords("张宁", unit_id=second.pk, joined_on=person.joined_on))
    assert office.reload(person).unit_id == second.pk


def test_who_leaves_holds_nothing_answers_for_nothing_and_signs_in_no_longer(office: Office) -> None:
    office.unit()
    person, post, grid = office.person("张宁"), office.post("网格长"), office.grid()
    holding = office.give(person, post, grid)
    coming = office.give(person, post, valid_from=clock.now() + timedelta(days=9))
    duty, shared = office.duty(person, grid), office.duty(person, office.grid("G2", "兰田二网格"), is_single=False)
    membership = office.login("zhang.ning", person)

    with scope.scoped(office.clerk):
        parting = people.leave(office.clerk, person.pk, left_on=day_of(clock.now()))

    assert parting.uncovered == ("兰田一网格 包保责任人G1",)
    assert office.reload(holding).valid_until <= clock.now()
    assert office.reload(coming).valid_until > office.reload(coming).valid_from
    assert {office.reload(each).valid_until <= clock.now() for each in (duty, shared)} == {True}
    with pytest.raises(NotFound):
        office.actor(membership)
    assert [verb for verb, _ in office.story(person)][-3:] == ["person.post_ended", "person.post_ended", "person.left"]
    verb, facts = office.story(grid)[-1]
    assert (verb, facts["person"], facts["role"]) == ("grid.duty_ended", str(person.pk), "包保责任人G1")
    with pytest.raises(Refused, match="has left"), scope.scoped(office.clerk):
        people.leave(office.clerk, person.pk, left_on=day_of(clock.now()))
    with pytest.raises(Refused, match="has left"):
        office.give(person, post)
    with pytest.raises(Refused, match="has left"), scope.scoped(office.boss):
        people.give_login(office.boss, person.pk, login="zhang.ning2")


def test_nobody_leaves_on_a_day_to_come(office: Office) -> None:
    office.unit()
    person = office.person("张宁")
    with pytest.raises(Refused, match="still to come"), scope.scoped(office.clerk):
        people.leave(office.clerk, person.pk, left_on=day_of(clock.now()) + timedelta(days=1))
    assert office.reload(person).left_on is None


def test_a_last_day_before_the_first_is_refused(office: Office) -> None:
    office.unit()
    person = office.person("张宁", joined_on=date(2026, 5, 1))
    with pytest.raises(Refused, match="before the first"), scope.scoped(office.clerk):
        people.leave(office.clerk, person.pk, left_on=date(2026, 4, 30))
    with scope.scoped(office.clerk):
        people.leave(office.clerk, person.pk, left_on=date(2026, 6, 1))
    with pytest.raises(Refused, match="before the first"), scope.scoped(office.clerk):
        words = PersonWords("张宁", unit_id=person.unit_id, joined_on=date(2026, 7, 1))
        people.change_person(office.clerk, person.pk, seen=2, words=words)
    with scope.scoped(office.clerk):
        assert people.come_back(office.clerk, person.pk, joined_on=date(2026, 9, 1)).left_on is None
        people.come_back(office.clerk, person.pk, joined_on=date(2026, 10, 1))
    assert [verb for verb, _ in office.story(person)] == ["person.created", "person.left", "person.returned"]


def test_the_last_administrator_cannot_leave(office: Office) -> None:
    office.unit()
    person = office.person("张宁")
    office.give(person, office.post("管理员", "accounts.administer"))
    office.login("zhang.ning", person)
    with pytest.raises(Refused) as refusal, scope.scoped(office.clerk):
        people.leave(office.clerk, person.pk, left_on=day_of(clock.now()))
    assert refusal.value.code == "accounts.last_administrator"
    assert office.reload(person).left_on is None
    office.login("second", None, "accounts.administer")
    with scope.scoped(office.clerk):
        people.leave(office.clerk, person.pk, left_on=day_of(clock.now()))


def test_many_are_changed_at_once_and_who_stands_so_already_is_not_touched(office: Office) -> None:
    unit = office.unit()
    first, second = office.person("张宁", unit), office.person("周敏", unit)
    as_it_is = PersonWords("张宁", unit_id=unit.pk, joined_on=first.joined_on)
    other = PersonWords("周敏", unit_id=unit.pk, joined_on=second.joined_on, work_phone=PHONE)
    with scope.scoped(office.clerk):
        assert [each.pk for each in people.change_people(office.clerk, [(first.pk, as_it_is), (second.pk, other)])] == [second.pk]
        assert people.change_people(office.clerk, []) == []
    assert (len(office.story(first)), len(office.story(second))) == (1, 2)


def test_a_login_is_given_and_named_once_and_to_nobody_who_left(office: Office) -> None:
    office.unit()
    here, gone = office.person("张宁"), office.person("周敏")
    old = office.login("old.login")
    with scope.scoped(office.clerk):
        people.leave(office.clerk, gone.pk, left_on=day_of(clock.now()))
    with pytest.raises(Refused, match="has left"), scope.scoped(office.boss):
        people.link_membership(office.boss, old.pk, gone.pk)
    with scope.scoped(office.boss):
        people.link_membership(office.boss, old.pk, here.pk)
    with pytest.raises(Refused, match="has a login here already"), scope.scoped(office.boss):
        people.give_login(office.boss, here.pk, login="another")
    second, third = office.login("second.login"), office.person("李娜")
    with pytest.raises(Refused, match="has a login here already"), scope.scoped(office.boss):
        people.link_membership(office.boss, second.pk, here.pk)
    with pytest.raises(Refused, match="has a login here already"), scope.scoped(office.boss):
        people.link_membership(office.boss, old.pk, third.pk)
    with pytest.raises(Refused, match="Your post"), scope.scoped(office.clerk):
        people.give_login(office.clerk, here.pk, login="another")


def test_nothing_printed_by_mistake_shows_a_name(office: Office) -> None:
    office.unit()
    person = office.person("张宁")
    with scope.scoped(office.looker):
        assert "张宁" not in repr(queries.cards(office.looker, [person.pk]))
    assert naming.called({"person": [person.pk]}) == {}


def test_a_post_held_for_two_grids_stands_once_on_the_card(office: Office) -> None:
    office.unit()
    person, post = office.person("张宁"), office.post("网格长")
    for grid in (office.grid(), office.grid("G2", "兰田二网格")):
        office.give(person, post, grid)
    with scope.scoped(office.looker):
        assert queries.cards(office.looker, [person.pk])[person.pk].posts == ("网格长",)


def test_an_address_is_kept_encrypted_changed_and_left_as_it_is_where_nothing_is_said(office: Office) -> None:
    office.unit()
    person = office.person("张宁", email=" zhang.ning@lanting.example ")

    def address() -> tuple[str, str]:
        with scope.scoped(office.looker):
            found = queries.get_for(office.looker, person.pk)
            return found.email.plain(), str(found.email)

    assert address() == ("zhang.ning@lanting.example", "****")
    silent = PersonWords(full_name="张宁", unit_id=person.unit_id, joined_on=person.joined_on)
    with scope.scoped(office.clerk):
        people.change_person(office.clerk, person.pk, seen=1, words=silent)
    assert address()[0] == "zhang.ning@lanting.example"
    with scope.scoped(office.clerk):
        people.change_person(office.clerk, person.pk, seen=2, words=replace(silent, email=""))
    assert address() == ("", "")
