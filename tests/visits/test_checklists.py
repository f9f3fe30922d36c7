"""Checklists are published version by version, and answers keep the one they were given to."""

import io
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from linli.checklists import actions, presets, queries
from linli.checklists.actions import ChecklistWords, VersionDraft
from linli.checklists.models import Checklist
from linli.checklists.rules.items import Body, Item, ItemKind
from linli.checklists.rules.permissions import CHECKLISTS_AT_MOST
from linli.kernel import scope
from linli.kernel.burden import SafetyTask
from linli.kernel.errors import NotFound, Refused, Stale
from linli.kernel.ids import uuid7
from linli.kernel.sheets import read_book
from tests.checklists.test_xlsform import HEAD, book
from tests.visits.street import Street

LOOK = Item(name="exits", kind=ItemKind.LOOK, label="出口", is_safety=True)
WORDS = ChecklistWords(title="消防", place_kinds=("restaurant", "shop"))


def draft(*items: Item, **facts: Any) -> VersionDraft:
    return VersionDraft(body=Body(items or (LOOK,)), **facts)


def refused(street: Street, action: Any, *known: Any, actor: Any = None, **facts: Any) -> str:
    with pytest.raises(Refused) as found:
        street.acts(actor or street.chief, action, *known, **facts)
    assert found.value.sentence
    return found.value.code


def made(street: Street) -> Checklist:
    found: Checklist = street.acts(street.chief, actions.create_checklist, "fire", WORDS, draft(remark="第一版"))
    return found


def test_the_templates_of_the_house_are_taken_over_once(street: Street) -> None:
    first = street.acts(street.chief, actions.take_over)
    assert [row.code for row in first] == list(presets.PRESETS)
    assert street.acts(street.chief, actions.take_over, ["gas"]) == []
    with scope.scoped(street.walker):
        assert {each.code for each in queries.offered_at(street.walker, "restaurant")} == {
            "look_and_ask",
            "fire_exits",
            "gas",
            "opening_kit",
        }
        assert queries.in_use(street.walker)[0].items_on(date(2026, 11, 23))
    assert refused(street, actions.take_over, ["own"]) == "checklists.preset_unknown"
    assert refused(street, actions.take_over, actor=street.walker) == "kernel.not_allowed"


def test_a_new_version_is_published_and_the_old_one_stays(street: Street) -> None:
    row = made(street)
    assert (row.version_number, row.place_kinds) == (1, ["shop", "restaurant"])
    second = draft(LOOK, replace(LOOK, name="signs", label="指示灯"))
    assert refused(street, actions.publish, row.pk, seen=row.journal_seq, draft=draft()) == "checklists.no_change"
    after = street.acts(street.chief, actions.publish, row.pk, seen=row.journal_seq, draft=second)
    assert after.version_number == 2
    with pytest.raises(Stale):
        street.acts(street.chief, actions.publish, row.pk, seen=1, draft=draft())
    with scope.scoped(street.walker):
        assert len(queries.by_number(street.walker, row.pk, 1).body.items) == 1
        assert [version.number for version in queries.versions_of(street.walker, queries.get_for(street.walker, row.pk))] == [2, 1]
        pairs = [(row.pk, 1), (row.pk, 2), (row.pk, 3), (uuid7(), 1)]
        assert set(queries.by_numbers(street.walker, pairs)) == {(row.pk, 1), (row.pk, 2)}
        assert queries.by_numbers(street.walker, []) == {}
        with pytest.raises(NotFound):
            queries.by_number(street.walker, row.pk, 3)
    assert street.verbs(row) == ["checklist.published", "checklist.published"]


def test_title_and_places_are_changed_without_a_new_version(street: Street) -> None:
    row = made(street)
    words = ChecklistWords(title="消防通道", is_offered=False)
    changed = street.acts(street.chief, actions.change_checklist, row.pk, seen=row.journal_seq, words=words)
    assert (changed.title, changed.place_kinds, changed.is_offered) == ("消防通道", [], False)
    with pytest.raises(Stale):
        street.acts(street.chief, actions.change_checklist, row.pk, seen=1, words=WORDS)
    with scope.scoped(street.walker):
        assert queries.offered_at(street.walker, "shop") == []


def test_what_cannot_be_published_is_refused(street: Street) -> None:
    made(street)
    bad = [
        ("fire", WORDS, draft(), "checklists.code_taken"),
        ("Fire!", WORDS, draft(), "checklists.bad_name"),
        ("gas", replace(WORDS, place_kinds=("castle",)), draft(), "checklists.kind_unknown"),
        ("gas", replace(WORDS, title=" "), draft(), "kernel.empty"),
        ("gas", replace(WORDS, title="每日打卡"), draft(), "burden.counts_presence"),
        ("gas", WORDS, draft(replace(LOOK, show_if="${gone} = 'x'")), "checklists.condition_on_nothing"),
        ("gas", WORDS, draft(LOOK, LOOK), "checklists.name_twice"),
        ("gas", WORDS, draft(replace(LOOK, show_if="${exits}")), "checklists.circle"),
        ("gas", WORDS, VersionDraft(body=Body(())), "checklists.item_count"),
        ("gas", WORDS, draft(replace(LOOK, is_required=True)), "burden.demand"),
        ("gas", WORDS, draft(remark="x" * 201), "kernel.too_long"),
        ("gas", WORDS, VersionDraft(body=Body((LOOK,), SafetyTask("防汛", date(2026, 11, 1)))), "burden.task_without_end"),
    ]
    for code, words, version, answer in bad:
        assert refused(street, actions.create_checklist, code, words, version) == answer
    assert refused(street, actions.create_checklist, "gas", WORDS, draft(), actor=street.walker) == "kernel.not_allowed"
    with scope.scoped(street.house):
        rows = [
            Checklist(subdistrict_id=street.lanting, code=f"c{number}", title="单", version_id=uuid7(), version_number=1)
            for number in range(CHECKLISTS_AT_MOST - 1)
        ]
        Checklist.objects.bulk_create(rows)
    assert refused(street, actions.create_checklist, "gas", WORDS, draft()) == "checklists.too_many"


def test_a_workbook_is_published_whole_or_not_at_all(street: Street) -> None:
    def drafted(*rows: Any) -> VersionDraft:
        parsed = actions.read_workbook(read_book(io.BytesIO(book(survey=[HEAD, *rows])), name="单.xlsx"))
        return actions.drafted(parsed, source="单.xlsx")

    row = made(street)
    with pytest.raises(Refused) as found:
        drafted(("barcode", "a", "甲"))
    assert found.value.code == "checklists.sheet_refused"
    assert street.acts(street.chief, actions.publish, row.pk, seen=row.journal_seq, draft=drafted(("look", "a", "甲"))).version_number == 2


def test_who_sees_them_in_some_grids_sees_them_and_a_stranger_sees_none(street: Street) -> None:
    row = made(street)
    with scope.scoped(street.westerner):
        assert [each.code for each in queries.in_use(street.westerner)] == ["fire"]
    with scope.scoped(street.nobody):
        assert queries.in_use(street.nobody) == [] and queries.by_numbers(street.nobody, [(row.pk, 1)]) == {}
        with pytest.raises(NotFound):
            queries.get_for(street.nobody, row.pk)
    with pytest.raises(Refused):
        street.acts(street.walker, actions.publish, row.pk, seen=1, draft=draft())


def test_a_safety_task_stands_in_the_journal(street: Street) -> None:
    photo = Item(name="sign", kind=ItemKind.PHOTO, label="招牌照片", is_safety=True, is_required=True)
    version = VersionDraft(body=Body((photo,), SafetyTask("台风前看招牌", date(2026, 12, 1))))
    row = street.acts(street.chief, actions.create_checklist, "signs", WORDS, version)
    with scope.scoped(street.walker):
        body = queries.by_number(street.walker, row.pk, 1).body
    assert body.task == version.body.task and body.items == (photo,)
