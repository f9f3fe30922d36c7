"""The pages about duty roles."""

import pytest

from linli.org.models import DutyRole
from tests.desk.house import House
from tests.desk.org.staff import Staff
from tests.desk.pages import Page

MAY = ("org.read", "org.change_duties")


@pytest.fixture
def staff(house: House) -> Staff:
    return Staff(house)


def test_a_new_subdistrict_lays_out_the_template_and_changes_it(staff: Staff) -> None:
    keeper = staff.clerk(may=MAY)
    assert "No duty roles yet" in Page(keeper.get(staff.at("duties/roles/"))).text
    assert keeper.post(staff.at("duties/roles/template")).status_code == 303
    listed = Page(keeper.get(staff.at("duties/roles/"))).text
    assert all(name in listed for name in ("包保责任人", "网格长", "网格员"))
    role = staff.named(DutyRole, "网格员")
    form = Page(keeper.get(staff.at(f"duties/roles/{role.pk}/edit")))
    assert form.all("input", name="required_for", value="micro", checked="")
    typed = {"name": "微网格员", "order": "5", "required_for": ["micro", "block"], "is_public": "on", "seen": str(role.journal_seq)}
    assert keeper.post(staff.at(f"duties/roles/{role.pk}/edit"), typed).status_code == 303
    changed = staff.reload(role)
    assert (changed.name, changed.required_for, changed.is_public, changed.code) == ("微网格员", ["micro", "block"], True, role.code)
    late = keeper.post(staff.at(f"duties/roles/{role.pk}/edit"), typed | {"name": "另一个"})
    assert late.status_code == 409
    assert "Now it says: 微网格员" in Page(late).text


def test_a_role_of_one_s_own_gets_a_code_and_one_name_is_used_once(staff: Staff) -> None:
    keeper = staff.clerk(may=MAY)
    typed = {"name": "楼长", "order": "70", "is_single": "on"}
    assert keeper.post(staff.at("duties/roles/new"), typed).status_code == 303
    assert keeper.post(staff.at("duties/roles/new"), typed | {"name": "梯长"}).status_code == 303
    assert staff.named(DutyRole, "楼长").code != staff.named(DutyRole, "梯长").code
    again = keeper.post(staff.at("duties/roles/new"), typed)
    assert again.status_code == 422
    assert "There is a role with this code or name already" in Page(again).text
    assert keeper.post(staff.at("duties/roles/new"), typed | {"order": "x"}).status_code == 422


def test_who_only_reads_sees_the_roles_and_changes_none(staff: Staff) -> None:
    reader = staff.clerk(may=("org.read",))
    assert "Lay out the template" not in Page(reader.get(staff.at("duties/roles/"))).text
    assert reader.post(staff.at("duties/roles/template")).status_code == 403
    assert reader.get(staff.at("duties/roles/new")).status_code == 403
