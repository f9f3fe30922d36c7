import datetime

import django.db.models.deletion
from django.db import migrations, models

import linli.kernel.ids
import linli.kernel.scope.references
from linli.kernel.scope.operations import READ_AND_ADD, Own


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("checklists", "0001_checklists"),
        ("org", "0001_squashed_0006_email"),
        ("places", "0001_squashed_0004_filters"),
        ("tickets", "0001_squashed_0017_upkeep"),
    ]

    operations = [
        migrations.CreateModel(
            name="GridDay",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("name", models.CharField(max_length=40)),
                ("weekday", models.PositiveSmallIntegerField()),
                ("every_weeks", models.PositiveSmallIntegerField(default=1)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(null=True)),
                ("begins_at", models.TimeField(default=datetime.time(9, 0))),
                ("theme", models.CharField(blank=True, max_length=120)),
            ],
            options={
                "db_table": "grid_day",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "name"), name="grid_day_name_once"),
                    models.CheckConstraint(
                        condition=models.Q(("weekday__lte", 6), ("every_weeks__gte", 1), models.Q(("name", ""), _negated=True)),
                        name="grid_day_is_a_weekday",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                        name="grid_day_ends_after_begin",
                    ),
                ],
            },
        ),
        Own("GridDay"),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("routine", "Routine visit"),
                            ("targeted", "Targeted visit"),
                            ("return", "Return visit"),
                            ("joint", "Joint visit"),
                            ("patrol", "Patrol"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("met", "Met the one in charge"),
                            ("staff_only", "Met staff only"),
                            ("not_open", "Not open now"),
                            ("come_later", "Come another time"),
                            ("declined", "Would rather not"),
                            ("moved", "Moved away"),
                            ("vacant", "Standing empty"),
                            ("closed_down", "Closed down"),
                            ("not_found", "Not found"),
                        ],
                        max_length=20,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("visited_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                ("account_id", models.UUIDField(null=True)),
                ("people", models.PositiveSmallIntegerField(default=1)),
                ("note", models.TextField(blank=True)),
                ("is_capped", models.BooleanField()),
                ("is_above_cap", models.BooleanField(default=False)),
                ("is_card_bound", models.BooleanField(default=False)),
                (
                    "effect",
                    models.CharField(
                        blank=True, choices=[("fixed", "Fixed"), ("not", "Not fixed"), ("again", "Came back again")], max_length=20
                    ),
                ),
                ("campaign_id", models.UUIDField(null=True)),
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
                    "place",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
                (
                    "return_ticket",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ticket"
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
                "db_table": "visit",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["joint", "patrol", "return", "routine", "targeted"])), name="visit_kind_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "outcome__in",
                                ["closed_down", "come_later", "declined", "met", "moved", "not_found", "not_open", "staff_only", "vacant"],
                            )
                        ),
                        name="visit_outcome_is_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("people__gte", 1)), name="visit_has_somebody"),
                    models.CheckConstraint(
                        condition=models.Q(("is_above_cap", False), ("is_capped", True), _connector="OR"), name="visit_above_cap_is_capped"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("effect", ""), ("return_ticket__isnull", True)),
                            models.Q(("effect__in", ["again", "fixed", "not"]), ("return_ticket__isnull", False)),
                            _connector="OR",
                        ),
                        name="visit_effect_is_of_a_ticket",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["subdistrict_id", "place", "-visited_on"], name="visit_by_place"),
                    models.Index(fields=["subdistrict_id", "-made_at", "-id"], name="visit_latest"),
                    models.Index(fields=["subdistrict_id", "account_id", "-made_at"], name="visit_by_account"),
                    models.Index(
                        condition=models.Q(("campaign_id__isnull", False)),
                        fields=["subdistrict_id", "campaign_id"],
                        name="visit_by_campaign",
                    ),
                ],
            },
        ),
        Own("Visit"),
        migrations.CreateModel(
            name="PlannedVisit",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("routine", "Routine visit"),
                            ("targeted", "Targeted visit"),
                            ("return", "Return visit"),
                            ("joint", "Joint visit"),
                            ("patrol", "Patrol"),
                        ],
                        max_length=20,
                    ),
                ),
                ("due_on", models.DateField()),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("agreed", "Agreed with the place"),
                            ("ticket", "A ticket was handled"),
                            ("asked", "The place asked for it"),
                            ("planned", "Planned by the office"),
                            ("period", "Its turn has come"),
                            ("never", "Never visited"),
                        ],
                        max_length=20,
                    ),
                ),
                ("question", models.CharField(blank=True, max_length=200)),
                ("laid_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ending", models.CharField(blank=True, choices=[("done", "Was done"), ("dropped", "Dropped")], max_length=20)),
                (
                    "place",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
                (
                    "ticket",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ticket"
                    ),
                ),
                (
                    "unit",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                    ),
                ),
                (
                    "agreed_at_visit",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="visits.visit"
                    ),
                ),
                (
                    "done_by_visit",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="visits.visit"
                    ),
                ),
            ],
            options={
                "db_table": "planned_visit",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("why__in", ["agreed", "asked", "planned", "ticket"])), name="planned_visit_why_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_by_visit__isnull", True), ("ended_at__isnull", True), ("ending", "")),
                            models.Q(("done_by_visit__isnull", False), ("ended_at__isnull", False), ("ending", "done")),
                            models.Q(("done_by_visit__isnull", True), ("ended_at__isnull", False), ("ending", "dropped")),
                            _connector="OR",
                        ),
                        name="planned_visit_end_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("why", "ticket"), _negated=True), ("ticket__isnull", False), _connector="OR"),
                        name="planned_visit_of_a_ticket_names_it",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("subdistrict_id", "ticket"),
                        name="planned_visit_one_for_each_ticket",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["subdistrict_id", "due_on", "id"],
                        name="planned_visit_to_do",
                    ),
                    models.Index(fields=["subdistrict_id", "place", "due_on"], name="planned_visit_by_place"),
                ],
            },
        ),
        Own("PlannedVisit"),
        migrations.CreateModel(
            name="VisitAnswer",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("item", models.CharField(max_length=40)),
                ("value", models.CharField(max_length=500)),
                ("note", models.CharField(blank=True, max_length=500)),
                (
                    "version",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="checklists.checklistversion"
                    ),
                ),
                (
                    "visit",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="visits.visit"
                    ),
                ),
            ],
            options={
                "db_table": "visit_answer",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "visit", "version", "item"), name="visit_answer_once"),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("value", ""), _negated=True), models.Q(("item", ""), _negated=True)),
                        name="visit_answer_says_something",
                    ),
                ],
            },
        ),
        Own("VisitAnswer", web=READ_AND_ADD),
        migrations.CreateModel(
            name="VisitGiven",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("kind", models.CharField(choices=[("service", "Service"), ("material", "Material")], max_length=20)),
                ("name", models.CharField(max_length=40)),
                ("amount", models.PositiveIntegerField()),
                (
                    "visit",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="given", to="visits.visit"
                    ),
                ),
            ],
            options={
                "db_table": "visit_given",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "visit", "kind", "name"), name="visit_given_once"),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 1), models.Q(("name", ""), _negated=True)), name="visit_given_is_some"
                    ),
                    models.CheckConstraint(condition=models.Q(("kind__in", ["material", "service"])), name="visit_given_kind_is_known"),
                ],
            },
        ),
        Own("VisitGiven", web=READ_AND_ADD),
        migrations.CreateModel(
            name="VisitNeed",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("item", models.CharField(blank=True, max_length=40)),
                ("is_on_spot", models.BooleanField(default=False)),
                (
                    "ticket",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ticket"
                    ),
                ),
                (
                    "visit",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="needs", to="visits.visit"
                    ),
                ),
            ],
            options={
                "db_table": "visit_need",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "ticket"), name="visit_need_ticket_once"),
                ],
            },
        ),
        Own("VisitNeed", web=READ_AND_ADD),
        migrations.CreateModel(
            name="VisitParticipant",
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
                    "visit",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="participants", to="visits.visit"
                    ),
                ),
            ],
            options={
                "db_table": "visit_participant",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "visit", "person"), name="visit_participant_once"),
                ],
            },
        ),
        Own("VisitParticipant", web=READ_AND_ADD),
        migrations.CreateModel(
            name="VisitSetting",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("code", models.CharField(default="visits", max_length=40)),
                ("cap", models.PositiveSmallIntegerField(default=2)),
            ],
            options={
                "db_table": "visit_setting",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "code"), name="visit_setting_once"),
                    models.CheckConstraint(condition=models.Q(("cap__lte", 4)), name="visit_setting_cap_is_a_cap"),
                ],
            },
        ),
        Own("VisitSetting"),
    ]
