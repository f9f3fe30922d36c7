"""Posts: data that says what somebody may do, everywhere or below one grid."""

import ast
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import linli
from linli.kernel import clock, scope
from linli.kernel.errors import NotFound, Refused, Stale
from linli.kernel.ids import uuid7
from linli.org.actions import posts as actions
from linli.org.models import Grid, Post, PostHolding
from linli.org.queries import posts as queries
from linli.org.queries.posts import Standing
from linli.org.rules import posts as rules
from linli.org.rules.posts import PostWords
from tests import people as actors
from tests.org.people.office import CLERK, Office
from tests.races.crowd import failures, together, uncommitted


def test_the_template_is_laid_once_and_what_was_changed_stays(office: Office) -> None:
    with scope.scoped(office.boss):
        made = actions.lay_default_posts(office.boss)
    assert {post.name for post in made} >= {
        "网格长",
        "网格员",
        "微网格长",
        "街区书记",
        "总指导员",
        "调度员",
        "值班长",
        "带班领导",
        "督查",
        "管理员",
    }
    dispatcher = next(post for post in made if post.code == "dispatcher")
    with scope.scoped(office.boss):
        actions.change_post(office.boss, dispatcher.pk, seen=1, words=PostWords("派单员", frozenset({"notes.read"})))
        assert actions.lay_default_posts(office.boss) == []
        assert queries.rows(office.boss)[0].post.name == "总指导员"
    assert office.reload(dispatcher).name == "派单员"


def test_what_a_new_room_permits_reaches_posts_laid_before_and_nothing_that_was_taken_away(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before, scope.scoped(office.boss):
        # As a house laid its posts before the rooms above said what theirs permit.
        before.setattr(rules, "_GRANTED", {})
        made = {post.code: post for post in actions.lay_default_posts(office.boss)}
    narrow = {"notes.read"}
    with scope.scoped(office.boss):
        actions.change_post(office.boss, made["unit_head"].pk, seen=1, words=PostWords("负责人", frozenset(narrow)))
        changed = {post.code for post in actions.lay_default_posts(office.boss)}
        again = actions.lay_default_posts(office.boss)

    assert again == []
    assert {"dispatcher", "unit_head"} <= changed
    template = {post.code: post for post in rules.TEMPLATE}
    dispatcher, head = (office.reload(made[code]) for code in ("dispatcher", "unit_head"))
    assert set(dispatcher.permissions) == rules.permissions_of(template["dispatcher"])
    # What the post once permitted and somebody took away stays away.
    taken = set(made["unit_head"].permissions) - narrow
    assert taken
    assert set(head.permissions) == rules.permissions_of(template["unit_head"]) - taken
    verb, facts = office.story(dispatcher)[-1]
    assert (verb, facts["permissions_before"]) == ("post.changed", " ".join(made["dispatcher"].permissions))


def test_a_post_is_created_and_changed_with_what_it_permitted_before(office: Office) -> None:
    post = office.post("段长", "notes.read")
    with scope.scoped(office.boss):
        actions.change_post(office.boss, post.pk, seen=1, words=PostWords("段长", frozenset({"notes.write"}), 7))
    assert office.story(post)[1] == (
        "post.changed",
        {"name": "段长", "permissions_before": "notes.read", "permissions": "notes.write", "order": 7},
    )
    with pytest.raises(Stale), scope.scoped(office.boss):
        actions.change_post(office.boss, post.pk, seen=1, words=PostWords("段长"))
    with pytest.raises(NotFound), scope.scoped(office.neighbour):
        actions.change_post(office.neighbour, post.pk, seen=2, words=PostWords("段长"))
    with pytest.raises(Refused, match="Your post"), scope.scoped(office.clerk):
        actions.change_post(office.clerk, post.pk, seen=2, words=PostWords("段长"))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (PostWords(""), "kernel.empty"),
        (PostWords("甲", frozenset({"everything"})), "org.permission_unknown"),
        (PostWords("甲", order=1000), "org.order_out_of_range"),
        (PostWords("段长"), "org.post_name_taken"),
    ],
)
def test_what_a_post_cannot_be_is_refused(office: Office, words: PostWords, code: str) -> None:
    other = office.post("段长")
    second = office.post("组长")
    with pytest.raises(Refused) as refusal, scope.scoped(office.boss):
        actions.create_post(office.boss, words=words)
    assert refusal.value.code == code
    with pytest.raises(Refused) as refusal, scope.scoped(office.boss):
        actions.change_post(office.boss, second.pk, seen=1, words=words)
    assert refusal.value.code == code
    assert office.count("post") == 2
    assert other.journal_seq == 1


def test_two_who_create_posts_of_one_name_at_once_leave_one(office: Office) -> None:
    def create() -> Post:
        with scope.scoped(office.boss):
            return actions.create_post(office.boss, words=PostWords("段长"))

    assert len(failures(together(create, create))) == 1
    assert office.count("post") == 1


def test_who_creates_a_post_while_another_does_under_the_same_name_is_asked_to_try_again(office: Office) -> None:
    night_watch = PostWords("夜班", frozenset())
    other = uncommitted(office.database, office.boss, lambda: actions.create_post(office.boss, words=night_watch))
    with other, pytest.raises(Refused) as refused, scope.scoped(office.boss):
        actions.create_post(office.boss, words=night_watch)
    assert refused.value.code == "kernel.busy"


def test_what_is_guarded_is_given_by_who_has_it_only(office: Office) -> None:
    office.unit()
    person = office.person()
    lesser = actors.clerk(office.lanting, CLERK | {"org.change_posts", "notes.read"})
    with pytest.raises(Refused, match="Administer accounts"), scope.scoped(lesser):
        actions.create_post(lesser, words=PostWords("自己当家", frozenset({"accounts.administer"})))
    powerful = office.post("管理员", "accounts.administer")
    with pytest.raises(Refused, match="Administer accounts"), scope.scoped(lesser):
        actions.change_post(lesser, powerful.pk, seen=1, words=PostWords("管理员"))
    with pytest.raises(Refused, match="Administer accounts"), scope.scoped(lesser):
        actions.give_post(lesser, person.pk, powerful.pk)
    holding = office.give(person, powerful)
    with pytest.raises(Refused, match="Administer accounts"), scope.scoped(lesser):
        actions.end_post(lesser, holding.pk)
    assert office.reload(holding).valid_until is None


@pytest.mark.parametrize("guarded", ["personal.reveal", "personal.search", "personal.erase", "calendar.publish"])
def test_nobody_gives_himself_a_look_at_what_is_masked(office: Office, guarded: str) -> None:
    office.unit()
    person, seer = office.person(), office.post("查阅员", guarded)
    own = office.post("组织管理员", "org.read")
    lesser = actors.clerk(office.lanting, CLERK | {"org.change_posts"})
    with pytest.raises(Refused, match="Only who has it"), scope.scoped(lesser):
        actions.change_post(lesser, own.pk, seen=1, words=PostWords("组织管理员", frozenset({"org.read", guarded})))
    with pytest.raises(Refused, match="Only who has it"), scope.scoped(lesser):
        actions.give_post(lesser, person.pk, seer.pk)
    chief = actors.clerk(office.lanting, CLERK | {"org.change_posts", "accounts.administer"})
    with scope.scoped(chief):
        assert actions.give_post(chief, person.pk, seer.pk).person_id == person.pk


def test_posts_permit_everywhere_or_below_a_grid_while_they_are_held(office: Office) -> None:
    office.unit()
    person, grid = office.person(), office.grid()
    member = office.login("zhang.ning", person, "jobs.read")
    office.give(person, office.post("调度员", "notes.read"))
    office.give(person, office.post("网格长", "org.change_duties"), grid)
    office.give(person, office.post("将来", "notes.write"), valid_from=clock.now() + timedelta(days=1))
    office.give(person, office.post("短期", "journal.read"), valid_until=clock.now() + timedelta(hours=1))

    base = office.actor(member)
    with scope.scoped(base):
        actor = queries.empowered(base)
    assert actor.permissions == {"jobs.read", "notes.read", "journal.read"}
    assert set(actor.posts) == {"调度员", "网格长", "短期"}
    below = uuid7()
    assert actor.may_in("org.change_duties", [below, grid.pk])
    assert not actor.may_in("org.change_duties", [below])
    assert not actor.may("org.change_duties")
    assert actor.may_in("notes.read", [below])
    actor.require_in("org.change_duties", [grid.pk])
    with pytest.raises(Refused):
        actor.require_in("org.change_duties", [below])
    assert hash(actor) is not None
    later = clock.now() + timedelta(hours=2)
    with clock.told_by(lambda: later), scope.scoped(base):
        assert "journal.read" not in queries.empowered(base).permissions
    with scope.scoped(office.nobody):
        assert queries.empowered(office.nobody) is office.nobody


def test_the_same_post_is_held_once_there_and_elsewhere_besides(office: Office) -> None:
    office.unit()
    person, post, grid = office.person(), office.post(), office.grid()
    now = clock.now()
    holding = office.give(person, post, valid_until=now + timedelta(days=9))
    office.give(person, post, grid)
    office.give(person, post, valid_from=now + timedelta(days=9))
    wished: list[dict[str, Any]] = [{}, {"valid_from": now + timedelta(days=3)}, {"valid_until": now + timedelta(days=1)}]
    for times in wished:
        with pytest.raises(Refused, match="is held by this person"):
            office.give(person, post, **times)
    with pytest.raises(Refused, match="end before it begins"):
        office.give(person, post, grid, valid_from=now, valid_until=now)
    assert office.count("post_holding") == 3
    with office.database.connect("superuser") as superuser, pytest.raises(Exception, match="post_holding_once_at_a_time"):
        superuser.execute(
            "INSERT INTO post_holding (subdistrict_id, id, person_id, post_id, grid_id, valid_from)"
            " SELECT subdistrict_id, %s, person_id, post_id, grid_id, valid_from FROM post_holding WHERE id = %s",
            [uuid7(), holding.pk],
        )


def test_two_who_give_the_same_post_at_once_give_it_once(office: Office) -> None:
    office.unit()
    person, post = office.person(), office.post()

    def give() -> PostHolding:
        with scope.scoped(office.boss):
            return actions.give_post(office.boss, person.pk, post.pk)

    raised = failures(together(give, give, give))
    assert [each.code for each in raised if isinstance(each, Refused)] == ["org.post_held_already"] * 2
    assert office.count("post_holding") == 1


def test_posts_are_given_for_grids_in_force_only(office: Office) -> None:
    office.unit()
    person, post, grid = office.person(), office.post(), office.grid()
    with scope.scoped(office.boss):
        assert [each.pk for each in queries.grids_to_choose(office.boss)] == [grid.pk]
        Grid.objects.filter(pk=grid.pk).update(valid_until=clock.now())
    with pytest.raises(Refused, match="not in force"):
        office.give(person, post, grid)
    with pytest.raises(NotFound), scope.scoped(office.boss):
        actions.give_post(office.boss, person.pk, post.pk, grid_id=uuid7())


def test_a_post_ends_once_and_one_to_come_was_never_held(office: Office) -> None:
    office.unit()
    person, post = office.person(), office.post("调度员", "notes.read")
    holding, coming = office.give(person, post), office.give(person, office.post("班长"), valid_from=clock.now() + timedelta(days=1))
    with scope.scoped(office.clerk):
        actions.end_post(office.clerk, holding.pk)
        actions.end_post(office.clerk, coming.pk)
    stored = office.reload(coming)
    assert stored.valid_until - stored.valid_from == timedelta(microseconds=1)
    with pytest.raises(NotFound), scope.scoped(office.clerk):
        actions.end_post(office.clerk, holding.pk)
    for actor in (office.neighbour, office.nobody):
        with pytest.raises(Refused), scope.scoped(actor):
            actions.end_post(actor, holding.pk)
    with scope.scoped(office.looker):
        assert queries.holders_of(office.looker, post.pk) == []
        with pytest.raises(NotFound):
            queries.holding_for(office.nobody, holding.pk)
        with pytest.raises(NotFound):
            queries.get_for(office.looker, uuid7())


def test_the_last_administrator_by_post_stays(office: Office) -> None:
    office.unit()
    first, second = office.person("张宁"), office.person("周敏")
    post = office.post("管理员", "accounts.administer")
    held = [office.give(person, post) for person in (first, second)]
    office.login("zhang.ning", first)
    office.login("zhou.min", second)

    def end(holding: PostHolding) -> None:
        with scope.scoped(office.boss):
            actions.end_post(office.boss, holding.pk)

    raised = failures(together(lambda: end(held[0]), lambda: end(held[1])))
    assert [each.code for each in raised if isinstance(each, Refused)] == ["accounts.last_administrator"]
    with pytest.raises(Refused, match="last administrator"), scope.scoped(office.boss):
        actions.change_post(office.boss, post.pk, seen=1, words=PostWords("管理员"))
    assert office.reload(post).permissions == ["accounts.administer"]


def test_nothing_in_the_code_asks_for_a_post_by_name_or_code() -> None:
    """The house reasons in permissions: codes and names of posts stand in the template alone."""
    words = {text for post in rules.TEMPLATE for text in (post.code, post.name)} - {"administrator"}
    root = Path(linli.__file__).parent
    met = []
    for path in root.rglob("*.py"):
        if path.relative_to(root).as_posix() == "org/rules/posts.py" or "migrations" in path.parts or "demo" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Compare | ast.match_case):
                texts = {each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)}
                met += [f"{path.relative_to(root)}: {text}" for text in texts & words]
    assert met == []


def test_how_somebody_stands_is_logged_without_a_name(office: Office) -> None:
    assert "王芳" not in repr(Standing(office.boss, "王芳"))
