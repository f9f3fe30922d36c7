"""Rotation, retention and erasure: nothing is lost, nothing is kept too long, nothing erased is found anywhere."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from copy import copy
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.db import connections

from linli.kernel import clock, jobs, journal, keys, personal, scope
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.journal import ErasureReason, audit, check
from linli.kernel.journal.sealing import seal_due
from linli.kernel.personal import jobs as nightly
from linli.kernel.personal import rules
from linli.kernel.personal.models import PersonalSearch
from tests import people, work
from tests.ground import TestDatabase, connect_as
from tests.kernel.conftest import TwoSubdistricts
from tests.ownedapp.models import Gardener
from tests.traces import traces

NAME, PHONE, REMARK = "欧阳青松", "13800005678", "家里有人值夜班，白天少打电话"
TODAY = datetime(2026, 11, 22, 2, tzinfo=UTC)
RENAMED = "note.edited"


@pytest.fixture(autouse=True)
def _repeated() -> Iterator[None]:
    """A verb of which one fact repeats a name, for this file alone."""
    personal.facts.register(RENAMED, {"title": "full_name"})
    yield
    del personal.facts._FACTS[RENAMED, "title"]


@pytest.fixture
def rows(orchard: None, ring: keys.KeyRing, two: TwoSubdistricts) -> list[Gardener]:
    """Three people of Lanting."""
    made = [Gardener(subdistrict_id=two.lanting, full_name=NAME, phone=PHONE, remark=REMARK) for _ in range(3)]
    with scope.scoped(two.clerk):
        Gardener.objects.bulk_create(made)
    return made


@pytest.fixture
def house(two: TwoSubdistricts) -> Actor:
    """The house at night."""
    return Actor.system("personal.expire", two.lanting)


def under_other_keys(house: Actor, ring: keys.KeyRing) -> int:
    with scope.scoped(house):
        found = Gardener.objects.of(house.subdistrict_id)
        return sum(found.filter(**{f"{name}__made_by_other_key": ring.data_key_id()}).count() for name in ("full_name", "phone", "remark"))


def rotated_elsewhere() -> None:
    """Another process makes new keys; this one's open ring does not know them yet."""
    program = f"from pathlib import Path; from linli.kernel import keys; keys.open_ring(Path({str(settings.LINLI_HOME)!r}), {{}}).rotate()"
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(__file__).parents[3])


def test_after_a_rotation_every_value_is_under_the_new_key_and_reads_the_same(
    rows: list[Gardener], house: Actor, ring: keys.KeyRing
) -> None:
    old = ring.data_key_id()
    rotated_elsewhere()
    assert ring.data_key_id() == old
    with scope.scoped(house):
        assert personal.reencrypt(house).rewritten == 3
    assert ring.data_key_id() != old
    assert under_other_keys(house, ring) == 0
    with scope.scoped(house):
        found = Gardener.objects.of(house.subdistrict_id).get(pk=rows[0].pk)
        assert (found.full_name.plain(), found.phone.plain(), found.remark.plain()) == (NAME, PHONE, REMARK)
        assert len(personal.find_by(Gardener.objects.all(), "phone", PHONE)) == 3
        assert (found.journal_seq, journal.story_of(found)) == (0, [])
        assert personal.reencrypt(house) == personal.Walked(rewritten=0, damaged=[])


def test_the_walk_goes_on_where_it_stopped(rows: list[Gardener], house: Actor, ring: keys.KeyRing) -> None:
    ring.rotate()
    for left in (4 + 2, 3, 0):
        with scope.scoped(house):
            assert personal.reencrypt(house, limit=1).rewritten == 1
        assert under_other_keys(house, ring) == left


def test_somebody_who_edits_at_the_same_time_loses_nothing(
    database: TestDatabase, rows: list[Gardener], house: Actor, two: TwoSubdistricts, ring: keys.KeyRing
) -> None:
    ring.rotate()
    locked, walked = threading.Event(), threading.Event()

    def edit() -> None:
        try:
            with scope.scoped(two.clerk):
                row = Gardener.objects.select_for_update().get(pk=rows[0].pk)
                locked.set()
                assert walked.wait(10)
                row.phone = "13900001234"
                row.save(update_fields=["phone"])
        finally:
            connections.close_all()

    editor = threading.Thread(target=edit)
    editor.start()
    assert locked.wait(10)
    with scope.scoped(house):
        assert personal.reencrypt(house).rewritten == 2
    walked.set()
    editor.join()
    with scope.scoped(house):
        assert personal.reencrypt(house).rewritten == 1
        found = Gardener.objects.get(pk=rows[0].pk)
        assert (found.phone.plain(), found.full_name.plain()) == ("13900001234", NAME)
    assert under_other_keys(house, ring) == 0


def test_a_value_that_no_key_opens_stops_nobody_elses_and_is_said_at_the_end(
    database: TestDatabase, rows: list[Gardener], house: Actor, ring: keys.KeyRing
) -> None:
    with database.connect("superuser") as superuser:
        superuser.execute("UPDATE test_gardener SET full_name = full_name || '\\x00'::bytea WHERE id = %s", [rows[1].pk])
    ring.rotate()
    with scope.scoped(house):
        nightly.reencrypt(house)
    assert under_other_keys(house, ring) == 1
    with pytest.raises(Refused, match="1 values in test_gardener") as refusal, scope.scoped(house):
        nightly.reencrypt(house)
    assert refusal.value.facts["row"] == str(rows[1].pk)


def test_the_nightly_walk_comes_back_until_nothing_is_left(database: TestDatabase, rows: list[Gardener], house: Actor, ring: Any) -> None:
    ring.rotate()
    with scope.scoped(house):
        nightly.reencrypt(house)
        assert personal.reencrypt(house).rewritten == 0
    with database.connect("superuser") as superuser:
        queued = superuser.execute("SELECT task_name, args ->> 'name', args FROM procrastinate_jobs").fetchall()
    assert len(queued) == 1 and "personal.reencrypt" in str(queued)
    work.do_all(database)
    with database.connect("superuser") as superuser:
        assert superuser.execute("SELECT DISTINCT status::text FROM procrastinate_jobs").fetchall() == [("succeeded",)]


def test_the_operator_need_not_wait_for_the_night(
    database: TestDatabase, rows: list[Gardener], house: Actor, two: TwoSubdistricts, ring: Any
) -> None:
    with scope.scoped(two.neighbour):
        Gardener(subdistrict_id=two.heping, full_name=NAME, phone=PHONE).save()
    ring.rotate()
    connect_as(database.server, "worker", database.name)
    try:
        assert nightly.reencrypt_everywhere() == personal.Walked(rewritten=4, damaged=[])
        assert nightly.reencrypt_everywhere() == personal.Walked(rewritten=0, damaged=[])
    finally:
        connect_as(database.server, "web", database.name)
    assert under_other_keys(house, ring) == 0


@pytest.mark.parametrize(
    ("left_on", "gone"),
    [
        (None, set()),
        (date(2026, 11, 22), set()),
        (date(2026, 11, 21), {"phone"}),
        (date(2025, 11, 22), {"phone"}),
        (date(2025, 11, 21), {"phone", "full_name"}),
    ],
)
def test_a_value_goes_on_the_day_after_its_last(rows: list[Gardener], house: Actor, left_on: date | None, gone: set[str]) -> None:
    with scope.scoped(house):
        Gardener.objects.filter(pk=rows[0].pk).update(left_on=left_on)
    for night in range(2):
        with clock.told_by(lambda: TODAY), scope.scoped(house):
            assert personal.expire(house) == (1 if gone and night == 0 else 0)
    with scope.scoped(house):
        found = Gardener.objects.get(pk=rows[0].pk)
        assert {name for name in ("full_name", "phone", "remark") if not getattr(found, name)} == gone
        assert (found.phone_code is None, found.phone_last_four is None) == (("phone" in gone),) * 2
        assert (found.full_name_code is None) == ("full_name" in gone)
        told = journal.story_of(found)
    assert [(each.verb, each.facts["values"]) for each in told] == ([("personal.expired", sorted(gone))] if gone else [])


def test_a_value_whose_time_counts_from_an_instant_goes_at_the_streets_midnight(rows: list[Gardener], house: Actor) -> None:
    with scope.scoped(house):
        # 2026-10-22 00:00 and one second before, in Shanghai.
        Gardener.objects.filter(pk=rows[0].pk).update(asked_at=datetime(2026, 10, 22, 16, tzinfo=UTC) - timedelta(days=1))
        Gardener.objects.filter(pk=rows[1].pk).update(asked_at=datetime(2026, 10, 21, 15, 59, 59, tzinfo=UTC))
        Gardener.objects.filter(pk=rows[2].pk).update(asked_at=datetime(2026, 10, 23, 16, tzinfo=UTC))
    with clock.told_by(lambda: datetime(2026, 11, 21, 1, tzinfo=UTC)), scope.scoped(house):
        assert personal.expire(house) == 1
    with scope.scoped(house):
        kept = {row.pk: bool(row.remark) for row in Gardener.objects.of(house.subdistrict_id)}
    assert kept == {rows[0].pk: True, rows[1].pk: False, rows[2].pk: True}


def test_expiring_takes_what_the_journal_repeats_and_the_rest_with_the_last_value(
    rows: list[Gardener], house: Actor, two: TwoSubdistricts
) -> None:
    seer = people.clerk(two.lanting, [*rules.Permission])
    with scope.scoped(seer):
        row = Gardener.objects.select_for_update().get(pk=rows[0].pk)
        journal.record(seer, RENAMED, row, title=NAME, text="仓桥")
        journal.record(seer, "note.written", row, title="移栽", text="仓桥")
    with scope.scoped(seer):
        personal.reveal(seer, rows[0], "phone", reason=f"找{NAME}核对")
        Gardener.objects.filter(pk=rows[0].pk).update(left_on=date(2026, 11, 1))
    with clock.told_by(lambda: TODAY), scope.scoped(house):
        assert personal.expire(house, limit=1) == 1
        told = journal.story_of(Gardener.objects.get(pk=rows[0].pk))
        assert (told[0].facts["title"], told[2].facts["why"]) == (NAME, f"找{NAME}核对")
        Gardener.objects.filter(pk=rows[0].pk).update(left_on=date(2024, 11, 1), asked_at=TODAY - timedelta(days=300))
    with clock.told_by(lambda: TODAY), scope.scoped(house):
        assert personal.expire(house) == 1
    with scope.scoped(house):
        told = journal.story_of(Gardener.objects.get(pk=rows[0].pk))
    assert (told[0].erased, told[1].erased, told[2].erased, told[0].facts["text"]) == (("title",), (), ("why",), "仓桥")
    assert [each.verb for each in told][3:] == ["personal.expired", "personal.expired", "journal.erased", "journal.erased"]
    assert told[4].facts["rules"] == ["asked_at+30", "left_on+365"]


def test_who_is_being_edited_or_came_back_keeps_the_values(rows: list[Gardener], house: Actor, two: TwoSubdistricts) -> None:
    with scope.scoped(house):
        Gardener.objects.filter(pk__in=[rows[0].pk, rows[1].pk]).update(left_on=date(2020, 1, 1))
    locked, expired = threading.Event(), threading.Event()

    def come_back() -> None:
        try:
            with scope.scoped(two.clerk):
                row = Gardener.objects.select_for_update().get(pk=rows[0].pk)
                locked.set()
                assert expired.wait(10)
                row.left_on = None
                row.save(update_fields=["left_on"])
        finally:
            connections.close_all()

    editor = threading.Thread(target=come_back)
    editor.start()
    assert locked.wait(10)
    with scope.scoped(house):
        assert personal.expire(house) == 1
    expired.set()
    editor.join()
    with scope.scoped(house):
        assert personal.expire(house) == 0
        assert Gardener.objects.get(pk=rows[0].pk).phone == PHONE


def test_a_full_chunk_comes_back_for_more(
    monkeypatch: pytest.MonkeyPatch, database: TestDatabase, rows: list[Gardener], house: Actor
) -> None:
    with scope.scoped(house):
        Gardener.objects.of(house.subdistrict_id).update(left_on=date(2020, 1, 1))
    monkeypatch.setattr(nightly, "CHUNK", 3)
    with scope.scoped(house):
        nightly.expire(house)
    with scope.scoped(house):
        nightly.expire(house)
    with database.connect("superuser") as superuser:
        assert superuser.execute("SELECT count(*) FROM procrastinate_jobs").fetchone() == (1,)


def test_old_searches_are_forgotten_by_the_worker(database: TestDatabase, rows: list[Gardener], two: TwoSubdistricts) -> None:
    seer = people.clerk(two.lanting, [*rules.Permission])
    for instant in (clock.now() - timedelta(days=181), clock.now() - timedelta(days=10)):
        with clock.told_by(partial(copy, instant)), scope.scoped(seer):
            personal.search_last_four(seer, Gardener.objects.all(), "phone", "5678")
    with scope.scoped(seer):
        jobs.queue_for_subdistrict("personal.sweep_searches", two.lanting)
    work.do_all(database)
    with scope.scoped(seer):
        assert PersonalSearch.objects.of(two.lanting).count() == 1


def test_after_an_erasure_the_values_are_found_nowhere_and_the_journal_verifies(
    database: TestDatabase, rows: list[Gardener], two: TwoSubdistricts, ring: keys.KeyRing
) -> None:
    seer = people.clerk(two.lanting, [*rules.Permission])
    for row in rows[1:]:
        with scope.scoped(seer):
            assert personal.erase(seer, row, reason=ErasureReason.ASKED_FOR)
    with scope.scoped(seer):
        row = Gardener.objects.select_for_update().get(pk=rows[0].pk)
        journal.record(seer, RENAMED, row, title=NAME, text="仓桥")
    with scope.scoped(seer):
        personal.reveal(seer, rows[0], "phone", reason=f"找{NAME}核对")
        personal.search_last_four(seer, Gardener.objects.all(), "phone", "5678")
    # The search for traces would find them: these two stand in facts.
    assert len(traces(database, NAME, PHONE, REMARK)) == 2

    with scope.scoped(seer):
        assert personal.erase(seer, rows[0], reason=ErasureReason.ASKED_FOR)
    with scope.scoped(seer):
        assert not personal.erase(seer, rows[0], reason=ErasureReason.ASKED_FOR)
        found = Gardener.objects.get(pk=rows[0].pk)
        told = journal.story_of(found)
        assert (found.full_name_code, found.phone_code, found.phone_last_four, str(found.full_name)) == (None, None, None, "")
        assert [(each.verb, each.reason) for each in told][-1] == ("personal.erased", "asked_for")
        assert told[-1].facts["values"] == ["full_name", "phone", "remark"]
        assert not personal.find_by(Gardener.objects.all(), "full_name", NAME)
    assert traces(database, NAME, PHONE, REMARK) == []
    assert faults(database, ring, two.lanting) == []


def faults(database: TestDatabase, ring: keys.KeyRing, subdistrict_id: UUID) -> list[str]:
    """What an auditor finds once everything is sealed."""
    connect_as(database.server, "worker", database.name)
    with scope.scoped(Actor.system("journal.seal", subdistrict_id)):
        seal_due(subdistrict_id, ring.signing_key())
    connect_as(database.server, "auditor", database.name)
    public = ring.signing_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    try:
        return [line for report in audit.verify(check.read_keys(public), {}) for line in report.faults]
    finally:
        connect_as(database.server, "web", database.name)


def test_who_may_not_erase_does_not(rows: list[Gardener], two: TwoSubdistricts) -> None:
    with pytest.raises(Refused, match="post does not include"), scope.scoped(two.clerk):
        personal.erase(two.clerk, rows[0], reason=ErasureReason.ASKED_FOR)
    with scope.scoped(two.clerk):
        assert Gardener.objects.get(pk=rows[0].pk).phone == PHONE


def test_a_fact_repeats_one_field_only() -> None:
    with pytest.raises(ValueError, match="already said to repeat"):
        personal.facts.register(RENAMED, {"title": "phone"})
