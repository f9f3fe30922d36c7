"""Accounts and memberships: global tables, since one account may serve many subdistricts."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from linli.kernel import clock
from linli.kernel.ids import uuid7
from linli.kernel.models import Subdistrict


class AccountQuerySet(BaseUserManager["Account"]):
    """How Django and allauth look accounts up."""


class Account(AbstractBaseUser):
    """A login name and its credentials; who the person is stands in the subdistrict's own rows."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    login = models.CharField(max_length=40, unique=True)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=10, default="zh-hans")
    created_at = models.DateTimeField(default=clock.now)

    objects = AccountQuerySet()

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        db_table = "account"

    def __str__(self) -> str:
        return self.login


class Membership(models.Model):
    """What an account may do in one subdistrict, from when until when."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="memberships")
    subdistrict = models.ForeignKey(Subdistrict, on_delete=models.PROTECT, related_name="+")
    # The person behind the account is a row of the subdistrict; it arrives with the organisation.
    person_id = models.UUIDField(null=True)
    permissions = ArrayField(models.CharField(max_length=60), default=list)
    valid_from = models.DateTimeField(default=clock.now)
    valid_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "membership"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="membership_one_open", fields=["account", "subdistrict"], condition=Q(valid_until__isnull=True)
            ),
            models.CheckConstraint(
                name="membership_ends_after_begin",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=models.F("valid_from")),
            ),
        ]
