import datetime

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

import linli.kernel.ids
import linli.kernel.scope.references
import linli.kernel.spans
from linli.kernel.scope.operations import Own


class Migration(migrations.Migration):
    dependencies = [
        ("org", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="TeamTemplate",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("name", models.CharField(max_length=80)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "db_table": "team_template",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "name"), name="team_template_name_once"),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("name", ""), _negated=True), ("version__gte", 1)), name="team_template_has_name"
                    ),
                ],
            },
        ),
        Own("TeamTemplate"),
        migrations.CreateModel(
            name="SeatLine",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                (
                    "template",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="org.teamtemplate"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("key", models.CharField(max_length=40)),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("professional", "Six professional posts"),
                            ("residents_committee", "Residents' committee"),
                            ("responsible_office", "Responsible office"),
                            ("co_building", "Co-building units"),
                            ("second_echelon", "Second echelon"),
                        ],
                        max_length=30,
                    ),
                ),
                ("title", models.CharField(max_length=40)),
                ("least", models.PositiveSmallIntegerField()),
                (
                    "unit_kinds",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), default=list, size=None),
                ),
                ("fill_within_days", models.PositiveSmallIntegerField()),
                ("order", models.PositiveSmallIntegerField()),
            ],
            options={
                "db_table": "team_seat_line",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "template", "version", "key"), name="team_seat_line_once"),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("title", ""), _negated=True), models.Q(("key", ""), _negated=True)),
                        name="team_seat_line_has_title",
                    ),
                    models.CheckConstraint(condition=models.Q(("fill_within_days__gte", 1)), name="team_seat_line_has_days"),
                ],
            },
        ),
        Own("SeatLine", web=("SELECT", "INSERT")),
        migrations.CreateModel(
            name="TaskForce",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("name", models.CharField(max_length=80)),
                (
                    "grid",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="task_forces", to="org.grid"
                    ),
                ),
                (
                    "template",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="task_forces", to="org.teamtemplate"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("valid_from", models.DateTimeField()),
                ("valid_until", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "task_force",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("valid_until__isnull", True)), fields=("subdistrict_id", "name"), name="task_force_name_once"
                    ),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="task_force_has_name"),
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__isnull", True), ("valid_until__gt", models.F("valid_from")), _connector="OR"),
                        name="task_force_ends_after_begin",
                    ),
                ],
            },
        ),
        Own("TaskForce"),
        migrations.CreateModel(
            name="Seat",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                (
                    "task_force",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="org.taskforce"
                    ),
                ),
                ("key", models.CharField(max_length=40)),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("professional", "Six professional posts"),
                            ("residents_committee", "Residents' committee"),
                            ("responsible_office", "Responsible office"),
                            ("co_building", "Co-building units"),
                            ("second_echelon", "Second echelon"),
                        ],
                        max_length=30,
                    ),
                ),
                ("title", models.CharField(max_length=40)),
                ("is_required", models.BooleanField()),
                (
                    "unit_kinds",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), default=list, size=None),
                ),
                ("fill_within_days", models.PositiveSmallIntegerField()),
                ("order", models.PositiveSmallIntegerField()),
                ("valid_from", models.DateTimeField()),
                ("valid_until", models.DateTimeField(null=True)),
                ("vacant_since_at", models.DateTimeField(null=True)),
                ("fill_by_at", models.DateTimeField(null=True)),
                ("fill_by_working", models.JSONField(null=True)),
                ("is_provisional", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "task_force_seat",
                "indexes": [
                    models.Index(
                        condition=models.Q(("fill_by_at__isnull", False)),
                        fields=["subdistrict_id", "fill_by_at"],
                        name="task_force_seat_vacant",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("valid_until__isnull", True)),
                        fields=("subdistrict_id", "task_force", "key", "number"),
                        name="task_force_seat_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("title", ""), _negated=True), models.Q(("key", ""), _negated=True)),
                        name="task_force_seat_has_title",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__isnull", True), ("valid_until__gt", models.F("valid_from")), _connector="OR"),
                        name="task_force_seat_ends_after_begin",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("fill_by_at__isnull", True), ("fill_by_working__isnull", True), ("is_provisional", False)),
                            models.Q(
                                ("fill_by_at__gt", models.F("vacant_since_at")),
                                ("fill_by_working__isnull", False),
                                ("is_required", True),
                                ("vacant_since_at__isnull", False),
                                ("valid_until__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="task_force_seat_deadline_is_of_a_vacancy",
                    ),
                ],
            },
        ),
        Own("Seat"),
        migrations.CreateModel(
            name="SeatHolding",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                (
                    "seat",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="holdings", to="org.seat"
                    ),
                ),
                (
                    "person",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="org.person"
                    ),
                ),
                (
                    "unit",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="org.unit"
                    ),
                ),
                ("valid_from", models.DateTimeField()),
                ("valid_until", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "task_force_seat_holding",
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (models.F("subdistrict_id"), "="),
                            (models.F("seat"), "="),
                            (
                                linli.kernel.spans.Span("valid_from", "valid_until", django.contrib.postgres.fields.ranges.RangeBoundary()),
                                "&&",
                            ),
                        ],
                        name="task_force_seat_one_holder_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("person__isnull", False), ("unit__isnull", False), _connector="OR"),
                        name="task_force_seat_held_by_person_or_unit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__isnull", True), ("valid_until__gt", models.F("valid_from")), _connector="OR"),
                        name="task_force_seat_holding_ends_after_begin",
                    ),
                ],
            },
        ),
        Own("SeatHolding"),
        migrations.CreateModel(
            name="Committee",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("kind", models.CharField(choices=[("building", "Building committee"), ("block", "Block committee")], max_length=20)),
                ("name", models.CharField(max_length=80)),
                (
                    "grid",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="committees", to="org.grid"
                    ),
                ),
                ("begins_on", models.DateField()),
                ("ends_on", models.DateField(null=True)),
            ],
            options={
                "db_table": "committee",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True)), fields=("subdistrict_id", "name"), name="committee_name_once"
                    ),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="committee_has_name"),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__isnull", True), ("ends_on__gte", models.F("begins_on")), _connector="OR"),
                        name="committee_ends_after_begin",
                    ),
                ],
            },
        ),
        Own("Committee"),
        migrations.CreateModel(
            name="CommitteeTerm",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                (
                    "committee",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="terms", to="org.committee"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("begins_on", models.DateField()),
                ("ends_on", models.DateField()),
            ],
            options={
                "db_table": "committee_term",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "committee", "number"), name="committee_term_number_once"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (models.F("subdistrict_id"), "="),
                            (models.F("committee"), "="),
                            (
                                linli.kernel.spans.DaySpan(
                                    "begins_on", "ends_on", django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_upper=True)
                                ),
                                "&&",
                            ),
                        ],
                        name="committee_term_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("begins_on"))), name="committee_term_ends_after_begin"
                    ),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="committee_term_counts_from_one"),
                ],
            },
        ),
        Own("CommitteeTerm"),
        migrations.CreateModel(
            name="CommitteeMember",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                (
                    "term",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="members", to="org.committeeterm"
                    ),
                ),
                (
                    "person",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="committees", to="org.person"
                    ),
                ),
                (
                    "role",
                    models.CharField(choices=[("chair", "Chair"), ("vice", "Vice chair"), ("representative", "Member")], max_length=20),
                ),
                ("begins_on", models.DateField()),
                ("ends_on", models.DateField(null=True)),
            ],
            options={
                "db_table": "committee_member",
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("role", "chair")),
                        expressions=[
                            (models.F("subdistrict_id"), "="),
                            (models.F("term"), "="),
                            (
                                linli.kernel.spans.DaySpan(
                                    "begins_on", "ends_on", django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_upper=True)
                                ),
                                "&&",
                            ),
                        ],
                        name="committee_one_chair_at_a_time",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (models.F("subdistrict_id"), "="),
                            (models.F("term"), "="),
                            (models.F("person"), "="),
                            (
                                linli.kernel.spans.DaySpan(
                                    "begins_on", "ends_on", django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_upper=True)
                                ),
                                "&&",
                            ),
                        ],
                        name="committee_member_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__isnull", True), ("ends_on__gte", models.F("begins_on")), _connector="OR"),
                        name="committee_member_leaves_after_joining",
                    ),
                ],
            },
        ),
        Own("CommitteeMember"),
        migrations.CreateModel(
            name="Shift",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                (
                    "unit",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="shifts", to="org.unit"
                    ),
                ),
                (
                    "kind",
                    models.CharField(choices=[("day", "Day shift"), ("night", "Night shift"), ("whole_day", "Whole day")], max_length=20),
                ),
                ("begins_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("cancelled_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "shift",
                "indexes": [models.Index(fields=["subdistrict_id", "unit", "begins_at"], name="shift_by_time")],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("cancelled_at__isnull", True)),
                        expressions=[
                            (models.F("subdistrict_id"), "="),
                            (models.F("unit"), "="),
                            (linli.kernel.spans.Span("begins_at", "ends_at", django.contrib.postgres.fields.ranges.RangeBoundary()), "&&"),
                        ],
                        name="shift_one_at_a_time",
                    ),
                    models.CheckConstraint(condition=models.Q(("ends_at__gt", models.F("begins_at"))), name="shift_ends_after_begin"),
                ],
            },
        ),
        Own("Shift"),
        migrations.CreateModel(
            name="ShiftMember",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                (
                    "shift",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="members", to="org.shift"
                    ),
                ),
                (
                    "person",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="shifts", to="org.person"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("chief", "Duty chief"), ("leader", "Leader on duty"), ("member", "Staff on duty")], max_length=20
                    ),
                ),
                ("begins_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "shift_member",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at__isnull", True), ("role", "chief")),
                        fields=("subdistrict_id", "shift"),
                        name="shift_one_chief",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at__isnull", True), ("role", "leader")),
                        fields=("subdistrict_id", "shift"),
                        name="shift_one_leader",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("removed_at__isnull", True)),
                        expressions=[
                            (models.F("subdistrict_id"), "="),
                            (models.F("person"), "="),
                            (linli.kernel.spans.Span("begins_at", "ends_at", django.contrib.postgres.fields.ranges.RangeBoundary()), "&&"),
                        ],
                        name="shift_person_in_one_place_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("begins_at"))), name="shift_member_ends_after_begin"
                    ),
                ],
            },
        ),
        Own("ShiftMember"),
        migrations.CreateModel(
            name="RotaPattern",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                (
                    "unit",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rota_patterns", to="org.unit"
                    ),
                ),
                (
                    "on_workdays",
                    models.CharField(
                        choices=[("whole_day", "One shift of 24 hours"), ("day_night", "Day and night")], default="whole_day", max_length=20
                    ),
                ),
                (
                    "on_weekends",
                    models.CharField(
                        choices=[("whole_day", "One shift of 24 hours"), ("day_night", "Day and night")], default="whole_day", max_length=20
                    ),
                ),
                (
                    "on_holidays",
                    models.CharField(
                        choices=[("whole_day", "One shift of 24 hours"), ("day_night", "Day and night")], default="day_night", max_length=20
                    ),
                ),
                ("day_begins", models.TimeField(default=datetime.time(8, 30))),
                ("night_begins", models.TimeField(default=datetime.time(17, 30))),
                ("members_each", models.PositiveSmallIntegerField(default=1)),
            ],
            options={
                "db_table": "rota_pattern",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "unit"), name="rota_pattern_one_for_each_unit"),
                    models.CheckConstraint(
                        condition=models.Q(("night_begins__gt", models.F("day_begins"))), name="rota_pattern_night_after_day"
                    ),
                ],
            },
        ),
        Own("RotaPattern"),
        migrations.CreateModel(
            name="RotaTurn",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                (
                    "pattern",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="turns", to="org.rotapattern"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("chief", "Duty chief"), ("leader", "Leader on duty"), ("member", "Staff on duty")], max_length=20
                    ),
                ),
                ("order", models.PositiveSmallIntegerField()),
                (
                    "person",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.person"
                    ),
                ),
            ],
            options={
                "db_table": "rota_turn",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "pattern", "role", "order"), name="rota_turn_place_once"),
                    models.UniqueConstraint(fields=("subdistrict_id", "pattern", "role", "person"), name="rota_turn_person_once"),
                ],
            },
        ),
        Own("RotaTurn", web=("SELECT", "INSERT", "UPDATE", "DELETE")),
    ]
