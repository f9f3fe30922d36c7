"""What the check of the translations finds."""

import pytest
from babel.messages.catalog import Catalog

from devtools import translations


def test_a_translation_of_a_text_that_nobody_says_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = Catalog()
    for text in ("Said here", "Said nowhere", "This field is required."):
        catalogue.add(text, "话")
    monkeypatch.setattr(translations, "marked", lambda: {("Said here", None): "linli/somewhere.py:1"})
    monkeypatch.setattr(translations, "read_catalogue", lambda _language: catalogue)

    assert translations.leftovers() == ["linli/locale/zh_Hans: “Said nowhere” is said nowhere"]
