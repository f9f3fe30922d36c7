"""Faults of documents and translations are found, and sound ones let pass."""

from pathlib import Path

import pytest
from babel.messages.catalog import Message

from devtools import docs, translations


def test_a_link_to_nowhere_and_a_missing_heading_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docs, "ROOT", tmp_path)
    (tmp_path / "b.md").write_text("# One thing\n", encoding="utf-8")
    page = tmp_path / "a.md"
    page.write_text("[x](none.md) [y](b.md#one-thing) [z](b.md#other) [w](https://example.org)\n```\n[v](nowhere)\n```\n", encoding="utf-8")
    assert list(docs.broken_links(page)) == ["a.md: the link to none.md leads nowhere", "a.md: b.md#other: there is no such heading"]


def test_a_gap_in_the_numbers_of_decisions_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docs, "ROOT", tmp_path)
    folder = tmp_path / "docs" / "adr"
    folder.mkdir(parents=True)
    (folder / "0001-first.md").write_text("# 0001 First\n", encoding="utf-8")
    assert list(docs.decision_faults()) == []
    (folder / "0003-third.md").write_text("# 0003 Third\n", encoding="utf-8")
    assert list(docs.decision_faults()) == ["docs/adr/0003-third.md: the next decision is 0002-<words>.md"]


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (None, "is missing"),
        (Message("Save", ""), "is empty"),
        (Message("Save", "保存", flags=["fuzzy"]), "is marked fuzzy"),
        (Message("{name} saved", "保存了"), "has other placeholders than the English"),
        (Message("{name} saved", "{name} 保存了"), None),
        (Message(("one", "%(n)s"), ("%(n)s 个",)), None),
    ],
)
def test_an_entry_of_the_catalogue_is_judged(message: Message | None, said: str | None) -> None:
    assert translations.fault(message) == said


def test_texts_are_found_in_python_and_in_templates(tmp_path: Path) -> None:
    code = tmp_path / "a.py"
    code.write_text("x = _('One')\ny = pgettext('of a day', 'Two')\nz = 'Three'\n", encoding="utf-8")
    page = tmp_path / "a.html"
    page.write_text(
        "{% load i18n %}\n    <p>{% translate 'Four' %}</p>\n"
        "  {% blocktranslate trimmed count n=n %}\n      {{ n }} note\n  {% plural %}{{ n }} notes{% endblocktranslate %}\n",
        encoding="utf-8",
    )
    assert [text for _, text in translations.texts_in(code)] == [("One", None), ("Two", "of a day")]
    assert [text for _, text in translations.texts_in(page)] == [("Four", None), ("%(n)s note", None)]
