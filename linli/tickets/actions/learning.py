"""Learning the classes of a subdistrict from its own tickets, once a night."""

from collections import Counter
from typing import Final

from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.writes import write
from linli.lang.bayes import learnt
from linli.tickets.models import ClassModel, ClassModelVersion
from linli.tickets.queries import catalogue as classes
from linli.tickets.queries import learning as queries
from linli.tickets.rules.likeness import words_of

# Fewer tickets teach nothing that the words of the catalogue do not say.
LEAST: Final = 20
# A class that people chose once or twice is known by its words alone.
LEAST_OF_A_CLASS: Final = 3
# Who took the last version over reads it for as long as his process lives; older ones nobody asks for.
KEPT: Final = 3


@write
def learn_classes(actor: Actor) -> ClassModel | None:
    """Learn from the latest tickets whose class a person said; where that gives what is in use, nothing is written. The house asks."""
    row = queries.lock(actor)
    catalogue = classes.in_use(actor)
    known = {item.code: item for item in catalogue.deepest}
    confirmed = queries.confirmed(actor)
    times = Counter(code for _, code in confirmed)
    taught = {code for code in known if times[code] >= LEAST_OF_A_CLASS}
    said = [(text, code) for text, code in confirmed if code in taught]
    # The words of a class stand beside its tickets, as one text more.
    named = [(" ".join(words_of(known[code])), code) for code in sorted(taught)]
    found = learnt([*said, *named]) if len(said) >= LEAST else None
    content = b"" if found is None else found.dumped()
    if found is None or (row is not None and content == _content(row)):
        return row

    row = _kept(actor, row, content)

    facts = {"version": row.version_number, "ticket_count": len(said), "class_count": len(found.labels), "catalogue": catalogue.version}
    journal.record_many(actor, [journal.Draft("class_model.learnt", row, facts=facts)])
    return row


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
