import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import linli.kernel.ids
import linli.kernel.scope.references
from linli.kernel.scope.operations import READ_AND_ADD, Own


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Checklist",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("code", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=40)),
                (
                    "place_kinds",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None),
                ),
                ("is_offered", models.BooleanField(default=True)),
                ("order", models.PositiveSmallIntegerField(default=100)),
                ("version_id", models.UUIDField()),
                ("version_number", models.PositiveIntegerField()),
            ],
            options={
                "db_table": "checklist",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "code"), name="checklist_code_once"),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("title", ""), _negated=True), models.Q(("code", ""), _negated=True)),
                        name="checklist_has_title",
                    ),
                    models.CheckConstraint(condition=models.Q(("version_number__gte", 1)), name="checklist_has_version"),
                ],
            },
        ),
        Own("Checklist"),
        migrations.CreateModel(
            name="ChecklistVersion",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("number", models.PositiveIntegerField()),
                ("body", models.JSONField()),
                ("source", models.CharField(blank=True, max_length=120)),
                ("remark", models.CharField(blank=True, max_length=200)),
                ("published_at", models.DateTimeField()),
                ("published_by_account_id", models.UUIDField(null=True)),
                (
                    "checklist",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="checklists.checklist"
                    ),
                ),
            ],
            options={
                "db_table": "checklist_version",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "checklist", "number"), name="checklist_version_once"),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="checklist_version_from_1"),
                ],
            },
        ),
        Own("ChecklistVersion", web=READ_AND_ADD),
    ]
