"""Regions' work calendars with every version that was ever published, and which one a subdistrict counts by."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import linli.kernel.ids
from linli.kernel.scope.operations import Own


class Migration(migrations.Migration):
    dependencies = [("kernel", "0005_personal")]

    operations = [
        migrations.CreateModel(
            name="CalendarRegion",
            fields=[
                ("code", models.SlugField(max_length=20, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=40)),
            ],
            options={
                "db_table": "calendar_region",
                "constraints": [models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="calendar_region_has_name")],
            },
        ),
        migrations.CreateModel(
            name="CalendarVersion",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("region", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="kernel.calendarregion")),
                ("number", models.PositiveIntegerField()),
                ("years", django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), size=None)),
                ("office_minutes", django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), size=None)),
                ("remark", models.CharField(blank=True, max_length=200)),
                ("published_at", models.DateTimeField()),
                ("published_by", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "calendar_version",
                "constraints": [
                    models.UniqueConstraint(fields=("region", "number"), name="calendar_version_once"),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="calendar_version_from_1"),
                    models.CheckConstraint(
                        condition=models.Q(("office_minutes__len__in", [2, 4, 6, 8])), name="calendar_version_has_hours"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("version", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="kernel.calendarversion")),
                ("on", models.DateField()),
                ("is_working", models.BooleanField()),
                ("name", models.CharField(max_length=40)),
            ],
            options={
                "db_table": "calendar_day",
                "constraints": [
                    models.UniqueConstraint(fields=("version", "on"), name="calendar_day_once"),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="calendar_day_has_name"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarUse",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", editable=False, max_length=32)),
                ("region_code", models.CharField(max_length=20)),
                ("version_id", models.UUIDField()),
                ("version_number", models.PositiveIntegerField()),
                ("adopted_at", models.DateTimeField()),
            ],
            options={
                "db_table": "calendar_use",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "region_code"), name="calendar_use_once"),
                    models.CheckConstraint(condition=models.Q(("version_number__gte", 1)), name="calendar_use_has_version"),
                ],
            },
        ),
        Own("CalendarUse"),
    ]
