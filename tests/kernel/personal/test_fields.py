"""Encrypted fields: what is stored, what shows, what follows, what is refused."""

import copy
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from psycopg import sql

from linli.kernel import scope
from linli.kernel.errors import Refused
from linli.kernel.keys import KeysTrouble
from linli.kernel.personal import Normal, UnreadablePersonal, find_by, personal_fields
from linli.kernel.writes import attempt
from tests.ground import TestDatabase
from tests.kernel.conftest import TwoSubdistricts
from tests.kernel.scope.rows import as_superuser
from tests.ownedapp.models import Gardener, Yard

NAME, PHONE = "林小明", "138 0000 5678"


def gardener(two: TwoSubdistricts, **values: Any) -> Gardener:
    return Gardener(subdistrict_id=two.lanting, **{"full_name": NAME, "phone": PHONE, **values})


def kept(two: TwoSubdistricts, **values: Any) -> Gardener:
    row = gardener(two, **values)
    row.save(force_insert=True)
    return row


def read(row: Gardener) -> Gardener:
    found: Gardener = Gardener.objects.of(row.subdistrict_id).get(pk=row.pk)
    return found


def test_a_value_is_read_back_and_shows_itself_masked(at_work: TwoSubdistricts) -> None:
    found = read(kept(at_work))
    assert (found.full_name.plain(), found.phone.plain()) == (NAME, PHONE)
    assert (str(found.full_name), f"{found.phone:>12}") == ("林*", " 138****5678")
    assert repr(found.full_name) == "<Personal ownedapp.Gardener.full_name>"
    assert found.full_name == NAME and found.full_name == gardener(at_work).full_name
    assert found.full_name != "林" and found.full_name.__eq__(1) is NotImplemented
    assert bool(found.phone) and not found.remark


def test_what_stands_in_the_table_says_nothing(database: TestDatabase, at_work: TwoSubdistricts) -> None:
    for _ in range(2):
        kept(at_work)
    sealed = [bytes(each) for each in Gardener.objects.of(at_work.lanting).values_list("full_name", flat=True)]
    assert len(set(sealed)) == 2 and not any(NAME.encode() in each for each in sealed)


def test_nothing_slips_into_a_traceback_or_a_pickle(at_work: TwoSubdistricts) -> None:
    row = gardener(at_work)
    assert NAME not in repr(vars(row)) and NAME not in repr(row)
    with pytest.raises(TypeError, match="not pickled"):
        row.full_name.__reduce__()
    assert hash(row.full_name) == hash(row.phone)


def test_every_way_of_saving_keeps_the_codes_in_step(at_work: TwoSubdistricts) -> None:
    first, second = kept(at_work), gardener(at_work, full_name="王芳")
    Gardener.objects.bulk_create([second])
    assert [each.pk for each in find_by(Gardener.objects.of(at_work.lanting), "full_name", " 王 芳")] == [second.pk]

    first.full_name, first.phone = "赵六", "021-5550-1234"
    first.save(update_fields=["full_name"])
    assert (read(first).full_name.plain(), read(first).phone.plain()) == ("赵六", PHONE)
    assert {each.pk for each in find_by(Gardener.objects.all(), "full_name", "赵六")} == {first.pk}
    assert {each.pk for each in find_by(Gardener.objects.all(), "phone", "+86 13800005678")} == {first.pk, second.pk}

    first.phone, second.phone = "(021) 5550 9999", ""
    Gardener.objects.bulk_update([first], ["phone", "phone_code"])
    Gardener.objects.bulk_update([second], ["phone"])
    assert [each.pk for each in find_by(Gardener.objects.all(), "phone", "+862155509999")] == [first.pk]
    assert [each.pk for each in find_by(Gardener.objects.all(), "phone", "9999", normal=Normal.LAST_FOUR)] == [first.pk]
    assert (read(second).phone_code, read(second).phone.plain(), str(read(second).phone)) == (None, "", "")


def test_saving_without_a_change_keeps_ciphertext_and_code(at_work: TwoSubdistricts) -> None:
    row = kept(at_work)
    before = Gardener.objects.values_list("full_name", "full_name_code").get(pk=row.pk)
    read(row).save()
    assert Gardener.objects.values_list("full_name", "full_name_code").get(pk=row.pk) == before


def test_a_deferred_value_is_read_when_it_is_asked_for(at_work: TwoSubdistricts, django_assert_num_queries: Any) -> None:
    row = kept(at_work)
    with django_assert_num_queries(2):
        lean = Gardener.objects.of(at_work.lanting).only("left_on").get(pk=row.pk)
        lean.save(update_fields=["left_on"])
    with django_assert_num_queries(1):
        assert lean.full_name.plain() == NAME
    Gardener.objects.defer("full_name").get(pk=row.pk).save()
    assert [each.pk for each in find_by(Gardener.objects.all(), "full_name", NAME)] == [row.pk]
    lean.full_name = "别人"
    lean.refresh_from_db()
    assert lean.full_name == NAME
    lean.full_name = "别人"
    lean.refresh_from_db(fields=["full_name"])
    assert lean.full_name == NAME


def test_a_value_given_to_another_row_is_encrypted_anew_for_it(at_work: TwoSubdistricts) -> None:
    one = read(kept(at_work))
    other = kept(at_work, full_name=one.full_name)
    assert read(other).full_name.plain() == NAME
    assert read(other).full_name_code == one.full_name_code
    copied = copy.copy(one)
    copied.full_name = one.full_name
    assert not copied.full_name.is_fresh


@pytest.mark.parametrize(
    "question",
    [
        lambda rows: rows.filter(full_name=NAME),
        lambda rows: rows.filter(full_name__contains="林"),
        lambda rows: rows.exclude(full_name__isnull=True),
        lambda rows: rows.update(full_name=NAME),
    ],
)
def test_a_question_that_only_the_keys_could_answer_is_refused_with_the_way_out(at_work: TwoSubdistricts, question: Any) -> None:
    with pytest.raises(UnreadablePersonal, match=r"BlindIndexField|assign it to the rows"), transaction.atomic():
        list(question(Gardener.objects.of(at_work.lanting)) or ())


def test_only_presence_and_age_of_the_key_may_be_asked(at_work: TwoSubdistricts, ring: Any) -> None:
    kept(at_work)
    rows = Gardener.objects.of(at_work.lanting)
    assert (rows.filter(phone__present=True).count(), rows.filter(remark__present=True).count()) == (1, 0)
    assert rows.filter(remark__present=False).count() == 1
    assert rows.filter(phone__made_by_other_key=ring.data_key_id()).count() == 0
    ring.rotate()
    assert rows.filter(phone__made_by_other_key=ring.data_key_id()).count() == 1
    assert rows.filter(remark__made_by_other_key=ring.data_key_id()).count() == 0


@pytest.mark.parametrize(("text", "code"), [("林\x00", "kernel.nul"), ("林\ud800", "kernel.bad_character"), ("林" * 41, "kernel.too_long")])
def test_text_that_cannot_be_stored_is_refused_by_the_name_of_the_field(at_work: TwoSubdistricts, text: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        gardener(at_work, full_name=text)
    assert (refusal.value.code, refusal.value.facts["field"]) == (code, "full name")


def test_blanks_around_a_text_count_against_its_limit(at_work: TwoSubdistricts) -> None:
    with pytest.raises(Refused, match="42 characters"):
        gardener(at_work, full_name=f" {'林' * 40} ")


def test_a_row_is_not_begun_without_a_value_it_must_have(at_work: TwoSubdistricts) -> None:
    with attempt() as outcome:
        kept(at_work, full_name="")
    assert outcome.refusal is not None and "full name is empty" in outcome.refusal.sentence
    assert not Gardener.objects.of(at_work.lanting)


def test_no_value_can_be_kept_before_the_row_knows_its_subdistrict(at_work: TwoSubdistricts) -> None:
    with pytest.raises(ValueError, match="its id and its subdistrict"):
        Gardener(full_name=NAME).full_name.sealed()
    with pytest.raises(TypeError, match="takes text, not int"):
        Gardener(full_name=13)
    with pytest.raises(TypeError, match="not serialised"):
        Gardener._meta.get_field("full_name").value_to_string(gardener(at_work))


@given(
    text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=200),
    emoji=st.sampled_from(["", "👩🏽‍🌾", "\r\n", "\t", "𠮷"]),
)
@example(text="a\r\nb", emoji="")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_that_is_taken_comes_back_unchanged(at_work: TwoSubdistricts, text: str, emoji: str) -> None:
    row = gardener(at_work)
    row.remark = text + emoji
    row.save(force_insert=True)
    assert read(row).remark.plain() == text + emoji


@pytest.mark.parametrize("move", ["row", "field", "subdistrict", "altered"])
def test_ciphertext_in_another_place_does_not_open(
    database: TestDatabase, orchard: None, ring: Any, two: TwoSubdistricts, move: str
) -> None:
    with scope.scoped(two.clerk):
        one, other = kept(two), kept(two, remark="说明")
    with scope.scoped(two.neighbour):
        far = Gardener(subdistrict_id=two.heping, full_name="王芳")
        far.save()
    target, column = {
        "row": (other, "full_name"),
        "field": (one, "remark"),
        "subdistrict": (far, "full_name"),
        "altered": (one, "full_name"),
    }[move]
    with as_superuser(database):
        sealed = bytes(Gardener.objects.values_list("full_name", flat=True).get(pk=one.pk))
    moved = sealed if move != "altered" else sealed[:-1] + bytes([sealed[-1] ^ 1])
    with database.connect("superuser") as superuser:
        statement = sql.SQL("UPDATE test_gardener SET {} = %s WHERE id = %s").format(sql.Identifier(column))
        superuser.execute(statement, [moved, target.pk])
    actor = two.neighbour if move == "subdistrict" else two.clerk
    with scope.scoped(actor), pytest.raises(KeysTrouble, match="altered, or stands in a place"):
        getattr(read(target), column).plain()


def test_equal_values_of_two_streets_have_different_codes(orchard: None, ring: Any, two: TwoSubdistricts) -> None:
    with scope.scoped(two.clerk):
        ours = kept(two)
    with scope.scoped(two.neighbour):
        theirs = Gardener(subdistrict_id=two.heping, full_name=NAME)
        theirs.save()
        assert [each.pk for each in find_by(Gardener.objects.all(), "full_name", NAME)] == [theirs.pk]
    assert ours.full_name_code != theirs.full_name_code


def test_a_personal_value_is_looked_for_inside_a_scope_and_where_there_is_an_index(at_work: TwoSubdistricts) -> None:
    assert not find_by(Gardener.objects.all(), "phone", "—")
    with pytest.raises(LookupError, match=r"Gardener\.remark has no such blind index"):
        find_by(Gardener.objects.all(), "remark", "x")


def test_outside_a_scope_nothing_is_looked_for(orchard: None, ring: Any, two: TwoSubdistricts) -> None:
    with pytest.raises(scope.OutsideScope):
        find_by(Gardener.objects.all(), "phone", PHONE)


def test_the_fields_of_a_model_are_known_with_what_they_declare() -> None:
    assert [field.name for field in personal_fields(Gardener)] == ["full_name", "phone", "remark"]
    assert personal_fields(Yard) == []
    assert vars(Gardener)["full_name"].__get__(None, Gardener).field is personal_fields(Gardener)[0]
