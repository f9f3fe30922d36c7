"""The QR code of a printed notice."""

import re

from django.test import Client
from qrcode import constants
from qrcode.main import QRCode

from linli.maps.codes import QUIET_ZONE, code_of
from tests.public.street import PublicStreet

ADDRESS = "https://linli.example.cn/s/lanting/grids/W01/"
RECTANGLE = re.compile(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z")


def painted(svg: str) -> set[tuple[int, int]]:
    """The dark modules as (row, column), the path read as a browser would."""
    dark = set()
    for column, row, length, back in RECTANGLE.findall(svg):
        assert length == back
        dark |= {(int(row), int(column) + step) for step in range(int(length))}
    return dark


def test_every_module_of_the_code_is_painted_and_nothing_else() -> None:
    code = QRCode(error_correction=constants.ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(ADDRESS)
    modules = code.get_matrix()

    svg = code_of(ADDRESS)

    assert painted(svg) == {(row, column) for row, line in enumerate(modules) for column, is_dark in enumerate(line) if is_dark}
    assert f'viewBox="0 0 {len(modules)} {len(modules)}"' in svg
    assert not RECTANGLE.sub("", re.search(r' d="([^"]*)"', svg)[1]), "the path holds rectangles alone"  # type: ignore[index]


def test_it_has_three_eyes_and_a_quiet_edge() -> None:
    dark = painted(code_of(ADDRESS))
    rows, columns = {row for row, _ in dark}, {column for _, column in dark}
    first, last = min(rows), max(rows)
    eye = {(row, column) for row in range(7) for column in range(7) if {row, column} & {0, 6} or (2 <= row <= 4 and 2 <= column <= 4)}

    assert (first, min(columns), max(columns)) == (4, 4, last)
    for top, left in ((first, first), (first, last - 6), (last - 6, first)):
        assert {(row - top, column - left) for row, column in dark if top <= row < top + 7 and left <= column < left + 7} == eye


def test_the_notice_carries_the_code_of_its_own_address(street: PublicStreet, passer: Client) -> None:
    page = passer.get("/s/lanting/grids/Z1/?lang=en&big=1").content.decode()

    assert code_of("http://testserver/s/lanting/grids/Z1/") in page
