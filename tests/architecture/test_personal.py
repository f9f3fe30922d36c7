"""Whatever is kept of a person is encrypted and says why and for how long; a column that looks personal is on the reviewed list."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from linli.kernel.personal import AfterEnd, BlindIndexField, EncryptedTextField, Masking, Normal, Purpose, WhileOnDuty
from linli.kernel.personal.fields import personal_fields, personal_models
from linli.kernel.scope.models import Aggregate
from tests.ownedapp.models import Gardener

# Words of which one in a column's name makes it look like something of a person, and pairs that only do so together.
WORDS = frozenset(
    {
        *("phone", "mobile", "tel", "telephone", "landline", "wechat", "weixin", "qq", "email", "mail", "fax"),
        *("contact", "surname", "forename", "nickname", "realname", "gender", "sex", "birth", "birthday", "born", "nationality"),
        *("passport", "idcard", "residence", "religion", "health", "guardian", "spouse", "caller", "reporter"),
        *("hukou", "ethnicity", "disability", "diagnosis", "income", "applicant", "complainant", "tenant", "landlord"),
    }
)
# What looks so also where nothing stands between it and the next word.
STEMS = ("phone", "mobileno", "wechat", "weixin", "passport", "idcard", "idnumber", "birthda")
PAIRS = re.compile(
    r"(?:^|_)(?:full|real|first|last|given|family|person|contact|owner|holder|chair|caller|reporter|manager|staff|resident)_names?(?:_|$)"
    r"|(?:^|_)id_(?:number|no|card)(?:_|$)|(?:^|_)(?:home|person|private|mail|mailing|owner|caller|reporter)_address(?:_|$)"
)
# Encrypted, or identities and marks that mean nothing outside the house.
SAFE = (EncryptedTextField, models.UUIDField, models.BooleanField, models.ForeignKey)

# Columns that look personal and are kept plain, each with its reason.
REVIEWED = {
    "account_emailaddress.email": "allauth's own and unused: this house asks nobody for an e-mail address",
    "hotline_order.contact_by_at": "a moment: until when the district wants the reporter called; nothing of the reporter",
    "unit.office_phone": "the telephone of an office, which the office itself makes public; nobody's own number",
}


def looks_personal(name: str) -> bool:
    """Whether a column of that name would usually hold something of a person."""
    plain = name.lower()
    words = {form for word in plain.split("_") for form in (word, word.removesuffix("s"))}
    return bool(WORDS & words) or any(stem in plain for stem in STEMS) or bool(PAIRS.search(plain))


def unguarded(models_: Iterable[Any]) -> Iterator[str]:
    """Columns that look personal, are neither encrypted nor a mark, and are on no list."""
    for model in models_:
        for field in model._meta.local_concrete_fields:
            place = f"{model._meta.db_table}.{field.column}"
            if looks_personal(str(field.column)) and not isinstance(field, SAFE) and place not in REVIEWED:
                yield place


@pytest.mark.parametrize(
    "name",
    [
        "phone",
        "work_phone",
        "Contact",
        "contact_name",
        "full_name",
        "person_name",
        "id_number",
        "wechat_id",
        "birth_on",
        "home_address",
        "tel",
        "phones",
        "contacts",
        "phonenumber",
        "cellphone_of_owner",
        "wechatid",
        "applicant",
        "hukou_at",
    ],
)
def test_a_personal_name_is_noticed(name: str) -> None:
    assert looks_personal(name)


@pytest.mark.parametrize(
    "name",
    [
        "name",
        "title",
        "unit_name",
        "address",
        "hotel",
        "ip_address",
        "id",
        "telling",
        "grid_number",
        "email2sms",
        "units",
        "cells_in_use",
        "status",
    ],
)
def test_an_ordinary_name_is_not(name: str) -> None:
    assert not looks_personal(name)


class Sample(models.Model):
    """A table that was never reviewed."""

    phone = models.CharField(max_length=20)
    contact_id = models.UUIDField()
    title = models.CharField(max_length=20)

    class Meta:
        app_label = "tests"
        managed = False
        db_table = "sample"

    def __str__(self) -> str:
        return self.title


def test_a_plain_column_that_looks_personal_is_found() -> None:
    assert list(unguarded([Sample])) == ["sample.phone"]


def test_nothing_personal_is_kept_plain() -> None:
    found = list(unguarded(apps.get_models(include_auto_created=True)))
    assert found == [], "encrypt these (kernel.personal.EncryptedTextField), or list them in REVIEWED with a reason"


def test_the_reviewed_list_is_short_and_true() -> None:
    columns = {
        f"{model._meta.db_table}.{field.column}": field
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_concrete_fields
    }
    assert set(REVIEWED) <= set(columns), "the list names columns that are gone"
    assert all(looks_personal(place.rpartition(".")[2]) and len(reason) > 20 for place, reason in REVIEWED.items())
    assert len(REVIEWED) <= 12


DECLARED: dict[str, Any] = {
    "purpose": Purpose.DUTY,
    "keep": AfterEnd(days=1, counted_from="left_on"),
    "masking": Masking.NAME,
    "max_length": 40,
}


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_a_personal_field_without_a_declaration_cannot_be_made(name: str) -> None:
    assert EncryptedTextField(**DECLARED).purpose is Purpose.DUTY
    with pytest.raises(TypeError, match=name):
        EncryptedTextField(**{key: value for key, value in DECLARED.items() if key != name})


@pytest.mark.parametrize("wrong", [{"purpose": "duty of some kind"}, {"keep": 365}, {"masking": None}])
def test_a_declaration_comes_from_the_houses_list(wrong: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="each from the house's list"):
        EncryptedTextField(**{**DECLARED, **wrong})


@pytest.mark.parametrize("wrong", [{"null": True}, {"unique": True}, {"db_index": True}])
def test_ciphertext_is_neither_null_nor_indexed(wrong: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="empty rather than NULL"):
        EncryptedTextField(**{**DECLARED, **wrong})


def test_a_retention_counts_forward() -> None:
    with pytest.raises(ValueError, match="forward"):
        AfterEnd(days=-1, counted_from="left_on")
    assert AfterEnd(days=30, counted_from="left_on").words == "Kept for 30 days after left_on"
    assert WhileOnDuty(counted_from="left_on").words == "Kept until left_on"


class Odd(models.Model):
    """No aggregate, and its retention counts from dates that are none."""

    title = models.CharField(max_length=20)
    account = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="+")
    one = EncryptedTextField(**{**DECLARED, "keep": WhileOnDuty(counted_from="gone_on")})
    two = EncryptedTextField(**{**DECLARED, "keep": WhileOnDuty(counted_from="title")})
    three = EncryptedTextField(**{**DECLARED, "keep": WhileOnDuty(counted_from="account__created_at")})

    class Meta:
        app_label = "tests"
        managed = False

    def __str__(self) -> str:
        return self.title


@pytest.mark.parametrize(
    ("name", "codes"),
    [("one", ["personal.E001", "personal.E002"]), ("two", ["personal.E001", "personal.E002"]), ("three", ["personal.E002"])],
)
def test_the_systems_check_finds_a_retention_without_a_date_and_a_row_without_a_chain(name: str, codes: list[str]) -> None:
    field = next(each for each in personal_fields(Odd) if each.name == name)
    assert [found.id for found in field.check()] == codes


def test_every_personal_field_of_the_house_passes_the_check() -> None:
    for model in {*personal_models(), Gardener}:
        assert issubclass(model, Aggregate)
        assert [found for field in personal_fields(model) for found in field.check()] == []


def test_a_migration_sees_plain_columns_and_a_copy_keeps_its_declarations() -> None:
    text, code = EncryptedTextField(**DECLARED, blank=True), BlindIndexField(source="full_name", normal=Normal.NAME)
    assert text.deconstruct()[1:] == ("django.db.models.BinaryField", [], {"default": b"", "blank": True})
    assert code.deconstruct()[1:] == ("django.db.models.UUIDField", [], {"null": True, "editable": False})
    copied, copied_code = text.clone(), code.clone()
    assert (copied.purpose, copied.keep, copied.masking, copied.text_limit, copied.blank) == (*DECLARED.values(), True)
    assert (copied_code.follows, copied_code.normal) == ("full_name", Normal.NAME)
