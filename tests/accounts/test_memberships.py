"""Memberships: who works where, seen and written only from where they belong."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from psycopg import sql

from linli.accounts import actions, queries
from linli.accounts.models import Membership
from linli.accounts.rules import Permission
from linli.kernel import clock, scope
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.ids import uuid7
from linli.kernel.models import Subdistrict
from tests import people
from tests.accounts.entrance import Entrance


def _administrator(entrance: Entrance) -> Actor:
    account = entrance.account("zhou.min")
    entrance.member(account, entrance.lanting, [Permission.ADMINISTER])
    return people.at_the_desk(account.pk)


def test_a_member_acts_in_its_own_subdistrict_only(entrance: Entrance) -> None:
    account = entrance.account("chen.jie")
    entrance.member(account, entrance.lanting, [Permission.READ_JOBS])

    actor = people.at_the_desk(account.pk)
    assert (actor.account_id, actor.subdistrict_id) == (account.pk, entrance.lanting)
    assert actor.permissions == {"jobs.read"}
    for code in ("zhuxi", "nowhere", "", "lanting' OR true"):
        with pytest.raises(NotFound):
            people.at_the_desk(account.pk, code)


def test_the_subdistricts_one_may_choose(entrance: Entrance) -> None:
    account, other = entrance.account("chen.jie"), entrance.account("wang.li")
    entrance.member(account, entrance.zhuxi)
    entrance.member(account, entrance.lanting)
    entrance.member(other, entrance.zhuxi)
    assert [each.subdistrict.code for each in queries.memberships_of(account.pk)] == ["lanting", "zhuxi"]
    assert [each.subdistrict.code for each in queries.memberships_of(other.pk)] == ["zhuxi"]


def test_a_membership_that_is_over_is_not_found(entrance: Entrance) -> None:
    administrator, account = _administrator(entrance), entrance.account("chen.jie")
    with scope.scoped(administrator):
        actions.admit(administrator, account.pk, permissions=[], valid_until=clock.now() + timedelta(hours=1))
    assert people.at_the_desk(account.pk).account_id == account.pk

    with clock.told_by(lambda: datetime.now(UTC) + timedelta(hours=2)), pytest.raises(NotFound):
        people.at_the_desk(account.pk)


def test_ending_a_membership_ends_the_access(entrance: Entrance) -> None:
    administrator, account = _administrator(entrance), entrance.account("chen.jie")
    with scope.scoped(administrator):
        membership = actions.admit(administrator, account.pk, permissions=[])
    assert people.at_the_desk(account.pk).account_id == account.pk

    with scope.scoped(administrator):
        actions.end_membership(administrator, membership.pk)
    with pytest.raises(NotFound):
        people.at_the_desk(account.pk)
    with pytest.raises(NotFound), scope.scoped(administrator):
        actions.end_membership(administrator, membership.pk)
    with scope.scoped(administrator):
        assert actions.admit(administrator, account.pk, permissions=[]).pk != membership.pk


def test_only_an_administrator_admits(entrance: Entrance) -> None:
    administrator, clerk, account = _administrator(entrance), people.clerk(entrance.lanting), entrance.account("chen.jie")
    with pytest.raises(Refused, match="Your post"), scope.scoped(clerk):
        actions.admit(clerk, account.pk, permissions=[])
    with pytest.raises(Refused, match="Your post"), scope.scoped(clerk):
        actions.create_account(clerk, login="li.na")
    assert not queries.memberships_of(account.pk)

    with scope.scoped(administrator):
        actions.admit(administrator, account.pk, permissions=[])
        actions.create_account(administrator, login="li.na")
    assert len(queries.memberships_of(account.pk)) == 1


def test_nobody_reaches_a_neighbour_s_membership(entrance: Entrance) -> None:
    administrator, account = _administrator(entrance), entrance.account("chen.jie")
    theirs = entrance.member(account, entrance.zhuxi)
    mine = entrance.member(account, entrance.lanting)
    with pytest.raises(NotFound), scope.scoped(administrator):
        actions.end_membership(administrator, theirs.pk)
    with scope.scoped(administrator):
        actions.end_membership(administrator, mine.pk)
    assert [each.pk for each in queries.memberships_of(account.pk)] == [theirs.pk]


def test_the_last_administrator_stays(entrance: Entrance) -> None:
    administrator = _administrator(entrance)
    own = queries.memberships_of(administrator.account_id or uuid7())[0]
    with pytest.raises(Refused, match="last administrator"), scope.scoped(administrator):
        actions.end_membership(administrator, own.pk)
    entrance.member(entrance.account("chen.jie"), entrance.lanting, [Permission.ADMINISTER])
    with scope.scoped(administrator):
        actions.end_membership(administrator, own.pk)
    assert not queries.memberships_of(own.account_id)


def test_what_admitting_refuses(entrance: Entrance) -> None:
    administrator, account = _administrator(entrance), entrance.account("chen.jie")
    refused = {
        "accounts.unknown_permission": {"permissions": ["accounts.everything"]},
        "accounts.ends_before_begin": {"permissions": [], "valid_until": clock.now() - timedelta(days=1)},
    }
    for code, wishes in refused.items():
        with pytest.raises(Refused) as refusal, scope.scoped(administrator):
            actions.admit(administrator, account.pk, **wishes)  # type: ignore[arg-type]
        assert refusal.value.code == code
    with pytest.raises(NotFound), scope.scoped(administrator):
        actions.admit(administrator, uuid7(), permissions=[])
    with scope.scoped(administrator):
        actions.admit(administrator, account.pk, permissions=[Permission.READ_JOBS])
    with pytest.raises(Refused) as refusal, scope.scoped(administrator):
        actions.admit(administrator, account.pk, permissions=[])
    assert refusal.value.code == "accounts.already_member"
    assert len(queries.memberships_of(account.pk)) == 1


def test_members_who_may(entrance: Entrance) -> None:
    reader, other, stranger, gone = (entrance.account(login) for login in ("reader", "other", "stranger", "gone"))
    entrance.member(reader, entrance.lanting, [Permission.READ_JOBS, Permission.READ_JOURNAL])
    entrance.member(other, entrance.lanting, [Permission.READ_JOURNAL])
    entrance.member(stranger, entrance.zhuxi, [Permission.READ_JOBS])
    entrance.member(gone, entrance.lanting, [Permission.READ_JOBS])
    type(gone).objects.filter(pk=gone.pk).update(is_active=False)
    actor = people.clerk(entrance.lanting)
    with scope.scoped(actor):
        assert queries.members_who_may(actor, Permission.READ_JOBS) == [reader.pk]
        assert queries.members_who_may(actor, Permission.READ_JOURNAL) == sorted([reader.pk, other.pk])


def test_logins_are_one_whatever_their_case(entrance: Entrance) -> None:
    account = entrance.account("Chen.Jie")
    assert queries.login_of(account.pk) == "chen.jie"
    assert queries.login_of(None) == queries.login_of(uuid7()) == ""
    for login, code in (("chen.JIE", "accounts.login_taken"), ("ab", "accounts.bad_login"), ("陈洁", "accounts.bad_login")):
        with pytest.raises(Refused) as refusal:
            entrance.account(login)
        assert refusal.value.code == code


@pytest.mark.parametrize("password", ["short", "password12345", "85203917465", "zhang.san1990", "1234567890"])
def test_weak_passwords_are_refused(entrance: Entrance, password: str) -> None:
    house = entrance.house(entrance.lanting)
    with pytest.raises(Refused, match="not good enough"), scope.scoped(house):
        actions.create_account(house, login="zhang.san1990", password=password)
    with scope.scoped(house):
        actions.create_account(house, login="zhang.san1990", password="plum rain over roofs")


def test_each_change_stands_in_the_journal_of_its_subdistrict(entrance: Entrance) -> None:
    administrator, account = _administrator(entrance), entrance.account("chen.jie")
    with scope.scoped(administrator):
        membership = actions.admit(administrator, account.pk, permissions=[Permission.READ_JOBS])
        actions.end_membership(administrator, membership.pk)

    with entrance.database.connect("auditor") as auditor:
        auditor.execute(sql.SQL("SET linli.scope = {}").format(str(entrance.lanting)))
        told = auditor.execute("SELECT verb, account_id FROM journal_entry WHERE stream = %s ORDER BY seq", [membership.stream]).fetchall()
        stored = auditor.execute("SELECT journal_seq FROM membership WHERE id = %s", [membership.pk]).fetchone()
        auditor.execute(sql.SQL("SET linli.scope = {}").format(str(entrance.zhuxi)))
        elsewhere = auditor.execute("SELECT count(*) FROM journal_entry").fetchone()
    assert told == [("membership.begun", administrator.account_id), ("membership.ended", administrator.account_id)]
    assert stored == (2,)
    assert elsewhere == (0,)


class TestThePolicy:
    """As the web role, below every line of Python."""

    def test_outside_any_scope_there_are_none(self, entrance: Entrance) -> None:
        entrance.member(entrance.account("chen.jie"), entrance.lanting)
        assert Membership.objects.count() == 0

    def test_one_reads_one_s_own_but_changes_none(self, entrance: Entrance) -> None:
        account, other = entrance.account("chen.jie"), entrance.account("wang.li")
        own = entrance.member(account, entrance.lanting)
        entrance.member(other, entrance.lanting)
        with scope.identified(account.pk):
            assert list(Membership.objects.values_list("pk", flat=True)) == [own.pk]
            assert Membership.objects.update(permissions=[Permission.ADMINISTER]) == 0
        with pytest.raises(Exception, match="row-level security"), scope.identified(account.pk):
            Membership.objects.create(account=account, subdistrict_id=entrance.zhuxi, permissions=[Permission.ADMINISTER])

    def test_in_a_scope_only_that_scope_s(self, entrance: Entrance) -> None:
        account = entrance.account("chen.jie")
        here, there = entrance.member(account, entrance.lanting), entrance.member(account, entrance.zhuxi)
        with scope.scoped(people.clerk(entrance.lanting)):
            assert list(Membership.objects.values_list("pk", flat=True)) == [here.pk]
            assert Membership.objects.filter(pk=there.pk).update(permissions=["x"]) == 0
            assert Membership.objects.filter(pk=here.pk).update(permissions=["x"]) == 1
        with pytest.raises(Exception, match="row-level security"), scope.scoped(people.clerk(entrance.lanting)):
            Membership.objects.filter(pk=here.pk).update(subdistrict_id=entrance.zhuxi)

    def test_the_owner_is_under_it_too(self, entrance: Entrance) -> None:
        entrance.member(entrance.account("chen.jie"), entrance.lanting)
        with entrance.database.connect("owner") as owner:
            assert owner.execute("SELECT count(*) FROM membership").fetchone() == (0,)

    def test_web_deletes_no_membership_and_no_account(self, entrance: Entrance) -> None:
        entrance.member(entrance.account("chen.jie"), entrance.lanting)
        for statement in ("DELETE FROM membership", "DELETE FROM account", "INSERT INTO demo_mark VALUES (1, now())"):
            with pytest.raises(Exception, match="permission denied"), connection.cursor() as cursor:
                cursor.execute(statement)


@pytest.mark.parametrize("role", ["auditor", "worker"])
def test_only_web_reads_credentials(entrance: Entrance, role: str) -> None:
    entrance.account("chen.jie")
    with entrance.database.connect(role) as other:
        assert other.execute("SELECT login FROM account").fetchall() == [("chen.jie",)]
        for hidden in (
            "SELECT password FROM account",
            "SELECT data FROM mfa_authenticator",
            "SELECT session_key FROM django_session",
            "SELECT session_key FROM usersessions_usersession",
            "SELECT token_digest FROM one_time_link",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                other.execute(hidden)


def test_a_language_the_house_does_not_speak_is_refused(entrance: Entrance) -> None:
    account = entrance.account("chen.jie")
    with pytest.raises(Refused) as refusal:
        actions.change_language(account.pk, "fr")
    assert refusal.value.code == "accounts.unknown_language"
    actions.change_language(account.pk, "en")
    account.refresh_from_db()
    assert account.language == "en"


def test_a_subdistrict_is_called_by_its_name(entrance: Entrance) -> None:
    assert [str(each) for each in Subdistrict.objects.filter(code="lanting")] == ["兰亭街道"]


def test_nobody_who_is_not_signed_in_has_an_account() -> None:
    with pytest.raises(NotFound):
        queries.account_of(AnonymousUser())
