"""A personal value in hand: it shows itself masked, and gives its plain text only to whoever asks for it by name."""

from typing import TYPE_CHECKING, Any, NoReturn
from uuid import UUID

from django.conf import settings

from linli.kernel import keys

if TYPE_CHECKING:
    from linli.kernel.personal.fields import EncryptedTextField


class Fresh:
    """Plain text that was assigned and is not stored yet; a traceback that prints it shows nothing."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return "<fresh personal value>"


class Personal:
    """One encrypted field of one row; nothing is decrypted before somebody asks."""

    __slots__ = ("_field", "_raw", "_row")

    def __init__(self, field: "EncryptedTextField", row: Any, raw: bytes | Fresh) -> None:
        self._field, self._row, self._raw = field, row, raw

    def plain(self) -> str:
        """The value itself. Whoever asks answers for where it goes: `personal.reveal` journals it."""
        if isinstance(self._raw, Fresh):
            return self._raw.text
        return keys.opened(settings.LINLI_HOME).open(self._raw, self._binding()).decode() if self._raw else ""

    def masked(self) -> str:
        """What may be seen without a reason, by the masking the field declares."""
        return self._field.masking.of(self.plain())

    def sealed(self) -> bytes:
        """The value as the column holds it; empty for an empty value."""
        if not isinstance(self._raw, Fresh):
            return self._raw
        return keys.opened(settings.LINLI_HOME).seal(self._raw.text.encode(), self._binding()) if self._raw.text else b""

    @property
    def is_phone(self) -> bool:
        """Whether the value can be dialled."""
        return self._field.masking.is_phone

    @property
    def key_id(self) -> bytes:
        """The data key that the stored ciphertext names; empty for what is not stored."""
        return b"" if isinstance(self._raw, Fresh) else keys.key_id_of(self._raw)

    @property
    def is_fresh(self) -> bool:
        """Whether the value was assigned since the row was read."""
        return isinstance(self._raw, Fresh)

    def belongs_to(self, field: "EncryptedTextField", row: Any) -> bool:
        """Whether this is the value of that very field of that very row."""
        return self._field is field and self._row.pk == row.pk and type(self._row) is type(row)

    def raw(self) -> bytes | Fresh:
        """What the row carries: the ciphertext, or what was assigned."""
        return self._raw

    def _binding(self) -> bytes:
        subdistrict_id = self._row.subdistrict_id
        if not isinstance(subdistrict_id, UUID) or not isinstance(self._row.pk, UUID):
            raise ValueError(f"{self._field}: a row needs its id and its subdistrict before a personal value can be kept in it")
        return keys.field_aad(subdistrict_id, self._row._meta.db_table, self._row.pk, str(self._field.column))

    def __bool__(self) -> bool:
        return bool(self._raw.text if isinstance(self._raw, Fresh) else self._raw)

    def __str__(self) -> str:
        return self.masked()

    def __format__(self, specification: str) -> str:
        return format(self.masked(), specification)

    def __repr__(self) -> str:
        # Not even masked: a traceback must not need the keys.
        return f"<Personal {self._field}>"

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Personal):
            return self.plain() == other.plain()
        return self.plain() == other if isinstance(other, str) else NotImplemented

    def __hash__(self) -> int:
        # Equal values must hash alike, and the hash of a plain value would be a mark of it.
        return hash(Personal)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a personal value is not pickled: ask for its plain text, and answer for where it goes")
