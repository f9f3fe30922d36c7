"""Learning the classes of a subdistrict from its own tickets, once a night; going back to the version before."""

from typing import Final

from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.writes import check_version, write
from linli.tickets.models import ClassModel, ClassModelVersion
from linli.tickets.queries import catalogue as classes
from linli.tickets.queries import learning as queries
from linli.tickets.queries.learning import Night
from linli.tickets.rules.catalogue import Permission
from linli.tickets.rules.learning import Version

# Who took the last version over reads it for as long as his process lives; of older ones somebody may go back to the last few.
KEPT: Final = 5


@write
def take_over(actor: Actor, night: Night) -> ClassModel | None:
    """Use what a night learnt from now on, unless another night was faster or somebody went back to a version meanwhile.

    The house asks.
    """
    # Of two first nights at once neither finds a row to wait for: the catalogue stands before both.
    classes.lock(actor)
    row = queries.lock(actor)
    version = night.version
    if version is None or (None if row is None else row.version_id) != night.present_id or (row is not None and row.is_held):
        return row

    row = _kept(actor, row, version)

    figures = version.figures
    compared, class_count = figures.compared, sum(each.times > 0 for each in figures.classes.values())
    facts = {"version": row.version_number, "ticket_count": figures.judged, "class_count": class_count, "catalogue": figures.catalogue}
    told = {"judged": compared.judged, "right_before": compared.before, "right": compared.after}
    journal.record_many(actor, [journal.Draft("class_model.learnt", row, facts={**facts, **told, "learnt_by": version.method.value})])
    return row


def _kept(actor: Actor, row: ClassModel | None, learnt: Version) -> ClassModel:
    # After somebody went back the number in use is not the last one.
    number, at = queries.last_number(actor) + 1, clock.now()
    version = ClassModelVersion(
        subdistrict_id=actor.subdistrict_id,
        number=number,
        content=learnt.content,
        classifier=learnt.classifier,
        method=learnt.method.value,
        figures=learnt.figures.dumped(),
        learnt_at=at,
    )
    is_new, row = row is None, row or ClassModel(subdistrict_id=actor.subdistrict_id, method=queries.METHOD)
    row.version_id, row.version_number, row.learnt_at = version.pk, number, at
    if is_new:
        row.save(force_insert=True)
    else:
        row.save(update_fields=["version_id", "version_number", "learnt_at"])
    version.model = row
    version.save(force_insert=True)
    ClassModelVersion.objects.of(actor.subdistrict_id).filter(model_id=row.pk, number__lte=number - KEPT).delete()
    return row


@write
def go_back(actor: Actor, *, seen: int) -> ClassModel:
    """Use the version before again, and learn no other until somebody says so."""
    actor.require(Permission.CHANGE)
    row = _row(actor, seen)
    before = queries.version_before(actor, row.version_number)
    if before is None:
        raise Refused("class_model.none_before")

    number = row.version_number
    row.version_id, row.version_number, row.is_held = before.pk, before.number, True
    row.learnt_at = before.learnt_at or row.learnt_at
    row.save(update_fields=["version_id", "version_number", "learnt_at", "is_held"])

    journal.record_many(actor, [journal.Draft("class_model.taken_back", row, facts={"version": before.number, "before": number})])
    return row


@write
def learn_on(actor: Actor, *, seen: int) -> ClassModel:
    """Let the nights learn again after somebody went back."""
    actor.require(Permission.CHANGE)
    row = _row(actor, seen)
    if not row.is_held:
        raise Refused("class_model.learns_already")

    row.is_held = False
    row.save(update_fields=["is_held"])

    journal.record_many(actor, [journal.Draft("class_model.let_learn", row, facts={"version": row.version_number})])
    return row


def _row(actor: Actor, seen: int) -> ClassModel:
    row = queries.lock(actor)
    if row is None:
        raise NotFound
    check_version(row, seen=seen, yours={})
    return row
