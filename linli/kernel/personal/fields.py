"""The columns of personal data: the encrypted text, and the codes by which it is found again."""

from typing import TYPE_CHECKING, Any, NoReturn
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from linli.kernel import keys
from linli.kernel.errors import Refused
from linli.kernel.personal.codes import Normal, code_of
from linli.kernel.personal.masking import Masking
from linli.kernel.personal.purposes import Purpose
from linli.kernel.personal.retention import Retention
from linli.kernel.personal.value import Fresh, Personal
from linli.kernel.scope.models import Aggregate
from linli.kernel.text import clean_text

if TYPE_CHECKING:
    # What an attribute takes and gives, for the type checker alone: at run time Django's fields take no type arguments.
    BytesColumn = models.BinaryField[str | Personal, Personal]
    CodeColumn = models.UUIDField[UUID | None, UUID | None]
else:
    BytesColumn, CodeColumn = models.BinaryField, models.UUIDField


class UnreadablePersonal(FieldError):
    """A query asked for what only the keys can tell: encrypted columns are not compared, sorted or set in bulk."""


class PersonalAttribute(DeferredAttribute):
    """The attribute of an encrypted field: gives a `Personal`, takes a text, a `Personal` or what the database sent."""

    field: "EncryptedTextField"

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        """The value, which is not decrypted yet; a deferred one is read first."""
        if instance is None:
            return self
        return Personal(self.field, instance, super().__get__(instance, cls))

    def __set__(self, instance: Any, value: object) -> None:
        """Keep what is given; text that can never be stored is refused by the field's name."""
        instance.__dict__[self.field.attname] = self._raw(instance, value)

    def _raw(self, instance: Any, value: object) -> bytes | Fresh:
        if isinstance(value, str):
            return Fresh(self.field.checked(value))
        if isinstance(value, Personal):
            return value.raw() if value.belongs_to(self.field, instance) else Fresh(self.field.checked(value.plain()))
        if isinstance(value, bytes | bytearray | memoryview):
            return bytes(value)
        raise TypeError(f"{self.field} takes text, not {type(value).__name__}")


class EncryptedTextField(BytesColumn):
    """Text of a person, encrypted for its own subdistrict, table, row and field; it says why and how long it is kept."""

    descriptor_class = PersonalAttribute

    def __init__(self, *args: Any, purpose: Purpose, keep: Retention, masking: Masking, max_length: int, **options: Any) -> None:
        declared = {Purpose: purpose, Retention: keep, Masking: masking}
        if not all(isinstance(value, kind) for kind, value in declared.items()):
            raise TypeError("a personal field names its purpose, how long it is kept and how it is masked, each from the house's list")
        if options.get("null") or options.get("db_index") or options.get("unique"):
            raise TypeError("a personal field is empty rather than NULL, and is found by a BlindIndexField")
        self.purpose, self.keep, self.masking, self.text_limit = purpose, keep, masking, max_length
        super().__init__(*args, **{**options, "default": b""})

    def clone(self) -> "EncryptedTextField":
        """A copy with the declarations, which `deconstruct` leaves out."""
        _, _, args, options = super().deconstruct()
        declared = {"purpose": self.purpose, "keep": self.keep, "masking": self.masking, "max_length": self.text_limit}
        return type(self)(*args, **{**options, **declared})

    def deconstruct(self) -> Any:
        """A plain binary column: purpose and retention may change without a migration, and migrations need no code of ours."""
        name, _, args, options = super().deconstruct()
        return name, "django.db.models.BinaryField", args, options

    def checked(self, text: str) -> str:
        """The text as it is, if it can be stored."""
        clean_text(text, field=str(self.verbose_name), limit=self.text_limit, required=False)
        if len(text) > self.text_limit:
            raise Refused("kernel.too_long", field=str(self.verbose_name), length=len(text), limit=self.text_limit)
        return text

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        """The value; a row is not begun without one that it must have."""
        value = getattr(model_instance, self.attname)
        if add and not value and not self.blank:
            raise Refused("kernel.empty", field=str(self.verbose_name))
        return value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Ciphertext; plain text that belongs to no row is never sent."""
        if isinstance(value, str):
            raise UnreadablePersonal(f"{self} is encrypted for each row: assign it to the rows and save them")
        return super().get_db_prep_value(value.sealed() if isinstance(value, Personal) else value, connection, prepared)

    def get_lookup(self, lookup_name: str) -> Any:
        """Only whether there is a value, and whether a key other than the one in use made it."""
        found = ALLOWED_LOOKUPS.get(lookup_name)
        if found is None:
            raise UnreadablePersonal(f"{self} is encrypted and cannot be filtered by: give it a BlindIndexField and ask find_by()")
        return found

    def get_transform(self, lookup_name: str) -> None:
        """None: nothing can be computed from ciphertext."""

    def value_to_string(self, obj: Any) -> NoReturn:
        """Refused: a serialised copy would lose its place."""
        raise TypeError(f"{self} is not serialised")

    def check(self, **options: Any) -> list[Any]:
        """Django's, whether the date exists from which the retention is counted, and whether there is a chain to journal in."""
        found = list(super().check(**options))
        try:
            self.keep.column(self.model)
        except LookupError as error:
            found.append(checks.Error(str(error), obj=self, id="personal.E001"))
        if not issubclass(self.model, Aggregate):
            said = "only an aggregate keeps personal fields: showing and erasing them is journalled in its chain"
            found.append(checks.Error(said, obj=self, id="personal.E002"))
        return found


class BlindIndexField(CodeColumn):
    """The code of an encrypted field beside it; follows every assignment, so that nobody has to remember it."""

    def __init__(self, *args: Any, source: str, normal: Normal, **options: Any) -> None:
        self.follows, self.normal = source, normal
        super().__init__(*args, **{**options, "null": True, "editable": False})

    def clone(self) -> "BlindIndexField":
        """A copy with the declarations, which `deconstruct` leaves out."""
        _, _, args, options = super().deconstruct()
        return type(self)(*args, **{**options, "source": self.follows, "normal": self.normal})

    def deconstruct(self) -> Any:
        """A plain column of ids; migrations need no code of ours."""
        name, _, args, options = super().deconstruct()
        return name, "django.db.models.UUIDField", args, options

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        """The code of what was assigned; a value that was only read keeps the one it has."""
        if self.follows in model_instance.__dict__:
            value: Personal = getattr(model_instance, self.follows)
            if value.is_fresh:
                setattr(model_instance, self.attname, self.code(model_instance.subdistrict_id, value.plain()))
        return super().pre_save(model_instance, add)

    def code(self, subdistrict_id: Any, text: str) -> Any:
        """What stands in this column for that text in that subdistrict; None when there is nothing to find."""
        column = f"{self.model._meta.db_table}.{self.column}"
        return code_of(keys.opened(settings.LINLI_HOME), subdistrict_id, column=column, normal=self.normal, text=text)


class Present(models.Lookup):
    """`field__present=True`: rows that have a value."""

    lookup_name = "present"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The length of the ciphertext, which says nothing else."""
        column, parameters = self.process_lhs(compiler, connection)
        return f"octet_length({column}) {'>' if self.rhs else '='} 0", tuple(parameters)


class MadeByOtherKey(models.Lookup):
    """`field__made_by_other_key=key_id`: rows whose value another data key than this one encrypted."""

    lookup_name = "made_by_other_key"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The key's id stands after the version byte (see KeyRing.seal)."""
        column, parameters = self.process_lhs(compiler, connection)
        return f"(octet_length({column}) > 0 AND substr({column}, 2, 8) <> %s)", (*parameters, *parameters, self.rhs)


ALLOWED_LOOKUPS: dict[str, Any] = {each.lookup_name: each for each in (Present, MadeByOtherKey)}


def personal_fields(model: Any) -> list[EncryptedTextField]:
    """The encrypted fields of a model."""
    return [field for field in model._meta.local_concrete_fields if isinstance(field, EncryptedTextField)]


def personal_models() -> list[Any]:
    """Every installed model with an encrypted field."""
    return [model for model in apps.get_models() if personal_fields(model)]
