"""Rows that hold from a moment until another, or from a day to a day: their time as a range, for exclusion constraints."""

from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField
from django.db import models


class Span(models.Func):
    """The half-open time range from one column to the other; no end means for ever."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class DaySpan(models.Func):
    """The range of days from one column to the other; no end means for ever."""

    function = "DATERANGE"
    output_field = DateRangeField()
