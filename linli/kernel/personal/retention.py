"""How long a personal value is kept: counted in days from a date of the same row or of a row it refers to."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext

# Days are the street's days; every subdistrict lies in this zone.
ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """The value is blanked when `days` whole days have passed after the day `counted_from`; an empty date: it is still needed."""

    counted_from: str
    days: int

    def __post_init__(self) -> None:
        if self.days < 0:
            raise ValueError("a retention counts days forward")

    def ended(self, model: Any, now: datetime) -> Q:
        """The rows of the model whose time is over at `now`."""
        midnight = now.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=self.days)
        # A date is compared with a date, an instant with the street's midnight.
        limit = midnight if isinstance(self.column(model), models.DateTimeField) else midnight.date()
        return Q(**{f"{self.counted_from}__lt": limit})

    def column(self, model: Any) -> Any:
        """The date it is counted from; LookupError when the model has no such date."""
        field: Any = None
        for name in self.counted_from.split("__"):
            try:
                field = model._meta.get_field(name)
            except FieldDoesNotExist as error:
                raise LookupError(f"{model.__name__} has no {name}, from which retention is to be counted") from error
            model = field.related_model or model
        if not isinstance(field, models.DateField):
            raise LookupError(f"{self.counted_from} of {model.__name__} is no date, from which retention could be counted")
        return field

    @property
    def words(self) -> str:
        """The rule as people read it."""
        if self.days == 0:
            return gettext("Kept until {date}").format(date=self.counted_from)
        return gettext("Kept for {days} days after {date}").format(days=self.days, date=self.counted_from)


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterEnd(Retention):
    """Kept for so many days after that day, because somebody may still come back to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhileOnDuty(Retention):
    """Kept as long as somebody serves: gone on the day after the last one."""

    days: int = 0
