"""A file of messages becomes tickets: every row accounted for, once, whatever happens on the way."""

import csv
import gzip
import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings

import linli
from linli.config.cli import house
from linli.config.cli.import_counts import freshen, keep_errors
from linli.config.importing import Account, read_table, take_over
from linli.kernel import clock, find, scope
from linli.kernel.actor import Actor, Channel
from linli.kernel.errors import Refused
from linli.kernel.sheets import Row
from linli.tickets.actions import catalogue, dispatch, importing
from linli.tickets.actions.dispatching import accept
from linli.tickets.models import ImportRow, ImportRun, MergeProposal, Reporter, Ticket, TicketClock
from linli.tickets.queries import imports as queries
from linli.tickets.queries.faces import story_for
from linli.tickets.rules.duty_list import LineDraft
from linli.tickets.rules.imports import Column, MappingDraft, restored
from linli.tickets.rules.permissions import Permission
from tests.shared import shared_file
from tests.tickets.conftest import PASSPHRASE
from tests.tickets.town import Hand, Town

HEADINGS = ["留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "反对数", "点赞数"]
ROLES = ("web", "worker", "auditor", "backup")
PILE, WORDS = "楼道堆物", "三号楼楼道堆物，堵住消防通道"


def row(number: int | str = 1, **said: str) -> list[str]:
    usual = {
        "user": "A0001",
        "matter": PILE,
        "at": "2019/3/1 8:30:00",
        "words": "三号楼楼道堆物，堵住消防通道",
        "dislikes": "1",
        "likes": "3",
    }
    return [str(number), *{**usual, **said}.values()]


def written(path: Path, rows: Sequence[Sequence[str]], headings: Sequence[str] = HEADINGS) -> Path:
    text = io.StringIO()
    csv.writer(text).writerows([headings, *rows])
    content = text.getvalue().encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


@pytest.fixture
def operator(town: Town) -> Actor:
    """Whoever runs the command, in a town with its catalogue and a duty list of one line for everything of city management."""
    editor = replace(town.house, permissions=frozenset({"catalogue.read", "catalogue.change", "duty_list.change"}))
    with scope.scoped(editor):
        catalogue.lay_preset(editor)
        at = clock.now() - timedelta(days=1)
        begun: dict[str, Any] = {"unit_id": town.units["chengguan"], "assist_ids": (town.units["fangguan"],), "valid_from": at}
        dispatch.add_lines(editor, [LineDraft(class_code=code, **begun) for code in ("E01", "E02", "D01")])
    allowed = frozenset({Permission.IMPORT.value, Permission.OPEN.value})
    return Actor(account_id=None, subdistrict_id=town.lanting, channel=Channel.SHELL, permissions=allowed)


def taken(actor: Actor, path: Path, **wish: Any) -> Account:
    way = {name: wish.pop(name) for name in ("is_dry_run", "after_chunk", "processes") if name in wish}
    return take_over(actor, read_table(actor, path, **wish), **way)


def counts(account: Account) -> tuple[int, int, int, int]:
    assert account.read == account.created + account.duplicate + len(account.refused)
    return account.read, account.created, account.duplicate, len(account.refused)


def tickets(town: Town) -> list[Ticket]:
    with scope.scoped(town.house):
        return list(Ticket.objects.select_related("lead_unit").order_by("received_at", "pk"))


def test_history_is_judged_in_the_past_and_over(town: Town, operator: Actor, tmp_path: Path) -> None:
    path = written(tmp_path / "m.csv.gz", [row(7)])
    assert counts(taken(operator, path)) == (1, 1, 0, 0)
    (ticket,) = tickets(town)
    assert (ticket.number[:4], ticket.state, ticket.verified_by_kind, ticket.closing_basis) == ("1903", "closed", "imported", "imported")
    assert (ticket.verdict, ticket.due_at, ticket.likes, ticket.dislikes, ticket.outside_number) == ("not_solved", None, 3, 1, "7")
    assert ticket.is_item_set_by_machine and ticket.item_code and ticket.track == "hotline" and ticket.channel == "shell"
    assert ticket.received_at == datetime(2019, 3, 1, 0, 30, tzinfo=UTC)
    rows = town.clocks(ticket.pk)
    assert {each.kind for each in rows} == {"acknowledge", "first_contact", "overall"}
    assert all(each.ending == "dropped" and each.stopped_at == ticket.ended_at for each in rows)
    assert ticket.ended_at == max(each.due_at for each in rows) < town.reload(ticket.pk).received_at + timedelta(days=30)
    assert town.story(ticket.pk) == ["ticket.opened", "ticket.imported"]
    with scope.scoped(town.house):
        (run,) = ImportRun.objects.all()
        assert ticket.import_id == run.pk and run.ended_at is not None
        assert [str(each.full_name.plain()) for each in Reporter.objects.all()] == ["A0001"]
        assert [hit.id for hit in find.search("消防通道", ["ticket"], 5)] == [ticket.pk]


def test_the_class_and_the_unit_come_by_words_and_the_duty_list(town: Town, operator: Actor, tmp_path: Path) -> None:
    words = "小区门口暴露垃圾没人清运"
    taken(operator, written(tmp_path / "m.csv", [row(1, matter="暴露垃圾", words=words), row(2, matter="关于一件事", words="想问一下")]))
    first, second = sorted(tickets(town), key=lambda each: each.outside_number)
    assert first.item_code and first.item_code.startswith("E") and first.lead_unit_id == town.units["chengguan"]
    assert (second.item_code, second.lead_unit_id, second.holder_unit_id) == (None, None, town.units["centre"])


def test_live_starts_its_clocks_now_and_goes_to_its_unit(town: Town, operator: Actor, hand: Hand, tmp_path: Path) -> None:
    rows = [
        row(1, matter="暴露垃圾", words="暴露垃圾"),
        row(2, matter="", words="暴露垃圾没人清运"),
        row(3, matter="一件事", words="一件事"),
    ]
    taken(operator, written(tmp_path / "m.csv", rows), is_history=False)
    first, *others = sorted(tickets(town), key=lambda each: each.outside_number)
    assert (first.state, first.received_at, first.due_kind, first.holder_unit_id) == ("dispatched", hand.now, "accept", first.lead_unit_id)
    # Who may not know by which door it came reads that it was dispatched, and why; never that a file brought it.
    with scope.scoped(town.chengguan):
        told = {each.verb: each.facts for each in story_for(town.chengguan, first)}
    assert "ticket.imported" not in told and told["ticket.dispatched"]["unit"] == str(first.lead_unit_id)
    assert told["ticket.dispatched"]["basis"] and "there" not in told["ticket.dispatched"]
    assert town.running(first.pk) == {"accept", "first_contact", "overall"}
    # Without a text to act on, or without a class, somebody looks first.
    assert [(each.state, each.lead_unit_id, each.due_kind) for each in others] == [("received", None, "acknowledge")] * 2
    with scope.scoped(town.house):
        assert {each.reported_at.year for each in Reporter.objects.all()} == {2019}
    town.does(town.chengguan, accept, first.pk)
    assert town.reload(first.pk).state == "in_progress"


BAD: list[tuple[list[str], str]] = [
    (row(1, matter="", words=""), "kernel.empty"),
    (row(2, words="长" * 12_001), "kernel.too_long"),
    (row(3, at="20177/1/1 1:00:00"), "imports.bad_moment"),
    (row(4, words="一\x00二"), "sheets.nul"),
    (row(5, at="2099/1/1 1:00:00"), "tickets.received_in_the_future"),
    (row(6, likes="many"), "imports.bad_count"),
    (row(7, at="1999/1/1 1:00:00"), "calendar.out_of_range"),
    (row("9" * 41), "kernel.too_long"),
]
GOOD = [row(11, words="长" * 12_000), row(12, words="🙂🙂🙂"), row(13, words="=cmd|' /C calc'!A0"), row(14, words="一\r\n二\u2028三")]


def test_bad_rows_are_refused_by_themselves_and_the_others_stand(town: Town, operator: Actor, tmp_path: Path) -> None:
    account = taken(operator, written(tmp_path / "m.csv", [*(bad for bad, _ in BAD), *GOOD]))
    assert counts(account) == (12, 4, 0, 8)
    assert [refusal.code for _, refusal in account.refused] == [code for _, code in BAD]
    assert all(refusal.sentence for _, refusal in account.refused)
    assert [bad.number for bad, _ in account.refused] == list(range(2, 10))
    assert len(tickets(town)) == 4


def test_a_moment_before_the_year_1_is_refused_and_leaves_no_page_that_nobody_can_open(town: Town, operator: Actor, tmp_path: Path) -> None:
    path = written(tmp_path / "m.csv", [row(1, at="0001/1/1 0:00:00"), row(2, at="9999/12/31 23:59:59"), row(3, at="2000/1/1 0:00:00")])
    account = taken(operator, path, is_history=False)
    assert counts(account) == (3, 1, 0, 2)
    assert [refusal.code for _, refusal in account.refused] == ["calendar.out_of_range"] * 2


def test_five_thousand_times_the_same_is_one_ticket(town: Town, operator: Actor, tmp_path: Path) -> None:
    path = written(tmp_path / "m.csv.gz", [row(1)] * 5_000)
    assert counts(taken(operator, path)) == (5_000, 1, 4_999, 0)
    assert counts(taken(operator, path)) == (5_000, 0, 5_000, 0)
    assert len(tickets(town)) == 1


def test_the_same_words_from_another_row_are_proposed_as_one_and_not_merged(town: Town, operator: Actor, tmp_path: Path) -> None:
    taken(operator, written(tmp_path / "m.csv", [row(1), row(2, user="A0002"), row(3, words="别的")]))
    taken(operator, written(tmp_path / "n.csv", [row(4, words="三号楼楼道堆物，\n堵住消防通道 ")]))
    with scope.scoped(town.house):
        pairs = [
            (each.ticket.outside_number, each.into.outside_number)
            for each in MergeProposal.objects.filter(decided_at__isnull=True).select_related("ticket", "into")
        ]
    assert len(pairs) == 2 and {into for _, into in pairs} <= {"1", "2"} and len({into for _, into in pairs}) == 1
    assert {"1", "2", "4"} == {number for pair in pairs for number in pair}
    assert {each.state for each in tickets(town)} == {"closed"}


def test_two_processes_take_over_what_one_would(town: Town, operator: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linli.config.importing.CHUNK", 20)
    monkeypatch.setattr("linli.config.importing.SHARED_FROM", 80)
    # Every seventh says what another has said, wherever it lies.
    words = [f"第{number % 60 if number % 7 == 0 else number}件" for number in range(200)]
    said = [row(number, words=each, at=f"2019/3/{1 + number // 10} 8:30:00") for number, each in enumerate(words)]
    path = written(tmp_path / "m.csv", [*said, row("", matter="", words=""), said[3]])

    account = taken(operator, path, processes=2)

    assert counts(account) == (202, 200, 1, 1)
    assert [(row.number, refusal.code) for row, refusal in account.refused] == [(202, "kernel.empty")]
    assert sorted(int(each.outside_number) for each in tickets(town)) == list(range(200))
    assert len({each.number for each in tickets(town)}) == 200
    with scope.scoped(town.house):
        proposed = MergeProposal.objects.values_list("ticket__outside_number", "into__outside_number")
        assert ImportRun.objects.count() == 1 and ImportRow.objects.count() == 200
        assert {(int(one), int(into)) for one, into in proposed} == {(each, each % 60) for each in range(60, 200) if each % 7 == 0}
    assert counts(taken(operator, path, processes=2)) == (202, 0, 201, 1)


@pytest.mark.parametrize("is_history", [True, False])
def test_what_is_broken_off_and_repeated_ends_the_same(
    town: Town, operator: Actor, tmp_path: Path, is_history: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linli.config.importing.CHUNK", 20)
    path = written(tmp_path / "m.csv", [row(number, words=f"第{number}件") for number in range(90)])

    def break_off(place: int) -> None:
        if place >= 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        taken(operator, path, is_history=is_history, after_chunk=break_off)
    assert len(tickets(town)) == 40
    assert counts(taken(operator, path, is_history=is_history)) == (90, 90, 0, 0)
    assert len({each.outside_number for each in tickets(town)}) == len(tickets(town)) == 90
    with scope.scoped(town.house):
        assert (ImportRun.objects.count(), ImportRow.objects.count()) == (1, 90)
    assert counts(taken(operator, path, is_history=is_history)) == (90, 0, 90, 0)


def test_what_says_the_same_far_apart_in_a_file_is_still_seen(
    town: Town, operator: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linli.config.importing.CHUNK", 4)
    rows = [row(number, words=f"第{number % 15}件") for number in range(60)]
    assert counts(taken(operator, written(tmp_path / "m.csv", rows))) == (60, 60, 0, 0)
    with scope.scoped(town.house):
        assert MergeProposal.objects.count() == 45
        assert MergeProposal.objects.values("into_id").distinct().count() == 15


def test_likes_that_grew_do_not_make_another_row(town: Town, operator: Actor, tmp_path: Path) -> None:
    taken(operator, written(tmp_path / "m.csv", [row(1)]))
    assert counts(taken(operator, written(tmp_path / "n.csv", [row(1, likes="99")]))) == (1, 0, 1, 0)


def test_one_row_that_the_database_does_not_take_is_refused_alone(town: Town, operator: Actor, tmp_path: Path) -> None:
    with town.database.connect("superuser") as superuser:
        superuser.execute(
            "CREATE FUNCTION burst() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE check_violation; END $$;"
            "CREATE TRIGGER burst BEFORE INSERT ON ticket FOR EACH ROW WHEN (NEW.words = '炸') EXECUTE FUNCTION burst()"
        )
        try:
            account = taken(operator, written(tmp_path / "m.csv", [row(1), row(2, words="炸"), row(3, words="别的")]))
        finally:
            superuser.execute("DROP TRIGGER burst ON ticket; DROP FUNCTION burst()")
    assert counts(account) == (3, 2, 0, 1)
    assert [(bad.number, refusal.code) for bad, refusal in account.refused] == [(3, "imports.not_stored")]


def test_rows_that_another_import_writes_in_the_same_moment_are_duplicates(
    town: Town, operator: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken(operator, written(tmp_path / "m.csv", [row(1), row(2)]))
    look, looks = queries.known_rows, list[int]()

    def too_early(actor: Actor, mapping_id: UUID, digests: Collection[UUID]) -> Mapping[UUID, ImportRow]:
        looks.append(len(digests))
        # Neither with the chunk nor with its first row alone: the other is not through yet.
        return {} if len(looks) <= 2 else look(actor, mapping_id, digests)

    monkeypatch.setattr(queries, "known_rows", too_early)
    assert counts(taken(operator, written(tmp_path / "n.csv", [row(1), row(2), row(3)]))) == (3, 1, 2, 0)
    assert looks == [3, 1, 1, 1, 1]
    assert len(tickets(town)) == 3


def test_a_table_that_somebody_holds_for_a_moment_is_waited_for(town: Town, operator: Actor, tmp_path: Path) -> None:
    path, begun = written(tmp_path / "m.csv", [row(1)]), threading.Event()

    def hold() -> None:
        with town.database.connect("superuser") as superuser, superuser.transaction():
            superuser.execute("LOCK TABLE import_row IN ACCESS EXCLUSIVE MODE")
            begun.set()
            # Longer than a statement of ours waits for a lock.
            time.sleep(2.3)

    holder = threading.Thread(target=hold)
    holder.start()
    begun.wait()
    assert counts(taken(operator, path)) == (1, 1, 0, 0)
    holder.join()


def test_a_dry_run_says_it_all_and_keeps_nothing(town: Town, operator: Actor, tmp_path: Path) -> None:
    path = written(tmp_path / "m.csv", [row(1), row(1), row(2, words="")[:4]])
    assert counts(taken(operator, path, is_dry_run=True)) == (3, 2, 1, 0)
    with scope.scoped(town.house):
        assert not Ticket.objects.exists() and not ImportRun.objects.exists()


OTHER = MappingDraft(
    name="mayor",
    source="leader",
    columns={
        Column.WORDS: "内容",
        Column.RECEIVED_AT: "时间",
        Column.ANSWERED_AT: "答复时间",
        Column.LON: "经度",
        Column.LAT: "纬度",
        Column.PHONE: "电话",
    },
)


def test_a_mapping_is_data_that_the_subdistrict_keeps(town: Town, operator: Actor, tmp_path: Path) -> None:
    with scope.scoped(operator):
        kept = importing.save_mapping(operator, OTHER)
        assert importing.save_mapping(operator, OTHER).journal_seq == kept.journal_seq == 1
        assert importing.save_mapping(operator, replace(OTHER, source="petition")).journal_seq == 2
    headings = ["内容", "时间", "答复时间", "经度", "纬度", "电话"]
    rows = [
        ["井盖没了", "2026-11-02 09:00:00", "2026-11-03 10:00:00+08:00", "121.4", "31.2", "10000000001"],
        ["路灯不亮", "2026-11-02 09:00:00", "2026-11-20 10:00:00", "", "", ""],
        ["树倒了", "2026-11-02 09:00:00", "2026-11-01 10:00:00", "", "", ""],
        ["路不平", "2026-11-02 09:00:00", "", "东", "", ""],
        ["路不平", "2026-11-02 09:00:00", "", "121.4", "310", ""],
        ["刚刚", "2026-11-23 09:00:00", "", "", "", ""],
    ]
    account = taken(operator, written(tmp_path / "m.csv", rows, headings))
    assert [refusal.code for _, refusal in account.refused] == [
        "imports.answered_before",
        "imports.bad_degrees",
        "tickets.point_is_nowhere",
    ]
    late, quick, fresh = _by_words(town)
    assert (quick.verdict, quick.source, quick.lon, quick.point_system) == ("explained", "petition", 121.4, "wgs84")
    (overall,) = [each for each in town.clocks(quick.pk) if each.kind == "overall"]
    assert overall.ending == "kept" and overall.stopped_at is not None and overall.stopped_at < overall.due_at
    (overall,) = [each for each in town.clocks(late.pk) if each.kind == "overall"]
    assert overall.stopped_at is not None and overall.stopped_at > overall.due_at
    assert fresh.ended_at is not None and fresh.ended_at <= clock.now()


def _by_words(town: Town) -> tuple[Ticket, Ticket, Ticket]:
    found = {each.words: each for each in tickets(town)}
    return found["路灯不亮"], found["井盖没了"], found["刚刚"]


@pytest.mark.parametrize(
    ("headings", "mapping", "code"),
    [
        (["一", "二"], "", "imports.mapping_unclear"),
        (["一", "二"], "hotline_stream", "imports.columns_missing"),
        (HEADINGS, "nobody", "imports.mapping_unknown"),
    ],
)
def test_a_file_that_fits_no_mapping_is_refused_whole(
    operator: Actor, tmp_path: Path, headings: list[str], mapping: str, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        read_table(operator, written(tmp_path / "m.csv", [row()], headings), mapping=mapping)
    assert refused.value.code == code and refused.value.sentence


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("a", {}),
        ("a", {"columns": {"who": "b"}}),
        ("a", {"columns": {"matter": "b"}}),
        ("", {"columns": {"words": "b"}}),
        ("a", {"columns": {"words": "b"}, "zone": "Nowhere"}),
        ("a", {"columns": {"words": ""}}),
        ("a", {"columns": {"words": "b", "matter": "b"}}),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(name: str, kept: dict[str, object]) -> None:
    with pytest.raises(Refused, match="apping"):
        restored(name, "hotline", kept)


def test_without_a_centre_nobody_takes_it_in(town: Town, operator: Actor, tmp_path: Path, hand: Hand) -> None:
    with town.database.connect("superuser") as superuser:
        superuser.execute("UPDATE unit SET valid_until = %s WHERE kind = 'ops_center'", [hand.now])
    with pytest.raises(Refused) as refused:
        read_table(operator, written(tmp_path / "m.csv", [row()]))
    assert refused.value.code == "imports.no_centre"


def command(town: Town, *words: str) -> "subprocess.Popen[str]":
    """`linli import …` in a process that reaches the test's database."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("LINLI_") and name != "DATABASE_URL"}
    login = town.database.server.login
    environ |= {
        f"LINLI_URL_{role.upper()}": replace(login(role), name=town.database.name).url for role in ("web", "worker", "auditor", "backup")
    }
    environ |= {
        "PYTHONPATH": str(Path(linli.__file__).parent.parent),
        "LINLI_HOME": str(settings.LINLI_HOME),
        "LINLI_PASSPHRASE": PASSPHRASE,
        "DATABASE_URL": replace(login("owner"), name=town.database.name).url,
    }
    program = [sys.executable, "-c", "import sys; from linli.config.cli import main; sys.exit(main())", "import", *words]
    return subprocess.Popen(program, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_the_command_is_killed_and_repeated_and_gives_the_bad_rows_back(town: Town, operator: Actor, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    rows = [row(number, words=f"第{number}件") for number in range(1, 800)] + [row(0, matter="", words="")]
    words = ("messages", str(written(tmp_path / "m.csv.gz", rows)), "--subdistrict", "lanting", "--mapping", "hotline_stream")
    first = command(town, *words)
    while first.poll() is None and not tickets(town):
        time.sleep(0.02)
    first.send_signal(signal.SIGKILL)
    first.communicate()
    assert 0 < len(tickets(town)) < 799
    said, complaints = (second := command(town, *words)).communicate()
    assert second.returncode == 0, complaints
    summary = json.loads(said.splitlines()[-1])
    assert {name: summary[name] for name in ("read", "created", "duplicate", "refused")} == {
        "read": 800,
        "created": 799,
        "duplicate": 0,
        "refused": 1,
    }
    assert summary["refused_by"] == {"kernel.empty": 1}
    assert len({each.outside_number for each in tickets(town)}) == len(tickets(town)) == 799
    sheet = load_workbook(summary["errors_file"]).active
    assert sheet is not None
    assert [[cell.value for cell in line][:3] for line in sheet.iter_rows()][1][0] == 801

    broken = tmp_path / "broken.csv.gz"
    broken.write_bytes(Path(words[1]).read_bytes()[:-200])
    said, complaints = (third := command(town, "messages", str(broken), "--subdistrict", "lanting")).communicate()
    assert (third.returncode, json.loads(said.splitlines()[-1])["read"]) == (2, 0)
    assert "broken.csv.gz" in complaints
    _, complaints = (fourth := command(town, "messages", words[1], "--subdistrict", "nowhere")).communicate()
    assert fourth.returncode == 2 and "nowhere" in complaints


def test_a_name_as_long_as_a_name_can_be_leaves_room_for_the_bad_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house, "home", lambda: tmp_path)
    name = "留言" * 41 + ".csv"
    assert len(name.encode()) == 250
    kept = keep_errors([(Row(2, ("",)), Refused("kernel.empty", field="words"))], ["留言详情"], name)
    assert kept is not None and kept.read_bytes().startswith(b"PK")
    assert kept.name.startswith("留言" * 33)


def test_the_planner_looks_again_at_small_tables_only(town: Town) -> None:
    town.ticket()
    known = "SELECT relname, reltuples FROM pg_class WHERE relname IN ('ticket', 'ticket_clock') ORDER BY relname"
    with town.database.connect("superuser") as superuser:
        superuser.execute("UPDATE pg_class SET reltuples = 5000 WHERE oid = 'ticket_clock'::regclass")
        superuser.execute("UPDATE pg_class SET reltuples = -1 WHERE oid = 'ticket'::regclass")
        with town.database.connect("owner") as owner:
            freshen(owner, ["ticket", "ticket_clock"])
        assert superuser.execute(known).fetchall() == [("ticket", 1.0), ("ticket_clock", 5000.0)]


def test_the_real_stream_is_taken_over_whole(town: Town, operator: Actor) -> None:
    path = shared_file("messages/hotline_stream.csv.gz")

    def freshen(place: int) -> None:
        # As the command does: until then each reference is looked up as in an empty table.
        if place == 0:
            with town.database.connect("superuser") as superuser:
                superuser.execute("ANALYZE")

    read, created, duplicate, refused = counts(taken(operator, path, after_chunk=freshen))
    assert (read, created, duplicate, refused) == (4_326, 4_326, 0, 0)
    with scope.scoped(town.house):
        assert (Ticket.objects.count(), TicketClock.objects.count()) == (4_326, 3 * 4_326)
