"""One demo and one browser for all journeys; a desk of its own for each person of each journey."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from e2e.looking import Looking
from e2e.town import Town, running

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
WIDE: ViewportSize = {"width": 1440, "height": 900}
OpenDesk = Callable[..., Page]


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The running house."""
    with running(tmp_path_factory.mktemp("town")) as opened:
        yield opened


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        # As root the browser's own sandbox does not start; the pages are ours.
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def open_desk(town: Town, browser: Browser) -> Iterator[OpenDesk]:
    """Sign somebody in; at the end no page may have broken the browser's policy or thrown an error."""
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def sign_in(login: str, *, language: str = "zh-hans", viewport: ViewportSize = WIDE, bypass_csp: bool = False) -> Page:
        context = browser.new_context(viewport=viewport, bypass_csp=bypass_csp, base_url=town.address, locale="zh-CN")
        context.set_default_timeout(15_000)
        contexts.append(context)
        context.on("console", lambda said: troubles.append(said.text) if "Content Security Policy" in said.text else None)
        context.on("weberror", lambda error: troubles.append(str(error.error)))
        page = context.new_page()
        page.goto("/")
        page.fill("[name=login]", login)
        page.fill("[name=password]", town.passwords[login])
        page.click("main button.btn-primary")
        page.wait_for_url("**/d/*/")
        if page.get_attribute("html", "lang") != language:
            page.goto("/account/")
            page.click(f"button[name=language][value={language}]")
            page.goto("/")
        return page

    yield sign_in
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture(scope="session")
def axe() -> str:
    """The accessibility checker, from the front-end's packages."""
    return (Path(__file__).parents[1] / "web" / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def looking(browser: Browser) -> Iterator[Looking]:
    """A browser as most have it, at pages that need no house; none of them may break its policy or throw."""
    eyes = Looking(browser)
    yield eyes
    eyes.close()


@pytest.fixture
def flat(browser: Browser) -> Iterator[Looking]:
    """The same without WebGL, as on an old office computer."""
    opened = browser.browser_type.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-3d-apis"])
    eyes = Looking(opened)
    yield eyes
    eyes.close()
    opened.close()
