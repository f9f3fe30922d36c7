"""Learning the classes of a subdistrict from its own tickets, once a night."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.writes import write
from linli.lang.bayes import learnt
from linli.tickets.models import ClassModel, ClassModelVersion
from linli.tickets.queries import catalogue as classes
from linli.tickets.queries import learning as queries
from linli.tickets.queries.learning import Confirmed
from linli.tickets.queries.prior import shipped
from linli.tickets.rules.catalogue import Catalogue
from linli.tickets.rules.likeness import words_of
from linli.tickets.rules.prior import Compared, Text, compared

# Fewer tickets teach nothing that the words of the catalogue do not say.
LEAST: Final = 20
# A class that people chose once or twice is known by its words alone.
LEAST_OF_A_CLASS: Final = 3
# Who took the last version over reads it for as long as his process lives; older ones nobody asks for.
KEPT: Final = 3


@write
def learn_classes(actor: Actor) -> ClassModel | None:
    """Learn from the latest tickets whose class a person said; what is in use already, or gets fewer of the new ones right, is not written.

    The house asks.
    """
    row = queries.lock(actor)
    catalogue = classes.in_use(actor)
    confirmed = queries.confirmed(actor, None if row is None else row.learnt_at)
    said, named = _said(confirmed, catalogue)
    found = learnt([*((each.text, each.code) for each in said), *named]) if len(said) >= LEAST else None
    content = b"" if found is None else found.dumped()
    if found is None or (row is not None and content == _content(row)):
        return row
    compared = _compared(actor, said, named, row)
    if compared.is_worse:
        return row

    row = _kept(actor, row, content)

    facts = {"version": row.version_number, "ticket_count": len(said), "class_count": len(found.labels), "catalogue": catalogue.version}
    told = {"judged": compared.judged, "right_before": compared.before, "right": compared.after}
    journal.record_many(actor, [journal.Draft("class_model.learnt", row, facts=facts | told)])
    return row


def _said(confirmed: Sequence[Confirmed], catalogue: Catalogue) -> tuple[list[Confirmed], list[Text]]:
    """The tickets of classes that have enough of them, and the words of these classes, which stand beside as one text more."""
    known = {item.code: item for item in catalogue.deepest}
    times = Counter(each.code for each in confirmed)
    taught = {code for code in known if times[code] >= LEAST_OF_A_CLASS}
    return [each for each in confirmed if each.code in taught], [(" ".join(words_of(known[code])), code) for code in sorted(taught)]


def _compared(actor: Actor, said: Sequence[Confirmed], named: Sequence[Text], row: ClassModel | None) -> Compared:
    """The version in use, or before there is one the examples alone, beside the next one."""
    present = None if row is None else queries.of_version(actor.subdistrict_id, row.version_id)
    prior = shipped().within({item.code: item.name for item in classes.in_use(actor).deepest})
    old, new = ([(each.text, each.code) for each in said if each.is_new is is_new] for is_new in (False, True))
    return compared([*old, *named], new, present, prior)


def _kept(actor: Actor, row: ClassModel | None, content: bytes) -> ClassModel:
    number = 1 if row is None else row.version_number + 1
    version = ClassModelVersion(subdistrict_id=actor.subdistrict_id, number=number, content=content)
    is_new, row = row is None, row or ClassModel(subdistrict_id=actor.subdistrict_id, method=queries.METHOD)
    row.version_id, row.version_number, row.learnt_at = version.pk, number, clock.now()
    if is_new:
        row.save(force_insert=True)
    else:
        row.save(update_fields=["version_id", "version_number", "learnt_at"])
    version.model = row
    version.save(force_insert=True)
    ClassModelVersion.objects.of(actor.subdistrict_id).filter(model_id=row.pk, number__lte=number - KEPT).delete()
    return row


def _content(row: ClassModel) -> bytes:
    found = ClassModelVersion.objects.of(row.subdistrict_id).filter(pk=row.version_id).values_list("content", flat=True).first()
    return bytes(found or b"")
