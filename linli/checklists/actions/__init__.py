"""Every write of checklists: taken over from the house, published from a workbook or the desk; each makes a new version."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext

from linli.checklists import presets, queries
from linli.checklists.models import Checklist, ChecklistVersion
from linli.checklists.rules import xlsform
from linli.checklists.rules.items import Body, checked_body, restored, stored
from linli.checklists.rules.permissions import CHECKLISTS_AT_MOST, CODE_LIMIT, REMARK_LIMIT, SOURCE_LIMIT, TITLE_LIMIT, Permission
from linli.checklists.rules.xlsform import Parsed
from linli.kernel import burden, clock, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.sheets import Row
from linli.kernel.text import clean_text
from linli.kernel.writes import check_version, write
from linli.org.rules.people import ZONE
from linli.places.rules.kinds import Kind

_CODE = re.compile(rf"[a-z][a-z0-9_]{{0,{CODE_LIMIT - 1}}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionDraft:
    """A version as somebody wants to publish it."""

    body: Body
    remark: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistWords:
    """What stands around the items."""

    title: str
    place_kinds: Collection[str] = ()
    is_offered: bool = True


@write
def create_checklist(actor: Actor, code: str, words: ChecklistWords, draft: VersionDraft) -> Checklist:
    """A new checklist with its first version."""
    actor.require(Permission.CHANGE)
    worded = _worded(words)
    if not _CODE.fullmatch(code):
        raise Refused("checklists.bad_name", name=code[:CODE_LIMIT])
    if queries.visible_to(actor).filter(code=code).exists():
        raise Refused("checklists.code_taken", code=code)
    count = queries.visible_to(actor).count()
    if count >= CHECKLISTS_AT_MOST:
        raise Refused("checklists.too_many", limit=CHECKLISTS_AT_MOST)
    version = _version(actor, 1, draft)

    row = Checklist(
        subdistrict_id=actor.subdistrict_id,
        code=code,
        title=worded.title,
        place_kinds=list(worded.place_kinds),
        is_offered=worded.is_offered,
        order=count,
        version_id=version.pk,
        version_number=1,
    )
    row.save(force_insert=True)
    version.checklist = row
    version.save(force_insert=True)

    _record(actor, row, version)
    return row


@write
def publish(actor: Actor, checklist_id: UUID, *, seen: int, draft: VersionDraft) -> Checklist:
    """A new version of a checklist, whole; answers to earlier ones keep theirs."""
    row = queries.lock_for(actor, checklist_id)
    check_version(row, seen=seen, yours={})
    version = _version(actor, row.version_number + 1, draft)
    before = ChecklistVersion.objects.of(actor.subdistrict_id).get(pk=row.version_id)
    if before.body == version.body:
        raise Refused("checklists.no_change")

    version.checklist = row
    version.save(force_insert=True)
    row.version_id, row.version_number = version.pk, version.number
    row.save(update_fields=["version_id", "version_number"])

    _record(actor, row, version)
    return row


@write
def change_checklist(actor: Actor, checklist_id: UUID, *, seen: int, words: ChecklistWords) -> Checklist:
    """What it is called, where it is offered, and whether it is."""
    row = queries.lock_for(actor, checklist_id)
    worded = _worded(words)
    check_version(row, seen=seen, yours={"title": worded.title})

    row.title, row.place_kinds, row.is_offered = worded.title, list(worded.place_kinds), worded.is_offered
    row.save(update_fields=["title", "place_kinds", "is_offered"])

    facts = {"title": row.title, "place_kinds": ",".join(row.place_kinds), "is_offered": row.is_offered}
    journal.record_many(actor, [journal.Draft("checklist.changed", row, facts=facts)])
    return row


@write
def take_over(actor: Actor, codes: Collection[str] = tuple(presets.PRESETS)) -> list[Checklist]:
    """Take templates of the house over as the subdistrict's own; one that stands there already is left as it is."""
    actor.require(Permission.CHANGE)
    unknown = next((code for code in codes if code not in presets.PRESETS), "")
    if unknown:
        raise Refused("checklists.preset_unknown", code=unknown[:CODE_LIMIT])
    standing = set(queries.visible_to(actor).values_list("code", flat=True))

    made = []
    for code in presets.PRESETS:
        body = presets.parsed(code).body if code in codes and code not in standing else None
        if body is not None:
            words = ChecklistWords(title=presets.PRESETS[code].title, place_kinds=presets.PRESETS[code].place_kinds)
            made.append(create_checklist(actor, code, words, VersionDraft(body=body, source=presets.SOURCE)))
    return made


def read_workbook(book: Mapping[str, Sequence[Row]]) -> Parsed:
    """What a workbook would publish, or everything that is wrong with it; nothing is written."""
    return xlsform.read(book, today=clock.now().astimezone(ZONE).date())


def drafted(parsed: Parsed, *, source: str, remark: str = "") -> VersionDraft:
    """The version that a workbook says; refused while anything is wrong with it."""
    if parsed.body is None:
        raise Refused("checklists.sheet_refused", count=len(parsed.troubles))
    return VersionDraft(body=parsed.body, remark=remark, source=source)


def _worded(words: ChecklistWords) -> ChecklistWords:
    title = clean_text(words.title, field=gettext("Title"), limit=TITLE_LIMIT)
    burden.check_words(title)
    known = [each.value for each in Kind]
    unknown = next((kind for kind in words.place_kinds if kind not in known), "")
    if unknown:
        raise Refused("checklists.kind_unknown", kind=unknown[:CODE_LIMIT])
    return replace(words, title=title, place_kinds=tuple(kind for kind in known if kind in words.place_kinds))


def _version(actor: Actor, number: int, draft: VersionDraft) -> ChecklistVersion:
    task = draft.body.task
    if task is not None:
        task = burden.safety_task(task.reason, task.until_on, today=clock.now().astimezone(ZONE).date())
    return ChecklistVersion(
        subdistrict_id=actor.subdistrict_id,
        number=number,
        body=stored(checked_body(draft.body.items, task)),
        source=clean_text(draft.source, field=gettext("Source"), limit=SOURCE_LIMIT, required=False),
        remark=clean_text(draft.remark, field=gettext("Remark"), limit=REMARK_LIMIT, required=False),
        published_at=clock.now(),
        published_by_account_id=actor.account_id,
    )


def _record(actor: Actor, row: Checklist, version: ChecklistVersion) -> None:
    body = restored(version.body)
    journal.record(
        actor,
        "checklist.published",
        row,
        code=row.code,
        title=row.title,
        version=version.number,
        items=len(body.items),
        remark=version.remark,
        task="" if body.task is None else body.task.reason,
        task_until="" if body.task is None else body.task.until_on.isoformat(),
    )
