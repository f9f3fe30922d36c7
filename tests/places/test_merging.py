"""Two places that are one, one that is two; contacts, tags, papers, periods and the silent."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from linli.kernel import personal, scope
from linli.kernel.errors import NotFound, Refused, Stale
from linli.kernel.ids import uuid7
from linli.places.actions import contacts as contact_actions
from linli.places.actions import merging, papers, periods, seen, tags
from linli.places.actions.papers import PaperDraft
from linli.places.actions.seen import Seen
from linli.places.models import Place, PlaceContact, PlaceLikeness, PlacePaper
from linli.places.queries import contacts, places
from linli.places.queries.periods import overdue, unheard, versions
from linli.places.queries.periods import periods as settled
from linli.places.rules.kinds import Kind, PaperKind, Stage
from linli.places.rules.words import ContactWords
from tests.places.street import EAST, NOW, TODAY, Street


def refused(street: Street, action: object, *known: object, **facts: object) -> str:
    with pytest.raises(Refused) as refusal:
        street.does(street.keeper, action, *known, **facts)
    return refusal.value.code


def proposed(street: Street, place: Place, other: Place) -> PlaceLikeness:
    with scope.scoped(street.house):
        row = PlaceLikeness(
            subdistrict_id=street.lanting, place=place, other=other, score=0.9, is_same_name=True, is_same_address=False, proposed_at=NOW
        )
        row.save(force_insert=True)
        return row


def test_a_merged_place_is_answered_for_and_may_be_brought_back(street: Street) -> None:
    one = street.place(tags=["连锁", "水果"], contacts=[ContactWords(full_name="林一")])
    other = street.place("鲜果时光总店", tags=["连锁"])
    pair = proposed(street, one, other)
    street.does(
        street.keeper, seen.mark, [Seen(one.pk, NOW, NOW), Seen(other.pk, NOW - timedelta(1)), Seen(uuid7(), NOW), Seen(one.pk, NOW)]
    )

    street.does(street.keeper, seen.mark, [Seen(one.pk, NOW - timedelta(1))])
    assert street.reload(one).visited_at == NOW
    assert refused(street, merging.merge, one.pk, into_id=one.pk) == "places.merged_into_itself"
    street.does(street.keeper, merging.merge, one.pk, into_id=other.pk, why="同一家店")

    into = street.reload(other)
    assert (into.visited_at, into.spoke_at) == (NOW, NOW)
    with scope.scoped(street.keeper):
        assert set(places.tags_of(street.keeper, [other.pk])[other.pk]) == {"水果", "连锁"}
        assert len(contacts.of_places(street.keeper, places.family_of(street.keeper, into))) == 1
        assert PlaceLikeness.objects.get(pk=pair.pk).is_same
        assert list(places.standing(street.keeper)) == [into]
    assert refused(street, merging.merge, one.pk, into_id=other.pk) == "places.is_merged"
    assert refused(street, merging.merge, other.pk, into_id=one.pk) == "places.is_merged"
    assert refused(street, merging.bring_back, other.pk) == "places.is_not_merged"

    street.does(street.keeper, merging.bring_back, one.pk)

    assert street.reload(one).merged_into_id is None
    assert street.story(one) == ["place.added", "place.merged", "place.brought_back"]
    assert street.story(other) == ["place.added", "place.joined", "place.told_apart"]
    with scope.scoped(street.keeper):
        assert not PlaceLikeness.objects.get(pk=pair.pk).is_same


def test_a_pair_that_is_two_is_not_asked_about_again(street: Street) -> None:
    one, other = street.place(), street.place("鲜果时光总店", spot=EAST)
    pair = proposed(street, one, other)

    with pytest.raises(NotFound):
        street.does(street.westerner, merging.tell_apart, pair.pk)
    with pytest.raises(NotFound):
        street.does(street.keeper, merging.tell_apart, uuid7())
    street.does(street.keeper, merging.tell_apart, pair.pk)

    with scope.scoped(street.house):
        row = PlaceLikeness.objects.get(pk=pair.pk)
        assert row.decided_at == NOW and not row.is_same
    assert street.story(one)[-1] == "place.told_apart"


def test_a_part_takes_the_contacts_that_are_named(street: Street) -> None:
    old = street.place(contacts=[ContactWords(full_name="林一"), ContactWords(full_name="林二")])
    with scope.scoped(street.keeper):
        first, second = PlaceContact.objects.filter(place=old).order_by("pk")

    new = street.does(street.keeper, merging.part, old.pk, street.draft("鲜果时光后厨"), contact_ids=[second.pk], why="分成两间")

    with scope.scoped(street.keeper):
        assert [row.place_id for row in PlaceContact.objects.order_by("pk")] == [old.pk, new.pk]
    assert street.reload(new).parted_from_id == old.pk and street.story(second)[-1] == "place_contact.moved"
    assert street.story(old)[-1] == "place.parted" and street.story(new) == ["place.added", "place.parted_from"]
    assert street.story(first) == ["place_contact.added"]


def test_contacts_are_kept_masked_and_a_wish_is_kept_too(street: Street) -> None:
    place = street.place()
    contact = street.does(street.keeper, contact_actions.add_contact, place.pk, ContactWords(full_name="林一", phone="021-5550-0101"))

    # Nothing said leaves name and number as they are.
    words = ContactWords(role="safety")
    changed = street.does(street.keeper, contact_actions.change_contact, contact.pk, seen=1, words=words)
    assert (changed.role, changed.phone.plain()) == ("safety", "021-5550-0101")
    street.does(street.keeper, contact_actions.change_contact, contact.pk, seen=2, words=words)
    with pytest.raises(Stale):
        street.does(street.keeper, contact_actions.change_contact, contact.pk, seen=1, words=replace(words, role="staff"))
    shown = street.does(street.house, personal.reveal, contact, "phone", reason="夜间漏水联系店主")
    assert shown.text == "021-5550-0101"

    for wish in (True, True):
        street.does(street.keeper, contact_actions.ask_for_none, contact.pk, is_on=wish)
    again = ContactWords(phone="02155500101")
    assert refused(street, contact_actions.add_contact, place.pk, again) == "places.asked_for_none"
    other = street.does(street.keeper, contact_actions.add_contact, place.pk, ContactWords(phone="021-5550-0102"))
    assert refused(street, contact_actions.change_contact, other.pk, seen=1, words=again) == "places.asked_for_none"
    # Whoever has the number may write it in another way.
    street.does(street.keeper, contact_actions.change_contact, contact.pk, seen=4, words=again)
    street.does(street.keeper, contact_actions.end_contact, contact.pk)
    assert street.does(street.keeper, contact_actions.end_contact, contact.pk).ended_on == TODAY
    assert street.story(contact) == [
        "place_contact.added",
        "place_contact.changed",
        "contact.revealed",
        "place_contact.asked_for_none",
        "place_contact.changed",
        "place_contact.ended",
    ]
    with pytest.raises(Refused, match="post"):
        street.does(
            replace(street.reader, permissions=frozenset({"places.read", "places.read_contacts"})), contact_actions.end_contact, other.pk
        )


def test_tags_are_set_as_a_whole(street: Street) -> None:
    place = street.place(tags=["水果"])

    street.does(street.keeper, tags.set_tags, place.pk, ["连锁", "沿街"])
    street.does(street.keeper, tags.set_tags, place.pk, ["沿街", "连锁"])

    assert street.story(place) == ["place.added", "place.tagged"]
    with scope.scoped(street.keeper):
        assert set(places.tags_of(street.keeper, [place.pk])[place.pk]) == {"沿街", "连锁"}


def test_lines_of_the_dossier_are_added_and_ended(street: Street) -> None:
    place = street.place()
    draft = PaperDraft(kind=PaperKind.LICENCE, title="食品经营许可证", number="JY-0001", expires_on=date(2027, 1, 31))

    paper = street.does(street.keeper, papers.add_paper, place.pk, draft)
    street.does(street.keeper, papers.add_paper, place.pk, PaperDraft(kind=PaperKind.PACT, title="门前公约"))
    for _ in range(2):
        street.does(street.keeper, papers.end_paper, place.pk, paper.pk)

    with pytest.raises(NotFound):
        street.does(street.keeper, papers.end_paper, place.pk, uuid7())
    with scope.scoped(street.keeper):
        assert PlacePaper.objects.filter(place=place, ended_at__isnull=True).count() == 1
    assert street.story(place) == ["place.added", "place.paper_added", "place.paper_added", "place.paper_ended"]


def test_who_never_said_anything_and_whom_nobody_visited_in_time(street: Street) -> None:
    rows = {
        "never": street.place("从未走访"),
        "late": street.place("走访过期", kind=Kind.RESTAURANT),
        "in_time": street.place("按期走访"),
        "closed": street.place("已关店", stage=Stage.CLOSED),
        "empty": street.place("空铺", kind=Kind.VACANT_UNIT, stage=Stage.VACANT),
    }
    marks = [Seen(rows["late"].pk, NOW - timedelta(91)), Seen(rows["in_time"].pk, NOW - timedelta(91), NOW)]
    street.does(street.keeper, seen.mark, marks)

    def named(condition: object) -> set[str]:
        with scope.scoped(street.keeper):
            return set(places.standing(street.keeper).filter(condition).values_list("name", flat=True))

    with scope.scoped(street.keeper):
        default = settled(street.keeper)
    assert named(overdue(default, NOW)) == {"从未走访", "走访过期"}
    assert named(unheard()) == {"从未走访", "走访过期"}

    street.does(street.keeper, periods.set_period, Kind.RESTAURANT, days=120, seen=0)
    street.does(street.keeper, periods.set_period, Kind.SHOP, days=None, seen=0)
    street.does(street.keeper, periods.set_period, Kind.SHOP, days=None, seen=1)
    with pytest.raises(Stale):
        street.does(street.keeper, periods.set_period, Kind.SHOP, days=7, seen=0)
    with scope.scoped(street.keeper):
        changed = settled(street.keeper)
        assert versions(street.keeper)[Kind.SHOP] == 1 and versions(street.keeper)[Kind.MALL] == 0
    assert named(overdue(changed, NOW)) == set()
    with pytest.raises(Refused, match="post"):
        street.does(street.reader, periods.set_period, Kind.SHOP, days=7, seen=1)
