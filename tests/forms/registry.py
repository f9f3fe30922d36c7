"""A street with eateries, who proposes, admits and fills forms there, and one form about the eateries."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from openpyxl import load_workbook

from linli.forms.actions import filling, questions, registry
from linli.forms.models import Form, FormAnswer, FormField
from linli.forms.queries import questions as asked
from linli.forms.queries.questions import FieldNow
from linli.forms.rules import fields
from linli.forms.rules.kinds import FillerKind, Frequency, Subject
from linli.forms.rules.periods import Period, period_of
from linli.forms.rules.permissions import Permission
from linli.forms.rules.plans import Filler, Plan
from linli.kernel import scope
from linli.kernel.errors import Refused
from linli.org.actions import units
from linli.org.rules.permissions import Permission as OrgPermission
from linli.org.rules.units import UnitWords
from linli.places.rules.kinds import Kind
from linli.places.rules.permissions import Permission as PlacePermission
from tests.places.street import EAST, TODAY, Street

NOVEMBER = period_of(Frequency.MONTHLY, TODAY)
ASKED = "序号\n商铺名称\n经营地址\n所属网格\n负责人·姓名\n负责人·电话\n经营面积\n本月隐患数"


class Registry:
    """Two eateries in the west and one in the east, and a form that asks about them every month."""

    def __init__(self, street: Street) -> None:
        self.street = street
        whole = [*Permission, *PlacePermission, *OrgPermission]
        self.proposer = street.actor([*whole, "personal.reveal"])
        self.approver = street.actor(whole)
        self.reader = street.actor([Permission.READ])
        self.westerner = street.actor(
            [], limits=dict.fromkeys([Permission.READ, Permission.FILL, PlacePermission.READ], frozenset({street.west}))
        )
        self.west = [
            street.place(name, f"岚皋西路{number}号", kind=Kind.RESTAURANT) for number, name in enumerate(["冒菜馆", "面馆"], start=1)
        ]
        self.east = [street.place("面馆", "岚皋东路1号", kind=Kind.RESTAURANT, spot=EAST)]
        self.unit: UUID = street.does(self.proposer, units.open_unit, words=UnitWords("pingan", "office", "平安办公室", "平安办", "")).pk
        self.plan = Plan(
            name="餐饮场所台账",
            sender="区消防救援局",
            basis="《上海市消防条例》第三十条",
            purpose="掌握底数",
            frequency=Frequency.MONTHLY,
            subject=Subject.PLACE,
            kinds=frozenset({Kind.RESTAURANT.value}),
            fillers=(Filler(FillerKind.UNIT, self.unit), Filler(FillerKind.GRID, street.west)),
            owner_unit_id=self.unit,
            expires_on=date(2027, 6, 30),
        )

    def propose(self, lines: str = ASKED, **facts: Any) -> Form:
        """A form that waits, with its questions."""
        form: Form = self.street.does(self.proposer, registry.propose, replace(self.plan, **facts))
        return self.ask(form, lines) if lines else form

    def ask(self, form: Form, lines: str) -> Form:
        changed: Form = self.street.does(
            self.proposer, questions.type_fields, form.pk, seen=self.seen(form), questions=fields.from_lines(lines)
        )
        return changed

    def admit(self, form: Form) -> Form:
        admitted: Form = self.street.does(self.approver, registry.approve, form.pk, seen=self.seen(form))
        return admitted

    def on_the_list(self, lines: str = ASKED, **facts: Any) -> Form:
        """A form on the list, of whose questions everything that is certainly known was confirmed."""
        form = self.propose(lines, **facts)
        for each in self.fields(form):
            for suggestion in each.suggestions:
                if suggestion.fact:
                    self.confirm(form, each.field, f"fact:{suggestion.fact.value}")
        return self.admit(form)

    def confirm(self, form: Form, field: FormField, same_as: str, *, is_same: bool = True) -> Any:
        return self.street.does(self.proposer, questions.decide_match, form.pk, field.pk, same_as=same_as, is_same=is_same)

    def fields(self, form: Form) -> list[FieldNow]:
        with scope.scoped(self.proposer):
            return asked.of_form(self.proposer, form, TODAY)

    def field(self, form: Form, name: str) -> FieldNow:
        return next(each for each in self.fields(form) if each.question.whole == name)

    def seen(self, form: Form) -> int:
        return self.reload(form).journal_seq

    def reload(self, form: Form) -> Form:
        with scope.scoped(self.proposer):
            found: Form = Form.objects.get(pk=form.pk)
            return found

    def sheet(self, form: Form, actor: Any = None, **facts: Any) -> list[list[Any]]:
        """The rows that leave the house, headings included."""
        said = {"period": NOVEMBER, "purpose": "月度报送", **facts}
        taken = self.street.does(actor or self.proposer, filling.take_away, form.pk, **said)
        return [[cell.value for cell in row] for row in load_workbook(BytesIO(taken.content)).worksheets[0].iter_rows()]

    def bring(self, form: Form, content: bytes, actor: Any = None, period: Period = NOVEMBER, name: str = "回表.xlsx") -> Any:
        return self.street.does(actor or self.proposer, filling.take_back, form.pk, period=period, name=name, content=BytesIO(content))

    def answers(self, form: Form) -> dict[UUID | None, dict[str, str]]:
        """What is kept, by row and by the question's name."""
        with scope.scoped(self.proposer):
            names = {str(field.pk): field.name for field in FormField.objects.filter(form=form)}
            rows = FormAnswer.objects.filter(form=form).order_by("period_on")
            return {row.place_id or row.grid_id: {names[key]: value for key, value in row.values.items()} for row in rows}


def refuses(wish: Callable[[], object]) -> str:
    """The code with which a wish is refused."""
    with pytest.raises(Refused) as refused:
        wish()
    assert refused.value.sentence
    return refused.value.code
