import django.db.models.deletion
from django.db import migrations, models

import linli.kernel.ids
import linli.kernel.scope.references
from linli.kernel.scope.operations import Own


class Migration(migrations.Migration):
    """A new table alone: safe before the code; after a revert of the code nothing reads it."""

    dependencies = [
        ("insight", "0001_hot_issues"),
        ("tickets", "0019_class_model_figures"),
    ]

    operations = [
        migrations.CreateModel(
            name="HotMark",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("note", models.CharField(blank=True, max_length=120)),
                ("taken_by", models.UUIDField()),
                ("taken_at", models.DateTimeField()),
                ("let_go_at", models.DateTimeField(null=True)),
                (
                    "ticket",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ticket"
                    ),
                ),
            ],
            options={
                "db_table": "hot_mark",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("let_go_at__isnull", True)),
                        fields=("subdistrict_id", "ticket"),
                        name="hot_mark_one_of_a_ticket",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("let_go_at__isnull", True), ("let_go_at__gte", models.F("taken_at")), _connector="OR"),
                        name="hot_mark_ends_after_begin",
                    ),
                ],
            },
        ),
        Own("HotMark"),
    ]
