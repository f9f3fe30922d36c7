"""A row while it is read."""

from typing import NamedTuple

from linli.kernel.errors import Refused


class Cells(NamedTuple):
    """The cells of a row as text, and what is wrong with the first one that cannot be believed; that one is empty."""

    texts: list[str]
    trouble: Refused | None = None
