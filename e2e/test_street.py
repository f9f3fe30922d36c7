"""What the office sees of the street: places, visits, phones and campaigns, on a phone, for who cannot see, and by keys alone."""

from playwright.sync_api import Page, expect

from e2e.conftest import OpenDesk

LISTS = (
    *("places/", "places/new", "places/map", "places/files/", "phones/", "phones/conflicts/"),
    *("visits/", "visits/made/", "visits/checklists/", "visits/settings/", "campaigns/", "campaigns/new"),
)


def street_pages(page: Page) -> list[str]:
    """The lists, one place, one visit and one checklist, and the drive with its pages."""
    found = [f"/d/lanting/{each}" for each in LISTS]
    for where in ("places/", "visits/made/", "visits/checklists/"):
        page.goto(f"/d/lanting/{where}")
        found.append(first(page, f"main a[href*='/{where}'][data-open]"))
    drive = first_drive(page)
    page.goto(f"{drive}places/")
    return [*found, drive, *(f"{drive}{each}" for each in ("places/", "map", "edit", "add")), first(page, "main a[data-open]")]


def first(page: Page, selector: str) -> str:
    address = page.locator(selector).first.get_attribute("href")
    assert address is not None
    return address


def first_drive(page: Page) -> str:
    page.goto("/d/lanting/campaigns/")
    return first(page, "main a[data-open]")


def test_on_a_phone_nothing_of_the_street_is_cut_off(open_desk: OpenDesk) -> None:
    chief = open_desk("lanting-chief", viewport={"width": 390, "height": 844})

    wide = {}
    for address in street_pages(chief):
        assert chief.goto(address).ok, address  # type: ignore[union-attr]
        width = chief.evaluate("document.documentElement.scrollWidth")
        if width > 390:
            wide[address] = width
    assert wide == {}


def test_axe_finds_nothing_serious_on_the_street(open_desk: OpenDesk, axe: str) -> None:
    chief = open_desk("lanting-chief", bypass_csp=True)

    found = []
    for address in street_pages(chief):
        chief.goto(address)
        chief.add_script_tag(content=axe)
        violations = chief.evaluate(
            "axe.run().then(result => result.violations.map(each => [each.id, each.impact, each.nodes.map(n => n.html)]))"
        )
        found += [(address, *each) for each in violations if each[1] in {"serious", "critical"}]
    assert found == []


def test_a_step_of_the_drive_is_entered_without_a_mouse(open_desk: OpenDesk) -> None:
    chief = open_desk("lanting-chief")
    press = chief.keyboard.press

    press("g")
    press("a")
    chief.wait_for_url("**/campaigns/")
    press("j")
    press("Enter")
    chief.wait_for_url("**/campaigns/*/")
    press("l")
    chief.wait_for_url("**/places/")
    chief.goto(f"{chief.url}?stage=agreed")
    shown = chief.locator("main tbody tr").first
    name = shown.locator("a[data-open]").inner_text()
    press("j")
    press("x")
    expect(shown.locator("input[type=checkbox]")).to_be_checked()
    chief.select_option("[name=stage]", "deposit")
    chief.locator("[name=note]").focus()
    chief.keyboard.type("定金已付")
    press("Control+Enter")
    expect(chief.locator("main")).to_contain_text("1 家已登记")
    chief.goto(f"{chief.url}?stage=deposit")
    expect(chief.locator("main tbody")).to_contain_text(name)


def test_items_of_a_list_hide_and_show_while_one_answers_by_keys(open_desk: OpenDesk) -> None:
    chief = open_desk("lanting-chief")
    chief.goto("/d/lanting/visits/new/?q=炒饭")
    chief.locator("main a[href*='place=']").first.click()
    chief.wait_for_url("**/new/?place=*")
    asked = chief.locator("details", has=chief.locator("tr[data-item=supply]"))
    shown = asked.locator("tr[data-show-if]:not([hidden])")
    asked.locator("summary").focus()
    chief.keyboard.press("Enter")
    supply = asked.locator("tr[data-item=supply] select")

    supply.focus()
    chief.keyboard.press("End")
    expect(supply).to_have_value("none")
    expect(shown).to_have_count(0)
    chief.keyboard.press("ArrowUp")

    expect(supply).to_have_value("bottle")
    expect(shown).not_to_have_count(0)
    # What is not asked is not sent.
    assert asked.locator("[hidden] :enabled").count() == 0 < asked.locator("[hidden]").count()
