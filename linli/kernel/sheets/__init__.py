"""Tables that clerks bring and take away: .xlsx and .csv, read without trust and written without formulas."""

from linli.kernel.sheets.filling import Cell, Mark, write_filled
from linli.kernel.sheets.headings import Line, by_heading
from linli.kernel.sheets.reading import Limits, Row, read_book, read_rows
from linli.kernel.sheets.writing import Watermark, write_book, write_xlsx

__all__ = [
    "Cell",
    "Limits",
    "Line",
    "Mark",
    "Row",
    "Watermark",
    "by_heading",
    "read_book",
    "read_rows",
    "write_book",
    "write_filled",
    "write_xlsx",
]
