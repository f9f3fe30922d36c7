"""What people do on the desk again and again."""

import re

from playwright.sync_api import Page

NOTE = re.compile(r"/notes/[0-9a-f-]{36}/$")


def write_note(page: Page, title: str, text: str, code: str = "lanting") -> str:
    """Write a note with the mouse; its address."""
    page.goto(f"/d/{code}/notes/new")
    page.fill("#title", title)
    page.fill("#text", text)
    page.click("button[form=note-form]")
    page.wait_for_url(NOTE)
    return page.url


def wait_until_told(page: Page, words: str) -> None:
    """Look at the notices until the worker has told it."""
    for _ in range(60):
        page.goto("/d/lanting/notices/")
        if page.get_by_text(words).count():
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"nobody was told {words}")
