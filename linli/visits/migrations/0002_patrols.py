import django.db.models.deletion
from django.db import migrations, models

import linli.kernel.ids
import linli.kernel.scope.references
from linli.kernel.scope.operations import READ_AND_ADD, Own


class Migration(migrations.Migration):
    dependencies = [
        ("checklists", "0001_checklists"),
        ("org", "0001_squashed_0006_email"),
        ("places", "0001_squashed_0004_filters"),
        ("tickets", "0001_squashed_0017_upkeep"),
        ("visits", "0001_visits"),
    ]

    operations = [
        migrations.CreateModel(
            name="PatrolRoute",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("name", models.CharField(max_length=40)),
                (
                    "kind",
                    models.CharField(
                        choices=[("warden", "Section warden's stretch"), ("safety", "Safety patrol"), ("look", "Street-look team")],
                        max_length=20,
                    ),
                ),
                ("section", models.CharField(blank=True, max_length=120)),
                ("is_retired", models.BooleanField(default=False)),
                (
                    "grid",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.grid"
                    ),
                ),
                (
                    "person",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.person"
                    ),
                ),
                (
                    "unit",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                    ),
                ),
            ],
            options={
                "db_table": "patrol_route",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_retired", False)), fields=("subdistrict_id", "name"), name="patrol_route_name_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["look", "safety", "warden"]), models.Q(("name", ""), _negated=True)),
                        name="patrol_route_kind_is_known",
                    ),
                ],
            },
        ),
        Own("PatrolRoute"),
        migrations.CreateModel(
            name="PatrolShift",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("planned_on", models.DateField()),
                (
                    "part",
                    models.CharField(
                        choices=[("morning", "Morning"), ("afternoon", "Afternoon"), ("evening", "Evening"), ("night", "Night")],
                        max_length=20,
                    ),
                ),
                (
                    "ending",
                    models.CharField(
                        blank=True,
                        choices=[("planned", "To be walked"), ("under_way", "Under way"), ("done", "Walked"), ("not_done", "Not walked")],
                        max_length=20,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("weather", "Weather"),
                            ("urgent", "Something urgent came up"),
                            ("nobody", "Nobody could go"),
                            ("joined", "Walked together with another"),
                            ("other", "Another reason"),
                        ],
                        max_length=20,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500)),
                (
                    "route",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="shifts", to="visits.patrolroute"
                    ),
                ),
                (
                    "team",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.taskforce"
                    ),
                ),
            ],
            options={
                "db_table": "patrol_shift",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "route", "planned_on", "part"), name="patrol_shift_once"),
                    models.CheckConstraint(
                        condition=models.Q(("part__in", ["afternoon", "evening", "morning", "night"])), name="patrol_shift_part_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ending__in", ["", "done"]), ("reason", "")),
                            models.Q(("ending", "not_done"), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="patrol_shift_end_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ending", ""), ("ending__in", ["done", "not_done"]), _connector="OR"),
                        name="patrol_shift_ending_is_known",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["subdistrict_id", "planned_on", "id"], name="patrol_shift_by_day"),
                ],
            },
        ),
        Own("PatrolShift"),
        migrations.CreateModel(
            name="PatrolStop",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("number", models.PositiveSmallIntegerField(null=True)),
                ("name", models.CharField(max_length=80)),
                ("lon", models.FloatField(null=True)),
                ("lat", models.FloatField(null=True)),
                (
                    "checklist",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="checklists.checklist"
                    ),
                ),
                (
                    "place",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
                (
                    "route",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="stops", to="visits.patrolroute"
                    ),
                ),
            ],
            options={
                "db_table": "patrol_stop",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "route", "number"), name="patrol_stop_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True), models.Q(("number__isnull", True), ("number__gte", 1), _connector="OR")
                        ),
                        name="patrol_stop_has_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lat__isnull", True), ("lon__isnull", True)),
                            models.Q(("lat__gte", -90), ("lat__lte", 90), ("lon__gte", -180), ("lon__lte", 180)),
                            _connector="OR",
                        ),
                        name="patrol_stop_point_is_whole",
                    ),
                ],
            },
        ),
        Own("PatrolStop"),
        migrations.CreateModel(
            name="PatrolMissed",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("closed", "Door closed"),
                            ("blocked", "No way through"),
                            ("weather", "Weather"),
                            ("urgent", "Something urgent came up"),
                            ("other", "Another reason"),
                        ],
                        max_length=20,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500)),
                (
                    "shift",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="missed", to="visits.patrolshift"
                    ),
                ),
                (
                    "stop",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="visits.patrolstop"
                    ),
                ),
            ],
            options={
                "db_table": "patrol_missed",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "shift", "stop"), name="patrol_missed_once"),
                    models.CheckConstraint(
                        condition=models.Q(("reason__in", ["blocked", "closed", "other", "urgent", "weather"])),
                        name="patrol_missed_reason_is_known",
                    ),
                ],
            },
        ),
        Own("PatrolMissed", web=READ_AND_ADD),
        migrations.CreateModel(
            name="PatrolFinding",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("where", models.CharField(blank=True, max_length=80)),
                ("lon", models.FloatField(null=True)),
                ("lat", models.FloatField(null=True)),
                ("words", models.CharField(max_length=12000)),
                ("item", models.CharField(blank=True, max_length=40)),
                ("is_on_spot", models.BooleanField(default=False)),
                ("account_id", models.UUIDField(null=True)),
                (
                    "place",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
                (
                    "ticket",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ticket"
                    ),
                ),
                (
                    "shift",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="findings", to="visits.patrolshift"
                    ),
                ),
                (
                    "stop",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="visits.patrolstop"
                    ),
                ),
            ],
            options={
                "db_table": "patrol_finding",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "ticket"), name="patrol_finding_ticket_once"),
                    models.CheckConstraint(condition=models.Q(("words", ""), _negated=True), name="patrol_finding_says_what"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stop__isnull", False),
                            ("place__isnull", False),
                            ("lon__isnull", False),
                            models.Q(("where", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="patrol_finding_is_somewhere",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lat__isnull", True), ("lon__isnull", True)),
                            models.Q(("lat__gte", -90), ("lat__lte", 90), ("lon__gte", -180), ("lon__lte", 180)),
                            _connector="OR",
                        ),
                        name="patrol_finding_point_is_whole",
                    ),
                ],
            },
        ),
        Own("PatrolFinding"),
        migrations.CreateModel(
            name="PatrolWalker",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                (
                    "person",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.person"
                    ),
                ),
                (
                    "shift",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="walkers", to="visits.patrolshift"
                    ),
                ),
            ],
            options={
                "db_table": "patrol_walker",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "shift", "person"), name="patrol_walker_once"),
                ],
            },
        ),
        Own("PatrolWalker", web=READ_AND_ADD),
    ]
