"""The demo streets laid through the house's own actions, looked at through its own queries."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from linli.accounts import demo
from linli.accounts import queries as accounts
from linli.accounts.models import Account
from linli.config.street import plan, plan_of_zhuxi
from linli.config.street.laying import lay_streets
from linli.config.street.logins import LOGINS
from linli.geo.shapes import area_of
from linli.geo.topology import Flaw, report
from linli.kernel import clock
from linli.kernel.actor import Actor, Channel
from linli.kernel.errors import Refused
from linli.kernel.journal import audit, check
from linli.kernel.scope import scoped
from linli.org.actions import duties as duty_actions
from linli.org.actions import rota as rota_actions
from linli.org.actions import units as unit_actions
from linli.org.queries import base_map as base_maps
from linli.org.queries import committees, duties, grids, posts, rota, teams, units
from linli.org.queries import people as people_queries
from linli.org.rules import base_map
from linli.org.rules.base_map import FeatureKind
from linli.org.rules.committees import TermState
from linli.org.rules.grids import GridKind
from linli.org.rules.people import day_of
from tests.accounts.entrance import Entrance
from tests.ground import connect_as


def entries(entrance: Entrance) -> int:
    with entrance.database.connect("superuser") as superuser:
        row = superuser.execute("SELECT count(*) FROM journal_entry").fetchone()
    assert row is not None
    return int(row[0])


def test_both_streets_stand_as_planned(laid: Entrance) -> None:
    for street, subdistrict_id in ((plan(), laid.lanting), (plan_of_zhuxi(), laid.zhuxi)):
        actor, now = Actor.system("look", subdistrict_id), clock.now()
        with scoped(actor):
            assert {unit.code for unit in units.open_units(actor)} == {unit.code for unit in street.units}
            standing = {each.grid.code: each for each in grids.in_force(actor, now)}
            assert {code: each.grid.kind for code, each in standing.items()} == {grid.code: grid.kind.value for grid in street.grids}
            for grid in street.grids:
                parent_id = standing[grid.code].parent_id
                assert (standing[grid.parent].grid.pk if grid.parent else None) == parent_id
            assert base_map.counts_of(base_maps.present(actor).features).get(FeatureKind.STREET, 0) == len(street.ground.streets)
            staff = [card for card in people_queries.everybody(actor) if card.kind == "staff"]
            assert {card.full_name: card.work_phone for card in staff} == {each.name: each.work_phone for each in street.people}
            assert len(duties.held(actor, now)) == len(street.duties)
            held = Counter(name for card in staff for name in card.posts)
            assert held == Counter(
                {
                    (each.person, each.post): post.name for each in street.holdings for post in street.posts if post.code == each.post
                }.values()
            )


def test_what_is_missing_on_purpose_is_found_and_nothing_else(laid: Entrance) -> None:
    actor, now = Actor.system("look", laid.lanting), clock.now()
    with scoped(actor):
        assert [(gap.grid.name, gap.role.name) for gap in duties.gaps(actor, now)] == [("北亭四网格", "包保责任人")]
        assert [(gap.task_force, gap.title) for gap in teams.vacancies(actor)] == [("北亭综合网格工作专班", "消防安全员")]
        ending = [each.committee.name for each in committees.standings(actor, day_of(now)) if each.state is TermState.ENDING]
        assert ending == ["岚皋西路街委会"]
        micro = [each for each in grids.in_force(actor, now) if each.grid.kind == GridKind.MICRO]
        around = {each.grid.pk: each for each in grids.in_force(actor, now)}
        flaws = []
        for parent_id in sorted({each.parent_id for each in micro if each.parent_id}):
            below = [
                area_of({"type": "MultiPolygon", "coordinates": each.extent.polygons}) for each in micro if each.parent_id == parent_id
            ]
            outline = area_of({"type": "MultiPolygon", "coordinates": around[parent_id].extent.polygons})
            flaws += [(around[parent_id].grid.name, piece.flaw) for piece in report(below, outline).pieces]
        assert flaws == [("兰田综合网格", Flaw.GAP)]

    neighbour = Actor.system("look", laid.zhuxi)
    with scoped(neighbour):
        assert duties.gaps(neighbour, now) == []


def test_a_point_and_an_address_find_their_building_or_their_block(laid: Entrance) -> None:
    actor, now = Actor.system("look", laid.lanting), clock.now()
    with scoped(actor):
        chain = [each.grid.name for each in grids.grid_at(actor, 121.4225, 31.2546, now)]
        assert chain == ["橙子公寓", "橙子公寓街区", "兰田三网格", "兰田综合网格"]
        found = grids.grid_of_address(actor, "汇文路155弄3号201室", now)
        assert found is not None and found.grid.name == "橙子公寓 3 号楼"


def test_somebody_is_on_duty_at_every_hour_from_last_week_to_the_next(laid: Entrance) -> None:
    actor, now = Actor.system("look", laid.lanting), clock.now()
    with scoped(actor):
        (present,) = rota.on_duty(actor, now)
        assert present.shift.unit.short_name == "城运中心"
        begin, end = now - timedelta(days=7), now + timedelta(days=7)
        found = rota.gaps(rota.shifts(actor, present.shift.unit_id, begin, end), begin, end)
        assert (list(found.uncovered), list(found.incomplete)) == ([], [])

        month = day_of(now) + timedelta(days=45)
        assert {each.begins_at.month for each in rota_actions.lay_month(actor, present.shift.unit_id, month=month)} == {month.month}


def test_laid_again_nothing_is_written_and_what_people_changed_stays(laid: Entrance) -> None:
    before = entries(laid)
    lay_streets()
    assert entries(laid) == before

    actor = Actor.system("change", laid.lanting)
    with scoped(actor):
        unit = next(each for each in units.open_units(actor) if each.code == "wy-lantian")
        words = replace(units.words_of(unit), name="兰田新物业服务公司")
        unit_actions.change_unit(actor, unit.pk, seen=unit.journal_seq, words=words, parent_id=None)
        duty = next(each for each in duties.held(actor, clock.now()) if each.grid.name == "兰田六网格" and each.role.code == "responsible")
        duty_actions.end_duty(actor, duty.pk, until=clock.now())
    before = entries(laid)
    lay_streets()

    assert entries(laid) == before
    with scoped(actor):
        assert units.get_for(actor, unit.pk).name == "兰田新物业服务公司"
        assert {gap.grid.name for gap in duties.gaps(actor, clock.now())} == {"北亭四网格", "兰田六网格"}


def test_the_journal_of_a_laid_street_verifies(laid: Entrance) -> None:
    public = Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    connect_as(laid.database.server, "auditor", laid.database.name)
    try:
        reports = audit.verify(check.read_keys(public), {})
    finally:
        connect_as(laid.database.server, "web", laid.database.name)

    assert len(reports) == 2
    assert [line for each in reports for line in each.faults] == []
    assert entries(laid) > 200


def test_the_logins_are_people_whose_posts_say_what_they_may_do(laid: Entrance) -> None:
    names = {each.code: each.name for street in (plan(), plan_of_zhuxi()) for each in street.people}
    may = {}
    for each in LOGINS:
        account = Account.objects.get(login=each.login)
        actor = accounts.actor_at(account, each.street, Channel.DESK)
        with scoped(actor):
            able = posts.empowered(actor)
            (card,) = people_queries.cards(able, [able.person_id]).values()
            assert card.full_name == names[each.person]
            may[each.login] = able
    assert may["lanting-chief"].may("org.change_rota") and not may["lanting-dispatcher"].may("org.change_rota")
    assert may["lanting-admin"].may("accounts.administer") and not may["lanting-chief"].may("accounts.administer")
    assert not may["lanting-worker"].may("notes.write") and may["lanting-worker"].limits["notes.write"]


def test_passwords_are_made_only_in_a_demo(laid: Entrance) -> None:
    with pytest.raises(Refused, match="not marked as a demo"):
        demo.give_passwords(to_everybody=False)
    laid.mark_as_demo()
    printed = {each.login: each.what for each in demo.give_passwords(to_everybody=False, known={each.login: each.what for each in LOGINS})}
    assert printed == {each.login: each.what for each in LOGINS}
