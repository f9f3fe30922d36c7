import django.db.models.deletion
from django.db import migrations, models

import linli.kernel.ids
import linli.kernel.scope.references
from linli.kernel.scope.operations import Own


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("org", "0001_squashed_0006_email"),
    ]

    operations = [
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("made_at", models.DateTimeField()),
                ("told_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "answer",
            },
        ),
        migrations.CreateModel(
            name="AnswerVersion",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Being written"),
                            ("waiting", "Waits for review"),
                            ("in_force", "Reviewed"),
                            ("replaced", "Replaced by a later one"),
                            ("withdrawn", "Taken out"),
                            ("dropped", "Not gone on with"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("question", models.CharField(max_length=200)),
                ("wordings", models.JSONField(default=list)),
                ("text", models.CharField(max_length=2000)),
                ("source", models.CharField(max_length=300)),
                ("link", models.CharField(blank=True, max_length=300)),
                ("item_code", models.CharField(blank=True, max_length=20)),
                ("audience", models.CharField(choices=[("public", "Everybody"), ("clerks", "Staff only")], max_length=10)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField()),
                ("hands", models.JSONField(default=list)),
                ("written_by", models.UUIDField()),
                ("written_at", models.DateTimeField()),
                ("reviewed_by", models.UUIDField(null=True)),
                ("reviewed_at", models.DateTimeField(null=True)),
                ("why", models.CharField(blank=True, max_length=200)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "answer",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="answers.answer"
                    ),
                ),
                (
                    "unit",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                    ),
                ),
            ],
            options={
                "db_table": "answer_version",
                "indexes": [models.Index(fields=["subdistrict_id", "state", "valid_until", "id"], name="answer_version_in_order")],
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "answer", "number"), name="answer_version_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "in_force")), fields=("subdistrict_id", "answer"), name="answer_version_one_in_force"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["draft", "waiting"])),
                        fields=("subdistrict_id", "answer"),
                        name="answer_version_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "dropped", "in_force", "replaced", "waiting", "withdrawn"])),
                        name="answer_version_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("audience__in", ["clerks", "public"])), name="answer_version_audience_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("question", ""), _negated=True),
                            models.Q(("text", ""), _negated=True),
                            models.Q(("source", ""), _negated=True),
                        ),
                        name="answer_version_has_ground",
                    ),
                    models.CheckConstraint(condition=models.Q(("valid_until__gte", models.F("valid_from"))), name="answer_version_period"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("reviewed_at__isnull", False),
                                ("reviewed_by__isnull", False),
                                ("state__in", ["in_force", "replaced", "withdrawn"]),
                            ),
                            models.Q(
                                models.Q(("state__in", ["in_force", "replaced", "withdrawn"]), _negated=True),
                                ("reviewed_at__isnull", True),
                                ("reviewed_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="answer_version_reviewed_has_reviewer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reviewed_by__isnull", True), models.Q(("reviewed_by", models.F("written_by")), _negated=True), _connector="OR"
                        ),
                        name="answer_version_reviewed_by_another",
                    ),
                ],
            },
        ),
        Own("Answer"),
        Own("AnswerVersion"),
    ]
