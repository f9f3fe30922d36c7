"""Taking personal values away: from the row, from its codes, and from what the journal repeats of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from linli.kernel import journal
from linli.kernel.actor import Actor
from linli.kernel.journal.erasing import ErasureReason
from linli.kernel.journal.models import JournalEntry, JournalFact
from linli.kernel.personal import facts
from linli.kernel.personal.fields import personal_fields


def blank(row: Any, names: Iterable[str]) -> None:
    """Empty these fields; their codes follow when the row is saved."""
    for name in names:
        setattr(row, name, "")


def has_values(row: Any) -> bool:
    """Whether anything personal is kept in the row."""
    return any(getattr(row, field.name) for field in personal_fields(type(row)))


def save_grouped(changed: Sequence[tuple[Any, Sequence[str]]]) -> None:
    """Save rows (of one model) that changed in different fields, one statement for each set of fields."""
    groups: dict[tuple[str, ...], list[Any]] = defaultdict(list)
    for row, names in changed:
        if names:
            groups[tuple(sorted(names))].append(row)
    for fields, rows in groups.items():
        type(rows[0]).objects.bulk_update(rows, fields)


def forget_facts(actor: Actor, row: Any, names: set[str], *, is_whole: bool, reason: ErasureReason) -> int:
    """Erase from the row's chain the facts that repeat these fields (and the whole person's); how many there were."""
    repeated = {fact for fact, field in facts.registered().items() if field in names or (is_whole and field == facts.WHOLE_PERSON)}
    here = {"subdistrict_id": row.subdistrict_id, "stream": row.stream}
    kept: dict[int, list[str]] = defaultdict(list)
    for seq, name in JournalFact.objects.filter(**here, name__in={fact for _, fact in repeated}).values_list("seq", "name"):
        kept[seq].append(name)
    verbs = dict(JournalEntry.objects.filter(**here, seq__in=list(kept)).values_list("seq", "verb"))
    count = 0
    for seq in sorted(kept):
        gone = [name for name in kept[seq] if (verbs[seq], name) in repeated]
        if gone:
            journal.erase(actor, row, seq, gone, reason=reason)
            count += len(gone)
    return count
