import django.db.models.expressions
from django.db import migrations, models

import linli.kernel.ids
from linli.kernel.scope.operations import Own


class Migration(migrations.Migration):
    initial = True

    dependencies = [("kernel", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", editable=False, max_length=32)),
                ("title", models.CharField(max_length=120)),
                ("text", models.TextField(blank=True)),
                ("author_account_id", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField()),
                ("edited_at", models.DateTimeField()),
            ],
            options={
                "db_table": "note",
                "indexes": [models.Index(fields=["subdistrict_id", "-edited_at", "-id"], name="note_latest")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("title", ""), _negated=True), name="note_has_title"),
                    models.CheckConstraint(
                        condition=models.Q(("edited_at__gte", django.db.models.expressions.F("created_at"))),
                        name="note_edited_after_created",
                    ),
                ],
            },
        ),
        Own("Note"),
    ]
