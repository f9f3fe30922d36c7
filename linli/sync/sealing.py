"""Bytes of a phone, encrypted for their own row and column."""

from django.conf import settings

from linli.kernel import keys
from linli.kernel.scope.models import Owned


def sealed(row: Owned, field: str, content: bytes) -> bytes:
    """The bytes as the column of this row keeps them."""
    return keys.opened(settings.LINLI_HOME).seal(content, _place(row, field))


def opened(row: Owned, field: str) -> bytes:
    """The bytes of this row."""
    return keys.opened(settings.LINLI_HOME).open(bytes(getattr(row, field)), _place(row, field))


def _place(row: Owned, field: str) -> bytes:
    return keys.field_aad(row.subdistrict_id, row._meta.db_table, row.pk, field)
