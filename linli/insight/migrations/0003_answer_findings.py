import django.db.models.deletion
from django.db import migrations, models

import linli.kernel.ids
import linli.kernel.scope.references
from linli.kernel.scope.operations import Own


class Migration(migrations.Migration):
    """New tables alone: safe before the code; after a revert of the code nothing reads them."""

    dependencies = [
        ("answers", "0001_answers"),
        ("insight", "0002_hot_marks"),
    ]

    operations = [
        migrations.CreateModel(
            name="AnswerFinding",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("found_on", models.DateField()),
                ("used_on", models.DateField(null=True)),
                (
                    "answer",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="answers.answer"
                    ),
                ),
            ],
            options={
                "db_table": "answer_finding",
                "constraints": [models.UniqueConstraint(fields=("subdistrict_id", "answer"), name="answer_finding_once")],
            },
        ),
        migrations.CreateModel(
            name="AnswerRound",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("since_at", models.DateTimeField()),
                ("until_at", models.DateTimeField()),
                ("until_id", models.UUIDField()),
            ],
            options={
                "db_table": "answer_round",
                "constraints": [models.UniqueConstraint(fields=("subdistrict_id",), name="answer_round_once")],
            },
        ),
        Own("AnswerFinding"),
        Own("AnswerRound"),
    ]
