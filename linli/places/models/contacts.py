"""Whom to reach at a place."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.kernel.models import Aggregate, OwnedForeignKey
from linli.kernel.personal import AfterEnd, BlindIndexField, EncryptedTextField, Masking, Normal, Purpose
from linli.places.models.places import Place
from linli.places.rules.kinds import CONTACT_NAME_LIMIT, PHONE_LIMIT, ContactPurpose, ContactRole

# Who left may still be asked about what happened in his time; after half a year nobody needs him.
_KEPT = AfterEnd(counted_from="ended_on", days=180)


class PlaceContact(Aggregate):
    """Somebody to reach at a place, for one purpose, until he goes or the place does."""

    KIND = "place_contact"

    place = OwnedForeignKey(Place, on_delete=models.PROTECT, related_name="contacts")
    role = models.CharField(max_length=20, choices=ContactRole.choices())
    purpose = models.CharField(max_length=20, choices=ContactPurpose.choices())
    full_name = EncryptedTextField(
        _("name"), purpose=Purpose.PLACE_CONTACT, keep=_KEPT, masking=Masking.NAME, max_length=CONTACT_NAME_LIMIT, blank=True
    )
    phone = EncryptedTextField(
        _("phone"), purpose=Purpose.PLACE_CONTACT, keep=_KEPT, masking=Masking.PHONE, max_length=PHONE_LIMIT, blank=True
    )
    phone_code = BlindIndexField(source="phone", normal=Normal.PHONE)
    phone_tail = BlindIndexField(source="phone", normal=Normal.LAST_FOUR)
    # Asked not to be called or written to; the number stays so that nobody enters it anew.
    is_do_not_contact = models.BooleanField(default=False)
    ended_on = models.DateField(null=True)

    class Meta:
        db_table = "place_contact"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="place_contact_role_is_known", condition=Q(role__in=sorted(each.value for each in ContactRole))),
            models.CheckConstraint(
                name="place_contact_purpose_is_known", condition=Q(purpose__in=sorted(each.value for each in ContactPurpose))
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="place_contact_by_phone", fields=["subdistrict_id", "phone_code"]),
            models.Index(name="place_contact_by_tail", fields=["subdistrict_id", "phone_tail"]),
        ]
