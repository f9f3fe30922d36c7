"""Tables that clerks bring and take away: .xlsx and .csv, read without trust and written without formulas."""

from linli.kernel.sheets.headings import Line, by_heading
from linli.kernel.sheets.reading import Limits, Row, read_rows
from linli.kernel.sheets.writing import write_xlsx

__all__ = ["Limits", "Line", "Row", "by_heading", "read_rows", "write_xlsx"]
