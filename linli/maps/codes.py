"""The address of a page as a QR code for paper."""

from collections.abc import Sequence
from itertools import groupby

from django.utils.html import format_html
from django.utils.safestring import SafeString
from qrcode import constants
from qrcode.main import QRCode

# Four light modules on each side are what the standard (ISO/IEC 18004) asks for.
QUIET_ZONE = 4


def code_of(address: str) -> SafeString:
    """The QR code as SVG, readable with up to 15 per cent of it rubbed off."""
    code = QRCode(error_correction=constants.ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(address)
    modules = code.get_matrix()
    path = "".join(run for row, line in enumerate(modules) for run in _runs(row, line))
    return format_html('<svg viewBox="0 0 {} {}" shape-rendering="crispEdges"><path d="{}"/></svg>', len(modules), len(modules), path)


def _runs(row: int, line: Sequence[bool]) -> list[str]:
    """The dark stretches of a line, each as a rectangle."""
    runs, column = [], 0
    for is_dark, modules in groupby(line):
        length = len(list(modules))
        if is_dark:
            runs.append(f"M{column} {row}h{length}v1h-{length}z")
        column += length
    return runs
