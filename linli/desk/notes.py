"""The pages about notes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.desk.chains import journal_page
from linli.desk.door import StaffRequest, done, page, staff_page, uploaded
from linli.desk.errors import status_of
from linli.desk.naming import names_for
from linli.desk.paging import one_page, parse_mark, typed_number
from linli.desk.story import span, tell
from linli.kernel import files, journal
from linli.kernel.errors import Difference, NotFound, Refused, Stale
from linli.kernel.writes import attempt
from linli.notes import actions, queries
from linli.notes.rules import TEXT_LIMIT, TITLE_LIMIT, Permission

FIELDS = ("title", "text")
STORY_LENGTH = 10


@dataclass(slots=True)
class Draft:
    """What stands in the form: the words typed, the version they were begun on, and what is wrong with them."""

    note_id: UUID | None = None
    title: str = ""
    text: str = ""
    seen: int = 0
    opened_title: str = ""
    opened_text: str = ""
    trouble: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    def is_undisturbed(self, stale: Stale) -> bool:
        """Whether the words still stand as this form was opened on them: something else changed, a file came for example."""
        opened = {"title": self.opened_title, "text": self.opened_text}
        return all(opened[each.field].replace("\r\n", "\n") == each.theirs for each in stale.differences)

    def blame(self, refusal: Refused) -> None:
        """Say the refusal beside the field it speaks of, or above all fields."""
        guilty = next((name for name in FIELDS if refusal.facts.get("field") == gettext(name)), "")
        if guilty:
            self.errors[guilty] = refusal.sentence
        else:
            self.trouble = refusal.sentence


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of “somebody changed it first”."""

    field: str
    label: str
    yours: str
    theirs: str
    is_mine: bool


@require_safe
@staff_page
def list_notes(request: StaffRequest) -> HttpResponse:
    """The notes, latest change first, a page at a time."""
    before = parse_mark(request.GET.get("before"))
    notes, after = one_page(queries.latest(request.actor, before=before), queries.PAGE)
    names = names_for({note.author_account_id for note in notes}).of_account
    rows = [{"note": note, "author": names.get(note.author_account_id, "")} for note in notes]
    return page(
        request,
        "desk/notes/list.html",
        current="notes",
        rows=rows,
        after=after,
        is_later=before is not None,
        may_write=request.actor.may_somewhere(Permission.WRITE),
    )


@require_safe
@staff_page
def show_note(request: StaffRequest, note_id: UUID) -> HttpResponse:
    """One note: its words, its files, what happened to it."""
    note = queries.get_for(request.actor, note_id)
    shown = span(note.journal_seq, limit=STORY_LENGTH)
    told = journal.story_of(note, after=shown.after, limit=shown.limit)
    story = tell(told, also=note.author_account_id, only_changes=True)
    return page(
        request,
        "desk/notes/show.html",
        current="notes",
        note=note,
        author=story.names.get(note.author_account_id, ""),
        files=files.of(note),
        story=story.entries,
        limit_bytes=settings.LINLI_UPLOAD_LIMIT_BYTES,
        may_write=request.actor.may_somewhere(Permission.WRITE),
    )


@require_safe
@staff_page
def note_journal(request: StaffRequest, note_id: UUID) -> HttpResponse:
    """Every entry of the note's chain."""
    note = queries.get_for(request.actor, note_id)
    back_to = reverse("desk:note", args=[request.place.code, note.pk])
    return journal_page(request, note, title=note.title, back_to=back_to, current="notes")


@require_http_methods(["GET", "POST"])
@staff_page
def new_note(request: StaffRequest) -> HttpResponse:
    """Write a note down."""
    queries.require(request.actor, Permission.WRITE)
    draft = Draft()
    if request.method != "POST":
        return _form(request, draft)
    draft = Draft(title=request.POST.get("title", ""), text=request.POST.get("text", ""))
    with attempt() as outcome:
        note = actions.write_note(request.actor, title=draft.title, text=draft.text)
    if outcome.refusal:
        draft.blame(outcome.refusal)
        return _form(request, draft, status=status_of(outcome.refusal))
    return done(request, "note", note.pk)


@require_http_methods(["GET", "POST"])
@staff_page
def edit_note(request: StaffRequest, note_id: UUID) -> HttpResponse:
    """Change a note; who was overtaken sees both versions and chooses."""
    queries.require(request.actor, Permission.WRITE)
    note = queries.get_for(request.actor, note_id)
    if request.method != "POST":
        return _form(request, opened(note.pk, note.journal_seq, title=note.title, text=note.text))
    draft = read_draft(request.POST, note.pk)
    refusal = _save(request, note.pk, draft, seen=draft.seen)
    if isinstance(refusal, Stale) and draft.is_undisturbed(refusal):
        refusal = _save(request, note.pk, draft, seen=refusal.current)
    if isinstance(refusal, Stale):
        return _stale(request, draft, refusal, note.pk)
    if refusal:
        draft.blame(refusal)
        return _form(request, draft, status=status_of(refusal))
    return done(request, "note", note.pk)


def _save(request: StaffRequest, note_id: UUID, draft: Draft, *, seen: int) -> Refused | None:
    with attempt() as outcome:
        actions.edit_note(request.actor, note_id, seen=seen, title=draft.title, text=draft.text)
    return outcome.refusal


@require_POST
@staff_page
def attach_file(request: StaffRequest, note_id: UUID) -> HttpResponse:
    """Attach one file."""
    upload = uploaded(request)
    files.check_size(upload.size)
    actions.attach_file(request.actor, note_id, name=upload.name, content=upload.content)
    return done(request, "note", note_id)


@require_safe
@staff_page
def fetch_file(request: StaffRequest, note_id: UUID, file_id: UUID) -> HttpResponseBase:
    """A file of the note, always as a download: nothing uploaded ever runs in our pages."""
    note = queries.get_for(request.actor, note_id)
    stored = next((each for each in files.of(note) if each.pk == file_id), None)
    if stored is None:
        raise NotFound
    opened = files.open_for(request.actor, stored.pk)
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=stored.name) or "attachment"}
    return StreamingHttpResponse(opened.content, content_type="application/octet-stream", headers=headers)


def opened(note_id: UUID, seen: int, *, title: str, text: str) -> Draft:
    """The form as it is first opened on a note."""
    return Draft(note_id=note_id, title=title, text=text, seen=seen, opened_title=title, opened_text=text)


def read_draft(post: QueryDict, note_id: UUID) -> Draft:
    """The form as sent; where both versions were shown, the chosen one of each field."""
    words = {name: _chosen(post, name) for name in FIELDS}
    return Draft(
        note_id=note_id,
        title=words["title"],
        text=words["text"],
        # What no page of ours sends is a version that never was: the edit comes back with both texts.
        seen=typed_number(post.get("seen")),
        opened_title=post.get("opened-title", words["title"]),
        opened_text=post.get("opened-text", words["text"]),
    )


def _chosen(post: QueryDict, name: str) -> str:
    choice = post.get(f"choice-{name}")
    return post.get(f"{choice}-{name}", "") if choice in {"yours", "theirs"} else post.get(name, "")


def _form(request: StaffRequest, draft: Draft, *, status: int = 200) -> HttpResponse:
    code = request.place.code
    leave_to = reverse("desk:note", args=[code, draft.note_id]) if draft.note_id else reverse("desk:notes", args=[code])
    return page(
        request,
        "desk/notes/form.html",
        status=status,
        current="notes",
        draft=draft,
        leave_to=leave_to,
        title_limit=TITLE_LIMIT,
        text_limit=TEXT_LIMIT,
    )


def _stale(request: StaffRequest, draft: Draft, stale: Stale, note_id: UUID) -> HttpResponse:
    note = queries.get_for(request.actor, note_id)
    before = {"title": draft.opened_title, "text": draft.opened_text}
    differing = {each.field for each in stale.differences}
    last = tell(journal.story_of(note, after=note.journal_seq - 1, limit=1)).entries[0]
    return page(
        request,
        "desk/notes/stale.html",
        status=status_of(stale),
        current="notes",
        note=note,
        who=last.who,
        is_own=last.account_id == request.actor.account_id,
        when=last.recorded_at,
        seen=stale.current,
        differences=[_choice(each, before) for each in stale.differences],
        same=[{"name": name, "value": getattr(note, name)} for name in FIELDS if name not in differing],
    )


def _choice(difference: Difference, opened: Mapping[str, str]) -> Choice:
    labels = {"title": gettext("Title"), "text": gettext("What was said")}
    # A field one did not touch oneself is proposed as it stands now; one's own words are proposed where one wrote any.
    untouched = _plain(opened[difference.field]) == _plain(difference.yours)
    return Choice(
        field=difference.field,
        label=labels[difference.field],
        yours=difference.yours,
        theirs=difference.theirs,
        is_mine=not untouched,
    )


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
