"""Reading a page as a person or a browser's policy would."""

from html.parser import HTMLParser
from typing import Protocol


class Answered(Protocol):
    """Whatever the test client hands back."""

    @property
    def content(self) -> bytes:
        """The body."""


class Page(HTMLParser):
    """The elements, the visible words and whatever would be inline script or style."""

    def __init__(self, answer: Answered) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.inline: list[str] = []
        self._open: list[str] = []
        self.feed(answer.content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember the element and what the policy would refuse on it."""
        found = {name: value or "" for name, value in attrs}
        self.tags.append((tag, found))
        self._open.append(tag)
        self.inline += [f"<{tag} {name}>" for name in found if name == "style" or name.startswith("on")]
        self.inline += [f"<{tag} {name}={value}>" for name, value in found.items() if value.strip().casefold().startswith("javascript:")]
        # A block of JSON is read by our script and never run; the policy has nothing against it.
        is_read_only = found.get("type") == "application/json"
        if tag == "style" or (tag == "script" and "src" not in found and not is_read_only):
            self.inline.append(f"<{tag}>")

    def handle_data(self, data: str) -> None:
        """Remember the words."""
        self.words.append(data)

    def all(self, tag: str, **wanted: str) -> list[dict[str, str]]:
        """Every element of this kind with these attributes."""
        return [found for name, found in self.tags if name == tag and wanted.items() <= found.items()]

    def value(self, name: str) -> str:
        """What stands in the field of a form."""
        return self.all("input", name=name)[0].get("value", "")

    @property
    def text(self) -> str:
        """Everything a reader could read."""
        return " ".join(" ".join(self.words).split())
