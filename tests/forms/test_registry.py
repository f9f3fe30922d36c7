"""A form is proposed, decided upon by somebody else, renewed, withdrawn; what is decided does not change any more."""

from dataclasses import replace
from datetime import date

import pytest

from linli.forms.actions import questions
from linli.forms.actions import registry as actions
from linli.forms.queries import forms as queries
from linli.forms.queries import questions as asked
from linli.forms.rules.fields import from_lines
from linli.forms.rules.kinds import FillerKind, FormState
from linli.forms.rules.permissions import Permission
from linli.forms.rules.plans import Filler
from linli.kernel import scope
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Stale
from linli.kernel.ids import uuid7
from tests import make
from tests.forms.registry import Registry, refuses
from tests.places.street import TODAY


def test_a_form_is_on_the_list_once_somebody_else_admits_it(registry: Registry) -> None:
    form = registry.propose()
    does, seen = registry.street.does, registry.seen(form)

    assert refuses(lambda: does(registry.proposer, actions.approve, form.pk, seen=seen)) == "forms.own_proposal"
    assert refuses(lambda: does(registry.reader, actions.approve, form.pk, seen=seen)) == "kernel.not_allowed"
    with pytest.raises(Stale):
        does(registry.approver, actions.approve, form.pk, seen=seen - 1)
    assert registry.reload(form).state == FormState.PROPOSED

    does(registry.approver, actions.approve, form.pk, seen=seen, note="同意")

    assert registry.reload(form).state == FormState.APPROVED and registry.reload(form).why == "同意"
    assert registry.street.story(form) == ["form.proposed", "form.fields_set", "form.approved"]
    with scope.scoped(registry.reader):
        (line,) = queries.lines(registry.reader, [FormState.APPROVED], TODAY)
        assert line.fillers == ("平安办", "西网格") and line.fields == 8 and line.days_left == 219 and not line.ends_soon
        assert queries.numbers(registry.reader) == {FormState.APPROVED: 1}


def test_a_refused_form_keeps_its_reason_and_may_be_proposed_anew(registry: Registry) -> None:
    form = registry.propose()
    does, seen = registry.street.does, registry.seen(form)

    assert refuses(lambda: does(registry.approver, actions.refuse, form.pk, seen=seen, why=" ")) == "kernel.empty"
    does(registry.approver, actions.refuse, form.pk, seen=seen, why="与餐饮台账重复")

    assert registry.reload(form).state == FormState.REFUSED
    assert refuses(lambda: registry.admit(form)) == "forms.is_decided"
    assert registry.propose().name == form.name


def test_a_form_without_questions_or_end_is_not_admitted(registry: Registry) -> None:
    form = registry.propose(lines="")
    assert refuses(lambda: registry.admit(form)) == "forms.asks_nothing"
    assert refuses(lambda: registry.propose(name="另一张", expires_on=date(2028, 1, 1))) == "forms.expiry"
    assert refuses(registry.propose) == "forms.name_taken"


def test_only_a_proposal_may_be_changed(registry: Registry) -> None:
    form, does = registry.propose(), registry.street.does
    changed = replace(
        registry.plan,
        name="餐饮单位台账",
        fillers=(Filler(FillerKind.GRID, registry.street.east),),
        grid_ids=frozenset({registry.street.east}),
    )

    with pytest.raises(Stale):
        does(registry.proposer, actions.change, form.pk, seen=1, plan=changed)
    does(registry.proposer, actions.change, form.pk, seen=registry.seen(form), plan=changed)
    present = registry.reload(form)
    assert does(registry.proposer, queries.plan_of, present) == changed

    registry.admit(form)
    assert (
        refuses(lambda: does(registry.proposer, actions.change, form.pk, seen=registry.seen(form), plan=registry.plan))
        == "forms.is_decided"
    )
    wish = {"seen": registry.seen(form), "questions": from_lines("名称")}
    assert refuses(lambda: does(registry.proposer, questions.type_fields, form.pk, **wish)) == "forms.is_decided"


def test_a_form_lives_on_for_a_reason_and_is_withdrawn_for_one(registry: Registry) -> None:
    form, does, until = registry.on_the_list(), registry.street.does, date(2027, 11, 1)
    renew = {"seen": registry.seen(form), "until": until, "why": "条例未修订"}

    assert refuses(lambda: does(registry.proposer, actions.renew, form.pk, **renew)) == "forms.own_proposal"
    assert refuses(lambda: does(registry.approver, actions.renew, form.pk, **{**renew, "until": date(2027, 12, 1)})) == "forms.expiry"
    does(registry.approver, actions.renew, form.pk, **renew)
    assert registry.reload(form).expires_on == until

    does(registry.proposer, actions.withdraw, form.pk, seen=registry.seen(form), why="不再需要")
    assert registry.reload(form).state == FormState.WITHDRAWN
    for name, facts in (("withdraw", {"why": "x"}), ("renew", {"until": until, "why": "x"})):
        wish = {"seen": registry.seen(form), **facts}
        assert refuses(lambda name=name, wish=wish: does(registry.approver, getattr(actions, name), form.pk, **wish)) in {  # type: ignore[misc]
            "forms.is_over",
            "forms.not_on_the_list",
        }
    with scope.scoped(registry.reader):
        (living,) = asked.living(registry.reader, TODAY)
        assert living.ends_on == TODAY and living.fillers == ("平安办", "西网格")


def test_who_owns_and_fills_it_must_be_of_this_street(registry: Registry) -> None:
    for wrong in ({"owner_unit_id": uuid7()}, {"owner_unit_id": None, "owner_person_id": uuid7()}, {"grid_ids": frozenset({uuid7()})}):
        with pytest.raises(NotFound):
            registry.propose(**wrong)
    for kind in FillerKind:
        with pytest.raises(NotFound):
            registry.propose(fillers=(Filler(kind, uuid7()),))


def test_other_subdistricts_and_strangers_find_nothing(registry: Registry) -> None:
    form = registry.propose()
    zhuxi = make.subdistrict(registry.street.database, "zhuxi", "竹溪街道")
    stranger = Actor(account_id=uuid7(), subdistrict_id=zhuxi, channel=registry.proposer.channel, permissions=registry.proposer.permissions)
    for actor in (stranger, registry.street.nobody):
        with pytest.raises(NotFound):
            registry.street.does(actor, queries.get_for, form.pk)
        with scope.scoped(actor):
            assert queries.lines(actor, FormState, TODAY) == [] and asked.living(actor, TODAY) == []
    with pytest.raises(NotFound):
        registry.street.does(stranger, actions.withdraw, form.pk, seen=2, why="x")


def test_nobody_in_particular_proposes_nothing(registry: Registry) -> None:
    house = Actor.system("test", registry.street.lanting)
    assert refuses(lambda: registry.street.does(house, actions.propose, registry.plan)) == "forms.nobody"


def test_default_posts_know_the_registry() -> None:
    from linli.org.rules.posts import permissions_of, template_of

    deputy, worker = template_of("deputy_director"), template_of("grid_worker")
    assert deputy is not None and worker is not None
    assert Permission.APPROVE in permissions_of(deputy)
    assert Permission.FILL in permissions_of(worker) and Permission.PROPOSE not in permissions_of(worker)
