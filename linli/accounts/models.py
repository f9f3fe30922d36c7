"""Accounts and memberships: global tables, since one account may serve many subdistricts."""

from collections.abc import Sequence
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from linli.kernel import clock
from linli.kernel.ids import uuid7
from linli.kernel.models import Chained, Subdistrict


class AccountQueries(BaseUserManager["Account"]):
    """How Django and allauth look accounts up."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        """The account of this login, whatever case it was typed in."""
        return self.get(login=(username or "").lower())


class Account(AbstractBaseUser):
    """A login name and its credentials; who the person is stands in the subdistrict's own rows."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    login = models.CharField(max_length=40, unique=True)
    is_active = models.BooleanField(default=True)
    # Opens only from this machine and only in a database marked as a demo.
    is_demo = models.BooleanField(default=False)
    # Made by the first start's link; is admitted to every new subdistrict, so that each has somebody to begin with.
    is_house_administrator = models.BooleanField(default=False)
    language = models.CharField(max_length=10, default="zh-hans")
    created_at = models.DateTimeField(default=clock.now)

    # Not a column: what this request has already asked (`queries.own_memberships`).
    asked_memberships: "Sequence[Membership] | None" = None
    # The same: whether the database of this session is a demo (`queries.signed_in`).
    is_in_demo: bool | None = None

    objects = AccountQueries()

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        db_table = "account"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="account_login_is_lower", condition=Q(login=Lower("login"))),
        ]

    def __str__(self) -> str:
        return self.login


class Membership(Chained):
    """What an account may do in one subdistrict, from when until when; an area may take the subdistrict's place once areas exist.

    The table is global, but a policy shows a row only to its own account (`linli.account`) and inside its own
    subdistrict (`linli.scope`), and lets it be written in that scope alone. Its story stands in that subdistrict's journal.
    """

    KIND = "membership"

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
            models.UniqueConstraint(name="membership_one_open", fields=["account", "subdistrict"], condition=Q(valid_until__isnull=True)),
            models.CheckConstraint(
                name="membership_ends_after_begin", condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} in {self.subdistrict_id}"


class OneTimeLink(models.Model):
    """A way in that works once: without an account it makes the first administrator, with one it sets that account's password."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # Only the digest is stored: whoever reads the database cannot use the link.
    token_digest = models.CharField(max_length=64, unique=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "one_time_link"

    def __str__(self) -> str:
        return str(self.id)


class DemoMark(models.Model):
    """Stands in demo databases only, written by the owner; without it no demo login opens."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "demo_mark"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="demo_mark_is_one", condition=Q(id=1)),
        ]

    def __str__(self) -> str:
        return "demo"
