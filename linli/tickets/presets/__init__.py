"""Catalogues that come with the house: each a table that a subdistrict takes over and changes as its own."""

from collections.abc import Mapping
from importlib.resources import files
from io import BytesIO
from typing import Final

from linli.kernel.sheets import Row, read_rows

CITY_MANAGEMENT: Final = "city_management"
# Each with the words that stand as its source in the version that it makes.
PRESETS: Final[Mapping[str, str]] = {CITY_MANAGEMENT: "城市管理部件和事件分类 2026-11"}


def rows_of(preset: str) -> list[Row]:
    """The rows of a preset as a file of anybody's would have them."""
    return _rows(f"{preset}.csv")


def examples_of(preset: str) -> list[Row]:
    """Sentences that we wrote for each minor class of a preset: class, its codes and name, and the sentence in the last cell."""
    return _rows(f"{preset}_examples.csv")[_HEADINGS:]


# What the table is, how it came about, and what its columns are.
_HEADINGS: Final = 3


def _rows(name: str) -> list[Row]:
    content = files("linli.tickets.presets").joinpath(name).read_bytes()
    return read_rows(BytesIO(content), name=name)
