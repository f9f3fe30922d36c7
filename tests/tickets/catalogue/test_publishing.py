"""The catalogue of a subdistrict: taken over, sent as a file, changed, every version kept, each told in the journal."""

import io
from collections.abc import Callable
from dataclasses import replace

import pytest

from linli.kernel import scope
from linli.kernel.actor import Actor
from linli.kernel.calendar import Duration, Kind
from linli.kernel.errors import NotFound, Refused, Stale
from linli.kernel.sheets import read_rows
from linli.tickets.actions import catalogue as actions
from linli.tickets.models import Catalogue
from linli.tickets.queries import catalogue as queries
from linli.tickets.rules import catalogue as rules
from linli.tickets.rules.catalogue import Item, Nature
from linli.tickets.rules.clocks import Clock
from tests.org.people.office import Office
from tests.races.crowd import uncommitted
from tests.shared import shared_file
from tests.tickets.catalogue.street import Street, rows

HEAD = "类别|大类代码|大类|小类代码|小类|处置时限|生命安全"
RUBBISH = "事件|01|市容环境|02|暴露垃圾|4工作小时|"
OILY = "事件|01|市容环境|16|油烟污染|5工作日|"


def in_use(actor: Actor) -> rules.Catalogue:
    with scope.scoped(actor):
        return queries.in_use(actor)


def refused(street: Street, *lines: str, **more: object) -> Refused:
    with pytest.raises(Refused) as raised:
        street.send(*lines, **more)
    return raised.value


def test_before_anything_is_taken_over_there_is_no_class(street: Street) -> None:
    with scope.scoped(street.nobody):
        assert queries.in_use(street.nobody) is queries.NONE
        assert queries.words_in_use(street.nobody).beginnings == {}


def test_the_houses_catalogue_is_taken_over_once_and_told(street: Street) -> None:
    row = street.lay()
    found = in_use(street.nobody)
    assert (found.version, found.items["E0102"].name) == (1, "暴露垃圾")
    assert found.items["E0102"].limits == {Clock.FINISH: Duration(Kind.WORKING_MINUTES, 240)}
    assert [step.name for step in found.items["E0101"].milestones] == ["责令停止", "作出处罚", "拆除"]
    assert street.lay().version_number == 1
    (told,) = street.office.story(row)
    assert told == (
        "catalogue.published",
        {
            "version": 1,
            "before": 0,
            "source": "城市管理部件和事件分类 2026-11",
            "remark": "",
            "new_count": len(found.items),
            "changed_count": 0,
            "lapsed_count": 0,
        },
    )


def test_what_stands_is_not_touched_by_the_houses_catalogue(street: Street) -> None:
    street.send(HEAD, "事件|01|市容环境|02|垃圾外露|2工作小时|")
    street.lay()
    found = in_use(street.nobody)
    assert (found.version, found.items["E0102"].name, found.items["E0116"].name) == (2, "垃圾外露", "油烟污染")


def test_a_catalogue_the_house_does_not_have_is_refused(street: Street) -> None:
    with pytest.raises(Refused) as raised, scope.scoped(street.editor):
        actions.lay_preset(street.editor, "atlantis")
    assert "atlantis" in raised.value.sentence


def test_each_file_makes_a_version_and_the_earlier_ones_stay(street: Street) -> None:
    street.send(HEAD, RUBBISH)
    planned = street.send(HEAD, RUBBISH.replace("4", "8"), OILY, remark="新增油烟")
    assert [item.code for item in planned.new] == ["E0116"]
    assert in_use(street.nobody).items["E0102"].limits[Clock.FINISH].amount == 480
    with scope.scoped(street.looker):
        assert queries.by_number(street.looker, 1).items["E0102"].limits[Clock.FINISH].amount == 240
        assert [(each.number, each.source, each.remark) for each in queries.latest(street.looker)] == [
            (2, "a.xlsx", "新增油烟"),
            (1, "a.xlsx", ""),
        ]
        with pytest.raises(NotFound):
            queries.by_number(street.looker, 3)
    facts = street.office.story(stored(street))[-1][1]
    assert (facts["version"], facts["before"], facts["new_count"], facts["changed_count"]) == (2, 1, 1, 1)


def stored(street: Street) -> Catalogue:
    with scope.scoped(street.editor):
        row = queries.catalogue_of(street.editor)
    assert row is not None
    return row


def test_a_file_with_a_bad_row_is_not_taken_over_at_all(street: Street) -> None:
    street.send(HEAD, RUBBISH)
    assert refused(street, HEAD, OILY, "事件|01|市容环境|17|动物尸体|快|").code == "org.file_refused"
    assert in_use(street.nobody).version == 1
    with scope.scoped(street.editor):
        seen = queries.preview(street.editor, rows(HEAD, OILY, "事件|01|市容环境|17|动物尸体|快|"))
        assert [row.number for row in seen.plan.refused] == [3]
        (headings, bad) = read_rows(io.BytesIO(queries.errors_file(seen)), name="e.xlsx")
    assert headings.cells[-1] == "Why not"
    assert "快" in bad.cells[-1]


def test_a_file_that_changes_nothing_is_no_version(street: Street) -> None:
    street.send(HEAD, RUBBISH)
    assert refused(street, HEAD, RUBBISH).code == "catalogue.no_change"
    assert in_use(street.nobody).version == 1


def test_the_columns_of_the_last_file_are_remembered(street: Street) -> None:
    street.send("甲|乙", "城乡建设|违章建筑", columns={"name_1": "甲", "name_2": "乙"})
    with scope.scoped(street.editor):
        assert queries.preview(street.editor, rows("甲|乙", "城乡建设|市政")).columns.headings == {"name_1": "甲", "name_2": "乙"}


def test_a_whole_list_lets_lapse_what_it_does_not_name(street: Street) -> None:
    street.send(HEAD, RUBBISH, OILY)
    street.send(HEAD, OILY, is_whole=True)
    assert sorted(in_use(street.nobody).items) == ["E01", "E0116"]
    # What a code once meant it never stops meaning: the next new class gets another.
    street.send("大类|小类", "市容环境|水域不洁", nature=Nature.EVENT)
    found = {item.name: item.code for item in in_use(street.nobody).items.values()}
    assert found["水域不洁"] not in {"E0102", "E0116"}


def test_a_class_that_the_duty_list_names_does_not_lapse(street: Street) -> None:
    street.send(HEAD, RUBBISH, OILY)
    line = street.add("E0102")
    assert f"#{line.number}" in refused(street, HEAD, OILY, is_whole=True).sentence
    assert "E0102" in in_use(street.nobody).items


def test_single_classes_are_changed_added_and_let_lapse(street: Street) -> None:
    street.send(HEAD, RUBBISH, OILY)
    rubbish = in_use(street.nobody).items["E0102"]
    danger = Item(code="E0150", nature=Nature.EVENT, name="玻璃坠落", parent_code="E01", is_life_safety=True, fallback_kind="ops_center")
    with scope.scoped(street.editor):
        changed = [replace(rubbish, name="垃圾成堆"), danger]
        actions.change_classes(street.editor, seen=1, changed=changed, lapsing=["E0116"], remark="本街道增补")
    found = in_use(street.nobody)
    assert {code: item.name for code, item in found.items.items()} == {"E01": "市容环境", "E0102": "垃圾成堆", "E0150": "玻璃坠落"}
    assert found.items["E0150"] == danger


def test_a_class_with_others_below_it_does_not_lapse_alone(street: Street) -> None:
    street.send(HEAD, RUBBISH)
    for code, said in (("E01", "catalogue.bad_parent"), ("E77", "catalogue.class_unknown")):
        with pytest.raises(Refused) as raised, scope.scoped(street.editor):
            actions.change_classes(street.editor, seen=1, changed=(), lapsing=[code])
        assert raised.value.code == said


def test_whoever_looked_at_an_older_version_is_told(street: Street) -> None:
    street.send(HEAD, RUBBISH)
    assert isinstance(refused(street, HEAD, OILY, seen=0), Stale)
    with pytest.raises(Stale), scope.scoped(street.editor):
        actions.change_classes(street.editor, seen=2, changed=())
    assert street.send(HEAD, OILY, seen=1).new


def test_who_may_not_change_it_is_refused_and_nothing_is_written(street: Street) -> None:
    looker = street.looker
    attempts: list[tuple[Actor, Callable[[], object]]] = [
        (looker, lambda: actions.lay_preset(looker)),
        (looker, lambda: actions.import_catalogue(looker, rows(HEAD, RUBBISH), seen=0, source="")),
        (looker, lambda: actions.change_classes(looker, seen=0, changed=())),
        (looker, lambda: queries.preview(looker, rows(HEAD, RUBBISH))),
        (street.nobody, lambda: queries.as_file(street.nobody)),
    ]
    for actor, attempt in attempts:
        with pytest.raises(Refused) as raised, scope.scoped(actor):
            attempt()
        assert raised.value.code == "kernel.not_allowed"
    assert street.office.count("catalogue") == 0
    assert street.lay().version_number == 1


def test_who_may_not_see_it_sees_no_version(street: Street) -> None:
    street.lay()
    with scope.scoped(street.nobody):
        assert queries.latest(street.nobody) == []
    with scope.scoped(street.looker):
        assert len(queries.latest(street.looker)) == 1


def test_the_catalogue_goes_out_and_comes_back_unchanged(street: Street) -> None:
    street.lay()
    with scope.scoped(street.looker):
        content = queries.as_file(street.looker)
    with scope.scoped(street.editor):
        seen = queries.preview(street.editor, read_rows(io.BytesIO(content), name="c.xlsx"), is_whole=True)
    assert (seen.plan.refused, seen.plan.new, seen.plan.changed, seen.plan.lapsed) == ([], [], [], [])


def test_the_neighbours_have_their_own(street: Street, office: Office) -> None:
    street.lay()
    assert in_use(office.neighbour) is queries.NONE
    with scope.scoped(office.neighbour):
        actions.import_catalogue(office.neighbour, rows(HEAD, OILY), seen=0, source="")
    assert sorted(in_use(office.neighbour).items) == ["E01", "E0116"]
    assert in_use(street.nobody).version == 1


def test_the_words_of_a_version_are_laid_out_once(street: Street) -> None:
    street.send(HEAD, RUBBISH)
    with scope.scoped(street.nobody):
        words = queries.words_in_use(street.nobody)
        assert queries.words_in_use(street.nobody) is words
        assert [word.text for word in words.beginnings["暴"]] == ["暴露垃圾"]
    street.send(HEAD, OILY)
    with scope.scoped(street.nobody):
        assert queries.words_in_use(street.nobody) is not words


def test_a_version_that_is_not_there_is_not_found(street: Street) -> None:
    row = street.lay()
    with scope.scoped(street.nobody), pytest.raises(NotFound):
        queries.of_version(row.subdistrict_id, row.pk)


def test_the_categories_of_a_hotline_are_taken_over_as_they_are(street: Street) -> None:
    path = shared_file("messages/categories.csv")
    street.lay()
    with path.open("rb") as content, scope.scoped(street.editor):
        sent = read_rows(content, name=path.name)
        planned = actions.import_catalogue(street.editor, sent, seen=1, source=path.name)
    assert (len(planned.rows), len(planned.new), planned.refused) == (517, 650, [])
    assert in_use(street.nobody).version == 2


def test_of_two_who_take_over_the_first_at_once_one_wins_and_one_is_told(street: Street) -> None:
    other = uncommitted(street.office.database, street.editor, lambda: actions.lay_preset(street.editor))
    with other, pytest.raises(Refused) as refusal, scope.scoped(street.editor):
        actions.lay_preset(street.editor)
    assert refusal.value.code == "kernel.busy"
    assert street.office.count("catalogue") == street.office.count("catalogue_version") == 1
