"""Who reported."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.kernel.models import Aggregate, OwnedForeignKey
from linli.kernel.personal import AfterEnd, BlindIndexField, EncryptedTextField, Masking, Normal, Purpose
from linli.tickets.models.tickets import Ticket
from linli.tickets.rules.kinds import EMAIL_LIMIT, NAME_LIMIT, PHONE_LIMIT

# The matter may come back within a year, and then one asks who knows of it.
_KEPT = AfterEnd(counted_from="ticket__ended_at", days=365)


class Reporter(Aggregate):
    """Somebody who reported a matter and follows it by a code of his own; stays with the ticket he opened, wherever that is merged."""

    KIND = "reporter"

    ticket = OwnedForeignKey(Ticket, on_delete=models.PROTECT, related_name="reporters")
    full_name = EncryptedTextField(
        _("name"), purpose=Purpose.REPORTER_CONTACT, keep=_KEPT, masking=Masking.NAME, max_length=NAME_LIMIT, blank=True
    )
    phone = EncryptedTextField(
        _("phone"), purpose=Purpose.REPORTER_CONTACT, keep=_KEPT, masking=Masking.PHONE, max_length=PHONE_LIMIT, blank=True
    )
    phone_code = BlindIndexField(source="phone", normal=Normal.PHONE)
    phone_tail = BlindIndexField(source="phone", normal=Normal.LAST_FOUR)
    email = EncryptedTextField(
        _("e-mail"), purpose=Purpose.REPORTER_CONTACT, keep=_KEPT, masking=Masking.HIDDEN, max_length=EMAIL_LIMIT, blank=True
    )
    # Wants to be written to and not called 仅短信.
    is_sms_only = models.BooleanField(default=False)
    # The keyed digest of the code that was told; the code itself is kept nowhere.
    follow_mark = models.UUIDField()
    is_answer_wanted = models.BooleanField(default=False)
    reported_at = models.DateTimeField()

    class Meta:
        db_table = "reporter"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="reporter_follow_mark_once", fields=["subdistrict_id", "follow_mark"]),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="reporter_by_phone", fields=["subdistrict_id", "phone_code"]),
            models.Index(name="reporter_by_tail", fields=["subdistrict_id", "phone_tail"]),
        ]
