"""The pages about people, as a clerk of the organisation uses them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.kernel.sheets import write_xlsx
from linli.org.models import Person
from linli.org.rules.person_sheet import HEADINGS
from tests.desk.house import House
from tests.desk.org.staff import ALL, Staff
from tests.desk.pages import Page

PHONE, PRIVATE = "021-5550-0101", "13800001234"


@pytest.fixture
def staff(house: House) -> Staff:
    return Staff(house)


def test_the_first_person_is_entered_and_shown_to_colleagues(staff: Staff) -> None:
    clerk, unit = staff.clerk(), staff.unit()
    assert "Nobody is entered yet" in Page(clerk.get(staff.at("people/"))).text

    typed = {"full_name": "张宁", "unit": str(unit.pk), "kind": "staff", "work_phone": PHONE, "private_phone": PRIVATE}
    answer = clerk.post(staff.at("people/new"), typed)

    assert answer.status_code == 303
    shown = Page(clerk.get(answer["Location"]))
    assert all(words in shown.text for words in ("张宁", PHONE, "138****1234", "城运中心"))
    assert PRIVATE not in shown.text
    assert "张宁" not in answer["Location"]
    listed = Page(clerk.get(staff.at("people/")))
    assert listed.all("a", href=f"tel:{PHONE}")
    assert shown.inline == listed.inline == []


def test_no_title_carries_a_name(staff: Staff) -> None:
    person = staff.person("张宁")
    content = staff.clerk().get(staff.at(f"people/{person.pk}/")).content.decode()
    assert "张宁" not in content.partition("</title>")[0]


def test_a_namesake_is_shown_before_somebody_is_entered_twice(staff: Staff) -> None:
    person = staff.person("张宁")
    clerk, typed = staff.clerk(), {"full_name": "张 宁", "unit": str(person.unit_id), "kind": "staff"}

    asked = clerk.post(staff.at("people/new"), typed)

    assert asked.status_code == 409
    assert Page(asked).all("input", name="is_another")
    assert Page(asked).value("full_name") == "张 宁"
    assert clerk.post(staff.at("people/new"), {**typed, "is_another": "1"}).status_code == 303


def test_what_cannot_be_kept_is_said_beside_the_field_and_the_words_stay(staff: Staff) -> None:
    unit = staff.unit()
    answer = staff.clerk().post(
        staff.at("people/new"), {"full_name": "张宁", "unit": str(unit.pk), "kind": "staff", "work_phone": "12", "joined_on": ""}
    )
    page = Page(answer)
    assert answer.status_code == 422
    assert "The field work phone is no phone number" in page.text
    assert page.value("full_name") == "张宁"
    bad_day = {"full_name": "张宁", "unit": str(unit.pk), "kind": "staff", "joined_on": "明天"}
    assert "which is no day" in Page(staff.clerk("li.nana").post(staff.at("people/new"), bad_day)).text


def test_a_change_keeps_the_private_phone_unless_it_is_said(staff: Staff) -> None:
    person = staff.person("张宁", private_phone=PRIVATE)
    clerk, where = staff.clerk(), staff.at(f"people/{person.pk}/edit")
    form = Page(clerk.get(where))
    assert "138****1234 is kept" in form.text
    assert (form.value("full_name"), form.value("private_phone"), form.value("seen")) == ("张宁", "", "1")
    typed = {"full_name": "张宁", "unit": str(person.unit_id), "kind": "staff", "seen": "1", "joined_on": "2026-11-01"}
    assert clerk.post(where, typed).status_code == 303
    assert staff.reload(person).private_phone.plain() == PRIVATE
    stale = clerk.post(where, {**typed, "full_name": "张小宁"})
    assert stale.status_code == 409
    assert "Now it says: 张" in Page(stale).text
    assert Page(stale).value("seen") == "2"
    assert clerk.post(where, {**typed, "seen": "2", "private_phone": "-"}).status_code == 303
    assert staff.reload(person).private_phone.plain() == ""


def test_posts_are_given_and_ended_on_the_page(staff: Staff) -> None:
    person, post = staff.person("张宁"), staff.post("调度员", "notes.read")
    clerk = staff.clerk()
    where = staff.at(f"people/{person.pk}/")
    assert clerk.post(f"{where}posts", {"post": str(post.pk)}).status_code == 303
    page = Page(clerk.get(where))
    assert "调度员" in page.text
    assert clerk.post(f"{where}posts", {"post": str(post.pk)}).status_code == 422
    assert "is held by this person there" in Page(clerk.post(f"{where}posts", {"post": str(post.pk)})).text
    assert clerk.post(f"{where}posts", {"post": "x"}).status_code == 404
    assert clerk.post(f"{where}posts", {"post": str(post.pk), "until": "x"}).status_code == 422
    (end,) = [found["action"] for found in page.all("form") if found.get("action", "").endswith("/end")]
    assert clerk.post(end).status_code == 303
    assert clerk.post(end).status_code == 404
    assert "Posts held before" in Page(clerk.get(where)).text


def test_the_private_phone_is_shown_for_a_reason_that_the_journal_keeps(staff: Staff) -> None:
    person = staff.person("张宁", private_phone=PRIVATE)
    boss, where = staff.boss(), staff.at(f"people/{person.pk}/")
    page = Page(boss.get(where))
    assert "138****1234" in page.text
    (reveal,) = [found["action"] for found in page.all("form") if found.get("action", "").endswith("/reveal")]
    shown = boss.post(reveal, {"reason": "台风夜联系不上"})
    assert PRIVATE in Page(shown).text
    assert PRIVATE not in Page(boss.get(where)).text
    assert "contact.revealed" in staff.verbs(person)


def test_search_finds_the_whole_name_the_phone_and_its_tail_and_says_so(staff: Staff) -> None:
    staff.person("张宁", work_phone=PHONE)
    boss, clerk, where = staff.boss(), staff.clerk(), staff.at("people/search")
    for text in ("张宁", "021 5550 0101", "0101"):
        assert "城运中心" in Page(boss.post(where, {"name": text})).text
    assert "more searches by four digits" in Page(boss.post(where, {"name": "0101"})).text
    for text in ("张", "", "13900000000"):
        assert "Nobody has exactly" in Page(clerk.post(where, {"name": text})).text
    assert "Your post does not include this" in Page(clerk.post(where, {"name": "0101"})).text
    assert clerk.get(where).status_code == 405


def test_who_leaves_is_asked_once_and_the_grid_without_anybody_is_said(staff: Staff) -> None:
    person = staff.person("张宁")
    staff.duty(person)
    clerk, where = staff.clerk(), staff.at(f"people/{person.pk}/")
    assert "Posts, duties and the login end at once" in Page(clerk.get(f"{where}leave")).text
    assert clerk.post(f"{where}leave", {"day": "2999-01-01"}).status_code == 422
    answer = clerk.post(f"{where}leave", {"day": ""})
    assert "Nobody answers for this now: 兰田一网格 包保责任人" in Page(clerk.get(answer["Location"])).text
    assert "张宁" not in Page(clerk.get(staff.at("people/"))).text
    assert "张宁" in Page(clerk.get(staff.at("people/?left=1"))).text
    assert clerk.post(f"{where}back").status_code == 303
    assert "张宁" in Page(clerk.get(staff.at("people/"))).text


def test_a_login_is_given_by_a_link_that_is_shown_once(staff: Staff) -> None:
    person, post = staff.person("张宁"), staff.post("调度员", "notes.read", "notes.write")
    boss, where = staff.boss(), staff.at(f"people/{person.pk}/")
    staff.give(person, post)
    assert "调度员" in Page(boss.get(f"{where}login")).text
    assert boss.post(f"{where}login", {"login": "张"}).status_code == 422
    answer = boss.post(f"{where}login", {"login": "zhang.ning"})
    page = Page(answer)
    link = next(word for word in page.text.split() if "/account/set-up/" in word)
    browser = staff.house.stranger()
    assert browser.post(link.replace("http://testserver", ""), {"password": "a quiet street", "again": "a quiet street"}).status_code == 302
    signed_in = staff.house.signed_in("zhang.ning")
    frame = Page(signed_in.get("/d/lanting/"))
    assert "张宁" in frame.text
    assert "调度员" in frame.text
    assert "zhang.ning" not in frame.text
    assert signed_in.get("/d/lanting/notes/").status_code == 200
    assert boss.post(f"{where}login", {"login": "zhang.ning2"}).status_code == 422


def test_stories_and_notices_call_people_by_their_names(staff: Staff) -> None:
    person = staff.person("张宁")
    staff.login("zhang.ning", person, *ALL)
    staff.house.account("wang.fang")
    note = staff.house.note("zhang.ning")
    staff.house.work()
    reader = staff.house.signed_in("wang.fang")
    assert "张宁" in Page(reader.get(f"/d/lanting/notes/{note.pk}/")).text
    assert "张宁" in Page(reader.get("/d/lanting/notes/")).text
    assert "张宁 wrote the note" in Page(reader.get("/d/lanting/notices/")).text
    assert "张宁 wrote the note" in Page(reader.get("/d/lanting/")).text


def test_neighbours_and_those_who_may_not_look_find_nobody(staff: Staff) -> None:
    person = staff.person("张宁")
    stranger = staff.house.browser("chen.gang", "zhuxi", may=ALL)
    nobody = staff.house.browser("gu.wen", may=("notes.read",))
    for address in ("people/", f"people/{person.pk}/", f"people/{person.pk}/journal"):
        assert stranger.get(staff.at(address)).status_code == 404
        assert nobody.get(staff.at(address)).status_code in {403, 404}
    looker = staff.house.browser("li.jie", may=("org.read",))
    assert not Page(looker.get(staff.at(f"people/{person.pk}/"))).all("a", href=staff.at(f"people/{person.pk}/edit"))
    assert looker.get(staff.at(f"people/{person.pk}/edit")).status_code == 403


def test_the_whole_journal_of_a_person_names_no_number(staff: Staff) -> None:
    person = staff.person("张宁", private_phone=PRIVATE)
    page = Page(staff.clerk().get(staff.at(f"people/{person.pk}/journal")))
    assert "Person entered" in page.text
    assert PRIVATE not in page.text


def test_people_come_from_a_file_and_a_namesake_is_decided_on_the_page(staff: Staff) -> None:
    person, clerk, where = staff.person("张宁"), staff.clerk(), staff.at("people/import")
    staff.unit("B1", "平安办")
    assert "Look at the rows first" in Page(clerk.get(where)).text
    rows = [["张宁", "平安办", "", "", "", "", ""], ["周敏", "平安办", "", "", "", "", ""]]
    file = SimpleUploadedFile("人员.xlsx", write_xlsx(list(HEADINGS.values()), rows))
    page = Page(clerk.post(where, {"file": file}))
    assert "1 to decide" in page.text
    assert page.all("input", name="choice-2", value=str(person.pk))
    (table,) = [text for text in page.words if text.startswith("[[")]
    assert "1 to decide" in Page(clerk.post(where, {"table": table, "choice-2": "<b>"})).text
    assert clerk.post(where, {"table": table, "choice-2": str(person.pk)}).status_code == 303
    listed = Page(clerk.get(staff.at("people/")))
    assert "周敏" in listed.text
    assert staff.count(Person) == 2
    assert clerk.get(staff.at("people/template")).status_code == 200
