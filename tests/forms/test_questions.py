"""What the questions of a form are: read from a sheet, known, asked already, decided by a person."""

from io import BytesIO

import pytest

from linli.forms.actions import questions
from linli.forms.models import FieldMatch
from linli.forms.queries import questions as asked
from linli.forms.rules import meter
from linli.forms.rules.facts import Fact
from linli.forms.rules.kinds import Frequency, Subject, Sureness
from linli.kernel import burden, scope
from linli.kernel.errors import NotFound, Refused
from linli.kernel.ids import uuid7
from tests.forms.registry import ASKED, Registry, refuses
from tests.places.street import TODAY

SHEET = "兰亭街道餐饮单位台账,,,,\n填报单位：,,填报时间：,,\n序号,场所,,负责人,\n,名称,地址,姓名,电话\n".encode("gb18030")


def read(registry: Registry, form: object, content: bytes, name: str = "台账.csv") -> object:
    wish = {"seen": registry.seen(form), "name": name, "content": BytesIO(content)}  # type: ignore[arg-type]
    return registry.street.does(registry.proposer, questions.read_fields, form.pk, **wish)  # type: ignore[attr-defined]


def test_questions_are_read_from_the_senders_headings_and_nothing_else_is_kept(registry: Registry) -> None:
    form = registry.propose(lines="名称\n备注")
    kept = registry.field(form, "名称").field.pk

    read(registry, form, SHEET + "1,冒菜馆,岚皋西路1号,林,1\n".encode("gb18030"))

    now = registry.reload(form)
    assert [each.question.whole for each in registry.fields(form)] == ["序号", "场所·名称", "场所·地址", "负责人·姓名", "负责人·电话"]
    assert len(now.head) == 2 and len(now.titles) == 2 and "冒菜馆" not in str([now.head, now.titles])
    registry.ask(form, "名称\n序号")
    assert registry.reload(form).head == [] and registry.field(form, "名称").field.pk != kept


def test_a_formula_in_the_headings_or_no_headings_at_all_is_refused(registry: Registry) -> None:
    from openpyxl import Workbook

    form, book, written = registry.propose(), Workbook(), BytesIO()
    book.worksheets[0].append(["名称", "=A1", "地址"])
    book.save(written)

    assert refuses(lambda: read(registry, form, written.getvalue(), "台账.xlsx")) == "sheets.formula"
    assert refuses(lambda: read(registry, form, b"PK\x03\x04", "x.xlsx")).startswith("sheets.")
    assert refuses(lambda: read(registry, form, "说明：请逐户填写\n".encode(), "x.csv")) == "forms.no_headings"
    assert len(registry.fields(form)) == 8


def test_the_burden_guard_stands_before_every_form(registry: Registry) -> None:
    form = registry.propose()
    for line, rule in (("网格员每日打卡", burden.NO_CHECK_IN), ("走访照片", burden.NO_PHOTO), ("网格员定位", burden.NO_LOCATION)):
        with pytest.raises(Refused) as refused:
            registry.ask(form, f"商铺名称\n{line}")
        assert refused.value.facts["rule"] == rule
    assert len(registry.fields(form)) == 8


def test_what_is_known_is_proposed_and_a_person_decides(registry: Registry) -> None:
    form = registry.propose()
    name, area = registry.field(form, "商铺名称"), registry.field(form, "经营面积")
    (suggestion,) = name.suggestions
    assert suggestion.fact is Fact.PLACE_NAME and suggestion.sureness is Sureness.SAME and name.is_known and not name.is_filled
    assert area.suggestions == () and not area.is_known

    registry.confirm(form, name.field, "fact:place_name")
    confirmed = registry.field(form, "商铺名称")
    assert confirmed.fact is Fact.PLACE_NAME and confirmed.is_filled and confirmed.suggestions == ()

    registry.confirm(form, name.field, "fact:place_name", is_same=False)
    rejected = registry.field(form, "商铺名称")
    assert rejected.fact is None and rejected.suggestions == () and not rejected.is_known
    registry.confirm(form, name.field, "fact:place_address")
    registry.confirm(form, name.field, "fact:place_name")
    assert registry.field(form, "商铺名称").fact is Fact.PLACE_NAME
    with scope.scoped(registry.proposer):
        assert FieldMatch.objects.filter(field=name.field, is_same=True).count() == 1


def test_everything_certain_is_confirmed_at_once(registry: Registry) -> None:
    form = registry.propose()
    numbers = [registry.street.does(registry.proposer, questions.confirm_known, form.pk) for _ in range(2)]
    assert numbers == [6, 0]
    assert [each.is_filled for each in registry.fields(form)] == [True] * 6 + [False] * 2
    assert registry.street.story(form).count("form.known_confirmed") == 1


def test_another_form_on_the_list_that_asks_the_same_is_named(registry: Registry) -> None:
    first = registry.on_the_list("商铺名称\n经营面积（㎡）\n用气类型", frequency=Frequency.QUARTERLY)
    registry.propose("经营面积", name="只是提出的")
    second = registry.propose("店名\n营业面积\n用气种类\n灭火器数量", name="燃气台账")

    area = registry.field(second, "营业面积").suggestions
    assert [(each.other.form.name, each.other.name, each.is_same_period) for each in area if each.other] == [
        ("餐饮场所台账", "经营面积（㎡）", False)
    ]
    assert registry.field(second, "灭火器数量").suggestions == ()
    registry.confirm(second, registry.field(second, "营业面积").field, f"field:{area[0].other.pk if area[0].other else ''}")
    source = registry.field(second, "营业面积").source
    assert source is not None and source.form_id == first.pk
    registry.confirm(second, registry.field(second, "用气种类").field, f"field:{registry.field(first, '用气类型').field.pk}", is_same=False)
    assert registry.field(second, "用气种类").suggestions == ()
    # A question that goes takes what was decided about it with it.
    registry.ask(second, "店名")
    assert [each.question.whole for each in registry.fields(second)] == ["店名"]


def test_forms_about_something_else_ask_something_else(registry: Registry) -> None:
    registry.on_the_list("商铺名称\n经营面积")
    others = [
        registry.propose("经营面积", name="学校台账", kinds=frozenset({"school"})),
        registry.propose("经营面积", name="网格台账", subject=Subject.GRID, kinds=frozenset({"comprehensive"})),
    ]
    for form in others:
        assert registry.fields(form)[0].suggestions == ()


@pytest.mark.parametrize("same_as", ["fact:shops", "fact:nothing", "field:x", "", "place_name"])
def test_what_a_row_cannot_be_is_not_found(registry: Registry, same_as: str) -> None:
    form = registry.propose()
    with pytest.raises(NotFound):
        registry.confirm(form, registry.fields(form)[0].field, same_as)


def test_a_question_of_another_form_is_not_found(registry: Registry) -> None:
    form, other = registry.propose(), registry.propose(name="另一张")
    with pytest.raises(NotFound):
        registry.confirm(form, registry.fields(other)[0].field, "fact:place_name")
    with pytest.raises(NotFound):
        registry.street.does(registry.proposer, questions.decide_match, form.pk, uuid7(), same_as="fact:place_name", is_same=True)
    wish = {"same_as": "fact:place_name", "is_same": True}
    field = registry.fields(form)[0].field
    assert (
        refuses(lambda: registry.street.does(registry.westerner, questions.decide_match, form.pk, field.pk, **wish)) == "kernel.not_allowed"
    )


def test_the_meter_counts_what_lives(registry: Registry) -> None:
    registry.on_the_list(ASKED)
    registry.propose("经营面积", name="只是提出的")
    other = registry.propose("门店名称\n经营面积\n特殊问题", name="市场台账", sender="市场监管所")
    registry.admit(other)

    with scope.scoped(registry.reader):
        living = asked.living(registry.reader, TODAY)

    whole = meter.burden_of(living)
    # 序号, 名称, 地址, 网格 and both of the one in charge are confirmed; 门店名称 is known to the rule alone.
    assert (whole.forms, whole.fields, whole.filled, whole.known, whole.twice) == (2, 11, 6, 7, 2)
    assert [name for name, _each in meter.by(living, lambda form: (form.sender,))] == ["区消防救援局", "市场监管所"]
