"""The examples that come with the house: ours, enough of each class, right on those left out, and giving way to a street's own tickets."""

import re
from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import islice

import pytest

from linli.lang.bayes import Model
from linli.lang.bayes import learnt as learnt_from
from linli.lang.centres import Centres, learnt, runs_of, written
from linli.lang.folds import folds
from linli.lang.reading import plain
from linli.lang.repeats import groups
from linli.tickets.queries.prior import examples, preset, shipped
from linli.tickets.rules.catalogue import Catalogue
from linli.tickets.rules.dispatch import Confidence
from linli.tickets.rules.likeness import Lexicon, suggest
from linli.tickets.rules.prior import Example, prior_of, shared

LEAST = 20
PARTS = 5
# Of 3,381 examples, each judged by a prior of the other four parts.
FIRST, AMONG_THREE = 0.62, 0.81
SURE, LIKELY = 0.95, 0.88
CLASS, TEXT = "E2102", "楼道里又有人给电动车充电"


@cache
def left_out() -> list[tuple[str, list[tuple[str, float]]]]:
    """Each example's class, and what a prior that never saw it makes of it."""
    said, catalogue = examples(), preset()
    parts = folds([plain(each.text) for each in said], [each.code for each in said], PARTS, seed="prior")
    found: list[tuple[str, list[tuple[str, float]]]] = []
    for part in range(PARTS):
        model = prior_of([each for each, own in zip(said, parts, strict=True) if own != part], catalogue)
        asked = [each for each, own in zip(said, parts, strict=True) if own == part]
        found += [(each.code, [(guess.label, guess.share) for guess in islice(model.guesses(each.text), 3)]) for each in asked]
    return found


def test_every_minor_class_of_the_preset_has_enough_examples_under_its_own_name() -> None:
    times, names = Counter(each.code for each in examples()), {each.code: each.name for each in examples()}
    assert names == {item.code: item.name for item in preset().deepest}
    assert min(times.values()) >= LEAST


def test_no_example_repeats_another() -> None:
    texts = [each.text for each in examples()]
    assert len(set(groups([plain(text) for text in texts]))) == len(texts)


def test_no_example_names_a_person_a_number_or_a_real_town() -> None:
    named = re.compile(r"\d{5,}|[某姓][\u4e00-\u9fff]{1,2}(?:先生|女士)|北京|上海|广州|深圳|天津|重庆|成都|杭州|武汉|西安|南京|长沙|苏州")
    assert [each.text for each in examples() if named.search(each.text)] == []
    assert all(0 < len(each.text) <= 100 for each in examples())


def test_examples_that_were_left_out_are_found_as_often_as_is_said() -> None:
    found = left_out()
    first = sum(guesses[0][0] == code for code, guesses in found) / len(found)
    among = sum(code in [label for label, _ in guesses] for code, guesses in found) / len(found)
    assert (first, among) >= (FIRST, AMONG_THREE) and among >= AMONG_THREE
    for least, wanted in ((0.8, SURE), (0.4, LIKELY)):
        right = [guesses[0][0] == code for code, guesses in found if guesses[0][1] >= least]
        assert sum(right) / len(right) >= wanted


def test_a_new_street_is_told_the_class_by_the_examples_and_that_it_is_so() -> None:
    bare = preset()
    # A catalogue whose classes have a name and no words.
    bare = Catalogue(1, {code: replace(item, keywords=(), description="") for code, item in bare.items.items()})
    (first, *_) = suggest(TEXT, Lexicon.of(bare, None, shipped()))
    assert (first.code, first.is_by_examples, first.is_life_safety, first.is_preselected) == (CLASS, True, True, True)
    assert first.confidence is Confidence.LIKELY and first.words and all(word in TEXT for word in first.words)
    assert all(each.code != CLASS for each in suggest(TEXT, Lexicon.of(bare)))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("楼道堆满杂物", "E2101"),
        ("楼道里堆了旧家具", "E2101"),
        ("外墙脱落", "E0499"),
        ("流浪狗咬人", "E0499"),
        ("有人高空抛物", "E0499"),
        ("楼上天天吵得睡不着", "M0101"),
        ("隔壁饭店味道太大", "E0116"),
        ("到处都是垃圾没人打扫", "E0102"),
        ("停车费太贵", "M0103"),
        ("路边树倒了压到车", "C0402"),
        ("车乱停", "E0505"),
    ],
)
def test_what_is_said_every_day_is_known_from_the_first_day(words: str, code: str) -> None:
    first, *_ = suggest(words, Lexicon.of(preset(), None, shipped()))
    assert first.code == code and first.confidence is not Confidence.UNSURE


def test_a_car_in_the_fire_lane_is_two_classes_and_the_danger_is_chosen() -> None:
    found = suggest("消防通道被车堵了", Lexicon.of(preset(), None, shipped()))
    assert {each.code: each.is_preselected for each in found} == {"E0505": False, "E2101": True}


def test_examples_speak_for_no_class_that_means_something_else_here() -> None:
    changed = {
        code: replace(item, name="电动车管理", keywords=(), description="") if code == CLASS else item
        for code, item in preset().items.items()
    }
    lexicon = Lexicon.of(Catalogue(1, changed), None, shipped())
    assert lexicon.prior is not None and CLASS not in lexicon.prior.codes
    assert CLASS not in {each.code for each in suggest(TEXT, lexicon)}


def taught(times: int) -> Model | None:
    """A street that sends what the examples call one class to another, so often, beside a class nobody disputes."""
    wrong = [("楼道里给电动车充电，线拉到门外", "M0103")] * times
    return learnt_from([*wrong, *[("路灯坏了三天没有人修", "C0118")] * 9])


@pytest.mark.parametrize(("times", "code"), [(0, CLASS), (1, CLASS), (4, "M0103"), (20, "M0103")])
def test_what_a_street_decides_outweighs_the_examples_as_it_accumulates(times: int, code: str) -> None:
    assert next(shared(TEXT, taught(times), shipped())).code == code


def test_shares_add_up_and_the_own_tickets_gain_with_each() -> None:
    shares = [{each.code: each.value for each in shared(TEXT, taught(times), shipped())} for times in (1, 2, 4, 8, 16)]
    assert all(sum(each.values()) == pytest.approx(1) for each in shares)
    own = [each["M0103"] for each in shares]
    assert own == sorted(own) and own[-1] > 0.8


def test_a_class_without_tickets_is_still_found_beside_classes_with_many() -> None:
    """Half of the classes have a street's own tickets: the others must not be drowned by them."""
    said = [each for place, each in enumerate(examples()) if place % 2]
    asked = [each for place, each in enumerate(examples()) if not place % 2]
    own = learnt_from((each.text, each.code) for each in said if each.code.startswith("E"))
    prior = prior_of(said, preset())
    right = {True: [0, 0], False: [0, 0]}
    alone = {True: 0, False: 0}
    for each in asked[::3]:
        is_own = each.code.startswith("E")
        found, plainly = next(shared(each.text, own, prior)), next(shared(each.text, None, prior))
        right[is_own][0] += found.code == each.code
        right[is_own][1] += 1
        alone[is_own] += plainly.code == each.code
    assert right[False][0] >= 0.85 * alone[False]
    assert right[True][0] >= 0.95 * alone[True]


def test_without_either_nothing_is_shared() -> None:
    assert list(shared(TEXT, None, None)) == []
    assert list(shared("abc", None, shipped())) == []
    assert list(shared("abc", taught(9), shipped())) == []


def test_the_order_of_the_examples_changes_nothing() -> None:
    some = [Example("E01", "甲", "水管爆了"), Example("E02", "乙", "路灯不亮"), Example("E01", "甲", "水表漏水")]
    one, other = prior_of(some, Catalogue(1, {})), prior_of(some[::-1], Catalogue(1, {}))
    assert (one.model.runs.tolist(), one.model.weights.tolist()) == (other.model.runs.tolist(), other.model.weights.tolist())
    assert one.because("水管爆了", "E01", 1) == ["水管"]


def test_runs_are_of_chinese_alone_in_simplified_form() -> None:
    assert [written(run) for run in runs_of("亮灯亮灯電a，路\udcff").tolist()] == ["亮", "灯", "电", "路", "亮灯", "灯亮", "灯电"]
    assert isinstance(learnt([("一二", "甲"), ("三", "乙")]), Centres)


def test_what_no_example_has_makes_every_class_less_likely() -> None:
    model = learnt([("水管爆了", "甲"), ("路灯不亮", "乙")])
    plain_, further = list(model.guesses("水管")), list(model.guesses("水管龘龙"))
    assert [each.label for each in plain_] == [each.label for each in further] == ["甲", "乙"]
    assert plain_[0].share > further[0].share


def test_centres_of_nothing_are_like_nothing() -> None:
    assert list(learnt([]).guesses("路灯坏了")) == [] and learnt([("abc", "C0118")]).labels == ()
