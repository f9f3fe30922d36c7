"""A calendar is published once and whole, adopted with a journal entry, and counted by from then on."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

import psycopg
import pytest
from django.db import connection

from linli.kernel import clock, journal, scope
from linli.kernel.actor import Actor
from linli.kernel.calendar import Day, Duration, Hours, Kind, WorkCalendar, actions, again, deadline, jobs, queries, recompute, seed
from linli.kernel.calendar.models import CalendarUse, CalendarVersion
from linli.kernel.errors import NotFound, Refused, Stale
from linli.kernel.ids import uuid7
from linli.kernel.jobs import queries as job_queries
from tests.ground import TestDatabase
from tests.kernel.calendar.conftest import Streets, lay_down
from tests.kernel.calendar.known import announced, at, local

NEXT = [Day(date(2027, 1, 1), False, "元旦"), Day(date(2027, 2, 6), False, "春节"), Day(date(2027, 2, 20), True, "春节")]


def _publish(
    actor: Actor, *, seen: int = 1, days: Sequence[Day] = NEXT, hours: Sequence[Hours] = seed.HOURS, **more: Any
) -> CalendarVersion:
    with scope.scoped(actor):
        return actions.publish(actor, region="cn", seen=seen, years={2027: days}, hours=hours, remark="国办通知", **more)


def _in_use(actor: Actor) -> WorkCalendar:
    with scope.scoped(actor):
        return queries.in_use(actor)


def _entries(actor: Actor) -> list[journal.Told]:
    with scope.scoped(actor):
        use = CalendarUse.objects.of(actor.subdistrict_id).first()
        return [] if use is None else list(journal.story_of(use, limit=50))


def _forget(database: TestDatabase) -> None:
    with database.connect("superuser") as superuser:
        superuser.execute("TRUNCATE calendar_day, calendar_version CASCADE")


def test_the_seed_is_laid_down_once_as_announced(database: TestDatabase) -> None:
    _forget(database)
    assert lay_down(database)
    assert not lay_down(database)
    calendar = queries.by_number("cn", 1)
    assert dict(calendar.days) == dict(announced().days)
    assert (calendar.years, calendar.hours, calendar.region_name) == (announced().years, seed.HOURS, "全国")


def test_a_house_without_any_calendar_counts_by_weekends_and_says_so(database: TestDatabase, streets: Streets) -> None:
    _forget(database)
    calendar = _in_use(streets.publisher)
    found = deadline(at("2026-09-30 16:40"), Duration(Kind.WORKING_DAYS, 1), calendar)
    assert (local(found.due_at), found.unknown_years) == ("2026-10-01 17:00", (2026,))
    assert queries.by_number("cn", 0) is queries.counted_on(found)
    with scope.scoped(streets.publisher):
        assert actions.adopt(streets.publisher) is None


def test_before_it_adopted_one_a_subdistrict_counts_by_the_countrys_newest(streets: Streets) -> None:
    assert _in_use(streets.reader).version == 1
    assert _entries(streets.reader) == []


def test_what_is_published_holds_here_at_once_and_is_told(streets: Streets) -> None:
    version = _publish(streets.publisher)

    calendar = _in_use(streets.publisher)
    assert (calendar.version, calendar.years) == (2, frozenset(range(2004, 2028)))
    assert [calendar.days[day.on] for day in NEXT] == NEXT
    assert calendar.days[date(2026, 10, 10)] == Day(date(2026, 10, 10), True, "国庆节")
    assert (version.published_by, version.remark) == (streets.publisher.account_id, "国办通知")
    told = _entries(streets.publisher)
    assert [entry.verb for entry in told] == ["calendar.adopted"]
    assert told[0].facts == {"region": "cn", "version": 2, "before": 0, "years": "2004–2027", "remark": "国办通知"}


def test_another_subdistrict_of_the_region_adopts_by_the_sweep_once(streets: Streets) -> None:
    with scope.scoped(streets.neighbour):
        actions.adopt(streets.neighbour)
    _publish(streets.publisher)
    assert _in_use(streets.neighbour).version == 1

    house = Actor.system("calendar.adopt", streets.zhuxi)
    for _ in range(2):
        with scope.scoped(house):
            jobs.adopt(house)

    assert _in_use(streets.neighbour).version == 2
    assert [entry.facts["before"] for entry in _entries(streets.neighbour)] == [0, 1]


def test_who_may_not_publish_is_refused_and_nothing_is_written(streets: Streets) -> None:
    with pytest.raises(Refused) as refused:
        _publish(streets.reader)
    assert refused.value.code == "kernel.not_allowed"
    with pytest.raises(Refused), scope.scoped(streets.reader):
        actions.adopt(streets.reader)
    assert CalendarVersion.objects.count() == 1
    assert _entries(streets.reader) == []
    assert _publish(streets.publisher).number == 2


def test_another_region_than_ones_own_is_not_found(streets: Streets) -> None:
    with pytest.raises(NotFound), scope.scoped(streets.publisher):
        actions.publish(streets.publisher, region="cn-sh", seen=1, years={2027: NEXT}, hours=seed.HOURS, remark="")


def test_who_published_meanwhile_wins_and_both_are_shown(streets: Streets) -> None:
    _publish(streets.neighbour, days=[Day(date(2027, 1, 1), False, "元旦"), Day(date(2027, 2, 5), False, "春节")])

    with pytest.raises(Stale) as stale:
        _publish(streets.publisher)

    assert stale.value.current == 2
    assert [(each.field, each.yours, each.theirs) for each in stale.value.differences] == [
        ("2027-02-05", "", "放假 春节"),
        ("2027-02-06", "放假 春节", ""),
        ("2027-02-20", "上班 春节", ""),
    ]
    assert _publish(streets.publisher, seen=2).number == 3


def test_nothing_different_is_no_version(streets: Streets) -> None:
    days = [day for day in seed.announced() if day.on.year == 2026]
    with pytest.raises(Refused) as refused, scope.scoped(streets.publisher):
        actions.publish(streets.publisher, region="cn", seen=1, years={2026: days}, hours=seed.HOURS, remark="")
    assert refused.value.code == "calendar.no_change"


def test_office_hours_alone_make_a_version(streets: Streets) -> None:
    with scope.scoped(streets.publisher):
        actions.publish(streets.publisher, region="cn", seen=1, years={}, hours=[Hours(510, 690), Hours(840, 1050)], remark="夏令")
    assert _in_use(streets.publisher).hours == (Hours(510, 690), Hours(840, 1050))
    assert _in_use(streets.publisher).days == announced().days


@pytest.mark.parametrize(
    ("years", "hours", "code"),
    [
        ({2027: []}, seed.HOURS, "calendar.year_empty"),
        ({1999: NEXT}, seed.HOURS, "calendar.out_of_range"),
        ({2027: NEXT}, [], "calendar.no_hours"),
        ({2027: NEXT}, [Hours(60 * hour, 60 * hour + 30) for hour in range(5)], "calendar.too_many_stretches"),
    ],
)
def test_what_makes_no_calendar_is_refused_whole(streets: Streets, years: dict[int, list[Day]], hours: list[Hours], code: str) -> None:
    with pytest.raises(Refused) as refused, scope.scoped(streets.publisher):
        actions.publish(streets.publisher, region="cn", seen=1, years=years, hours=hours, remark="")
    assert refused.value.code == code
    assert CalendarVersion.objects.count() == 1


def test_of_two_who_publish_at_the_same_moment_the_second_waits_and_is_told(database: TestDatabase, streets: Streets) -> None:
    with database.connect("superuser") as first:
        first.execute("BEGIN")
        first.execute(
            "INSERT INTO calendar_version (id, region_id, number, years, office_minutes, remark, published_at) "
            "VALUES (gen_random_uuid(), 'cn', 2, '{2027}', '{540,1020}', '', now())"
        )
        done = threading.Timer(0.4, lambda: first.execute("COMMIT"))
        done.start()
        with pytest.raises(Stale) as stale:
            _publish(streets.publisher)
        done.join()
    assert stale.value.current == 2
    assert CalendarVersion.objects.count() == 2


def test_of_two_who_adopt_first_at_the_same_moment_one_row_remains(database: TestDatabase, streets: Streets) -> None:
    with database.connect("superuser") as first:
        first.execute("BEGIN")
        first.execute(
            "INSERT INTO calendar_use (id, subdistrict_id, journal_seq, journal_head, region_code, version_id, version_number, adopted_at) "
            "SELECT %s, %s, 0, '', 'cn', id, 1, now() FROM calendar_version",
            [uuid7(), streets.lanting],
        )
        done = threading.Timer(0.4, lambda: first.execute("COMMIT"))
        done.start()
        with scope.scoped(streets.publisher):
            use = actions.adopt(streets.publisher)
        done.join()
        assert use is not None
        assert first.execute("SELECT id FROM calendar_use").fetchall() == [(use.pk,)]
    assert _entries(streets.publisher) == []


def test_published_versions_can_neither_be_changed_nor_removed_by_those_who_serve(database: TestDatabase, streets: Streets) -> None:
    for role in ("web", "worker"):
        with database.connect(role) as serving:
            for statement in (
                "UPDATE calendar_day SET is_working = true",
                "UPDATE calendar_version SET remark = 'x'",
                "DELETE FROM calendar_day",
                "DELETE FROM calendar_version",
                "INSERT INTO calendar_region VALUES ('x', 'x')",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    serving.execute(statement)


_COPY_OF_VERSION = """INSERT INTO calendar_version (id, region_id, number, years, office_minutes, remark, published_at)
    SELECT gen_random_uuid(), region_id, number, years, office_minutes, '', now() FROM calendar_version"""
_COPY_OF_USE = """INSERT INTO calendar_use
    (id, subdistrict_id, journal_seq, journal_head, region_code, version_id, version_number, adopted_at)
    SELECT overlay(id::text placing '7fff' from 15)::uuid, subdistrict_id, 0, '', 'cn', version_id, 1, now() FROM calendar_use"""


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("INSERT INTO calendar_region VALUES ('x', '')", "calendar_region_has_name"),
        (_COPY_OF_VERSION, "calendar_version_once"),
        ("UPDATE calendar_version SET number = 0", "calendar_version_from_1"),
        ("UPDATE calendar_version SET office_minutes = '{540}'", "calendar_version_has_hours"),
        ("UPDATE calendar_day SET \"on\" = '2026-01-01'", "calendar_day_once"),
        ("UPDATE calendar_day SET name = ''", "calendar_day_has_name"),
        ("UPDATE calendar_use SET version_number = 0", "calendar_use_has_version"),
        (_COPY_OF_USE, "calendar_use_once"),
    ],
)
def test_the_database_itself_refuses_what_is_no_calendar(database: TestDatabase, streets: Streets, statement: str, constraint: str) -> None:
    with scope.scoped(streets.publisher):
        actions.adopt(streets.publisher)
    with database.connect("superuser") as superuser, pytest.raises(psycopg.IntegrityError) as broken:
        superuser.execute(statement.encode())
    assert broken.value.diag.constraint_name == constraint


def test_a_version_is_read_from_the_database_once(streets: Streets) -> None:
    queries.of_version.cache_clear()
    first = _in_use(streets.publisher)
    with scope.scoped(streets.publisher):
        version_id = CalendarVersion.objects.get().pk
        with connection.execute_wrapper(_no_statement):
            assert queries.of_version(version_id) is first


def _no_statement(*known: object) -> None:
    raise AssertionError(f"the database was asked: {known[1]}")


def test_a_version_nobody_published_is_not_found(streets: Streets) -> None:
    with pytest.raises(NotFound):
        queries.by_number("cn", 7)
    with pytest.raises(NotFound):
        queries.of_version(streets.lanting)


def test_the_last_versions_are_listed_newest_first(streets: Streets) -> None:
    _publish(streets.publisher)
    assert [each.number for each in queries.latest_of("cn")] == [2, 1]
    assert [str(each) for each in queries.latest_of("cn")] == ["cn 2", "cn 1"]


@contextmanager
def _held(name: str, counted: list[tuple[int, str]]) -> Iterator[None]:
    """A holder with one deadline that was provisional when it was set."""
    old = deadline(at("2026-12-29 10:00"), Duration(Kind.WORKING_DAYS, 5), announced())

    def count_again(actor: Actor, calendar: WorkCalendar) -> int:
        counted.append((calendar.version, local(again(old, calendar).due_at)))
        return 1

    recompute.register(name, count_again, count=lambda actor: 3)
    try:
        yield
    finally:
        recompute._HOLDERS.pop(name)


def test_who_holds_provisional_deadlines_counts_again_after_adoption(streets: Streets) -> None:
    counted: list[tuple[int, str]] = []
    with _held("test.visits", counted):
        _publish(streets.publisher)
        with scope.scoped(streets.publisher):
            assert recompute.count_waiting(streets.publisher) >= 3
            queued = job_queries.page(Actor.system("test", streets.lanting))
            assert [job.name for job in queued] == ["calendar.recompute"]
            use = CalendarUse.objects.of(streets.lanting).first()
        assert use is not None
        house = Actor.system("calendar.recompute", streets.lanting)
        for _ in range(2):
            with scope.scoped(house):
                jobs.count_again(house, use.pk, use.journal_seq)
    assert counted == [(2, "2027-01-06 17:00")] * 2


def test_a_holder_is_registered_once() -> None:
    with _held("test.visits", []), pytest.raises(ValueError, match=r"test\.visits"):
        recompute.register("test.visits", lambda actor, calendar: 0)


def test_the_names_of_the_rows(streets: Streets) -> None:
    with scope.scoped(streets.publisher):
        use = actions.adopt(streets.publisher)
    assert use is not None
    assert use.stream == f"calendar_use/{use.pk}"
    assert use.adopted_at <= clock.now()
    assert isinstance(use, CalendarUse)
    version = CalendarVersion.objects.select_related("region").get()
    assert (str(version.region), str(version.calendarday_set.order_by("on").first())) == ("全国", "2004-01-01 元旦")
