"""Browsers that look at a map: what they asked for, what they complained of, which colours they saw."""

import base64
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

WIDE: ViewportSize = {"width": 1440, "height": 900}
NARROW: ViewportSize = {"width": 1024, "height": 768}
PHONE: ViewportSize = {"width": 390, "height": 844}
# How many pixels of a picture have about this colour; a browser decodes it.
COUNT = """async ([picture, wanted]) => {
  const bitmap = await createImageBitmap(await (await fetch(picture)).blob())
  const pen = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d")
  pen.drawImage(bitmap, 0, 0)
  const pixels = pen.getImageData(0, 0, bitmap.width, bitmap.height).data
  let count = 0
  for (let i = 0; i < pixels.length; i += 4) if (wanted.every((each, k) => Math.abs(each - pixels[i + k]) < 4)) count += 1
  return count
}"""
Colour = tuple[int, int, int]


class Looking:
    """The pages of one test."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.troubles: list[str] = []
        self.asked: set[str] = set()
        self.contexts: list[BrowserContext] = []

    def page(
        self,
        address: str,
        *,
        viewport: ViewportSize = WIDE,
        has_script: bool = True,
        has_fingers: bool = False,
        motion: Literal["no-preference", "reduce"] = "no-preference",
        bypass_csp: bool = False,
    ) -> Page:
        """Open the page; what it complains of is remembered."""
        context = self.browser.new_context(
            viewport=viewport,
            locale="zh-CN",
            java_script_enabled=has_script,
            has_touch=has_fingers,
            reduced_motion=motion,
            bypass_csp=bypass_csp,
        )
        context.set_default_timeout(20_000)
        context.on("console", lambda said: self.troubles.append(said.text) if "Content Security Policy" in said.text else None)
        context.on("weberror", lambda error: self.troubles.append(str(error.error)))
        context.on("request", lambda request: self.asked.add(urlsplit(request.url).netloc))
        self.contexts.append(context)
        page = context.new_page()
        page.goto(address)
        return page

    def drawn(self, address: str, *, viewport: ViewportSize = WIDE, has_fingers: bool = False) -> Page:
        """The page once its map stands on the canvas and nothing moves any more."""
        page = self.page(address, viewport=viewport, has_fingers=has_fingers, motion="reduce")
        page.wait_for_selector("linli-map[data-drawn]")
        page.wait_for_timeout(500)
        return page

    def count(self, page: Page, colour: Colour, where: str = "linli-map") -> int:
        """Pixels of about this colour within the element, as it is really painted."""
        picture = base64.b64encode(page.locator(where).screenshot()).decode()
        bench = self.browser.new_page()
        try:
            found: int = bench.evaluate(COUNT, [f"data:image/png;base64,{picture}", list(colour)])
            return found
        finally:
            bench.close()

    def close(self) -> None:
        """Leave, and insist that no page broke its policy or threw."""
        for context in self.contexts:
            context.close()
        assert self.troubles == []
