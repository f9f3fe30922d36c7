"""`./dev shots`: every page of the desk as PNG at three widths, from the table of addresses."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import django
from django.urls import URLResolver, get_resolver
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as BrowserError

from devtools import assets, demo, houses, packages
from devtools.environment import ROOT, CannotRun
from devtools.processes import LINLI, ask

SHOTS = ROOT / "build" / "shots"
WIDTHS_PX = (1440, 1024, 390)
HEIGHT_PX = 900
CLERK = "lanting-clerk"
CODE = "lanting"
LONGEST_START_S = 60
MOST_PAGES = 200
TRIES = 2


def parse_logins(printed: str) -> dict[str, str]:
    """The logins of `linli demo`: lines of login, password and what for."""
    words = [line.split(maxsplit=2) for line in printed.splitlines() if line.startswith("  ")]
    return {each[0]: each[1] for each in words if len(each) == 3}


def in_room(room: str, name: str) -> str:
    """The name of an address; the desk and the public door may both have one of that name."""
    return name if room in {"", "desk"} else f"{room}_{name}"


def patterns(resolver: URLResolver | None = None, before: str = "/", room: str = "") -> Iterator[tuple[str, str]]:
    """The name and the route of every address of the house."""
    for each in (resolver or get_resolver()).url_patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from patterns(each, route, each.namespace or room)
        elif each.name:
            yield in_room(room, each.name), route


def name_of(path: str) -> str:
    try:
        found = get_resolver().resolve(path)
        return in_room(found.namespace, found.url_name) if found.url_name else ""
    except LookupError:
        return ""


def is_up(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


@contextmanager
def served(home: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """A demo of its own with its address and logins, stopped and forgotten afterwards."""
    environ = {"LINLI_HOME": str(home)}
    answer = ask([LINLI, "demo"], environ)
    if answer.code != 0:
        raise CannotRun(f"`linli demo` ended with exit code {answer.code}: {answer.text.strip()}")
    port = demo.free_port()
    commands = [[str(LINLI), "serve", "--port", str(port)], [str(LINLI), "work"]]
    children = [
        subprocess.Popen(words, env={**os.environ, **environ}, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        for words in commands
    ]
    address = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + LONGEST_START_S
        while not is_up(port):
            if children[0].poll() is not None or time.monotonic() > until:
                raise CannotRun("`linli serve` did not start for the pictures.")
            time.sleep(0.2)
        yield address, parse_logins(answer.text)
    finally:
        for child in children:
            child.send_signal(signal.SIGTERM)
        for child in children:
            child.wait(timeout=LONGEST_START_S)
        ask([LINLI, "database", "stop"], environ)
        houses.forget(home)


def sign_in(page: Page, address: str, password: str) -> None:
    page.goto(f"{address}/account/sign-in/")
    page.fill("input[name=login]", CLERK)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_load_state("networkidle")
    if name_of(page.url.removeprefix(address).partition("?")[0]) == "account_login":
        raise CannotRun("The demo login of the clerk does not open the desk: see the page account_login.")


def links(page: Page, address: str) -> list[str]:
    found = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    return [str(each).removeprefix(address).partition("#")[0].partition("?")[0] for each in found if str(each).startswith(address + "/")]


def write_a_note(page: Page, address: str) -> None:
    """Something to show on the pages of one row."""
    page.goto(f"{address}/d/{CODE}/notes/new")
    page.fill("input[name=title]", "菜场门口的路灯")
    page.fill("textarea[name=text]", "三号门的路灯晚上七点以后不亮，摊主说已经有一个星期。")
    page.press("input[name=title]", "Enter")
    page.wait_for_load_state("networkidle")


def reachable(page: Page, address: str) -> dict[str, str]:
    """One path for each named address: those without ids directly, the others by following links."""
    routes = dict(patterns())
    found = {name: path for name, route in routes.items() if "<" not in (path := route.replace("<slug:code>", CODE))}
    waiting, seen = [page.url.removeprefix(address), *found.values()], set[str]()
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        if is_page(page, address + path):
            # The first link of each name: a list of sixty people is one page to look at, not sixty.
            new = {name: link for link in reversed(links(page, address)) if (name := name_of(link)) and name not in found}
            found.update(new)
            waiting += new.values()
    return found


def is_page(page: Page, address: str) -> bool:
    """Whether a GET gives a page to look at; a download or an address for forms only is none."""
    # The browser's own error page may still be on its way and interrupt the first try.
    for _ in range(TRIES):
        with suppress(BrowserError):
            answer = page.goto(address)
            return answer is not None and answer.ok and "text/html" in (answer.header_value("content-type") or "")
    return False


def take(page: Page, address: str, name: str, path: str) -> bool:
    """The page at every width; False when there is nothing to look at."""
    for width in WIDTHS_PX:
        page.set_viewport_size({"width": width, "height": HEIGHT_PX})
        if not is_page(page, address + path):
            return False
        page.screenshot(path=SHOTS / f"{name}-{width}.png", full_page=True)
    return True


def take_all(browser: Browser, address: str, password: str) -> tuple[list[str], list[str]]:
    """The names of the pages that were taken and of those that were not."""
    page = browser.new_context(locale="zh-CN").new_page()
    taken = ["account_login"] if take(page, address, "account_login", "/account/sign-in/") else []
    sign_in(page, address, password)
    home = page.url
    write_a_note(page, address)
    page.goto(home)
    paths = reachable(page, address)
    ending = {"account_logout", "account_login"}
    taken += [name for name, path in sorted(paths.items()) if name not in ending and take(page, address, name, path)]
    return taken, sorted({name for name, _ in patterns()} - set(taken))


def main() -> int:
    """Serve a demo of its own, sign in, and take every page that can be reached."""
    if "chromium" in packages.ensure():
        raise CannotRun("Pictures need Chromium; as root: apt-get install chromium fonts-noto-cjk")
    assets.build()
    shutil.rmtree(SHOTS, ignore_errors=True)
    SHOTS.mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="linli-shots-") as folder, served(Path(folder)) as (address, logins):
        os.environ.update(LINLI_HOME=folder, DJANGO_SETTINGS_MODULE="linli.config.settings")
        django.setup()
        with sync_playwright() as playwright:
            arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
            browser = playwright.chromium.launch(executable_path=packages.CHROMIUM, args=arguments)
            # The table of addresses is asked between the browser's answers, where Django sees an event loop.
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
            taken, left = take_all(browser, address, logins[CLERK])
            browser.close()
    print(f"{len(taken)} pages at {', '.join(map(str, WIDTHS_PX))} px in {SHOTS.relative_to(ROOT)}: {', '.join(taken)}")
    print(f"Not taken (forms, downloads, other people's): {', '.join(left)}")
    return 0
