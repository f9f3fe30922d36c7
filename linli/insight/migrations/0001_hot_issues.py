import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import linli.kernel.ids
import linli.kernel.scope.references
from linli.kernel.scope.operations import EVERYTHING, Own


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("tickets", "0018_card_origin"),
    ]

    operations = [
        migrations.CreateModel(
            name="HotPeriod",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("first_on", models.DateField()),
                ("last_on", models.DateField()),
                ("is_standing", models.BooleanField(default=False)),
                ("asked_at", models.DateTimeField()),
                ("counted_at", models.DateTimeField(null=True)),
                ("tickets", models.PositiveIntegerField(default=0)),
            ],
            options={
                "db_table": "hot_period",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("last_on__gte", models.F("first_on"))), name="hot_period_ends_after_begin"),
                    models.UniqueConstraint(
                        condition=models.Q(("is_standing", False)), fields=("subdistrict_id", "first_on", "last_on"), name="hot_period_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_standing", True)), fields=("subdistrict_id",), name="hot_period_one_standing"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HotIssue",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("oldest_id", models.UUIDField()),
                ("rank", models.PositiveIntegerField()),
                ("rank_by_tickets", models.PositiveIntegerField()),
                ("heat", models.FloatField()),
                ("tickets", models.PositiveIntegerField()),
                ("breadth", models.PositiveIntegerField()),
                ("likes", models.PositiveIntegerField()),
                ("dislikes", models.PositiveIntegerField()),
                ("recent", models.PositiveIntegerField()),
                ("days", models.PositiveIntegerField()),
                ("unsolved", models.PositiveIntegerField()),
                ("before", models.PositiveIntegerField()),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("place", models.CharField(blank=True, max_length=40)),
                ("trend", django.contrib.postgres.fields.ArrayField(base_field=models.PositiveIntegerField(), size=None)),
                (
                    "speaker",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ticket"
                    ),
                ),
                (
                    "period",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="issues", to="insight.hotperiod"
                    ),
                ),
            ],
            options={
                "db_table": "hot_issue",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "period", "oldest_id"), name="hot_issue_once"),
                    models.UniqueConstraint(fields=("subdistrict_id", "period", "rank"), name="hot_issue_ranked"),
                    models.UniqueConstraint(fields=("subdistrict_id", "period", "rank_by_tickets"), name="hot_issue_ranked_by_tickets"),
                    models.CheckConstraint(condition=models.Q(("breadth__gte", 2), ("tickets__gte", 1)), name="hot_issue_has_several"),
                    models.CheckConstraint(
                        condition=models.Q(("recent__lte", models.F("tickets")), ("unsolved__lte", models.F("tickets"))),
                        name="hot_issue_parts_are_parts",
                    ),
                    models.CheckConstraint(condition=models.Q(("last_at__gte", models.F("first_at"))), name="hot_issue_ends_after_begin"),
                ],
            },
        ),
        migrations.CreateModel(
            name="HotReading",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("received_at", models.DateTimeField()),
                ("seen_seq", models.PositiveIntegerField()),
                ("mark", models.UUIDField()),
                ("keys", models.BinaryField()),
                ("oldest_id", models.UUIDField()),
                ("oldest_at", models.DateTimeField()),
                (
                    "ticket",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ticket"
                    ),
                ),
            ],
            options={
                "db_table": "hot_reading",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "ticket"), name="hot_reading_once"),
                    models.CheckConstraint(
                        condition=models.Q(("oldest_at__lte", models.F("received_at"))), name="hot_reading_oldest_is_older"
                    ),
                ],
                "indexes": [
                    models.Index(fields=["subdistrict_id", "received_at"], include=("oldest_id", "ticket"), name="hot_reading_by_time"),
                    models.Index(fields=["subdistrict_id", "oldest_id", "received_at"], name="hot_reading_by_group"),
                ],
            },
        ),
        migrations.CreateModel(
            name="HotMember",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                (
                    "issue",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="members", to="insight.hotissue"
                    ),
                ),
                (
                    "ticket",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ticket"
                    ),
                ),
            ],
            options={
                "db_table": "hot_member",
                "constraints": [models.UniqueConstraint(fields=("subdistrict_id", "issue", "ticket"), name="hot_member_once")],
            },
        ),
        Own("HotReading"),
        Own("HotPeriod"),
        # Summaries are made anew: the old ones go.
        Own("HotIssue", web=EVERYTHING),
        Own("HotMember", web=EVERYTHING),
    ]
