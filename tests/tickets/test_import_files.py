"""A file sent by the desk goes in by jobs, chunk by chunk: killed anywhere it goes on, and what was refused comes back."""

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from openpyxl import load_workbook

from linli.kernel import files, scope
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.files.models import StoredFile
from linli.notices.models import Notice
from linli.tickets import jobs
from linli.tickets.actions import import_files as actions
from linli.tickets.models import ImportFile, ImportPart, ImportRun, Ticket
from linli.tickets.queries import import_files as queries
from linli.tickets.rules import layouts
from linli.tickets.rules.imports import Column, MappingDraft
from linli.tickets.rules.permissions import Permission
from tests.ground import connect_as
from tests.tickets.test_history import LAYOUT, USUAL, brought, file_of, line
from tests.tickets.test_import import operator
from tests.tickets.town import Town
from tests.work import do_all

__all__ = ["operator"]


@pytest.fixture
def clerk(town: Town, operator: Actor) -> Actor:
    """Whoever sits at the desk and may take files over."""
    return replace(town.centre, permissions=frozenset({Permission.IMPORT.value}))


def content(*lines: Sequence[str], headings: Sequence[str] = tuple(USUAL)) -> io.BytesIO:
    text = io.StringIO()
    csv.writer(text).writerows([headings, *lines])
    return io.BytesIO(text.getvalue().encode("utf-8-sig"))


def sent(clerk: Actor, *lines: Sequence[str], name: str = "九月.csv") -> ImportFile:
    with scope.scoped(clerk):
        return actions.send_file(clerk, name=name, content=content(*lines))


def started(clerk: Actor, file: ImportFile, draft: MappingDraft = LAYOUT) -> ImportRun:
    with scope.scoped(clerk):
        return actions.start(clerk, file.pk, draft, is_history=True, is_standing=True)


@contextmanager
def as_worker(town: Town) -> Iterator[Actor]:
    """The house itself in the worker's role, which alone may let go of what was sent."""
    house = Actor.system("tickets.take_import", town.lanting)
    connect_as(town.database.server, "worker", town.database.name)
    try:
        with scope.scoped(house):
            yield house
    finally:
        connect_as(town.database.server, "web", town.database.name)


def reload(town: Town, run: ImportRun) -> ImportRun:
    with scope.scoped(town.house):
        found: ImportRun = ImportRun.objects.get(pk=run.pk)
        return found


def opened(clerk: Actor, stored: StoredFile) -> bytes:
    with scope.scoped(clerk):
        return b"".join(files.open_for(clerk, stored.pk).content)


def test_a_file_is_sent_begun_and_taken_over_and_its_refused_rows_come_back(town: Town, clerk: Actor) -> None:
    rows = [line(编号=str(number), 内容=f"第{number}件") for number in range(430)]
    file = sent(clerk, *rows, line(编号="0"), line(编号="bad", 状态="？"), line(编号="wild", 经度="200", 纬度="1"))
    run = started(clerk, file)
    do_all(town.database)
    run = reload(town, run)
    assert (run.rows, run.to_take, run.taken, run.duplicate, run.differing) == (433, 431, 431, 1, 1)
    with scope.scoped(clerk):
        assert queries.created(clerk, run) == 430 == Ticket.objects.filter(import_id=run.pk).count()
        stored = queries.errors_file(clerk, run.pk)
    sheet = load_workbook(io.BytesIO(opened(clerk, stored))).active
    assert sheet is not None
    found = [[cell.value for cell in each] for each in sheet.iter_rows()]
    assert [each[0] for each in found[1:]] == [433, 434] and found[1][2] == "bad" and "？" in str(found[1][1])
    assert found[0][2:] == list(USUAL)
    # The copy of what citizens wrote is gone, and whoever sent it is told.
    with scope.scoped(town.house):
        assert not ImportPart.objects.exists()
        assert [each.kind for each in Notice.objects.all()] == ["import_run.ended"]
    with pytest.raises(Refused) as refused:
        started(clerk, file)
    assert refused.value.code == "imports.file_gone"


def test_every_step_done_twice_is_done_once(town: Town, clerk: Actor) -> None:
    file = sent(clerk, *(line(编号=str(number)) for number in range(3)))
    run = started(clerk, file)
    assert started(clerk, file).pk == run.pk
    for _ in range(2):
        with as_worker(town) as house:
            jobs.stage_import(house, run.pk, 1)
    do_all(town.database)
    with as_worker(town) as house:
        jobs.take_import(house, run.pk, 1)
    assert reload(town, run).taken == 3
    # The same file again is another run in which every row is known.
    again = started(clerk, sent(clerk, *(line(编号=str(number)) for number in range(3))))
    do_all(town.database)
    again = reload(town, again)
    assert (again.pk != run.pk, again.taken, again.duplicate) == (True, 3, 3)


def test_a_row_that_the_database_does_not_take_is_refused_alone(town: Town, clerk: Actor) -> None:
    run = started(clerk, sent(clerk, *(line(编号=str(number), 内容="炸" if number == 27 else f"第{number}件") for number in range(40))))
    with town.database.connect("superuser") as superuser:
        superuser.execute(
            "CREATE FUNCTION burst() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE check_violation; END $$;"
            "CREATE TRIGGER burst BEFORE INSERT ON ticket FOR EACH ROW WHEN (NEW.words = '炸') EXECUTE FUNCTION burst()"
        )
        try:
            do_all(town.database)
        finally:
            superuser.execute("DROP TRIGGER burst ON ticket; DROP FUNCTION burst()")
    with scope.scoped(clerk):
        assert queries.created(clerk, run) == 39
        assert list(queries.troubles_of(clerk, run)) == [29]


def test_who_may_not_take_files_over_sends_none_and_sees_none(town: Town, clerk: Actor) -> None:
    file = sent(clerk, line())
    run = started(clerk, file)
    for other in (town.chengguan, replace(clerk, permissions=frozenset({Permission.OPEN.value}))):
        for act in (
            lambda other=other: actions.send_file(other, name="a.csv", content=content(line())),
            lambda other=other: queries.get_file(other, file.pk),
            lambda other=other: queries.get_run(other, run.pk),
            lambda other=other: queries.latest_runs(other),
        ):
            with pytest.raises(Refused) as refused, scope.scoped(other):
                act()
            assert refused.value.code == "kernel.not_allowed"
    with scope.scoped(clerk):
        assert queries.get_run(clerk, run.pk) == run and [each.pk for each in queries.latest_runs(clerk)] == [run.pk]
        assert queries.waiting_files(clerk) == []
        for missing in (lambda: queries.get_file(clerk, run.pk), lambda: queries.get_run(clerk, file.pk)):
            with pytest.raises(NotFound):
                missing()
        with pytest.raises(NotFound):
            queries.errors_file(clerk, run.pk)
    with pytest.raises(Refused), scope.scoped(operator_of(town)):
        actions.send_file(operator_of(town), name="a.csv", content=content(line()))


def operator_of(town: Town) -> Actor:
    return replace(town.house, account_id=None)


def test_the_first_rows_are_shown_as_they_would_arrive(town: Town, clerk: Actor) -> None:
    file = sent(clerk, line(小类="共享单车", 部门="城管中队"), line(编号="2", 状态="？"))
    with scope.scoped(clerk):
        assert [each.pk for each in queries.waiting_files(clerk)] == [file.pk]
        rows = queries.rows_of(file)
        good, bad = queries.preview(clerk, LAYOUT, rows)
        assert queries.unexplained(clerk, ["道路积水", "E0406", "没见过"]) == ["没见过"]
    assert (good.number, good.class_name, good.has_unit, good.trouble) == (2, "非机动车乱停放", True, "")
    assert (bad.number, bad.message) == (3, None) and "？" in bad.trouble


def test_a_formula_in_a_row_stays_its_trouble_on_the_way(town: Town, clerk: Actor) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(USUAL))
    sheet.append([*line()[:-1], "=1+1"])
    sheet.append(line(编号="2"))
    whole = io.BytesIO()
    book.save(whole)
    with scope.scoped(clerk):
        file = actions.send_file(clerk, name="a.xlsx", content=whole)
        (bad, _) = queries.preview(clerk, LAYOUT, queries.rows_of(file))
    assert "N" in bad.trouble
    run = started(clerk, file)
    do_all(town.database)
    with scope.scoped(clerk):
        assert list(queries.troubles_of(clerk, run)) == [2]


@pytest.mark.parametrize(
    ("headings", "system"),
    [
        (("经度", "纬度"), "gcj02"),
        (("longitude",), "wgs84"),
        (("经度(BD-09)",), "bd09"),
        (("百度经度",), "bd09"),
        (("lon_wgs84",), "wgs84"),
    ],
)
def test_the_system_of_the_coordinates_is_guessed_from_the_headings(headings: tuple[str, ...], system: str) -> None:
    from linli.kernel.sheets import Row

    found = layouts.guess([Row(1, ("标题", "状态", *headings)), Row(2, ("路灯不亮", ""))])
    assert found.point_system == system
    # Where only a title is told, the title is the words; a column of states without a word of it is none.
    draft = layouts.drafted("a", found, [], source="hotline")
    assert draft is not None and draft.columns[Column.WORDS] == "标题" and Column.STATE not in draft.columns


def test_a_run_of_the_command_is_no_file_of_the_desk(town: Town, operator: Actor, tmp_path: Path) -> None:
    account = brought(operator, file_of(tmp_path, line()))
    with as_worker(town) as house:
        for act in (actions.stage, actions.take_next):
            act(house, account.run_id)
        actions.refuse_next(house, account.run_id, "check_violation")
        assert not ImportPart.objects.exists()


def test_a_table_without_words_cannot_be_guessed_as_a_whole() -> None:
    from linli.kernel.sheets import Row

    found = layouts.guess([Row(1, ("月报",)), Row(2, ("工单编号", "状态"))])
    assert found.columns == {Column.OUTSIDE_NUMBER: "工单编号", Column.STATE: "状态"}
    assert layouts.drafted("a", found, [], source="hotline") is None


def test_a_kept_refusal_that_nobody_knows_any_more_is_still_a_sentence() -> None:
    from linli.kernel.sheets.kept import again

    assert again("gone.code", {"a": "b"}).code == "imports.not_stored"


def test_the_file_of_another_subdistrict_is_not_there(town: Town, clerk: Actor) -> None:
    with pytest.raises(NotFound), scope.scoped(clerk):
        actions.start(clerk, UUID(int=1), LAYOUT, is_history=True, is_standing=False)


def test_a_file_without_a_row_that_can_be_taken_ends_at_once(town: Town, clerk: Actor) -> None:
    run = started(clerk, sent(clerk, line(编号="bad", 状态="？")))
    do_all(town.database)
    run = reload(town, run)
    assert (run.rows, run.to_take, run.taken) == (1, 0, 0)
    assert run.ended_at is not None
