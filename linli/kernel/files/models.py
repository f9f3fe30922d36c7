"""The rows that name stored files."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from linli.kernel.files import sniff
from linli.kernel.files.names import LONGEST
from linli.kernel.scope.models import Owned


class StoredFile(Owned):
    """One file as somebody handed it in; equal contents of one subdistrict lie on the disk once."""

    digest = models.CharField(max_length=64)
    size_bytes = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    name = models.CharField(max_length=LONGEST)
    purpose = models.CharField(max_length=40)
    stream = models.CharField(max_length=120)
    stored_at = models.DateTimeField()

    class Meta:
        db_table = "stored_file"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="stored_file_digest_is_sha256", condition=Q(digest__regex=r"^[0-9a-f]{64}$")),
            models.CheckConstraint(name="stored_file_is_not_empty", condition=Q(size_bytes__gt=0)),
            models.CheckConstraint(name="stored_file_type_is_kept", condition=Q(media_type__in=sorted(sniff.ENDINGS))),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="stored_file_of_stream", fields=["subdistrict_id", "stream", "id"]),
            models.Index(name="stored_file_digest", fields=["subdistrict_id", "digest"]),
        ]
