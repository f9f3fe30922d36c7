"""Taking a form away filled in, and taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO
from uuid import UUID

from django.utils.translation import gettext, gettext_noop, override

from linli.forms.models import Form, FormAnswer, FormReturn
from linli.forms.queries import forms as queries
from linli.forms.queries import known, questions, sheets
from linli.forms.queries.questions import FieldNow
from linli.forms.queries.sheets import Filled, Finder
from linli.forms.rules import fields, heads
from linli.forms.rules.kinds import FILE_NAME_LIMIT, ROWS_AT_MOST, VALUE_LIMIT, Frequency, Subject
from linli.forms.rules.periods import Period, label_of
from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused, refusals
from linli.kernel.journal import Draft
from linli.kernel.personal.rules import Grounds, clean_reason
from linli.kernel.sheets import Limits, Row, Watermark, read_rows, write_filled
from linli.kernel.text import clean_text
from linli.kernel.writes import each, lock_in_order, write
from linli.org.rules.people import ZONE, day_of
from linli.places.models import PlaceContact

LIMITS = Limits(sent_bytes=10_000_000, rows=ROWS_AT_MOST + heads.LOOKED_AT)
TROUBLES_KEPT = 200
CHUNK = 500
_LANGUAGE = "zh-hans"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form as it leaves the house."""

    name: str
    content: bytes
    filled: Filled


@dataclass(frozen=True, slots=True)
class _Line:
    """One row that came back: whose it is, what it said, how much of it is about persons."""

    key: UUID | None
    values: dict[str, str]
    left_out: int


@write
def take_away(actor: Actor, form_id: UUID, *, period: Period, purpose: str, with_people: bool = False) -> Sheet:
    """The sender's own sheet with everything known filled in; whose name and number go out with it, the journal keeps for each."""
    form = _lock(actor, form_id)
    said, today = clean_reason(purpose), day_of(clock.now())
    targets = known.targets_of(actor, form)
    if not targets:
        raise Refused("forms.no_rows", name=form.name)
    asked = questions.of_form(actor, form, today)
    people = _people(actor, form, asked, targets, with_people=with_people)

    # Whoever asked reads Chinese, whatever language the desk speaks.
    with override(_LANGUAGE):
        filled = sheets.filled(actor, form, targets, period, people, today=today)
        content = write_filled(
            filled.head.titles, filled.head.rows, filled.rows, merges=heads.merges_of(filled.head), watermark=_watermark(form, said, filled)
        )

    label = label_of(Frequency(form.frequency), period)
    numbers = {"rows": len(filled.rows), "known": filled.known, "earlier": filled.earlier, "personal": filled.personal}
    shown = [
        Draft("contact.revealed", each, reason=Grounds.SAID, facts={"values": ["full_name", "phone"], "work": "", "why": said})
        for each in people
    ]
    journal.record_many(actor, [Draft("form.filled_in", form, facts={"period": label, "purpose": said, **numbers}), *shown])
    return Sheet(f"{form.name}{f'-{label}' if label else ''}.xlsx", content, filled)


@write
def take_back(actor: Actor, form_id: UUID, *, period: Period, name: str, content: BinaryIO) -> FormReturn:
    """Keep what a sheet says row by row with the form, without what is about persons; a row that fits nowhere says why and is left out."""
    form, today = _lock(actor, form_id), day_of(clock.now())
    asked = questions.of_form(actor, form, today)
    height = len(form.head) or len(heads.plain_head([each.question for each in asked]))
    rows = read_rows(content, name=name, limits=LIMITS, keep_bad=True)
    columns, begins = heads.found_in(rows, [each.question for each in asked], height)
    finder = sheets.finder_of(form, asked, known.targets_of(actor, form))

    outcomes = _lines(rows[begins:], asked, columns, finder)
    kept = [each for _row, each in outcomes if isinstance(each, _Line)]
    refused = [(row.number, each) for row, each in outcomes if isinstance(each, Refused)]
    _keep(actor, form, period, kept)
    back = FormReturn(
        subdistrict_id=actor.subdistrict_id,
        form=form,
        period_on=period.begins_on,
        file_name=clean_text(name, field=gettext("File"), limit=10_000)[-FILE_NAME_LIMIT:],
        taken_at=clock.now(),
        taken_by=actor.account_id,
        rows=len(kept),
        refused=len(refused),
        left_out=sum(each.left_out for each in kept),
        troubles=_told(refused),
        strangers=heads.strangers_in(rows, [each.question for each in asked], height, begins)[:TROUBLES_KEPT],
    )
    back.save(force_insert=True)

    label = label_of(Frequency(form.frequency), period)
    journal.record(actor, "form.taken_back", form, period=label, rows=back.rows, refused=back.refused, left_out=back.left_out)
    return back


def _lock(actor: Actor, form_id: UUID) -> Form:
    form = queries.lock(actor, form_id)
    queries.check_fillable(actor, form)
    return form


def _people(
    actor: Actor, form: Form, asked: Sequence[FieldNow], targets: Sequence[known.Target], *, with_people: bool
) -> Sequence[PlaceContact]:
    if not with_people:
        return ()
    if not form.personal_basis:
        raise Refused("forms.ground_names_nobody", name=form.name)
    actor.require("personal.reveal")
    facts = frozenset(each.fact for each in asked if each.fact and not each.is_over)
    found = known.contacts_of(actor, targets, facts)
    return lock_in_order(PlaceContact.objects.all(), actor.subdistrict_id, [each.pk for each in found]) if found else ()


def _watermark(form: Form, purpose: str, filled: Filled) -> Watermark:
    taken = clock.now().astimezone(ZONE)
    line = gettext("{form} · {when} · for: {purpose}").format(form=form.name, when=f"{taken:%Y-%m-%d %H:%M}", purpose=purpose)
    lines = [
        f"{gettext('Form')}: {form.name}",
        f"{gettext('Who wants it')}: {form.sender}",
        f"{gettext('Legal ground')}: {form.basis}",
        f"{gettext('Purpose')}: {purpose}",
        f"{gettext('Taken away')}: {taken:%Y-%m-%d %H:%M}",
        gettext("Filled in already: {known} cells known, {earlier} said before. To be filled in: {open}.").format(
            known=filled.known, earlier=filled.earlier, open=filled.open
        ),
        gettext("Plain: known. Italics on blue: said before, look whether it still holds. Empty on yellow: fill it in."),
        gettext("The headings are those that were admitted. A column that is not among them may be declined."),
    ]
    return Watermark(line, gettext("About this sheet"), lines)


def _lines(rows: Sequence[Row], asked: Sequence[FieldNow], columns: dict[str, int], finder: Finder) -> list[tuple[Row, _Line | Refused]]:
    seen = set[UUID | None]()

    def read(row: Row) -> _Line:
        if row.trouble is not None:
            raise row.trouble
        said = {each.field.pk: _cell(row, columns[each.question.whole]) for each in asked}
        key = finder.find(said)
        if key in seen:
            raise Refused("forms.row_twice", row=row.number)
        seen.add(key)
        return _line(key, asked, said)

    # A row in which nothing was written is none.
    written = [row for row in rows if row.trouble or any(_cell(row, column) for column in columns.values())]
    return list(zip(written, each(written, read), strict=True))


def _line(key: UUID | None, asked: Sequence[FieldNow], said: dict[UUID, str]) -> _Line:
    values, left_out = dict[str, str](), 0
    for question in asked:
        value = said[question.field.pk]
        if value and (fields.is_personal(question.question) or fields.holds_number_of_person(value)):
            left_out += 1
        elif value and not question.is_over:
            values[str(question.field.pk)] = clean_text(value, field=question.question.whole, limit=VALUE_LIMIT)
    return _Line(key, values, left_out)


def _told(refused: Sequence[tuple[int, Refused]]) -> list[list[object]]:
    """Why rows were not kept, as plain JSON."""
    said = [(number, each.code, {fact: str(value) for fact, value in each.facts.items()}) for number, each in refused]
    return [list(each) for each in said[:TROUBLES_KEPT]]


def _cell(row: Row, column: int) -> str:
    return row.cells[column].strip() if column < len(row.cells) else ""


def _keep(actor: Actor, form: Form, period: Period, lines: Sequence[_Line]) -> None:
    """The same row sent again for a period replaces what it said before."""
    found = FormAnswer.objects.of(actor.subdistrict_id).filter(form=form, period_on=period.begins_on)
    standing = {each.place_id or each.grid_id: each for each in found}
    now, column = clock.now(), {Subject.PLACE: "place_id", Subject.GRID: "grid_id"}.get(Subject(form.subject))
    made, changed = [], []
    for line in lines:
        answer = standing.get(line.key)
        if answer is None:
            whose: dict[str, Any] = {column: line.key} if column else {}
            answer = FormAnswer(subdistrict_id=form.subdistrict_id, form=form, period_on=period.begins_on, **whose)
            made.append(answer)
        else:
            changed.append(answer)
        answer.values, answer.taken_at = line.values, now
    FormAnswer.objects.bulk_create(made, batch_size=CHUNK)
    FormAnswer.objects.bulk_update(changed, ["values", "taken_at"], batch_size=CHUNK)


refusals(
    {
        "forms.no_rows": gettext_noop(
            "“{name}” has no row that is yours to fill: there is no place or grid of its kinds where your post reaches. Look at its kinds."
        ),
        "forms.ground_names_nobody": gettext_noop(
            "The ground of “{name}” names no personal data, so names and phones stay here. Take the form away without them."
        ),
        "forms.row_twice": gettext_noop("Row {row} is about the same as one above it. Keep one of them."),
    }
)
