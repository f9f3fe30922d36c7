"""Papers as Word documents: A4, Song type for Chinese, plain tables; made in memory and handed out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table, _Cell
    from docx.text.run import Run

SONG: Final = "宋体"
HEAD: Final = "黑体"
MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Paper:
    """One document, written from top to bottom."""

    def __init__(self, title: str, *, sub: str = "", foot: str = "") -> None:
        # Heavy, and only who prints needs it.
        import docx
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Cm, Pt

        self._document: Document = docx.Document()
        section = self._document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
        self._set_fonts(Pt(10.5))
        self._document.core_properties.title, self._document.core_properties.author = title, ""
        line = self._document.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._typed(line.add_run(title), HEAD, 18)
        if sub:
            below = self._document.add_paragraph()
            below.alignment = WD_ALIGN_PARAGRAPH.CENTER
            self._typed(below.add_run(sub), SONG, 10.5)
        if foot:
            self._typed(section.footer.paragraphs[0].add_run(foot), SONG, 9)

    def heading(self, text: str) -> None:
        """The head of a part."""
        from docx.shared import Pt

        line = self._document.add_paragraph()
        line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(10), Pt(4)
        line.paragraph_format.keep_with_next = True
        self._typed(line.add_run(text), HEAD, 12)

    def text(self, text: str) -> None:
        """Sentences as they were written, line by line."""
        for each in text.splitlines() or [""]:
            self._typed(self._document.add_paragraph().add_run(each), SONG, 10.5)

    def facts(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Names and values, two pairs in a row."""
        rows = [[*first, *(second or ("", ""))] for first, second in _in_twos(pairs)]
        self._table(rows, [2.5, 6.0, 2.5, 6.0], strong=(0, 2))

    def table(self, heads: Sequence[str], rows: Iterable[Sequence[str]], widths_cm: Sequence[float]) -> None:
        """A table with a head; a long one repeats it on every page."""
        from docx.oxml import OxmlElement

        made = self._table([list(heads), *map(list, rows)], widths_cm, strong=())
        head = made.rows[0]
        head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for cell in head.cells:
            self._typed(cell.paragraphs[0].runs[0], HEAD, 10)

    def lines_to_sign(self, labels: Sequence[str], date: str) -> None:
        """Room for a signature and a date after each label."""
        self._table([[label, "", date, ""] for label in labels], [4.5, 6.0, 2.0, 4.5], strong=(0, 2), height_cm=1.1)

    def content(self) -> bytes:
        """The file."""
        kept = BytesIO()
        self._document.save(kept)
        return kept.getvalue()

    def _table(self, rows: Sequence[Sequence[str]], widths_cm: Sequence[float], *, strong: Sequence[int], height_cm: float = 0.0) -> Table:
        from docx.shared import Cm

        made: Table = self._document.add_table(rows=0, cols=len(widths_cm), style="Table Grid")
        made.autofit = False
        # Word goes by the cells, others by the grid.
        for place, width_cm in enumerate(widths_cm):
            made.columns[place].width = Cm(width_cm)
        for row in rows:
            line = cast("Any", made).add_row()
            if height_cm:
                line.height = Cm(height_cm)
            for place, (cell, text) in enumerate(zip(line.cells, row, strict=True)):
                cell.width = Cm(widths_cm[place])
                self._fill(cell, text, HEAD if place in strong else SONG)
        return made

    def _fill(self, cell: _Cell, text: str, font: str) -> None:
        for place, each in enumerate(text.splitlines() or [""]):
            line = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
            self._typed(line.add_run(each), font, 10)

    def _typed(self, run: Run, font: str, size_pt: float) -> None:
        from docx.shared import Pt

        run.font.size = Pt(size_pt)
        run.font.name = font
        _set_east_asian(run._element, font)

    def _set_fonts(self, size: Any) -> None:
        normal: Any = self._document.styles["Normal"]
        normal.font.name, normal.font.size = SONG, size
        normal.paragraph_format.space_after = 0
        _set_east_asian(normal.element, SONG)


def _set_east_asian(element: Any, font: str) -> None:
    """Word takes the font of Chinese from an attribute of its own."""
    from docx.oxml.ns import qn

    element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _in_twos(pairs: Sequence[tuple[str, str]]) -> list[tuple[tuple[str, str], tuple[str, str] | None]]:
    return [(pairs[place], pairs[place + 1] if place + 1 < len(pairs) else None) for place in range(0, len(pairs), 2)]
