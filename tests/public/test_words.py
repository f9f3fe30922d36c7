"""How phones and sizes are written for a passer-by."""

import json
import re
from pathlib import Path

import pytest

from linli.public.templatetags.public import area_words, dial

PUBLIC = Path(__file__).parents[2] / "linli" / "public"


@pytest.mark.parametrize(
    ("written", "dialled"),
    [
        ("021-5550-0100", "02155500100"),
        ("021 5550 0100 转 802", "02155500100,802"),
        ("+86 21 5550 0100", "+862155500100"),
        ("(021)55500100-802", "02155500100802"),
        ("12345", "12345"),
    ],
)
def test_a_phone_dials_digits_and_an_extension_after_a_pause(written: str, dialled: str) -> None:
    assert dial(written) == dialled


@pytest.mark.parametrize(
    ("area_m2", "words"),
    [
        (12.0, "12 square metres"),
        (39_941.0, "39900 square metres"),
        (99_990.0, "100000 square metres"),
        (316_000.0, "0.32 square kilometres"),
    ],
)
def test_ground_is_told_in_the_unit_one_can_imagine(area_m2: float, words: str) -> None:
    assert area_words(area_m2) == words


def test_every_icon_of_the_templates_is_in_the_sprite() -> None:
    known = set(json.loads((PUBLIC.parents[1] / "web" / "src" / "icons.json").read_text(encoding="utf-8")))
    templates = "".join(path.read_text(encoding="utf-8") for path in PUBLIC.rglob("*.html"))
    used = set(re.findall(r'{% icon "([\w-]+)" %}', templates))

    assert used
    assert used <= known
