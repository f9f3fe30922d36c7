"""Units: opened, changed, closed, in a tree without circles."""

import pytest

from linli.kernel import scope
from linli.kernel.errors import NotFound, Refused, Stale
from linli.org.actions import units as actions
from linli.org.models import Grid, Unit
from linli.org.queries import units as queries
from linli.org.rules.imports import Verdict
from linli.org.rules.unit_sheet import UnitLine
from linli.org.rules.units import HEADINGS, UnitKind, UnitWords
from tests.org.people.office import Office
from tests.races.crowd import failures, together, uncommitted


def lines(*rows: tuple[str, ...]) -> list[UnitLine]:
    return [UnitLine(number, dict(zip(HEADINGS.values(), row, strict=False))) for number, row in enumerate(rows, start=2)]


def test_a_unit_is_opened_and_journalled(office: Office) -> None:
    unit = office.unit("A1", "城运中心", office_phone="021-5550-0100")
    assert (unit.short_name, unit.valid_until) == ("城运中心", None)
    assert office.story(unit) == [
        (
            "unit.opened",
            {
                "code": "A1",
                "kind": "ops_center",
                "name": "城运中心",
                "short_name": "城运中心",
                "parent": "",
                "office_phone": "021-5550-0100",
                "address": "",
            },
        )
    ]


def test_who_may_not_change_units_opens_none(office: Office) -> None:
    with pytest.raises(Refused, match="Your post"), scope.scoped(office.looker):
        actions.open_unit(office.looker, words=UnitWords("A1", "office", "平安办"))
    assert office.count("unit") == 0
    with scope.scoped(office.nobody):
        assert queries.open_units(office.nobody) == []
        with pytest.raises(NotFound):
            queries.get_for(office.nobody, office.clerk.subdistrict_id)


def test_a_code_stands_once_and_of_many_only_the_second_is_refused(office: Office) -> None:
    with scope.scoped(office.clerk):
        drafts = [actions.UnitDraft(UnitWords("A1", "office", name)) for name in ("平安办", "城管办")]
        made, refused = actions.open_units(office.clerk, drafts)
    assert isinstance(made, Unit)
    assert isinstance(refused, Refused)
    assert refused.facts == {"code": "A1", "name": "平安办"}
    with scope.scoped(office.neighbour):
        assert actions.open_unit(office.neighbour, words=UnitWords("A1", "office", "平安办")).code == "A1"


def test_two_who_open_the_first_unit_of_one_code_at_once_leave_one(office: Office) -> None:
    def open_it() -> Unit:
        with scope.scoped(office.clerk):
            return actions.open_unit(office.clerk, words=UnitWords("A1", "office", "平安办"))

    outcomes = together(open_it, open_it, open_it)
    assert {each.code for each in failures(outcomes) if isinstance(each, Refused)} <= {"kernel.busy", "org.unit_code_taken"}
    assert (len(failures(outcomes)), office.count("unit")) == (2, 1)


def test_who_opens_a_unit_while_another_does_under_the_same_code_is_asked_to_try_again(office: Office) -> None:
    def open_it() -> Unit:
        return actions.open_unit(office.clerk, words=UnitWords("A1", "office", "平安办"))

    with uncommitted(office.database, office.clerk, open_it), pytest.raises(Refused) as refused, scope.scoped(office.clerk):
        open_it()
    assert (refused.value.code, office.count("unit")) == ("kernel.busy", 1)


def test_a_change_on_the_version_seen_stands_and_a_stale_one_does_not(office: Office) -> None:
    unit, other = office.unit(), office.unit("B1", "平安办")
    words = UnitWords("A1", "ops_center", "城市运行中心", "城运中心")
    with scope.scoped(office.clerk):
        actions.change_unit(office.clerk, unit.pk, seen=1, words=words, parent_id=other.pk)
    with pytest.raises(Stale), scope.scoped(office.clerk):
        actions.change_unit(office.clerk, unit.pk, seen=1, words=words, parent_id=None)
    with pytest.raises(Refused, match="belongs to 平安办"), scope.scoped(office.clerk):
        taken = UnitWords("B1", "office", "x")
        actions.change_unit(office.clerk, unit.pk, seen=2, words=taken, parent_id=None)
    with pytest.raises(NotFound), scope.scoped(office.neighbour):
        actions.change_unit(office.neighbour, unit.pk, seen=2, words=words, parent_id=None)
    stored = office.reload(unit)
    assert (stored.name, stored.parent_id, stored.journal_seq) == ("城市运行中心", other.pk, 2)


def test_nobody_stands_below_itself_however_far(office: Office) -> None:
    top = office.unit("A", "甲")
    middle = office.unit("B", "乙", parent=top)
    low = office.unit("C", "丙", parent=middle)
    with pytest.raises(Refused, match="below itself"), scope.scoped(office.clerk):
        actions.change_unit(office.clerk, top.pk, seen=1, words=queries.words_of(top), parent_id=low.pk)
    with scope.scoped(office.clerk):
        assert [(each.unit.code, each.depth) for each in queries.tree(office.clerk)] == [("A", 0), ("B", 1), ("C", 2)]


def test_two_changes_that_together_make_a_circle_do_not_both_stand(office: Office) -> None:
    first, second = office.unit("A", "甲"), office.unit("B", "乙")

    def below(unit: Unit, parent: Unit) -> None:
        with scope.scoped(office.clerk):
            actions.change_unit(office.clerk, unit.pk, seen=1, words=queries.words_of(unit), parent_id=parent.pk)

    raised = failures(together(lambda: below(first, second), lambda: below(second, first)))
    assert [each.code for each in raised if isinstance(each, Refused)] == ["org.unit_below_itself"]


def test_the_database_itself_refuses_a_unit_below_itself_or_without_name(office: Office) -> None:
    unit = office.unit()
    for column, constraint in (("parent_id = id", "unit_not_its_own_parent"), ("name = ''", "unit_has_name")):
        with office.database.connect("superuser") as superuser, pytest.raises(Exception, match=constraint):
            superuser.execute(f"UPDATE unit SET {column} WHERE id = %s".encode(), [unit.pk])


def test_closing_says_what_stands_in_the_way_and_nothing_is_deleted(office: Office) -> None:
    top = office.unit("A", "甲")
    low = office.unit("B", "乙", parent=top)
    office.person("张宁", top)
    grid = office.grid()
    with scope.scoped(office.boss):
        Grid.objects.filter(pk=grid.pk).update(holder_unit=top)
    with pytest.raises(Refused) as refusal, scope.scoped(office.clerk):
        actions.close_unit(office.clerk, top.pk)
    assert refusal.value.sentence == (
        "甲 cannot be closed yet: one person works there；one unit stands below it；it holds one grid. Move or end these first."
    )
    with scope.scoped(office.clerk):
        actions.close_unit(office.clerk, low.pk)
    with pytest.raises(Refused, match="is closed"), scope.scoped(office.clerk):
        actions.close_unit(office.clerk, low.pk)
    with pytest.raises(Refused, match="is closed"), scope.scoped(office.clerk):
        actions.open_unit(office.clerk, words=UnitWords("C", "office", "丙"), parent_id=low.pk)
    with pytest.raises(NotFound), scope.scoped(office.clerk):
        actions.open_unit(office.clerk, words=UnitWords("C", "office", "丙"), parent_id=grid.pk)
    with scope.scoped(office.clerk):
        assert [each.unit.pk for each in queries.tree(office.clerk)] == [top.pk]
        assert len(queries.tree(office.clerk, include_closed=True)) == 2
        actions.reopen_unit(office.clerk, low.pk)
        actions.reopen_unit(office.clerk, low.pk)
    assert [verb for verb, _ in office.story(low)] == ["unit.opened", "unit.closed", "unit.reopened"]


def test_a_file_is_taken_over_and_again_changes_nothing(office: Office) -> None:
    rows = lines(("A", "甲办", "甲", "office", "", "", ""), ("B", "乙所", "", "派驻部门", "甲", "021-5550-0101", "兰亭路"))
    rows[1] = UnitLine(3, {**rows[1].cells, "类型": "outpost"})
    with scope.scoped(office.clerk):
        assert [row.verdict for row in actions.import_units(office.clerk, rows)] == [Verdict.NEW, Verdict.NEW]
    with scope.scoped(office.clerk):
        assert [row.verdict for row in actions.import_units(office.clerk, rows)] == [Verdict.SAME, Verdict.SAME]
    changed = [rows[0], UnitLine(3, {**rows[1].cells, "电话": "021-5550-0102"})]
    with scope.scoped(office.clerk):
        planned = actions.import_units(office.clerk, changed)
    assert [row.verdict for row in planned] == [Verdict.SAME, Verdict.CHANGED]
    with scope.scoped(office.clerk):
        below = queries.plan_import(office.clerk, lines(("C", "丙", "", "office", "乙所"), ("D", "丁", "", "office", "B")))
    assert [row.parent_id for row in below] == [planned[1].unit_id] * 2
    (low,) = (row.unit_id for row in planned if row.verdict is Verdict.CHANGED)
    with scope.scoped(office.clerk):
        unit = queries.get_for(office.clerk, low)
    assert [verb for verb, _ in office.story(unit)] == ["unit.opened", "unit.changed"]


@pytest.mark.parametrize(
    ("rows", "trouble"),
    [
        ([("A", "", "", "office")], "The field name is empty"),
        ([("A", "甲", "", "衙门")], "There is no kind “衙门”"),
        ([("A", "甲", "", "office"), ("A", "乙", "", "office")], "stands in row 2 already"),
        ([("A", "甲", "", "office", "Z")], "There is no unit “Z”"),
        ([("A", "同", "", "office"), ("B", "同", "", "office"), ("C", "丙", "", "office", "同")], "Several units are called “同”"),
        ([("A", "甲", "", "office", "B"), ("B", "乙", "", "office", "A")], "would stand below itself"),
        ([("X", "旧", "", "office")], "旧 is closed"),
    ],
)
def test_a_file_with_a_bad_row_names_it_and_writes_nothing(office: Office, rows: list[tuple[str, ...]], trouble: str) -> None:
    old = office.unit("X", "旧")
    with scope.scoped(office.clerk):
        actions.close_unit(office.clerk, old.pk)
    before = office.count("journal_entry")
    with scope.scoped(office.clerk):
        planned = queries.plan_import(office.clerk, lines(*rows))
    assert any(trouble in row.trouble for row in planned)
    with pytest.raises(Refused, match="Nothing was taken over"), scope.scoped(office.clerk):
        actions.import_units(office.clerk, lines(*rows))
    assert (office.count("unit"), office.count("journal_entry")) == (1, before)


def test_kinds_are_read_by_code_and_in_both_languages() -> None:
    assert UnitKind.named(" Residents' committee ") is UnitKind.RESIDENTS_COMMITTEE
    assert UnitKind.named("居民委员会") is UnitKind.RESIDENTS_COMMITTEE
    assert UnitKind.named("outpost") is UnitKind.OUTPOST
