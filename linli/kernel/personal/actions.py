"""What people and the house do with personal values: show with a reason, find by digits, blank, encrypt anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from linli.kernel import clock, journal, keys
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.journal.erasing import ErasureReason
from linli.kernel.personal import own_work, rules
from linli.kernel.personal.blanking import blank, forget_facts, has_values, save_grouped
from linli.kernel.personal.codes import Normal
from linli.kernel.personal.fields import EncryptedTextField, personal_fields, personal_models
from linli.kernel.personal.finding import find_by, index_of
from linli.kernel.personal.models import PersonalSearch
from linli.kernel.personal.rules import CHUNK, Grounds, Permission
from linli.kernel.scope.models import Aggregate
from linli.kernel.writes import lock_in_order, write

FOUND_AT_MOST = 20


@dataclass(frozen=True, slots=True)
class Revealed:
    """A value that was shown, and whether it can be dialled."""

    text: str
    is_phone: bool

    @property
    def dialled(self) -> str:
        """The digits a telephone needs, without an extension."""
        return Normal.PHONE.of(self.text)

    def __repr__(self) -> str:
        return "<Revealed>"


@dataclass(frozen=True, slots=True)
class Found:
    """Rows found by four digits, and how many such searches are left this hour."""

    rows: Sequence[Any]
    left: int


@dataclass(frozen=True, slots=True)
class Walked:
    """What one chunk of re-encryption came to; `damaged` names table and row of what no key opens."""

    rewritten: int
    damaged: Sequence[tuple[str, str]]


@write
def reveal(actor: Actor, aggregate: Aggregate, field: str, *, reason: str = "") -> Revealed:
    """Show one masked value: the contact of one's own open work at once, anything else with permission and a typed reason."""
    declared = _declared(aggregate, field)
    row = _locked(aggregate)

    # Own work is a reason to call, not to read whatever else is known of the person.
    work = own_work.of(actor, row) if declared.masking.is_phone else None
    if work is None:
        actor.require(Permission.REVEAL)
    why = "" if work else rules.clean_reason(reason)
    value = getattr(row, field).plain()
    if not value:
        raise Refused("personal.nothing_kept")

    grounds = Grounds.OWN_WORK if work else Grounds.SAID
    journal.record(actor, "contact.revealed", row, reason=grounds, values=[field], work=work or "", why=why)
    return Revealed(text=value, is_phone=declared.masking.is_phone)


@write
def search_last_four(actor: Actor, rows: Any, field: str, digits: str) -> Found:
    """Rows (of the given queryset) whose number ends so; counted per account, since four digits can be tried through."""
    actor.require(Permission.SEARCH)
    if actor.account_id is None:
        raise Refused("kernel.not_allowed")
    wanted, now = rules.clean_last_four(digits), clock.now()

    # Two searches at once would both count the same ones before them.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"personal.search {actor.account_id}"])
    mine = PersonalSearch.objects.of(actor.subdistrict_id).filter(account_id=actor.account_id)
    used = mine.filter(searched_at__gt=now - rules.SEARCHES_WITHIN).count()
    if used >= rules.SEARCHES_AT_MOST:
        raise Refused("personal.too_many_searches", limit=rules.SEARCHES_AT_MOST)
    found = list(find_by(rows, field, wanted, normal=Normal.LAST_FOUR)[:FOUND_AT_MOST])

    index = index_of(rows.model, field, Normal.LAST_FOUR)
    searched = PersonalSearch(
        subdistrict_id=actor.subdistrict_id,
        account_id=actor.account_id,
        column=f"{rows.model._meta.db_table}.{index.column}",
        found=len(found),
        searched_at=now,
    )
    searched.save(force_insert=True)
    return Found(rows=found, left=rules.SEARCHES_AT_MOST - used - 1)


@write
def erase(actor: Actor, aggregate: Aggregate, *, reason: ErasureReason) -> bool:
    """Blank all personal fields of the row and what the journal repeats of them; False when nothing was left to erase."""
    actor.require(Permission.ERASE)
    row = _locked(aggregate)

    names = [field.name for field in personal_fields(type(row)) if getattr(row, field.name)]
    blank(row, names)
    save_grouped([(row, names)])

    forgotten = forget_facts(actor, row, {field.name for field in personal_fields(type(row))}, is_whole=True, reason=reason)
    if not names and not forgotten:
        return False
    journal.record(actor, "personal.erased", row, reason=reason, values=sorted(names))
    return True


@write
def expire(actor: Actor, *, limit: int = CHUNK) -> int:
    """Blank what is kept longer than its field declares, at most `limit` rows at a time; how many rows were touched."""
    done = 0
    for model in personal_models():
        done += _expire_in(actor, model, limit - done)
    return done


def _expire_in(actor: Actor, model: Any, limit: int) -> int:
    here, now = model.objects.of(actor.subdistrict_id), clock.now()
    over = {
        field: here.filter(field.keep.ended(model, now), **{f"{field.name}__present": True}).order_by("pk")
        for field in personal_fields(model)
    }
    asked = {row_id for rows in over.values() for row_id in rows.values_list("pk", flat=True)[:limit]}
    # Whoever edits a row right now keeps it for today; and who came back meanwhile is no longer over, so it is asked again.
    rows = list(here.filter(pk__in=sorted(asked)[:limit]).order_by("pk").select_for_update(of=("self",), skip_locked=True))
    due: dict[UUID, list[EncryptedTextField]] = {row.pk: [] for row in rows}
    for field, found in over.items():
        for row_id in found.filter(pk__in=list(due)).values_list("pk", flat=True):
            due[row_id].append(field)
    return _expire_rows(actor, [(row, due[row.pk]) for row in rows if due[row.pk]])


def _expire_rows(actor: Actor, due: Sequence[tuple[Any, Sequence[EncryptedTextField]]]) -> int:
    for row, fields in due:
        blank(row, _names(fields))
    save_grouped([(row, _names(fields)) for row, fields in due])
    facts = [{"values": _names(fields), "rules": _rules(fields)} for _, fields in due]
    journal.record_many(actor, [journal.Draft("personal.expired", row, facts=said) for (row, _), said in zip(due, facts, strict=True)])
    for row, fields in due:
        forget_facts(actor, row, set(_names(fields)), is_whole=not has_values(row), reason=ErasureReason.RETENTION_ENDED)
    return len(due)


def _names(fields: Sequence[EncryptedTextField]) -> list[str]:
    return sorted(field.name for field in fields)


def _rules(fields: Sequence[EncryptedTextField]) -> list[str]:
    return sorted({f"{field.keep.counted_from}+{field.keep.days}" for field in fields})


@write
def reencrypt(actor: Actor, *, limit: int = CHUNK) -> Walked:
    """Encrypt with the key in use what an older one encrypted, at most `limit` rows at a time; the values stay what they are."""
    # No journal entry: nothing changed that anybody knows or did, and which key a value is under stands in its ciphertext.
    ring = keys.opened(settings.LINLI_HOME)
    # Another process may have rotated: with the old ring this would turn new ciphertext back into old.
    ring.reread()
    rewritten, damaged = 0, list[tuple[str, str]]()
    for model in personal_models():
        rows = _under_other_keys(model, actor, ring.data_key_id(), limit - rewritten)
        changed = [(row, names) for row in rows if (names := _freshened(row, ring.data_key_id(), damaged))]
        save_grouped(changed)
        rewritten += len(changed)
    return Walked(rewritten=rewritten, damaged=damaged)


def _under_other_keys(model: Any, actor: Actor, key_id: bytes, limit: int) -> list[Any]:
    here, chosen = model.objects.of(actor.subdistrict_id), set[UUID]()
    for field in personal_fields(model):
        asked = here.filter(**{f"{field.name}__made_by_other_key": key_id})
        chosen.update(asked.order_by("pk").values_list("pk", flat=True)[:limit])
    # Read again under the lock: what somebody changed meanwhile is encrypted as it stands now, never as it stood.
    locked = here.filter(pk__in=sorted(chosen)[:limit]).order_by("pk")
    return list(locked.select_for_update(of=("self",), skip_locked=True))


def _freshened(row: Any, key_id: bytes, damaged: list[tuple[str, str]]) -> list[str]:
    """The fields that were decrypted and given back to the row, to be sealed anew when it is saved."""
    names = []
    for field in personal_fields(type(row)):
        value = getattr(row, field.name)
        if not value or value.key_id == key_id:
            continue
        try:
            setattr(row, field.name, value.plain())
        except keys.KeysTrouble:
            damaged.append((row._meta.db_table, str(row.pk)))
        else:
            names.append(field.name)
    return names


def _declared(aggregate: Aggregate, name: str) -> EncryptedTextField:
    found = [field for field in personal_fields(type(aggregate)) if field.name == name]
    if not found:
        raise NotFound
    return found[0]


def _locked(aggregate: Aggregate) -> Any:
    return lock_in_order(type(aggregate).objects.all(), aggregate.subdistrict_id, [aggregate.pk])[0]
