"""The examples that come with the house, read when somebody first asks and kept for as long as the process lives."""

from functools import cache
from threading import Lock
from typing import Final

from linli.tickets import presets
from linli.tickets.rules import catalogue_sheet as sheet
from linli.tickets.rules.catalogue import Catalogue, Nature
from linli.tickets.rules.prior import Example, Prior, prior_of

_OF_NAME = {"部件": Nature.COMPONENT, "事件": Nature.EVENT, "诉求": Nature.MATTER}


# Several threads ask at once when a process is new.
_TURN: Final = Lock()


def shipped() -> Prior:
    """What the examples teach; the same for every subdistrict."""
    with _TURN:
        return _learnt()


@cache
def _learnt() -> Prior:
    return prior_of(examples(), preset())


def examples() -> list[Example]:
    """Every sentence with its class."""
    rows = (row.cells for row in presets.examples_of(presets.CITY_MANAGEMENT))
    return [Example(f"{_OF_NAME[nature].letter}{major}{minor}", name, text) for nature, major, minor, name, text in rows]


def preset() -> Catalogue:
    """The catalogue that the examples were written for, as it is shipped."""
    rows = presets.rows_of(presets.CITY_MANAGEMENT)
    return Catalogue(0, sheet.plan(sheet.lines_of(rows, sheet.guess(rows)), Catalogue(0, {})).items)
