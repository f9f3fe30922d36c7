"""A phone in a journey: its browser keeps what it has, may be killed, and counts how often it is pressed."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import BrowserContext, BrowserType, Error, Page, ViewportSize, expect

PHONE: ViewportSize = {"width": 390, "height": 844}
PIN = "258036"
PATIENCE_MS = 20_000
KILL_LIMIT_S = 20


@dataclass
class Phone:
    """One browser profile of one person."""

    kind: BrowserType
    chromium: str
    profile: Path
    address: str
    presses: int = 0
    troubles: list[str] = field(default_factory=list)
    context: BrowserContext | None = None

    @property
    def page(self) -> Page:
        """The page that is open."""
        assert self.context is not None
        return self.context.pages[0]

    def switch_on(self) -> None:
        """Start the browser on its profile."""
        self.context = self.kind.launch_persistent_context(
            self.profile,
            executable_path=self.chromium,
            args=["--no-sandbox"],
            viewport=PHONE,
            base_url=self.address,
            locale="zh-CN",
            has_touch=True,
            is_mobile=True,
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.on("console", lambda said: self.troubles.append(said.text) if "Content Security Policy" in said.text else None)
        self.context.on("weberror", lambda error: self.troubles.append(str(error.error)))

    def kill(self) -> None:
        """As the battery dies: no page is asked, no file is closed."""
        for process in self._processes():
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        until = time.monotonic() + KILL_LIMIT_S
        while self._processes() and time.monotonic() < until:
            time.sleep(0.05)
        if self.context is not None:
            with suppress(Error):
                self.context.close()
        self.context = None
        # The killed browser had no time to take its lock away.
        for lock in self.profile.glob("Singleton*"):
            lock.unlink()

    def _processes(self) -> list[int]:
        """The browser's processes: those that were started on this profile."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if f"--user-data-dir={self.profile}".encode() in (folder / "cmdline").read_bytes():
                    found.append(int(folder.name))
        return found

    def press(self, selector: str, *, has: str = "") -> None:
        """One press of a thumb, counted."""
        self.page.locator(selector).filter(has_text=has).first.tap()
        self.presses += 1

    def sign_in(self, login: str, password: str) -> None:
        """The first time, with a network: sign in and lay a PIN."""
        self.page.goto("/field/")
        self._sign_in(login, password)
        self.type_pin()
        expect(self.page.locator("h1")).to_have_text("再输一次")
        self.type_pin()
        expect(self.page.locator(".sync.ok")).to_be_visible(timeout=PATIENCE_MS)

    def sign_in_again(self, login: str, password: str) -> None:
        """After the session is over: sign in, and the PIN opens what was there."""
        self._sign_in(login, password)
        self.type_pin()
        expect(self.page.locator(".sg")).to_be_visible(timeout=PATIENCE_MS)

    def _sign_in(self, login: str, password: str) -> None:
        self.page.locator("button.pri").click()
        self.page.fill("[name=login]", login)
        self.page.fill("[name=password]", password)
        self.page.click("main button.btn-primary")
        self.page.wait_for_url("**/field/*/**")

    def type_pin(self) -> None:
        """Six digits."""
        self.page.locator("[name=pin]").fill(PIN)

    def unlock(self) -> None:
        """Open the page again and type the PIN."""
        self.page.goto("/field/lanting/")
        self.type_pin()
        expect(self.page.locator(".sg")).to_be_visible(timeout=PATIENCE_MS)


@contextmanager
def phone_of(kind: BrowserType, chromium: str, profile: Path, address: str) -> Iterator[Phone]:
    """A phone that is switched on, and off at the end; its page may not have broken the policy or thrown."""
    phone = Phone(kind, chromium, profile, address)
    phone.switch_on()
    try:
        yield phone
    finally:
        if phone.context is not None:
            phone.context.close()
    assert phone.troubles == []
