"""Checklists that come with the house: each a table that a subdistrict takes over and changes as its own; reminders, never scores."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from io import BytesIO
from typing import Final

from linli.checklists.rules import xlsform
from linli.checklists.rules.xlsform import Parsed
from linli.kernel.sheets import Row, read_rows


@dataclass(frozen=True, slots=True)
class Preset:
    """One of them: what it is called, and at which kinds of place it is offered; empty means all."""

    title: str
    place_kinds: tuple[str, ...] = ()


# The authentic lists are local; these are ours, to begin with.
PRESETS: Final[Mapping[str, Preset]] = {
    "look_and_ask": Preset("十看六问", ("shop", "restaurant")),
    "must_visit": Preset("十必到六必访", ("compound", "public_space")),
    "grid_ten": Preset("网格十联", ("compound",)),
    "fire_exits": Preset("消防通道和小场所消防", ("shop", "restaurant", "courier_station")),
    "gas": Preset("餐饮用气", ("restaurant",)),
    "opening_kit": Preset("开业提醒", ("shop", "restaurant", "vacant_unit")),
}
SOURCE: Final = "随系统提供的模板 2026-11"


def parsed(code: str) -> Parsed:
    """What a preset says, read as anybody's workbook is."""
    book = {xlsform.SURVEY: _rows(code), xlsform.CHOICES: _rows("choices")}
    return xlsform.read(book, today=date.min)


def _rows(name: str) -> list[Row]:
    content = files("linli.checklists.presets").joinpath(f"{name}.csv").read_bytes()
    return read_rows(BytesIO(content), name=f"{name}.csv")
