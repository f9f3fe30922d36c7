"""Words that the phone would say in one language only are found."""

import pytest

from devtools import phone_words


@pytest.mark.parametrize(
    ("source", "faults"),
    [
        ('<h1>{t("Today")}</h1>', 0),
        ("<h1>Today</h1>", 1),
        ('<p class="cap">\n  Nothing is here\n</p>', 1),
        ('const word = "今天";', 1),
        ("const held: Promise<void> = ask<string>(a, b) as never;", 0),
    ],
)
def test_words_that_no_dictionary_knows_are_found(source: str, faults: int) -> None:
    assert len(list(phone_words.faults_in(source))) == faults


def test_the_phone_has_no_such_words() -> None:
    assert phone_words.faults() == []
