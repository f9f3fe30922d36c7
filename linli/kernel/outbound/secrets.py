"""Secrets that we share with another system: encrypted for their own row and column, like everything that must not be read in a backup."""

import secrets

from django.conf import settings

from linli.kernel import keys
from linli.kernel.scope.models import Owned


def new_secret() -> str:
    """256 bits of chance as text."""
    return secrets.token_urlsafe(32)


def sealed_secret(row: Owned, field: str, text: str) -> bytes:
    """The secret as the column of this row keeps it; empty for none."""
    return keys.opened(settings.LINLI_HOME).seal(text.encode(), _place(row, field)) if text else b""


def opened_secret(row: Owned, field: str) -> str:
    """The secret of this row; empty for none."""
    kept = bytes(getattr(row, field))
    return keys.opened(settings.LINLI_HOME).open(kept, _place(row, field)).decode() if kept else ""


def _place(row: Owned, field: str) -> bytes:
    return keys.field_aad(row.subdistrict_id, row._meta.db_table, row.pk, field)
