"""The index as the web role: found in one's own subdistrict, and nothing learnt of another."""

import hashlib
from importlib import import_module
from types import SimpleNamespace
from typing import Any, LiteralString
from uuid import UUID

import psycopg
import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from linli.kernel import clock, find
from linli.kernel.find.grams import grams_of_text, numbers_of
from linli.kernel.ids import uuid7
from linli.kernel.models import Aggregate
from linli.kernel.scope import OutsideScope, scoped
from tests import make, people, work
from tests.ground import TestDatabase

LIFT = numbers_of(["电梯"])


class Row(Aggregate):
    """Something to find; no table is needed, the index keeps only its name."""

    KIND = "row"

    class Meta:
        app_label = "tests"
        managed = False


def row(subdistrict_id: UUID, *texts: str) -> UUID:
    """An indexed row, committed."""
    made = Row(id=uuid7(), subdistrict_id=subdistrict_id)
    with scoped(people.clerk(subdistrict_id)):
        find.index(made, texts)
    return made.pk


def found(subdistrict_id: UUID, words: str, limit: int = 50) -> list[UUID]:
    with scoped(people.clerk(subdistrict_id)):
        return [hit.id for hit in find.search(words, kinds=["row"], limit=limit)]


@pytest.fixture
def ours(database: TestDatabase) -> UUID:
    return make.subdistrict(database, "lanting")


@pytest.fixture
def theirs(database: TestDatabase) -> UUID:
    return make.subdistrict(database, "gulou")


def test_two_characters_find_a_row_latest_first(ours: UUID) -> None:
    older, newer, other = row(ours, "三单元电梯坏了"), row(ours, "北门", "电梯又坏了"), row(ours, "路灯不亮")
    assert found(ours, "电梯") == [newer, older]
    assert found(ours, "电梯", limit=1) == [newer]
    assert found(ours, "路灯") == [other]
    assert found(ours, "井盖") == []


def test_only_the_kinds_asked_for_are_found(ours: UUID) -> None:
    row(ours, "电梯")
    with scoped(people.clerk(ours)):
        assert find.search("电梯", kinds=["ticket"], limit=5) == []
        assert find.search("电梯", kinds=[], limit=5) == []


def test_a_changed_text_is_found_by_its_new_words_only(ours: UUID) -> None:
    made = Row(id=uuid7(), subdistrict_id=ours)
    with scoped(people.clerk(ours)):
        find.index(made, ["电梯坏了"])
        find.index(made, ["路灯不亮"])
    assert (found(ours, "电梯"), found(ours, "路灯")) == ([], [made.pk])


def test_a_forgotten_row_is_not_found(ours: UUID) -> None:
    kept, gone = row(ours, "电梯"), Row(id=uuid7(), subdistrict_id=ours)
    with scoped(people.clerk(ours)):
        find.index(gone, ["电梯"])
        find.forget(gone)
    assert found(ours, "电梯") == [kept]


def test_an_entry_of_a_write_that_was_undone_is_not_there(ours: UUID) -> None:
    with work.undone(people.clerk(ours)):
        find.index(Row(id=uuid7(), subdistrict_id=ours), ["电梯"])
    assert found(ours, "电梯") == []


def test_a_row_without_words_is_kept_and_never_found(ours: UUID) -> None:
    row(ours, "", "，。")
    assert found(ours, "电梯") == []


def test_the_neighbour_is_not_found(ours: UUID, theirs: UUID) -> None:
    own, other = row(ours, "电梯坏了"), row(theirs, "电梯坏了")
    assert found(ours, "电梯") == [own]
    assert found(theirs, "电梯") == [other]


def test_a_viewer_of_two_subdistricts_finds_both_in_one_order(ours: UUID, theirs: UUID) -> None:
    first, second, third = row(ours, "电梯"), row(theirs, "电梯"), row(ours, "电梯")
    viewer = people.clerk(ours)
    object.__setattr__(viewer, "readable", frozenset({theirs}))
    with scoped(viewer):
        assert [hit.id for hit in find.search("电梯", kinds=["row"], limit=9)] == [third, second, first]


def test_a_search_outside_a_scope_is_a_mistake_and_finds_nothing_in_sql_either(ours: UUID, database: TestDatabase) -> None:
    row(ours, "电梯")
    with pytest.raises(OutsideScope):
        find.search("电梯", kinds=["row"], limit=5)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM find_search(%s::integer[], ARRAY['row'], 10)", [LIFT])
        assert cursor.fetchall() == []


@pytest.mark.parametrize("role", ["web", "worker", "auditor"])
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM text_index",
        "SELECT count(*) FROM text_index",
        "DELETE FROM text_index",
        "UPDATE text_index SET kind = 'x'",
        "SELECT 1 FROM text_index FOR UPDATE",
        "TRUNCATE text_index",
    ],
)
def test_no_serving_role_may_touch_the_table(ours: UUID, database: TestDatabase, role: str, statement: LiteralString) -> None:
    row(ours, "电梯")
    refusals = (psycopg.errors.InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction)
    with database.connect(role) as other, pytest.raises(refusals):
        other.execute(statement)
    assert len(found(ours, "电梯")) == 1


def test_a_forged_subdistrict_has_no_effect(ours: UUID, theirs: UUID) -> None:
    victim = row(theirs, "电梯坏了")
    forged = Row(id=victim, subdistrict_id=theirs)
    with pytest.raises(DatabaseError, match="outside the scope"), scoped(people.clerk(ours)):
        find.index(forged, ["改了"])
    with scoped(people.clerk(ours)):
        find.forget(forged)
    assert found(theirs, "电梯") == [victim]


def test_a_row_of_the_same_id_in_another_subdistrict_is_no_obstacle_and_no_clue(ours: UUID, theirs: UUID) -> None:
    theirs_id = row(theirs, "电梯")
    with scoped(people.clerk(ours)):
        find.index(Row(id=theirs_id, subdistrict_id=ours), ["路灯"])
    assert (found(ours, "路灯"), found(ours, "电梯")) == ([theirs_id], [])
    assert found(theirs, "电梯") == [theirs_id]


def test_marks_of_subdistricts_cannot_be_searched_for(ours: UUID, theirs: UUID) -> None:
    row(theirs, "电梯")
    with scoped(people.clerk(ours)), connection.cursor() as cursor:
        crafted = [(number & 0xFFFFFFFF) ^ _mark(theirs) ^ _mark(ours) for number in LIFT]
        cursor.execute("SELECT count(*) FROM find_search(%s::integer[], ARRAY['row'], 10)", [[_signed(each) for each in crafted]])
        assert cursor.fetchone() == (0,)


def _mark(subdistrict_id: UUID) -> int:
    return int(hashlib.md5(str(subdistrict_id).encode(), usedforsecurity=False).hexdigest()[:8], 16)


def _signed(number: int) -> int:
    return number - 2**32 if number >= 2**31 else number


def test_many_rows_are_indexed_by_one_statement_and_leave_no_list_behind(ours: UUID, database: TestDatabase) -> None:
    made = [Row(id=uuid7(), subdistrict_id=ours) for _ in range(200)]
    with scoped(people.clerk(ours)), CaptureQueriesContext(connection) as seen:
        find.index_many([(each, [f"电梯{place}号"]) for place, each in enumerate(made)], changed_at=clock.now())
        find.index_many([], changed_at=clock.now())
    assert len(seen) == 1
    assert set(found(ours, "电梯", limit=300)) == {each.pk for each in made}
    assert found(ours, "梯77号") == [made[77].pk]
    with database.connect("superuser") as superuser:
        assert superuser.execute("SELECT gin_clean_pending_list('text_index_grams')").fetchone() == (0,)


def test_single_rows_are_found_at_once_although_they_wait_in_the_list(ours: UUID, database: TestDatabase) -> None:
    made = row(ours, "电梯")
    assert found(ours, "电梯") == [made]
    with database.connect("superuser") as superuser:
        assert superuser.execute("SELECT gin_clean_pending_list('text_index_grams') > 0").fetchone() == (True,)
    assert found(ours, "电梯") == [made]


def test_a_table_put_in_the_functions_way_is_not_used(ours: UUID, theirs: UUID, database: TestDatabase) -> None:
    row(theirs, "电梯")
    with scoped(people.clerk(ours)), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE text_index (subdistrict_id uuid, kind text, id uuid, changed_at timestamptz, grams integer[]) "
            "ON COMMIT DROP"
        )
        cursor.execute("SET LOCAL search_path = pg_temp, public")
        cursor.execute("SELECT count(*) FROM public.find_search(%s::integer[], ARRAY['row'], 10)", [LIFT])
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("limit", [-5, 0])
def test_a_limit_of_nothing_finds_nothing(ours: UUID, limit: int) -> None:
    row(ours, "电梯")
    assert found(ours, "电梯", limit=limit) == []


@pytest.mark.parametrize("words", ["\x00", "电\x00梯", "'; DROP TABLE text_index; --", "{}", '{"电梯"}', "%%", "\\", "电梯" * 3000])
def test_strange_words_do_no_harm(ours: UUID, words: str) -> None:
    row(ours, "路灯")
    assert found(ours, words) == []
    assert len(found(ours, "路灯")) == 1


def test_many_are_indexed_in_one_go_each_by_its_own_words(ours: UUID) -> None:
    one, other = (Row(id=uuid7(), subdistrict_id=ours) for _ in range(2))
    with scoped(people.clerk(ours)):
        find.index_many([(one, ["水管漏水"]), (other, ["楼道堆物", "三号楼"])], changed_at=clock.now())
    assert (found(ours, "漏水"), found(ours, "三号楼"), found(ours, "路灯")) == ([one.pk], [other.pk], [])


def test_texts_that_were_indexed_as_texts_are_found_by_their_numbers(ours: UUID, database: TestDatabase) -> None:
    """As the step of the migration finds them: with the old grams, each with the mark of its subdistrict before it."""
    kept = row(ours, "三号楼电梯停运")
    numbering: Any = import_module("linli.kernel.migrations.0008_find_numbers")
    with psycopg.connect(database.server.url("superuser"), dbname=database.name) as owner:
        before = owner.execute("SELECT grams FROM text_index WHERE id = %s", [kept]).fetchone()
        owner.execute("ALTER TABLE text_index ADD COLUMN texts text[]")
        owner.execute(
            "UPDATE text_index SET texts = %s, grams = '{}' WHERE id = %s",
            [[f"abcd{gram}" for gram in grams_of_text(["三号楼电梯停运"])], kept],
        )
        numbering.number_grams(None, SimpleNamespace(connection=owner))
        after = owner.execute("SELECT grams FROM text_index WHERE id = %s", [kept]).fetchone()
        owner.rollback()
    assert before is not None and after is not None
    assert sorted(after[0]) == sorted(before[0])
