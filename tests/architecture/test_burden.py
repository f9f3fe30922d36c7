"""The burden guard: no setting, no item of a checklist, no field of an interface can ask for presence, place or photo."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from hypothesis import given
from hypothesis import strategies as st

from linli.campaigns.rules.kinds import CampaignKind, Meaning
from linli.campaigns.rules.kit import Kit
from linli.campaigns.rules.plans import Plan
from linli.campaigns.rules.plans import checked as checked_plan
from linli.campaigns.rules.stages import STANDARD, Stage
from linli.checklists.rules.items import FACTS, LISTED, Item, ItemKind, Option, checked_item
from linli.forms.rules.facts import Fact
from linli.forms.rules.fields import Question
from linli.forms.rules.fields import check_burden as check_question
from linli.forms.rules.kinds import Subject
from linli.kernel import burden
from linli.kernel.burden import SafetyTask, broken_by, demand_of, faults_of, safety_task
from linli.kernel.errors import Refused
from linli.kernel.permissions import registered_permissions
from linli.sync.commands import known_kinds
from linli.visits.rules.days import Days, checked_days
from linli.visits.rules.patrols import Part, RouteKind, RouteWords, checked_route, checked_stop

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted((ROOT / "docs").rglob("*.json"))
TODAY = date(2026, 11, 23)
TASK = SafetyTask("台风前看招牌", TODAY)
# Fields that name a place or a file and are demanded all the same, each with its reason: a thing's, never a person's.
DEMANDED: dict[str, str] = {}
# Words of the guard that mean something else where they stand.
MEANT: dict[str, str] = {
    "place_likeness.score": "how alike two places are written",
    "ticket_reply.points": "what an answer said, point by point",
    "ticket_reply.answer_points": "what an answer said, point by point",
}


def item(kind: ItemKind, **facts: Any) -> Item:
    options = (Option("yes", "有"),) if kind in LISTED else ()
    return Item(**{"name": "a", "kind": kind, "label": "甲", "options": options, **facts})


@pytest.mark.parametrize("kind", ItemKind)
def test_no_type_of_item_can_demand_anything_without_a_safety_task(kind: ItemKind) -> None:
    for facts in ({"is_required": True}, {"is_required": True, "is_safety": True}):
        with pytest.raises(Refused) as refused:
            checked_item(item(kind, **facts), None)
        assert refused.value.code == "burden.demand"
        assert "Burden guard, rule “" in refused.value.sentence
    # A task alone does not make it general.
    with pytest.raises(Refused):
        checked_item(item(kind, is_required=True), TASK)
    assert checked_item(item(kind, is_required=True, is_safety=True), TASK).is_required


@pytest.mark.parametrize("kind", ItemKind)
def test_only_a_safety_task_asks_where_somebody_stands(kind: ItemKind) -> None:
    refused = ""
    try:
        checked_item(item(kind), None)
    except Refused as refusal:
        refused = refusal.code
    assert refused == ("burden.demand" if kind is ItemKind.LOCATION else "")


@pytest.mark.parametrize("kind", ItemKind)
def test_no_type_of_item_is_filled_in_where_it_is_about_safety(kind: ItemKind) -> None:
    with pytest.raises(Refused):
        checked_item(item(kind, is_kept=True, is_safety=True), TASK)
    assert (kind in FACTS) == (kind in {ItemKind.NUMBER, ItemKind.CHOICE, ItemKind.CHOICES, ItemKind.TEXT, ItemKind.DATE})


@pytest.mark.parametrize("words", ["每日打卡", "签到", "积分", "在线时长", "停留时长", "工作轨迹", "网格员排名"])
def test_no_item_counts_presence_whatever_the_reason(words: str) -> None:
    asked = (item(ItemKind.TEXT, label=words, is_safety=True), item(ItemKind.CHOICE, options=(Option("x", words),), is_safety=True))
    for each in asked:
        with pytest.raises(Refused) as refused:
            checked_item(each, TASK)
        assert refused.value.code == "burden.counts_presence"
        assert refused.value.facts["rule"]


@pytest.mark.parametrize("name", ["check_in", "checkIn", "onlineMinutes", "staff_points", "gps_track", "dwell_time", "daily_step_count"])
def test_names_of_programs_are_read_word_by_word(name: str) -> None:
    assert broken_by(name)
    with pytest.raises(Refused):
        burden.check_words(name)


@pytest.mark.parametrize("name", ["pointsman", "checklist", "tracked_by", "point_system", "overtime_minutes", "scoreless"])
def test_words_that_only_look_alike_are_left_alone(name: str) -> None:
    assert not broken_by(name)


@pytest.mark.parametrize(
    "words", ["打 卡", "打\u200b卡", "签・到", "簽到", "積分", "行走軌跡", "ＣＨＥＣＫ-ＩＮ", "考勤表", "出勤率", "在岗时长", "走访计分"]
)
def test_the_rules_hold_however_the_words_are_written(words: str) -> None:
    assert broken_by(words)


@pytest.mark.parametrize("words", ["别打了，卡片收好", "到街道办签字", "积水点", "店内监控用时", "分期付款"])
def test_what_only_sounds_like_it_is_left_alone(words: str) -> None:
    assert not broken_by(words)


PLAN = Plan(
    name="气改电",
    kind=CampaignKind.DRIVE,
    starts_on=TODAY,
    ends_on=TODAY + timedelta(days=30),
    stages=tuple(STANDARD),
    concerns=("价",),
    kit=Kit(("政策",), (("海报", 1),)),
)
DAY = Days(name="网格日", weekday=0, starts_on=TODAY, theme="消防")
ROUTE = RouteWords(name="河边步道", kind=RouteKind.LOOK, section="岚皋路")
# Everything that somebody of the street may type for those who walk, with where it is looked at before it is kept.
TYPED: dict[str, Callable[[str], object]] = {
    "campaign": lambda words: checked_plan(replace(PLAN, name=words)),
    "round": lambda words: checked_plan(replace(PLAN, kind=CampaignKind.ROUND, name=words)),
    "stage": lambda words: checked_plan(replace(PLAN, stages=(Stage("x", words, Meaning.STEP), *STANDARD))),
    "concern": lambda words: checked_plan(replace(PLAN, concerns=(words,))),
    "service": lambda words: checked_plan(replace(PLAN, kit=Kit((words,)))),
    "material": lambda words: checked_plan(replace(PLAN, kit=Kit((), ((words, 1),)))),
    "waits_for": lambda words: checked_plan(replace(PLAN, waits_for=words)),
    "grid_day": lambda words: checked_days(replace(DAY, name=words)),
    "theme": lambda words: checked_days(replace(DAY, theme=words)),
    "route": lambda words: checked_route(replace(ROUTE, name=words)),
    "section": lambda words: checked_route(replace(ROUTE, section=words)),
    "stop": checked_stop,
}


@pytest.mark.parametrize("typed", TYPED)
def test_nothing_that_a_street_types_for_those_who_walk_counts_presence(typed: str) -> None:
    for words in ("每日打卡", "走访积分", "在线时长", "行走轨迹", "daily check-in"):
        with pytest.raises(Refused) as refused:
            TYPED[typed](words)
        assert refused.value.code == "burden.counts_presence"
        assert str(refused.value.facts["rule"]) in refused.value.sentence
    TYPED[typed]("端午走访")


def test_no_column_switches_place_or_photo_on() -> None:
    """Where a thing lies may always stay away; nothing says that somebody's place or picture is wanted."""
    asking = {name: field for name, field in columns() if demand_of(str(field.column))}
    assert {name.split(".")[0] for name in asking} == {"place", "ticket", "patrol_stop", "patrol_finding"}
    assert [name for name, field in asking.items() if not (field.null and isinstance(field, models.FloatField))] == []


def test_a_safety_task_has_a_reason_and_an_end_not_far_away() -> None:
    assert safety_task("", None, today=TODAY) is None
    assert safety_task("防汛", TODAY, today=TODAY) == SafetyTask("防汛", TODAY)
    for reason, until in (("防汛", None), ("", TODAY), ("防汛", TODAY - timedelta(days=1)), ("防汛", TODAY + timedelta(days=93))):
        with pytest.raises(Refused):
            safety_task(reason, until, today=TODAY)


def own_settings() -> list[str]:
    return [name for name in dir(settings) if name.startswith("LINLI_")]


def columns() -> Iterator[tuple[str, "models.Field[Any, Any]"]]:
    for model in apps.get_models():
        if model.__module__.startswith("linli."):
            for field in model._meta.local_concrete_fields:
                yield f"{model._meta.db_table}.{field.column}", field


def test_no_setting_of_the_house_counts_presence_or_demands_a_place() -> None:
    assert own_settings()
    assert faults_of(own_settings(), own_settings()) == []


def test_no_column_counts_presence() -> None:
    named = dict(columns())
    assert "visit.made_at" in named and len(named) > 500
    assert {name for name, field in named.items() if broken_by(str(field.column))} == set(MEANT)


def test_no_row_must_say_where_somebody_stood_or_show_a_picture() -> None:
    must = [name for name, field in columns() if not field.null and not field.has_default() and not field.empty_strings_allowed]
    assert [name for name in must if demand_of(name.rsplit(".", 1)[1]) and name not in DEMANDED] == []
    # No visit has a place of its own at all, and nothing says how long it took.
    own = {str(field.column) for name, field in columns() if name.startswith("visit.")}
    assert not {column for column in own if demand_of(column) or re.search(r"duration|minutes|seconds|ended_at|left_at", column)}


def test_no_table_of_patrols_knows_an_hour_or_who_stood_where() -> None:
    """A shift has a day and a part of it; a point belongs to a stop or to what is wrong, and may always stay away."""
    own = {name: field for name, field in columns() if name.startswith("patrol_")}
    assert {name.split(".")[0] for name in own} == {f"patrol_{part}" for part in ("route", "stop", "shift", "walker", "finding", "missed")}
    clocks = (models.DateTimeField, models.TimeField, models.DurationField)
    assert [name for name, field in own.items() if isinstance(field, clocks)] == []
    assert {name for name in own if demand_of(name.rsplit(".", 1)[1])} == {
        f"patrol_{part}" for part in ("stop.lon", "stop.lat", "finding.lon", "finding.lat")
    }
    assert [name for name, field in own.items() if demand_of(str(field.column)) and not field.null] == []
    assert [each.value for each in Part] == ["morning", "afternoon", "evening", "night"]


def test_no_command_of_a_phone_demands_place_or_photo_or_counts_presence() -> None:
    for name, kind in known_kinds().items():
        for names, must in shapes(kind.payload.model_json_schema()):
            # A picture's own command carries a picture; nobody has to send one.
            demanded = [] if name == "photo.attach" else must
            assert faults_of(names, demanded) == [], name


def test_no_permission_is_about_counting_people() -> None:
    assert [code for code in registered_permissions() if broken_by(code)] == []


def shapes(node: Any) -> Iterator[tuple[list[str], list[str]]]:
    """Every object of a document: the names of its fields, and of those that must be filled."""
    if isinstance(node, dict):
        if isinstance(node.get("properties"), dict):
            yield list(node["properties"]), list(node.get("required") or [])
        if isinstance(node.get("parameters"), list):
            named = [each for each in node["parameters"] if isinstance(each, dict) and "name" in each]
            yield [each["name"] for each in named], [each["name"] for each in named if each.get("required")]
        for each in node.values():
            yield from shapes(each)
    elif isinstance(node, list):
        for each in node:
            yield from shapes(each)


def inward(document: Any) -> Iterator[Any]:
    """What others send us: bodies and parameters of requests, with the shapes they name."""
    named = document.get("components", {}).get("schemas", {})
    for methods in document.get("paths", {}).values():
        for call in methods.values():
            if isinstance(call, dict):
                wanted = json.dumps([call.get("requestBody"), call.get("parameters")])
                yield {"parameters": call.get("parameters", [])}
                yield from _named(wanted, named, set())


def _named(text: str, named: dict[str, Any], seen: set[str]) -> Iterator[Any]:
    for name in re.findall(r"#/components/schemas/([\w.-]+)", text):
        if name not in seen and name in named:
            seen.add(name)
            yield named[name]
            yield from _named(json.dumps(named[name]), named, seen)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_no_field_of_an_interface_demands_place_or_photo_or_counts_presence(path: Path) -> None:
    document = json.loads(path.read_text(encoding="utf-8"))
    fields = [name for names, _ in shapes(document) for name in names]
    assert fields or "openapi" not in document
    assert faults_of(fields) == []
    demanded = [name for part in inward(document) for _, must in shapes(part) for name in must]
    assert [fault for fault in faults_of([], demanded) if fault.split(":")[0] not in DEMANDED] == []


def test_the_guard_bites_where_a_field_would_ask_for_it() -> None:
    assert faults_of(["online_minutes"], ["photo", "lat"]) == [
        f"online_minutes: {burden.NO_ONLINE_TIME}",
        f"photo: {burden.NO_PHOTO}",
        f"lat: {burden.NO_LOCATION}",
    ]


@pytest.mark.parametrize("subject", Subject)
def test_no_form_that_somebody_registers_makes_presence_place_or_photo_general(subject: Subject) -> None:
    for name in ("网格员打卡次数", "走访积分", "在线时长", "巡查轨迹"):
        for task in (None, TASK):
            with pytest.raises(Refused) as refused:
                check_question(Question(name), subject, task)
            assert refused.value.code == "burden.counts_presence"
    for name in ("现场照片", "走访视频", "网格员定位", "实时位置"):
        with pytest.raises(Refused) as refused:
            check_question(Question(name), subject, None)
        assert refused.value.code == "burden.demand" and refused.value.facts["rule"]
        check_question(Question(name), subject, TASK)


def test_nothing_that_the_house_fills_into_forms_is_about_presence() -> None:
    assert faults_of([fact.value for fact in Fact]) == [] and not {fact for fact in Fact if broken_by(fact.words)}
    # Where a place lies, never where anybody stands.
    assert {fact for fact in Fact if demand_of(fact.value)} <= {Fact.PLACE_LON, Fact.PLACE_LAT}


@given(st.text(max_size=30))
def test_any_words_are_read(text: str) -> None:
    assert broken_by(text) in {"", burden.NO_CHECK_IN, burden.NO_POINTS, burden.NO_ONLINE_TIME, burden.NO_TRACK}
