"""Forms drop out of the list on the day after their last one, once, and their owners hear of it a month before, once."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from linli.accounts import actions as accounts
from linli.forms import jobs
from linli.forms.actions import registry as actions
from linli.forms.actions import sweeping
from linli.forms.models import Form
from linli.forms.rules.kinds import FormState
from linli.forms.rules.permissions import Permission
from linli.kernel import clock, scope
from linli.kernel.actor import Actor
from linli.notices.models import Notice
from linli.org.actions import people
from linli.org.rules.people import PersonWords
from tests import work
from tests.forms.registry import Registry

LAST = date(2027, 6, 30)


def on(day: date) -> datetime:
    return datetime.combine(day, time(2), UTC)


def sweep(registry: Registry, day: date) -> None:
    house = Actor.system("forms.sweep", registry.street.lanting)
    with clock.told_by(lambda: on(day)), scope.scoped(house):
        jobs.sweep(house)


def notices(registry: Registry) -> list[Notice]:
    with scope.scoped(registry.proposer):
        return list(Notice.objects.filter(kind="form.expires").order_by("pk"))


def test_a_form_drops_out_once_on_the_day_after_its_last(registry: Registry) -> None:
    form = registry.on_the_list()

    sweep(registry, LAST)
    assert registry.reload(form).state == FormState.APPROVED
    for _ in range(2):
        sweep(registry, LAST + timedelta(days=1))

    assert registry.reload(form).state == FormState.EXPIRED and registry.reload(form).ended_at is not None
    assert registry.street.story(form).count("form.expired") == 1


def test_the_owner_and_who_may_renew_are_told_once_and_again_after_a_renewal(registry: Registry) -> None:
    system = Actor.system("test", registry.street.lanting)
    with scope.scoped(system):
        owner = people.create_person(system, words=PersonWords(full_name="周敏", unit_id=registry.unit, kind="staff"))
        hired = accounts.create_account(system, login="zhou.min", password="a quiet street", language="en")
        accounts.admit(system, hired.pk, person_id=owner.pk, permissions=[Permission.READ])
        chief = accounts.create_account(system, login="he.tian", password="a quiet street", language="en")
        accounts.admit(system, chief.pk, permissions=[Permission.APPROVE])
    form = registry.on_the_list()

    sweep(registry, LAST - timedelta(days=31))
    assert notices(registry) == []
    for _ in range(2):
        sweep(registry, LAST - timedelta(days=30))

    told = notices(registry)
    assert {each.account_id for each in told} == {hired.pk, chief.pk} and len(told) == 2
    assert told[0].sentence.startswith("The form “餐饮场所台账” expires on 2027-06-30.")
    assert registry.street.story(form).count("form.expiry_told") == 1
    until = LAST + timedelta(days=90)
    with clock.told_by(lambda: on(LAST)):
        registry.street.does(registry.approver, actions.renew, form.pk, seen=registry.seen(form), until=until, why="条例未修订")
    sweep(registry, until - timedelta(days=30))
    assert len(notices(registry)) == 4


def test_where_there_are_many_it_comes_back(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "CHUNK", 1)
    forms = [registry.on_the_list(name=name) for name in ("甲表", "乙表")]
    with clock.told_by(lambda: on(LAST + timedelta(days=1))):
        sweep(registry, LAST + timedelta(days=1))
        assert sorted(registry.reload(form).state for form in forms) == [FormState.APPROVED, FormState.EXPIRED]
        work.do_all(registry.street.database)
        assert {registry.reload(form).state for form in forms} == {FormState.EXPIRED}


def test_one_that_was_renewed_or_withdrawn_meanwhile_is_left_alone(registry: Registry) -> None:
    form, house = registry.on_the_list(), Actor.system("forms.sweep", registry.street.lanting)
    registry.street.does(registry.proposer, actions.withdraw, form.pk, seen=registry.seen(form), why="不再需要")
    for day in (LAST - timedelta(days=5), LAST + timedelta(days=5)):
        sweep(registry, day)
    assert registry.reload(form).state == FormState.WITHDRAWN and notices(registry) == []
    # As the sweep sees it that read its list before the lock.
    with clock.told_by(lambda: on(LAST + timedelta(days=5))), scope.scoped(house):
        assert not sweeping._is_over(Form.objects.get(pk=form.pk), LAST + timedelta(days=5))
