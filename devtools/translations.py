"""Whether every text that a person can read is there in Chinese."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from devtools.environment import ROOT

LOCALE = ROOT / "linli" / "locale"
LANGUAGES = ("zh_Hans",)
# Their texts are said in our words where theirs are too long, too short or not there.
OTHER_PACKAGES = ("django", "allauth")
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|\{(\w*)\}")

# The keyword and where its texts stand, counted from 1; "c" marks the context.
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop", "T"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}

Text = tuple[str, str | None]


def python_of(path: Path) -> str:
    """A template as the Python that Django makes of it for gettext; Python as it is."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return source
    # Only the calls matter, and the blanks of a template are not an indentation that Python accepts.
    return "\n".join(line.strip() for line in templatize(source, origin=str(path)).splitlines())


def texts_in(path: Path) -> Iterator[tuple[int, Text]]:
    """The line, text and context of everything marked for translation in one file."""
    for number, message, _comments, context in extract("python", io.BytesIO(python_of(path).encode()), keywords=KEYWORDS):
        first = message if isinstance(message, str) else message[0]
        if first:
            yield number, (str(first), context)


def marked() -> dict[Text, str]:
    """Every marked text of the package and one place where it stands."""
    found: dict[Text, str] = {}
    package = ROOT / "linli"
    for path in sorted([*package.rglob("*.py"), *package.rglob("templates/**/*.html"), *package.rglob("templates/**/*.txt")]):
        if "migrations" not in path.parts:
            for number, text in texts_in(path):
                found.setdefault(text, f"{path.relative_to(ROOT)}:{number}")
    return found


def read_catalogue(language: str) -> Catalog | None:
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    if not path.exists():
        return None
    with path.open("rb") as stored:
        return read_po(stored, locale=None, abort_invalid=True)


def placeholders(text: str) -> set[str]:
    return {"".join(found) for found in PLACEHOLDER.findall(text)}


def fault(message: Message | None) -> str | None:
    """What is wrong with one entry of a catalogue."""
    if message is None:
        return "is missing"
    translated = message.string if isinstance(message.string, str) else "".join(message.string or ())
    source = message.id if isinstance(message.id, str) else message.id[-1]
    if not translated:
        return "is empty"
    if message.fuzzy:
        return "is marked fuzzy"
    if placeholders(source) != placeholders(translated):
        return "has other placeholders than the English"
    return None


def gaps() -> list[str]:
    """One sentence for each text that a reader of another language would not get."""
    texts = marked()
    found = []
    for language in LANGUAGES:
        catalogue = read_catalogue(language)
        if catalogue is None:
            if texts:
                found.append(f"linli/locale/{language}/LC_MESSAGES/django.po is not there, but {len(texts)} texts are marked")
            continue
        for (text, context), place in texts.items():
            wrong = fault(catalogue.get(text, context))
            if wrong:
                found.append(f"{place}: {language}: “{text}” {wrong}")
    return found


def leftovers() -> list[str]:
    """One sentence for each entry of a catalogue whose text nobody says any more, neither here nor in a package we speak for."""
    said = {*marked(), *_of_other_packages()}
    return [
        f"linli/locale/{language}: “{text}” is said nowhere"
        for language in LANGUAGES
        for text, context in map(_key, read_catalogue(language) or ())
        if text and (text, context) not in said
    ]


def _of_other_packages() -> Iterator[Text]:
    for package in OTHER_PACKAGES:
        found = find_spec(package)
        for folder in (found and found.submodule_search_locations) or ():
            for path in Path(folder).rglob("locale/en/LC_MESSAGES/django.po"):
                with path.open("rb") as stored:
                    yield from map(_key, read_po(stored, locale=None))


def _key(message: Message) -> Text:
    return message.id if isinstance(message.id, str) else message.id[0], message.context


def summary() -> str:
    return f"{len(marked())} texts in {', '.join(LANGUAGES)}"
