"""The pages about posts and logins."""

import pytest

from linli.org.models import Post
from tests.desk.house import House
from tests.desk.org.staff import Staff
from tests.desk.pages import Page


@pytest.fixture
def staff(house: House) -> Staff:
    return Staff(house)


def test_the_template_is_laid_out_and_changed(staff: Staff) -> None:
    boss = staff.boss()
    assert "No posts yet" in Page(boss.get(staff.at("posts/"))).text
    lesser = staff.clerk("li.posts", may=("org.read", "org.change_posts"))
    assert "Only who has it may give or take" in Page(lesser.post(staff.at("posts/template"))).text
    with_all = staff.house.administrator("zhou.min", has_second_factor=True, may=staff.everything())
    assert with_all.post(staff.at("posts/template")).status_code == 303
    listed = Page(with_all.get(staff.at("posts/")))
    assert all(name in listed.text for name in ("网格长", "调度员", "管理员"))
    post = staff.named(Post, "调度员")
    form = Page(with_all.get(staff.at(f"posts/{post.pk}/edit")))
    assert form.all("input", name="permission", value="notes.write", checked="")
    typed = {"name": "调度员", "order": "5", "permission": ["notes.read"], "seen": "1"}
    assert with_all.post(staff.at(f"posts/{post.pk}/edit"), typed).status_code == 303
    assert staff.reload(post).permissions == ["notes.read"]
    shown = Page(with_all.get(staff.at(f"posts/{post.pk}/")))
    assert "Read notes" in shown.text
    assert "Permissions before" in Page(with_all.get(staff.at(f"posts/{post.pk}/journal"))).text
    assert with_all.post(staff.at(f"posts/{post.pk}/edit"), typed).status_code == 409


def test_a_post_of_one_s_own_and_who_holds_it(staff: Staff) -> None:
    boss = staff.boss()
    answer = boss.post(staff.at("posts/new"), {"name": "段长", "order": "20", "permission": ["notes.read"]})
    person = staff.person("张宁", work_phone="021-5550-0101")
    staff.give(person, staff.named(Post, "段长"))
    page = Page(boss.get(answer["Location"]))
    assert "张宁" in page.text
    assert page.all("a", href="tel:021-5550-0101")
    assert boss.post(staff.at("posts/new"), {"name": "段长", "order": "20"}).status_code == 422
    assert boss.post(staff.at("posts/new"), {"name": "甲", "order": "x"}).status_code == 422
    assert boss.post(staff.at("posts/new"), {"name": "甲", "order": "1", "permission": ["x.y"]}).status_code == 422


def test_what_a_post_permits_holds_from_the_next_request_on(staff: Staff) -> None:
    person, post = staff.person("张宁"), staff.post("调度员")
    staff.login("zhang.ning", person)
    staff.give(person, post)
    browser, boss = staff.house.signed_in("zhang.ning"), staff.boss()
    assert browser.get("/d/lanting/notes/new").status_code == 403
    boss.post(staff.at(f"posts/{post.pk}/edit"), {"name": "调度员", "order": "1", "permission": ["notes.read", "notes.write"], "seen": "1"})
    assert browser.get("/d/lanting/notes/new").status_code == 200
    boss.post(staff.at(f"posts/{post.pk}/edit"), {"name": "调度员", "order": "1", "seen": "2"})
    assert browser.get("/d/lanting/notes/new").status_code == 403


def test_a_post_for_one_grid_permits_nothing_everywhere(staff: Staff) -> None:
    person, post = staff.person("张宁"), staff.post("网格员", "notes.read")
    staff.login("zhang.ning", person)
    staff.give(person, post, staff.grid())
    browser = staff.house.signed_in("zhang.ning")
    assert "网格员" in Page(browser.get("/d/lanting/")).text
    assert browser.get("/d/lanting/notes/new").status_code == 403


def test_who_administers_by_post_sets_up_a_second_factor_first(staff: Staff) -> None:
    person = staff.person("张宁")
    staff.login("zhang.ning", person)
    browser = staff.house.signed_in("zhang.ning")
    assert browser.get("/d/lanting/").status_code == 200
    staff.give(person, staff.post("管理员", "accounts.administer"))
    answer = browser.get("/d/lanting/")
    assert answer["Location"] == "/account/second-factor/app/activate/"
    partial = browser.get("/d/lanting/", headers={"HX-Request": "true"})
    assert (partial.status_code, partial["HX-Redirect"]) == (403, answer["Location"])
    staff.second_factor("zhang.ning")
    assert browser.get(staff.at("logins/")).status_code == 200


def test_the_logins_are_listed_with_person_posts_and_the_day_of_the_last_sign_in(staff: Staff) -> None:
    person = staff.person("张宁")
    staff.login("zhang.ning", person, "notes.read")
    staff.give(person, staff.post("调度员"))
    staff.house.signed_in("zhang.ning")
    boss = staff.boss()
    page = Page(boss.get(staff.at("logins/")))
    assert all(words in page.text for words in ("zhang.ning", "张宁", "调度员", "Read notes", "never for how long"))
    assert staff.clerk().get(staff.at("logins/")).status_code == 403


def test_a_login_is_ended_named_and_given_a_new_link(staff: Staff) -> None:
    person = staff.person("张宁")
    staff.house.account("old.login")
    boss = staff.boss()
    member = staff.membership("old.login")
    assert boss.post(staff.at(f"logins/{member}/person"), {"person": str(person.pk)}).status_code == 303
    listed = Page(boss.get(staff.at("logins/")))
    assert "张宁" in listed.text
    boss.post(staff.at(f"logins/{member}/person"), {"person": str(person.pk)})
    assert "has a login here already" in Page(boss.get(staff.at("logins/"))).text
    assert "/account/set-up/" in Page(boss.post(staff.at(f"logins/{member}/link"))).text
    assert boss.post(staff.at(f"logins/{member}/end")).status_code == 303
    assert boss.post(staff.at(f"logins/{member}/link")).status_code == 404
    own = staff.membership("wu.boss")
    boss.post(staff.at(f"logins/{own}/end"))
    assert "last administrator" in Page(boss.get(staff.at("logins/"))).text


def test_no_link_for_who_works_elsewhere_too(staff: Staff) -> None:
    staff.house.account("gas.firm", "lanting", "zhuxi")
    boss = staff.boss()
    boss.post(staff.at(f"logins/{staff.membership('gas.firm')}/link"))
    assert "only the operator of the server makes its link" in Page(boss.get(staff.at("logins/"))).text
