"""A form on the list with a sheet that came back, and one that waits: by the names addresses give them."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

from linli.forms.actions import filling, questions, registry
from linli.forms.queries import forms as known
from linli.forms.rules.fields import from_lines
from linli.forms.rules.kinds import FillerKind, Frequency, Subject
from linli.forms.rules.periods import period_of
from linli.forms.rules.plans import Filler, Plan
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.org.queries import units
from linli.org.rules.people import day_of

ASKED = "商铺名称\n经营地址\n经营面积"


def plan_of(actor: Actor, **facts: Any) -> Plan:
    """A form about eateries, every month, for half a year."""
    unit = units.open_units(actor)[0]
    return replace(
        Plan(
            name="餐饮场所台账",
            sender="区消防救援局",
            basis="《上海市消防条例》",
            purpose="掌握底数",
            frequency=Frequency.MONTHLY,
            subject=Subject.PLACE,
            kinds=frozenset({"restaurant"}),
            fillers=(Filler(FillerKind.UNIT, unit.pk),),
            owner_unit_id=unit.pk,
            expires_on=day_of(clock.now()) + timedelta(days=180),
        ),
        **facts,
    )


def proposed(actor: Actor, lines: str = ASKED, **facts: Any) -> Any:
    """A form that waits, of whose questions everything certain was confirmed."""
    form = registry.propose(actor, plan_of(actor, **facts))
    questions.type_fields(actor, form.pk, seen=form.journal_seq, questions=from_lines(lines))
    questions.confirm_known(actor, form.pk)
    return known.get_for(actor, form.pk)


def on_the_list(proposer: Actor, approver: Actor, **facts: Any) -> Any:
    """The same, admitted by somebody else."""
    form = proposed(proposer, **facts)
    return registry.approve(approver, form.pk, seen=form.journal_seq)


def a_form_and_its_sheet(proposer: Actor, approver: Actor) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """What the addresses of forms name; what waits is changed and decided upon."""
    form = on_the_list(proposer, approver, name="餐饮场所台账（试）")
    waiting = proposed(proposer, name="另一张台账（试）")
    period = period_of(Frequency.MONTHLY, day_of(clock.now()))
    content = BytesIO("商铺名称,经营地址,经营面积\n没有这家,,1\n".encode())
    back = filling.take_back(proposer, form.pk, period=period, name="回表.csv", content=content)
    instead = {name: {"form_id": waiting.pk} for name in ("form_edit", "form_fields", "form_decide")}
    return {"form_id": form.pk, "return_id": back.pk}, instead
