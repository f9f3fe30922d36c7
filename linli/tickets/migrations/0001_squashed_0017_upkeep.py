import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models

import linli.kernel.ids
import linli.kernel.scope.operations
import linli.kernel.scope.references
import linli.kernel.spans


class Migration(migrations.Migration):
    replaces = [
        ("tickets", "0001_catalogue"),
        ("tickets", "0002_tickets"),
        ("tickets", "0003_verbs"),
        ("tickets", "0004_imports"),
        ("tickets", "0005_supervision"),
        ("tickets", "0006_emergency"),
        ("tickets", "0007_reply"),
        ("tickets", "0008_queue"),
        ("tickets", "0009_newticket"),
        ("tickets", "0010_partners"),
        ("tickets", "0011_queue_indexes"),
        ("tickets", "0012_queue_states"),
        ("tickets", "0013_files"),
        ("tickets", "0013_partner_rights"),
        ("tickets", "0014_place"),
        ("tickets", "0015_class_model"),
        ("tickets", "0016_answer_ways"),
        ("tickets", "0017_upkeep"),
    ]

    initial = True

    dependencies = [
        ("org", "0001_squashed_0006_email"),
        ("places", "0001_squashed_0004_filters"),
    ]

    operations = [
        migrations.CreateModel(
            name="Catalogue",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("region_code", models.CharField(max_length=20)),
                ("version_id", models.UUIDField()),
                ("version_number", models.PositiveIntegerField()),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "db_table": "catalogue",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "region_code"), name="catalogue_once"),
                    models.CheckConstraint(condition=models.Q(("version_number__gte", 1)), name="catalogue_has_version"),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="CatalogueVersion",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("number", models.PositiveIntegerField()),
                ("source", models.CharField(blank=True, max_length=120)),
                ("remark", models.CharField(blank=True, max_length=200)),
                ("columns", models.JSONField(default=dict)),
                ("published_at", models.DateTimeField()),
                (
                    "catalogue",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="tickets.catalogue"
                    ),
                ),
            ],
            options={
                "db_table": "catalogue_version",
                "indexes": [],
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "catalogue", "number"), name="catalogue_version_once"),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="catalogue_version_from_1"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CatalogueItem",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("code", models.CharField(max_length=24)),
                ("parent_code", models.CharField(blank=True, max_length=24)),
                ("nature", models.CharField(choices=[("component", "Component"), ("event", "Event"), ("matter", "Matter")], max_length=20)),
                ("name", models.CharField(max_length=60)),
                ("description", models.CharField(blank=True, max_length=500)),
                ("handling", models.CharField(choices=[("single", "One department"), ("joint", "Several departments")], max_length=20)),
                ("lead", models.CharField(blank=True, max_length=60)),
                ("assists", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list, size=None)),
                ("limits", models.JSONField(default=dict)),
                ("milestones", models.JSONField(default=list)),
                ("closing", models.CharField(blank=True, max_length=500)),
                ("is_life_safety", models.BooleanField()),
                ("fallback_kind", models.CharField(blank=True, max_length=30)),
                ("basis", models.CharField(blank=True, max_length=500)),
                (
                    "keywords",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None),
                ),
                (
                    "version",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="tickets.catalogueversion"
                    ),
                ),
            ],
            options={
                "db_table": "catalogue_item",
                "indexes": [],
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "version", "code"), name="catalogue_item_once"),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("name", ""), _negated=True), models.Q(("code", ""), _negated=True)),
                        name="catalogue_item_has_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("parent_code", models.F("code")), _negated=True), name="catalogue_item_not_below_itself"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DutyLine",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("number", models.PositiveIntegerField()),
                ("class_code", models.CharField(max_length=24)),
                ("role", models.CharField(choices=[("lead", "Leads"), ("fallback", "Acts when nobody else does")], max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[("proposed", "Proposed"), ("confirmed", "In the duty list"), ("declined", "Declined")], max_length=20
                    ),
                ),
                ("basis", models.CharField(blank=True, max_length=300)),
                ("note", models.CharField(blank=True, max_length=200)),
                ("origin_kind", models.CharField(blank=True, max_length=40)),
                ("origin_id", models.UUIDField(null=True)),
                ("valid_from", models.DateTimeField()),
                ("valid_until", models.DateTimeField(null=True)),
                (
                    "grid",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.grid"
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
                "db_table": "duty_line",
                "indexes": [models.Index(fields=["subdistrict_id", "state", "class_code"], name="duty_line_by_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "number"), name="duty_line_number_once"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("state", "confirmed")),
                        expressions=[
                            (models.F("subdistrict_id"), "="),
                            (models.F("class_code"), "="),
                            (django.db.models.functions.comparison.Coalesce("grid", "subdistrict_id"), "="),
                            (models.F("role"), "="),
                            (
                                linli.kernel.spans.Span("valid_from", "valid_until", django.contrib.postgres.fields.ranges.RangeBoundary()),
                                "&&",
                            ),
                        ],
                        name="duty_line_one_unit_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("class_code", ""), _negated=True), ("number__gte", 1)), name="duty_line_has_class"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__isnull", True), ("valid_until__gt", models.F("valid_from")), _connector="OR"),
                        name="duty_line_ends_after_begin",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("origin_id__isnull", True), ("origin_kind", "")),
                            models.Q(models.Q(("origin_kind", ""), _negated=True), ("origin_id__isnull", False)),
                            _connector="OR",
                        ),
                        name="duty_line_origin_is_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DutyAssist",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("order", models.PositiveSmallIntegerField()),
                (
                    "unit",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                    ),
                ),
                (
                    "line",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="assists", to="tickets.dutyline"
                    ),
                ),
            ],
            options={
                "db_table": "duty_assist",
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("subdistrict_id", "line", "unit"), name="duty_assist_once")],
            },
        ),
        migrations.CreateModel(
            name="NumberStripe",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("month", models.CharField(max_length=4)),
                ("stripe", models.PositiveSmallIntegerField()),
                ("next_number", models.PositiveIntegerField()),
            ],
            options={
                "db_table": "ticket_number_stripe",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "month", "stripe"), name="ticket_number_stripe_once"),
                    models.CheckConstraint(condition=models.Q(("next_number__gte", 1)), name="ticket_number_stripe_counts_from_one"),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Ticket",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("number", models.CharField(max_length=16)),
                ("state", models.CharField(max_length=20)),
                ("track", models.CharField(max_length=20)),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("micro_grid", "Micro-grid"),
                            ("grid", "Grid"),
                            ("subdistrict", "Subdistrict"),
                            ("outside", "Outside the subdistrict"),
                        ],
                        default="subdistrict",
                        max_length=20,
                    ),
                ),
                ("words", models.TextField(blank=True)),
                ("matter", models.TextField(blank=True)),
                ("channel", models.CharField(max_length=20)),
                ("source", models.CharField(max_length=40)),
                ("outside_number", models.CharField(blank=True, max_length=40)),
                ("is_answer_wanted", models.BooleanField(default=False)),
                ("item_code", models.CharField(max_length=40, null=True)),
                ("item_version", models.PositiveIntegerField(null=True)),
                ("is_item_set_by_machine", models.BooleanField(default=False)),
                ("is_life_safety", models.BooleanField(default=False)),
                ("has_open_hazard", models.BooleanField(default=False)),
                (
                    "measure",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("fenced", "Fenced off"),
                            ("cleared", "Cleared away"),
                            ("switched_off", "Switched off"),
                            ("guarded", "Guarded"),
                        ],
                        max_length=20,
                    ),
                ),
                ("measure_at", models.DateTimeField(null=True)),
                ("address", models.CharField(blank=True, max_length=200)),
                ("lon", models.FloatField(null=True)),
                ("lat", models.FloatField(null=True)),
                ("point_system", models.CharField(blank=True, max_length=20)),
                ("point_accuracy_m", models.FloatField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("due_kind", models.CharField(blank=True, max_length=20)),
                ("plan", models.JSONField()),
                ("hops", models.PositiveSmallIntegerField(default=0)),
                ("returns", models.PositiveSmallIntegerField(default=0)),
                ("reworks", models.PositiveSmallIntegerField(default=0)),
                ("received_at", models.DateTimeField()),
                ("dispatched_at", models.DateTimeField(null=True)),
                ("started_at", models.DateTimeField(null=True)),
                ("deliberating_at", models.DateTimeField(null=True)),
                ("deferred_at", models.DateTimeField(null=True)),
                ("review_at", models.DateTimeField(null=True)),
                ("resolved_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("solved", "Solved"),
                            ("explained", "Explained"),
                            ("not_solved", "Not solved"),
                            ("unreachable", "Not reached after three attempts"),
                            ("declined", "Would not say"),
                        ],
                        max_length=20,
                    ),
                ),
                ("closing_basis", models.CharField(blank=True, max_length=20)),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("solved", "Solved"),
                            ("explained", "Explained"),
                            ("not_solved", "Not solved"),
                            ("unreachable", "Not reached after three attempts"),
                            ("declined", "Would not say"),
                        ],
                        max_length=20,
                    ),
                ),
                ("verified_at", models.DateTimeField(null=True)),
                (
                    "verified_by_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("reporter", "The reporter"),
                            ("unit", "Another unit"),
                            ("callback", "A call-back"),
                            ("sample_rule", "The blind sample of what was settled on the spot"),
                            ("imported", "Taken over from elsewhere"),
                        ],
                        max_length=20,
                    ),
                ),
                ("import_id", models.UUIDField(null=True)),
                ("origin_kind", models.CharField(blank=True, max_length=30)),
                ("origin_id", models.UUIDField(null=True)),
                ("state_before", models.CharField(blank=True, max_length=20)),
                (
                    "about_unit",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                    ),
                ),
                (
                    "done_by_unit",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                    ),
                ),
                (
                    "grid",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.grid"
                    ),
                ),
                (
                    "holder_unit",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                    ),
                ),
                (
                    "intake_unit",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                    ),
                ),
                (
                    "lead_unit",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                    ),
                ),
                (
                    "measure_unit",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                    ),
                ),
                (
                    "merged_into",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="merged", to="tickets.ticket"
                    ),
                ),
                (
                    "parent",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="children", to="tickets.ticket"
                    ),
                ),
                (
                    "verified_by_unit",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                ("recheck_asked_at", models.DateTimeField(null=True)),
                ("recheck_on", models.DateField(null=True)),
                ("dislikes", models.PositiveIntegerField(default=0)),
                ("likes", models.PositiveIntegerField(default=0)),
                ("recurrences", models.PositiveSmallIntegerField(default=0)),
                (
                    "place",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
                ("media_url", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "db_table": "ticket",
                "indexes": [
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)), fields=["subdistrict_id", "due_at", "id"], name="ticket_by_due"
                    ),
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["subdistrict_id", "holder_unit", "due_at", "id"],
                        name="ticket_by_holder_due",
                    ),
                    models.Index(fields=["subdistrict_id", "-received_at", "-id"], name="ticket_latest"),
                    models.Index(fields=["subdistrict_id", "lead_unit", "-received_at"], name="ticket_by_lead"),
                    models.Index(fields=["subdistrict_id", "grid", "-received_at"], name="ticket_by_grid"),
                    models.Index(
                        condition=models.Q(("lat__isnull", False)), fields=["subdistrict_id", "lat", "lon"], name="ticket_by_point"
                    ),
                    models.Index(
                        condition=models.Q(("recheck_asked_at__isnull", True), ("recheck_on__isnull", False)),
                        fields=["subdistrict_id", "recheck_on"],
                        name="ticket_to_recheck",
                    ),
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["subdistrict_id", "item_code", "due_at", "id"],
                        name="ticket_by_item_due",
                    ),
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["subdistrict_id", "grid", "due_at", "id"],
                        name="ticket_by_grid_due",
                    ),
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["subdistrict_id", "track", "due_at", "id"],
                        name="ticket_by_track_due",
                    ),
                    models.Index(
                        condition=models.Q(("due_at__isnull", False), ("returns__gt", 0)),
                        fields=["subdistrict_id", "due_at", "id"],
                        include=("grid",),
                        name="ticket_bounced",
                    ),
                    models.Index(
                        condition=models.Q(("due_at__isnull", False), ("has_open_hazard", True)),
                        fields=["subdistrict_id", "due_at", "id"],
                        include=("grid",),
                        name="ticket_in_danger",
                    ),
                    models.Index(
                        condition=models.Q(("outside_number", ""), _negated=True),
                        fields=["subdistrict_id", "outside_number"],
                        name="ticket_by_outside_number",
                    ),
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["subdistrict_id", "state", "due_at", "id"],
                        include=("grid",),
                        name="ticket_by_state_due",
                    ),
                    models.Index(
                        fields=["subdistrict_id", "state", "-received_at", "-id"], include=("grid",), name="ticket_by_state_latest"
                    ),
                    models.Index(
                        condition=models.Q(("import_id__isnull", False)),
                        fields=["subdistrict_id", "import_id", "-received_at", "-id"],
                        name="ticket_by_import",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "number"), name="ticket_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("track__in", ["emergency", "hotline", "routine"])), name="ticket_track_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["deferred", "deliberating", "dispatched", "in_progress", "received", "resolved"]),
                                _negated=True,
                            ),
                            ("holder_unit__isnull", False),
                            _connector="OR",
                        ),
                        name="ticket_open_has_holder",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["deferred", "deliberating", "dispatched", "in_progress", "received", "resolved"]),
                            models.Q(("due_at__isnull", True), ("due_kind", "")),
                            _connector="OR",
                        ),
                        name="ticket_ended_has_no_clock",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("pk__isnull", True),
                            models.Q(("received_at__isnull", False), ("state", "received")),
                            models.Q(("dispatched_at__isnull", False), ("state", "dispatched")),
                            models.Q(("started_at__isnull", False), ("state", "in_progress")),
                            models.Q(("deliberating_at__isnull", False), ("state", "deliberating")),
                            models.Q(("deferred_at__isnull", False), ("state", "deferred")),
                            models.Q(("resolved_at__isnull", False), ("state", "resolved")),
                            models.Q(("ended_at__isnull", False), ("state", "closed")),
                            models.Q(("ended_at__isnull", False), ("state", "merged")),
                            models.Q(("ended_at__isnull", False), ("state", "redirected")),
                            models.Q(("ended_at__isnull", False), ("state", "withdrawn")),
                            models.Q(("ended_at__isnull", False), ("state", "void")),
                            _connector="OR",
                        ),
                        name="ticket_every_state_has_its_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["deferred", "deliberating", "dispatched", "in_progress", "resolved"]), _negated=True),
                            models.Q(("matter", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="ticket_handed_on_has_matter",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["dispatched", "in_progress", "resolved"]), _negated=True),
                            ("lead_unit__isnull", False),
                            _connector="OR",
                        ),
                        name="ticket_led_has_lead",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("state", "deferred"), _negated=True), ("review_at__isnull", False), _connector="OR"),
                        name="ticket_deferred_has_review",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("has_open_hazard", True), ("state__in", ["deferred", "deliberating"]), _negated=True),
                            models.Q(
                                ("measure__in", ["cleared", "fenced", "guarded", "switched_off"]),
                                ("measure_at__isnull", False),
                                ("measure_unit__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="ticket_hazard_has_measure",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "resolved"), _negated=True),
                            models.Q(("done_by_unit__isnull", False), models.Q(("outcome", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="ticket_resolved_has_doer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "closed"),
                            models.Q(("closing_basis", ""), ("verdict", ""), ("verified_at__isnull", True), ("verified_by_kind", "")),
                            _connector="OR",
                        ),
                        name="ticket_verdict_is_of_closed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verified_by_kind__in", ["callback", "unit"]), _negated=True),
                            models.Q(
                                ("done_by_unit__isnull", False),
                                ("verified_by_unit__isnull", False),
                                models.Q(("verified_by_unit", models.F("done_by_unit")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="ticket_verifier_is_not_doer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closing_basis", "on_spot"), ("verified_by_kind", "sample_rule")),
                            models.Q(
                                models.Q(("verified_by_kind", "sample_rule"), _negated=True),
                                models.Q(("closing_basis", "on_spot"), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="ticket_sample_rule_is_of_the_spot",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closing_basis", "on_spot"), _negated=True), ("is_life_safety", False), _connector="OR"
                        ),
                        name="ticket_on_spot_is_no_danger",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closing_basis", "imported"), ("import_id__isnull", False), ("verified_by_kind", "imported")),
                            models.Q(
                                models.Q(("verified_by_kind", "imported"), _negated=True),
                                models.Q(("closing_basis", "imported"), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="ticket_imported_names_its_import",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("state", "merged"), _negated=True), ("merged_into__isnull", False), _connector="OR"),
                        name="ticket_merged_has_target",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("merged_into__isnull", True), models.Q(("merged_into", models.F("id")), _negated=True), _connector="OR"
                        ),
                        name="ticket_not_merged_into_itself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("parent__isnull", True), models.Q(("parent", models.F("id")), _negated=True), _connector="OR"),
                        name="ticket_not_its_own_parent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["merged", "redirected", "void", "withdrawn"]),
                                ("state_before__in", ["deferred", "deliberating", "dispatched", "in_progress", "received", "resolved"]),
                            ),
                            models.Q(
                                models.Q(("state__in", ["merged", "redirected", "void", "withdrawn"]), _negated=True), ("state_before", "")
                            ),
                            _connector="OR",
                        ),
                        name="ticket_put_aside_knows_before",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item_code__isnull", True), ("item_version__isnull", True)),
                            models.Q(("item_code__isnull", False), ("item_version__isnull", False)),
                            _connector="OR",
                        ),
                        name="ticket_item_has_version",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("origin_id__isnull", True), ("origin_kind", "")),
                            models.Q(models.Q(("origin_kind", ""), _negated=True), ("origin_id__isnull", False)),
                            _connector="OR",
                        ),
                        name="ticket_origin_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lat__isnull", True), ("lon__isnull", True)),
                            models.Q(
                                ("lat__gte", -90),
                                ("lat__isnull", False),
                                ("lat__lte", 90),
                                ("lon__gte", -180),
                                ("lon__isnull", False),
                                ("lon__lte", 180),
                            ),
                            _connector="OR",
                        ),
                        name="ticket_point_is_on_earth",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_at__isnull", True),
                            models.Q(("resolved_at__isnull", False), ("state__in", ["closed", "resolved"])),
                            _connector="OR",
                        ),
                        name="ticket_answered_is_done",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("recheck_on__isnull", True), ("state", "closed"), _connector="OR"),
                        name="ticket_rechecked_is_closed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("recheck_asked_at__isnull", True), ("recheck_on__isnull", False), _connector="OR"),
                        name="ticket_recheck_asked_has_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["deferred", "deliberating", "dispatched", "in_progress", "received", "resolved"]),
                                _negated=True,
                            ),
                            models.Q(
                                ("due_at__isnull", False),
                                (
                                    "due_kind__in",
                                    [
                                        "accept",
                                        "acknowledge",
                                        "answer",
                                        "cleared",
                                        "commitment",
                                        "decide",
                                        "finish",
                                        "first_contact",
                                        "on_site",
                                        "overall",
                                        "report_phone",
                                        "report_written",
                                        "review",
                                        "rework",
                                        "verify",
                                    ],
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="ticket_open_has_clock",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "closed"), _negated=True),
                            models.Q(
                                ("closing_basis__in", ["imported", "on_spot", "verified"]),
                                ("verdict__in", ["declined", "explained", "not_solved", "solved", "unreachable"]),
                                ("verified_at__isnull", False),
                                ("verified_by_kind__in", ["callback", "imported", "reporter", "sample_rule", "unit"]),
                            ),
                            _connector="OR",
                        ),
                        name="ticket_closed_has_verdict",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["", "explained", "not_solved", "solved"])), name="ticket_outcome_is_said"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verdict__in", ["declined", "unreachable"]), _negated=True),
                            ("verified_by_kind", "callback"),
                            _connector="OR",
                        ),
                        name="ticket_unsaid_is_of_a_call",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SideRequest",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("kind", models.CharField(max_length=20)),
                ("reason", models.CharField(max_length=40)),
                ("note", models.TextField(blank=True)),
                ("until_at", models.DateTimeField(null=True)),
                ("asked_at", models.DateTimeField()),
                ("asked_by_account_id", models.UUIDField(null=True)),
                ("asked_by_person_id", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decision", models.CharField(blank=True, choices=[("approved", "Approved"), ("refused", "Refused")], max_length=10)),
                ("decided_by_account_id", models.UUIDField(null=True)),
                ("decided_by_person_id", models.UUIDField(null=True)),
                ("decision_note", models.TextField(blank=True)),
                (
                    "unit",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                    ),
                ),
                (
                    "ticket",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="requests", to="tickets.ticket"
                    ),
                ),
                ("amount", models.PositiveIntegerField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "other_unit",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                    ),
                ),
            ],
            options={
                "db_table": "ticket_side_request",
                "indexes": [],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="ticket_side_request_has_reason"),
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at__isnull", True)),
                        fields=("subdistrict_id", "ticket", "kind"),
                        name="ticket_side_request_one_open_of_a_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decision", "")),
                            models.Q(("decided_at__isnull", False), ("decision__in", ["approved", "refused"])),
                            _connector="OR",
                        ),
                        name="ticket_side_request_decided_says_how",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["deferral", "extension", "pause", "void"]), _negated=True),
                            ("decided_at__isnull", True),
                            models.Q(
                                ("asked_by_account_id__isnull", False),
                                ("decided_by_account_id__isnull", False),
                                models.Q(("asked_by_account_id", models.F("decided_by_account_id")), _negated=True),
                                models.Q(
                                    ("asked_by_person_id__isnull", True),
                                    ("decided_by_person_id__isnull", True),
                                    models.Q(("asked_by_person_id", models.F("decided_by_person_id")), _negated=True),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="ticket_side_request_two_people",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reporter",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("full_name", models.BinaryField(blank=True, default=b"", verbose_name="name")),
                ("phone", models.BinaryField(blank=True, default=b"", verbose_name="phone")),
                ("phone_code", models.UUIDField(editable=False, null=True)),
                ("phone_tail", models.UUIDField(editable=False, null=True)),
                ("follow_mark", models.UUIDField()),
                ("is_answer_wanted", models.BooleanField(default=False)),
                ("reported_at", models.DateTimeField()),
                (
                    "ticket",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reporters", to="tickets.ticket"
                    ),
                ),
                ("email", models.BinaryField(blank=True, default=b"", verbose_name="e-mail")),
                ("is_sms_only", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "reporter",
                "indexes": [
                    models.Index(fields=["subdistrict_id", "phone_code"], name="reporter_by_phone"),
                    models.Index(fields=["subdistrict_id", "phone_tail"], name="reporter_by_tail"),
                ],
                "constraints": [models.UniqueConstraint(fields=("subdistrict_id", "follow_mark"), name="reporter_follow_mark_once")],
            },
        ),
        migrations.CreateModel(
            name="Deliberation",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("second_return", "Returned twice"),
                            ("objection", "A unit objects to the dispatch"),
                            ("several_parties", "Several parties have to act together"),
                            ("nobody_takes_it", "No unit can take it"),
                        ],
                        max_length=30,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("positions", models.JSONField(default=list)),
                ("options", models.JSONField(default=list)),
                ("decision", models.TextField(blank=True)),
                ("dissent", models.TextField(blank=True)),
                (
                    "convenor_unit",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                    ),
                ),
                (
                    "lead_unit",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                    ),
                ),
                (
                    "ticket",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="deliberations", to="tickets.ticket"
                    ),
                ),
            ],
            options={
                "db_table": "ticket_deliberation",
                "indexes": [],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("subdistrict_id", "ticket"),
                        name="ticket_deliberation_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decision", ""), models.Q(("ended_at__isnull", False), ("lead_unit__isnull", False)), _connector="OR"
                        ),
                        name="ticket_deliberation_decided_has_lead",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Commitment",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("what", models.TextField()),
                ("due_at", models.DateTimeField()),
                ("proposed_at", models.DateTimeField()),
                ("taken_on_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("is_kept", models.BooleanField(null=True)),
                (
                    "unit",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                    ),
                ),
                (
                    "ticket",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="commitments", to="tickets.ticket"
                    ),
                ),
            ],
            options={
                "db_table": "ticket_commitment",
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)), fields=["subdistrict_id", "unit"], name="ticket_commitment_open"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("what", ""), _negated=True), name="ticket_commitment_says_what"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("is_kept__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("is_kept__isnull", False)),
                            _connector="OR",
                        ),
                        name="ticket_commitment_ended_says_how",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_kept__isnull", True), ("is_kept", False), ("taken_on_at__isnull", False), _connector="OR"),
                        name="ticket_commitment_kept_was_taken_on",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Assist",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("since_at", models.DateTimeField()),
                ("until_at", models.DateTimeField(null=True)),
                (
                    "unit",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                    ),
                ),
                (
                    "ticket",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="assists", to="tickets.ticket"
                    ),
                ),
            ],
            options={
                "db_table": "ticket_assist",
                "indexes": [],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until_at__isnull", True)),
                        fields=("subdistrict_id", "ticket", "unit"),
                        name="ticket_assist_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until_at__isnull", True), ("until_at__gte", models.F("since_at")), _connector="OR"),
                        name="ticket_assist_ends_after_begin",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TicketClock",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("kind", models.CharField(max_length=20)),
                ("start_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("yellow_at", models.DateTimeField()),
                ("stopped_at", models.DateTimeField(null=True)),
                ("ending", models.CharField(blank=True, max_length=10)),
                ("derivation", models.JSONField(null=True)),
                ("is_cut", models.BooleanField(default=False)),
                ("is_provisional", models.BooleanField(default=False)),
                (
                    "commitment",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="clocks", to="tickets.commitment"
                    ),
                ),
                (
                    "ticket",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="clocks", to="tickets.ticket"
                    ),
                ),
                ("next_look_at", models.DateTimeField(null=True)),
                ("red_told_at", models.DateTimeField(null=True)),
                ("steps_raised", models.PositiveSmallIntegerField(default=0)),
                ("yellow_told_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "ticket_clock",
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_provisional", True), ("stopped_at__isnull", True)),
                        fields=["subdistrict_id", "id"],
                        name="ticket_clock_provisional",
                    ),
                    models.Index(
                        condition=models.Q(("next_look_at__isnull", False), ("stopped_at__isnull", True)),
                        fields=["subdistrict_id", "next_look_at"],
                        name="ticket_clock_next_look",
                    ),
                    models.Index(
                        condition=models.Q(("stopped_at__isnull", True)),
                        fields=["subdistrict_id", "yellow_at", "due_at"],
                        include=("ticket",),
                        name="ticket_clock_yellow",
                    ),
                    models.Index(
                        condition=models.Q(("kind", "overall"), ("stopped_at__isnull", True)),
                        fields=["subdistrict_id", "due_at"],
                        include=("ticket",),
                        name="ticket_clock_overall",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("commitment__isnull", True), ("stopped_at__isnull", True)),
                        fields=("subdistrict_id", "ticket", "kind"),
                        name="ticket_clock_one_of_a_kind_runs",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("commitment__isnull", False), ("stopped_at__isnull", True)),
                        fields=("subdistrict_id", "commitment"),
                        name="ticket_clock_one_of_a_commitment_runs",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stopped_at__isnull", True), ("stopped_at__gte", models.F("start_at")), _connector="OR"),
                        name="ticket_clock_stops_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ending", ""), ("stopped_at__isnull", True)),
                            models.Q(("ending__in", ["dropped", "kept"]), ("stopped_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="ticket_clock_stopped_says_how",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("yellow_at__lte", models.F("due_at"))), name="ticket_clock_yellow_before_red"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["answer", "commitment"]), _negated=True), ("commitment__isnull", False), _connector="OR"
                        ),
                        name="ticket_clock_of_a_commitment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "accept",
                                    "acknowledge",
                                    "answer",
                                    "cleared",
                                    "commitment",
                                    "decide",
                                    "finish",
                                    "first_contact",
                                    "on_site",
                                    "overall",
                                    "report_phone",
                                    "report_written",
                                    "review",
                                    "rework",
                                    "verify",
                                ],
                            )
                        ),
                        name="ticket_clock_kind_is_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("kind__in", ["cleared", "first_contact", "on_site", "overall", "report_phone", "report_written"])
                        ),
                        fields=("subdistrict_id", "ticket", "kind"),
                        name="ticket_clock_since_intake_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TicketSetting",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("code", models.CharField(max_length=40)),
                ("value", models.CharField(blank=True, max_length=40)),
            ],
            options={
                "db_table": "ticket_setting",
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("subdistrict_id", "code"), name="ticket_setting_once")],
            },
        ),
        migrations.CreateModel(
            name="ImportMapping",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("name", models.CharField(max_length=40)),
                ("source", models.CharField(max_length=40)),
                ("mapping", models.JSONField()),
            ],
            options={
                "db_table": "import_mapping",
                "constraints": [models.UniqueConstraint(fields=("subdistrict_id", "name"), name="import_mapping_name_once")],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="MergeProposal",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("proposed_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("is_accepted", models.BooleanField(default=False)),
                (
                    "into",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ticket"
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
                "db_table": "ticket_merge_proposal",
                "indexes": [],
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "ticket", "into"), name="ticket_merge_proposal_once"),
                    models.CheckConstraint(
                        condition=models.Q(("ticket", models.F("into")), _negated=True), name="ticket_merge_proposal_not_itself"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_accepted", False), ("decided_at__isnull", False), _connector="OR"),
                        name="ticket_merge_proposal_accepted_is_decided",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RuleSet",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("kind", models.CharField(choices=[("clock_plan", "Clock plan"), ("ladder", "Supervision ladder")], max_length=20)),
                ("subject", models.CharField(max_length=30)),
                ("version_number", models.PositiveIntegerField()),
            ],
            options={
                "db_table": "rule_set",
                "indexes": [],
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "kind", "subject"), name="rule_set_once"),
                    models.CheckConstraint(
                        condition=models.Q(("version_number__gte", 1), models.Q(("subject", ""), _negated=True)),
                        name="rule_set_has_version",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RuleSetVersion",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("number", models.PositiveIntegerField()),
                ("body", models.JSONField()),
                ("remark", models.CharField(blank=True, max_length=200)),
                ("published_at", models.DateTimeField()),
                ("published_by_account_id", models.UUIDField(null=True)),
                (
                    "rule_set",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="tickets.ruleset"
                    ),
                ),
            ],
            options={
                "db_table": "rule_set_version",
                "indexes": [],
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "rule_set", "number"), name="rule_set_version_once"),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="rule_set_version_from_1"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SupervisionStep",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("ladder_version", models.PositiveIntegerField()),
                ("form", models.CharField(choices=[("call", "Call"), ("order", "Signed order")], max_length=10)),
                ("whom", models.CharField(max_length=40)),
                ("raised_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                ("done_by_account_id", models.UUIDField(null=True)),
                ("done_by_person_id", models.UUIDField(null=True)),
                ("text", models.TextField(blank=True)),
                ("order_number", models.PositiveSmallIntegerField(null=True)),
                ("reply_due_at", models.DateTimeField(null=True)),
                ("replied_at", models.DateTimeField(null=True)),
                ("reply", models.TextField(blank=True)),
                (
                    "clock",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="supervision", to="tickets.ticketclock"
                    ),
                ),
                (
                    "ticket",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="supervision", to="tickets.ticket"
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
                "db_table": "supervision_step",
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at__isnull", True)),
                        fields=["subdistrict_id", "raised_at", "id"],
                        name="supervision_step_open",
                    ),
                    models.Index(
                        condition=models.Q(("order_number__isnull", False), ("replied_at__isnull", True)),
                        fields=["subdistrict_id", "reply_due_at", "id"],
                        name="supervision_order_open",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "clock", "number"), name="supervision_step_once"),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="supervision_step_from_1"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at__isnull", True), ("text", "")),
                            models.Q(("done_at__isnull", False), models.Q(("text", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="supervision_step_done_says_what",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("order_number__isnull", True), ("reply_due_at__isnull", True)),
                            models.Q(
                                ("done_at__isnull", False),
                                ("done_by_account_id__isnull", False),
                                ("form", "order"),
                                ("order_number__isnull", False),
                                ("reply_due_at__gt", models.F("done_at")),
                                ("reply_due_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="supervision_step_order_is_signed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("replied_at__isnull", True), ("reply", "")),
                            models.Q(
                                ("order_number__isnull", False), ("replied_at__isnull", False), models.Q(("reply", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="supervision_step_reply_is_to_an_order",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("order_number__isnull", False)),
                        fields=("subdistrict_id", "ticket", "order_number"),
                        name="supervision_order_number_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalloutList",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("class_code", models.CharField(blank=True, max_length=40)),
                ("version", models.PositiveIntegerField()),
            ],
            options={
                "db_table": "callout_list",
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("subdistrict_id", "class_code"), name="callout_list_once_for_a_class")],
            },
        ),
        migrations.CreateModel(
            name="Call",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("version", models.PositiveIntegerField()),
                ("seat_no", models.PositiveSmallIntegerField()),
                ("seat", models.CharField(max_length=20)),
                ("place", models.PositiveSmallIntegerField()),
                ("called_at", models.DateTimeField()),
                ("answer_by_at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("waiting", "Not answered yet"),
                            ("answered", "Answered"),
                            ("missed", "Not answered in time"),
                            ("nobody", "Nobody is there to call"),
                        ],
                        max_length=10,
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                ("answered_by_account_id", models.UUIDField(null=True)),
                ("note", models.CharField(blank=True, max_length=2000)),
                (
                    "person",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.person"
                    ),
                ),
                (
                    "ticket",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="calls", to="tickets.ticket"
                    ),
                ),
                (
                    "list",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.calloutlist"
                    ),
                ),
            ],
            options={
                "db_table": "ticket_call",
                "indexes": [models.Index(fields=["subdistrict_id", "person", "outcome"], name="ticket_call_of_person")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subdistrict_id", "ticket", "seat_no", "person"), name="ticket_call_person_once_a_seat"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("person__isnull", True)),
                        fields=("subdistrict_id", "ticket", "seat_no", "place"),
                        name="ticket_call_nobody_once_a_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("outcome", "waiting")),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("outcome__in", ["answered", "missed", "nobody", "waiting"]),
                                models.Q(("outcome", "waiting"), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="ticket_call_ended_says_how",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "nobody"), ("person__isnull", True)),
                            models.Q(("person__isnull", False), models.Q(("outcome", "nobody"), _negated=True)),
                            _connector="OR",
                        ),
                        name="ticket_call_somebody_or_nobody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "answered"), _negated=True), ("answered_by_account_id__isnull", False), _connector="OR"
                        ),
                        name="ticket_call_answered_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalloutLine",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("version", models.PositiveIntegerField()),
                ("order", models.PositiveSmallIntegerField()),
                ("seat", models.CharField(max_length=20)),
                (
                    "called",
                    models.CharField(
                        choices=[
                            ("chief", "Duty chief"),
                            ("leader", "Leader on duty"),
                            ("member", "Staff on duty"),
                            ("duty", "Who answers for the grid"),
                            ("post", "Who holds the post"),
                            ("person", "One person"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "duty_role",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.dutyrole"
                    ),
                ),
                (
                    "person",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.person"
                    ),
                ),
                (
                    "post",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.post"
                    ),
                ),
                (
                    "list",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="tickets.calloutlist"
                    ),
                ),
            ],
            options={
                "db_table": "callout_line",
                "indexes": [],
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "list", "version", "order"), name="callout_line_place_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("called__in", ["chief", "leader", "member"]),
                            models.Q(("called", "duty"), ("duty_role__isnull", False)),
                            models.Q(("called", "post"), ("post__isnull", False)),
                            models.Q(("called", "person"), ("person__isnull", False)),
                            _connector="OR",
                        ),
                        name="callout_line_names_one",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("left_at", models.DateTimeField()),
                ("left_by_account_id", models.UUIDField()),
                ("left_by_person_id", models.UUIDField(null=True)),
                ("note", models.TextField(blank=True)),
                ("snapshot", models.JSONField()),
                ("taken_at", models.DateTimeField(null=True)),
                ("taken_by_account_id", models.UUIDField(null=True)),
                ("taken_by_person_id", models.UUIDField(null=True)),
                ("taken_note", models.TextField(blank=True)),
                (
                    "unit",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                    ),
                ),
            ],
            options={
                "db_table": "handover",
                "indexes": [models.Index(fields=["subdistrict_id", "unit", "-left_at"], name="handover_latest")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("taken_at__isnull", True)),
                        fields=("subdistrict_id", "unit"),
                        name="handover_one_waits_for_a_unit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("taken_at__isnull", True), ("taken_by_account_id__isnull", True), ("taken_by_person_id__isnull", True)
                            ),
                            models.Q(
                                ("taken_at__gte", models.F("left_at")),
                                ("taken_by_account_id__isnull", False),
                                models.Q(("taken_by_account_id", models.F("left_by_account_id")), _negated=True),
                                models.Q(
                                    ("left_by_person_id__isnull", True),
                                    ("taken_by_person_id__isnull", True),
                                    models.Q(("taken_by_person_id", models.F("left_by_person_id")), _negated=True),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="handover_two_people",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CallAttempt",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("round", models.PositiveSmallIntegerField()),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("reached", "Reached"),
                            ("no_answer", "Nobody answered"),
                            ("wrong_number", "The number is wrong"),
                            ("declined", "Would not say"),
                        ],
                        max_length=20,
                    ),
                ),
                ("called_at", models.DateTimeField()),
                ("note", models.TextField(blank=True)),
                ("account_id", models.UUIDField(null=True)),
                ("person_id", models.UUIDField(null=True)),
                (
                    "ticket",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attempts", to="tickets.ticket"
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
                "db_table": "ticket_call_attempt",
                "indexes": [],
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "ticket", "round", "number"), name="ticket_call_attempt_numbered"),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="ticket_call_attempt_counts_from_one"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Exclusion",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("unreasonable", "Asks for what law or policy do not give"),
                            ("not_a_duty", "Lies outside the duties of the subdistrict"),
                            ("fabricated", "What was reported did not happen"),
                            ("abused", "The hotline was misused, as is on record"),
                            ("wrong_data", "A figure or time was recorded wrongly"),
                        ],
                        max_length=20,
                    ),
                ),
                ("evidence", models.TextField()),
                ("asked_at", models.DateTimeField()),
                ("asked_by_account_id", models.UUIDField(null=True)),
                ("asked_by_person_id", models.UUIDField(null=True)),
                ("first_at", models.DateTimeField(null=True)),
                ("first_account_id", models.UUIDField(null=True)),
                ("first_person_id", models.UUIDField(null=True)),
                ("first_note", models.TextField(blank=True)),
                ("second_account_id", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decision", models.CharField(blank=True, choices=[("approved", "Approved"), ("refused", "Refused")], max_length=10)),
                ("decision_note", models.TextField(blank=True)),
                (
                    "concerned_unit",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                    ),
                ),
                (
                    "first_unit",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                    ),
                ),
                (
                    "second_unit",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                    ),
                ),
                (
                    "ticket",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="exclusions", to="tickets.ticket"
                    ),
                ),
            ],
            options={
                "db_table": "ticket_exclusion",
                "indexes": [],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("evidence", ""), _negated=True), name="ticket_exclusion_has_evidence"),
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at__isnull", True), ("decision", "approved"), _connector="OR"),
                        fields=("subdistrict_id", "ticket"),
                        name="ticket_exclusion_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decision", "")),
                            models.Q(("decided_at__isnull", False), ("decision__in", ["approved", "refused"])),
                            _connector="OR",
                        ),
                        name="ticket_exclusion_decided_says_how",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision", "approved"), _negated=True),
                            models.Q(
                                ("first_account_id__isnull", False),
                                ("first_unit__isnull", False),
                                ("second_account_id__isnull", False),
                                ("second_unit__isnull", False),
                                ("asked_by_account_id__isnull", False),
                                models.Q(("first_account_id", models.F("second_account_id")), _negated=True),
                                models.Q(("first_account_id", models.F("asked_by_account_id")), _negated=True),
                                models.Q(("second_account_id", models.F("asked_by_account_id")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="ticket_exclusion_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision", "approved"), _negated=True),
                            models.Q(
                                ("first_account_id__isnull", False),
                                ("first_unit__isnull", False),
                                ("second_account_id__isnull", False),
                                ("second_unit__isnull", False),
                                models.Q(
                                    ("concerned_unit__isnull", True),
                                    models.Q(
                                        models.Q(("first_unit", models.F("concerned_unit")), _negated=True),
                                        models.Q(("second_unit", models.F("concerned_unit")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="ticket_exclusion_not_own_unit",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Phrase",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                (
                    "node",
                    models.CharField(
                        choices=[
                            ("first_call", "First contact"),
                            ("fact_note", "What was found"),
                            ("claim_note", "Why the claim is seen so"),
                            ("done", "What was done"),
                            ("answer_points", "What was answered"),
                            ("callback", "Call-back"),
                            ("return", "Handing back"),
                        ],
                        max_length=20,
                    ),
                ),
                ("text", models.CharField(max_length=300)),
                ("is_used", models.BooleanField(default=True)),
                (
                    "unit",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                    ),
                ),
            ],
            options={
                "db_table": "ticket_phrase",
                "indexes": [],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_used", True)),
                        fields=("subdistrict_id", "node", "unit", "text"),
                        name="ticket_phrase_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="ticket_phrase_says_something"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("round", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Being written"),
                            ("submitted", "Waiting for the unit's head"),
                            ("countersigning", "Waiting for the deputy director"),
                            ("signed", "Signed"),
                        ],
                        max_length=20,
                    ),
                ),
                ("has_contacted", models.BooleanField(null=True)),
                ("contacted_by_person_id", models.UUIDField(null=True)),
                ("contacted_at", models.DateTimeField(null=True)),
                ("first_call", models.TextField(blank=True)),
                ("why_no_call", models.TextField(blank=True)),
                ("has_looked", models.BooleanField(null=True)),
                ("looked_at", models.DateTimeField(null=True)),
                (
                    "fact_finding",
                    models.CharField(
                        blank=True,
                        choices=[("true", "True"), ("partly", "Partly true"), ("untrue", "Not so"), ("unclear", "Cannot be found out")],
                        max_length=20,
                    ),
                ),
                ("fact_note", models.TextField(blank=True)),
                (
                    "claim_finding",
                    models.CharField(
                        blank=True,
                        choices=[("reasonable", "Reasonable"), ("partly", "Partly reasonable"), ("unreasonable", "Not reasonable")],
                        max_length=20,
                    ),
                ),
                ("claim_note", models.TextField(blank=True)),
                ("outcome", models.CharField(blank=True, max_length=20)),
                ("done", models.TextField(blank=True)),
                (
                    "answer_way",
                    models.CharField(
                        blank=True,
                        choices=[("phone", "By phone"), ("visit", "Face to face"), ("writing", "In writing"), ("message", "By message")],
                        max_length=20,
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                ("answer_points", models.TextField(blank=True)),
                ("is_public", models.BooleanField(null=True)),
                (
                    "grade",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("satisfied", "Satisfied"),
                            ("mostly", "Mostly satisfied"),
                            ("fair", "So so"),
                            ("dissatisfied", "Dissatisfied"),
                        ],
                        max_length=20,
                    ),
                ),
                ("grade_reason", models.TextField(blank=True)),
                ("feedback", models.TextField(blank=True)),
                (
                    "responsibility",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ours", "This unit's"),
                            ("another", "Another unit's"),
                            ("shared", "Shared by several"),
                            ("private", "For the parties themselves"),
                        ],
                        max_length=20,
                    ),
                ),
                ("responsibility_note", models.TextField(blank=True)),
                ("responsible_person_id", models.UUIDField(null=True)),
                ("deputy_person_id", models.UUIDField(null=True)),
                ("particulars", models.TextField(blank=True)),
                ("points", models.JSONField(default=list)),
                ("is_deputy_needed", models.BooleanField(default=False)),
                ("begun_at", models.DateTimeField()),
                ("submitted_at", models.DateTimeField(null=True)),
                ("head_signed_at", models.DateTimeField(null=True)),
                ("head_account_id", models.UUIDField(null=True)),
                ("head_person_id", models.UUIDField(null=True)),
                ("deputy_signed_at", models.DateTimeField(null=True)),
                ("deputy_account_id", models.UUIDField(null=True)),
                ("signed_at", models.DateTimeField(null=True)),
                (
                    "signed_as_unit",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                    ),
                ),
                (
                    "ticket",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="replies", to="tickets.ticket"
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
                "db_table": "ticket_reply",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["countersigning", "submitted"])),
                        fields=["subdistrict_id", "state", "submitted_at"],
                        name="ticket_reply_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("state", "signed")), fields=["subdistrict_id", "-signed_at"], name="ticket_reply_signed"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "ticket", "round"), name="ticket_reply_one_a_round"),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["", "explained", "not_solved", "solved"])), name="ticket_reply_outcome_is_said"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["countersigning", "signed"]), _negated=True),
                            models.Q(
                                ("head_signed_at__isnull", False), ("submitted_at__isnull", False), models.Q(("outcome", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="ticket_reply_signed_by_head",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("signed_at__isnull", False), ("state", "signed")),
                            models.Q(models.Q(("state", "signed"), _negated=True), ("signed_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="ticket_reply_signed_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_deputy_needed", True), ("state", "signed"), _negated=True),
                            models.Q(
                                ("deputy_account_id__isnull", False),
                                ("deputy_signed_at__isnull", False),
                                ("head_account_id__isnull", False),
                                models.Q(("deputy_account_id", models.F("head_account_id")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="ticket_reply_deputy_signed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sample",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("chosen_at", models.DateTimeField()),
                ("looked_at", models.DateTimeField(null=True)),
                ("is_right", models.BooleanField(null=True)),
                ("note", models.TextField(blank=True)),
                (
                    "done_by_unit",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                    ),
                ),
                (
                    "ticket",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="samples", to="tickets.ticket"
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
                "db_table": "ticket_sample",
                "indexes": [
                    models.Index(
                        condition=models.Q(("looked_at__isnull", True)), fields=["subdistrict_id", "chosen_at"], name="ticket_sample_open"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "ticket"), name="ticket_sample_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_right__isnull", True), ("looked_at__isnull", True)),
                            models.Q(
                                ("is_right__isnull", False),
                                ("looked_at__isnull", False),
                                ("unit__isnull", False),
                                models.Q(("unit", models.F("done_by_unit")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="ticket_sample_looked_at_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Verification",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("round", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reporter", "The reporter"),
                            ("unit", "Another unit"),
                            ("callback", "A call-back"),
                            ("sample_rule", "The blind sample of what was settled on the spot"),
                            ("imported", "Taken over from elsewhere"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("solved", "Solved"),
                            ("explained", "Explained"),
                            ("not_solved", "Not solved"),
                            ("unreachable", "Not reached after three attempts"),
                            ("declined", "Would not say"),
                        ],
                        max_length=20,
                    ),
                ),
                ("effect", models.CharField(max_length=10)),
                (
                    "grade",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("satisfied", "Satisfied"),
                            ("mostly", "Mostly satisfied"),
                            ("fair", "So so"),
                            ("dissatisfied", "Dissatisfied"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "manner",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("satisfied", "Satisfied"),
                            ("mostly", "Mostly satisfied"),
                            ("fair", "So so"),
                            ("dissatisfied", "Dissatisfied"),
                        ],
                        max_length=20,
                    ),
                ),
                ("was_contacted", models.BooleanField(null=True)),
                ("note", models.TextField(blank=True)),
                ("account_id", models.UUIDField(null=True)),
                ("person_id", models.UUIDField(null=True)),
                ("verified_at", models.DateTimeField()),
                (
                    "reporter",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="verifications", to="tickets.reporter"
                    ),
                ),
                (
                    "ticket",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="verifications", to="tickets.ticket"
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
                "db_table": "ticket_verification",
                "indexes": [models.Index(fields=["subdistrict_id", "verified_at"], name="ticket_verification_by_time")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("effect__in", ["close", "note", "reopen", "rework"])),
                        name="ticket_verification_effect_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verdict__in", ["explained", "not_solved", "solved"]),
                            models.Q(("kind", "callback"), ("verdict__in", ["declined", "unreachable"])),
                            _connector="OR",
                        ),
                        name="ticket_verification_verdict_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "reporter"), ("reporter__isnull", False)),
                            models.Q(models.Q(("kind", "reporter"), _negated=True), ("reporter__isnull", True), ("unit__isnull", False)),
                            _connector="OR",
                        ),
                        name="ticket_verification_has_speaker",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("reporter__isnull", False)),
                        fields=("subdistrict_id", "reporter", "ticket", "round"),
                        name="ticket_verification_reporter_once_a_round",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("account_id", models.UUIDField()),
                ("name", models.CharField(max_length=20)),
                ("query", models.CharField(blank=True, max_length=2000)),
                ("saved_at", models.DateTimeField()),
            ],
            options={
                "db_table": "saved_filter",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "account_id", "name"), name="saved_filter_once"),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="saved_filter_has_name"),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="TicketExport",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("account_id", models.UUIDField()),
                ("purpose", models.CharField(max_length=100)),
                ("query", models.CharField(blank=True, max_length=2000)),
                ("asked_at", models.DateTimeField()),
                ("written_at", models.DateTimeField(null=True)),
                ("rows", models.PositiveIntegerField(null=True)),
            ],
            options={
                "db_table": "ticket_export",
                "indexes": [models.Index(fields=["subdistrict_id", "account_id", "-asked_at"], name="ticket_export_latest")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("purpose", ""), _negated=True), name="ticket_export_has_purpose"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("rows__isnull", True), ("written_at__isnull", True)),
                            models.Q(("rows__isnull", False), ("written_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="ticket_export_written_says_how_many",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TicketSource",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("code", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=20)),
                ("place", models.PositiveSmallIntegerField()),
                ("is_offered", models.BooleanField(default=True)),
            ],
            options={
                "db_table": "ticket_source",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "code"), name="ticket_source_code_once"),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("code", ""), _negated=True), models.Q(("name", ""), _negated=True)),
                        name="ticket_source_has_name",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Partner",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("name", models.CharField(max_length=40)),
                ("source", models.CharField(max_length=40)),
                ("permissions", models.JSONField()),
                ("token_mark", models.UUIDField()),
                ("created_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("old_token_mark", models.UUIDField(null=True)),
                ("old_token_until", models.DateTimeField(null=True)),
                ("per_day", models.PositiveIntegerField(default=50000)),
                ("per_minute", models.PositiveIntegerField(default=600)),
            ],
            options={
                "db_table": "partner",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at__isnull", True)), fields=("subdistrict_id", "name"), name="partner_name_once"
                    ),
                    models.UniqueConstraint(fields=("subdistrict_id", "token_mark"), name="partner_token_once"),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="PartnerReceipt",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("key", models.CharField(max_length=80)),
                ("body_mark", models.UUIDField()),
                ("answer", models.JSONField()),
                ("answered_at", models.DateTimeField()),
                (
                    "partner",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.partner"
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
                "db_table": "partner_receipt",
                "constraints": [models.UniqueConstraint(fields=("subdistrict_id", "partner", "key"), name="partner_receipt_once")],
                "indexes": [models.Index(fields=["subdistrict_id", "partner", "-answered_at"], name="partner_receipt_latest")],
            },
        ),
        migrations.CreateModel(
            name="ImportFile",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("account_id", models.UUIDField()),
                ("name", models.CharField(max_length=200)),
                ("digest", models.UUIDField()),
                ("rows", models.PositiveIntegerField()),
                ("sent_at", models.DateTimeField()),
                ("dropped_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "import_file",
                "indexes": [models.Index(fields=["subdistrict_id", "-sent_at"], name="import_file_latest")],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("file_name", models.CharField(max_length=200)),
                ("file_digest", models.UUIDField()),
                ("is_history", models.BooleanField()),
                ("rows", models.PositiveIntegerField()),
                ("begun_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "mapping",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.importmapping"
                    ),
                ),
                ("differing", models.PositiveIntegerField(default=0)),
                ("duplicate", models.PositiveIntegerField(default=0)),
                ("is_standing", models.BooleanField(default=False)),
                ("taken", models.PositiveIntegerField(default=0)),
                ("to_take", models.PositiveIntegerField(null=True)),
                (
                    "file",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.importfile"
                    ),
                ),
            ],
            options={
                "db_table": "import_run",
                "indexes": [],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ended_at__isnull", True), ("ended_at__gte", models.F("begun_at")), _connector="OR"),
                        name="import_run_ends_after_begin",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("subdistrict_id", "mapping", "file_digest", "is_history", "is_standing"),
                        name="import_run_one_of_a_file",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("number", models.PositiveIntegerField()),
                ("digest", models.UUIDField()),
                ("text_mark", models.UUIDField()),
                (
                    "mapping",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.importmapping"
                    ),
                ),
                (
                    "ticket",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ticket"
                    ),
                ),
                (
                    "run",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.importrun"
                    ),
                ),
                ("is_class_other", models.BooleanField(default=False)),
                ("is_open_there", models.BooleanField(default=False)),
                ("their_class", models.CharField(blank=True, default="", max_length=100)),
                ("their_ended_at", models.DateTimeField(null=True)),
                ("their_group", models.CharField(blank=True, default="", max_length=100)),
                ("their_reason", models.TextField(blank=True, default="")),
                ("their_state", models.CharField(blank=True, default="", max_length=100)),
                ("their_target_at", models.DateTimeField(null=True)),
                ("their_unit", models.CharField(blank=True, default="", max_length=100)),
            ],
            options={
                "db_table": "import_row",
                "indexes": [
                    models.Index(fields=["subdistrict_id", "text_mark"], name="import_row_by_text"),
                    models.Index(fields=["subdistrict_id", "run", "ticket"], name="import_row_by_run"),
                    models.Index(fields=["subdistrict_id", "ticket"], name="import_row_by_ticket"),
                ],
                "constraints": [models.UniqueConstraint(fields=("subdistrict_id", "mapping", "digest"), name="import_row_once")],
            },
        ),
        migrations.CreateModel(
            name="ImportPart",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("place", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
                (
                    "file",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.importfile"
                    ),
                ),
                (
                    "run",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.importrun"
                    ),
                ),
            ],
            options={
                "db_table": "import_part",
                "indexes": [models.Index(fields=["subdistrict_id", "file", "run", "place"], name="import_part_in_order")],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="ImportTrouble",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("number", models.PositiveIntegerField()),
                ("code", models.CharField(max_length=80)),
                ("facts", models.JSONField()),
                (
                    "run",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.importrun"
                    ),
                ),
            ],
            options={
                "db_table": "import_trouble",
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("subdistrict_id", "run", "number"), name="import_trouble_once")],
            },
        ),
        migrations.CreateModel(
            name="PartnerCall",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("what", models.CharField(max_length=40)),
                ("status", models.PositiveSmallIntegerField()),
                ("called_at", models.DateTimeField()),
                (
                    "partner",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.partner"
                    ),
                ),
            ],
            options={
                "db_table": "partner_call",
                "indexes": [
                    models.Index(fields=["subdistrict_id", "partner", "-called_at", "-id"], name="partner_call_latest"),
                    models.Index(fields=["subdistrict_id", "called_at"], name="partner_call_by_age"),
                ],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="PartnerUsage",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("span", models.CharField(choices=[("minute", "in a minute"), ("day", "in a day")], max_length=10)),
                ("since_at", models.DateTimeField()),
                ("counter", models.PositiveSmallIntegerField()),
                ("calls", models.PositiveIntegerField()),
                (
                    "partner",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.partner"
                    ),
                ),
            ],
            options={
                "db_table": "partner_usage",
                "indexes": [models.Index(fields=["subdistrict_id", "since_at"], name="partner_usage_by_age")],
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "partner", "span", "since_at", "counter"), name="partner_usage_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Webhook",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("address", models.CharField(max_length=500)),
                ("events", models.JSONField()),
                ("secret", models.BinaryField()),
                ("mark_epoch", models.UUIDField()),
                ("mark_xid", models.BigIntegerField()),
                ("mark_entry_id", models.UUIDField()),
                ("created_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "partner",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.partner"
                    ),
                ),
            ],
            options={
                "db_table": "webhook",
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="WebhookDelivery",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("event_id", models.UUIDField()),
                ("event", models.CharField(max_length=40)),
                ("body", models.TextField()),
                (
                    "state",
                    models.CharField(choices=[("waiting", "waiting"), ("delivered", "delivered"), ("dead", "given up")], max_length=10),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("answer", models.CharField(blank=True, max_length=40)),
                ("made_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "ticket",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ticket"
                    ),
                ),
                (
                    "webhook",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.webhook"
                    ),
                ),
            ],
            options={
                "db_table": "webhook_delivery",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["subdistrict_id", "webhook", "due_at"],
                        name="webhook_delivery_due",
                    ),
                    models.Index(fields=["subdistrict_id", "webhook", "-made_at", "-id"], name="webhook_delivery_latest"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "webhook", "event_id"), name="webhook_delivery_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("state", "waiting")),
                            models.Q(("state__in", ["delivered", "dead"]), ("ended_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="webhook_delivery_ended_has_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClassModel",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("method", models.CharField(max_length=40)),
                ("version_id", models.UUIDField()),
                ("version_number", models.PositiveIntegerField()),
                ("learnt_at", models.DateTimeField()),
            ],
            options={
                "db_table": "class_model",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "method"), name="class_model_once"),
                    models.CheckConstraint(condition=models.Q(("version_number__gte", 1)), name="class_model_has_version"),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="ClassModelVersion",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("number", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
                (
                    "model",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="tickets.classmodel"
                    ),
                ),
            ],
            options={
                "db_table": "class_model_version",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "model", "number"), name="class_model_version_once"),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="class_model_version_from_1"),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="UpkeepCheck",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("round", models.PositiveSmallIntegerField()),
                ("after_days", models.PositiveSmallIntegerField()),
                ("due_on", models.DateField()),
                ("done_at", models.DateTimeField(null=True)),
                ("finding", models.CharField(blank=True, choices=[("ok", "Still in order"), ("again", "It has come back")], max_length=10)),
                ("done_by_account_id", models.UUIDField(null=True)),
                ("note", models.CharField(blank=True, max_length=2000)),
                ("dropped_at", models.DateTimeField(null=True)),
                (
                    "done_by_unit",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                    ),
                ),
                (
                    "ticket",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="upkeep_checks", to="tickets.ticket"
                    ),
                ),
            ],
            options={
                "db_table": "ticket_upkeep_check",
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at__isnull", True), ("dropped_at__isnull", True)),
                        fields=["subdistrict_id", "due_on"],
                        name="ticket_upkeep_check_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "ticket", "round", "after_days"), name="ticket_upkeep_check_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at__isnull", True), ("finding", "")),
                            models.Q(("done_at__isnull", False), ("done_by_unit__isnull", False), ("finding__in", ["again", "ok"])),
                            _connector="OR",
                        ),
                        name="ticket_upkeep_check_done_says_what",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("done_at__isnull", True), ("dropped_at__isnull", True), _connector="OR"),
                        name="ticket_upkeep_check_done_or_dropped",
                    ),
                ],
            },
        ),
        linli.kernel.scope.operations.Own(
            model_name="Catalogue",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="CatalogueVersion",
            web=("SELECT", "INSERT"),
            worker=("SELECT", "INSERT"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="CatalogueItem",
            web=("SELECT", "INSERT"),
            worker=("SELECT", "INSERT"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="DutyLine",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="DutyAssist",
            web=("SELECT", "INSERT"),
            worker=("SELECT", "INSERT"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="NumberStripe",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="Ticket",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="SideRequest",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="Reporter",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="Deliberation",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="Commitment",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="Assist",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="TicketClock",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="TicketSetting",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="ImportMapping",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="MergeProposal",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="RuleSet",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="RuleSetVersion",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="SupervisionStep",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="CalloutList",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="Call",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="CalloutLine",
            web=("SELECT", "INSERT"),
            worker=("SELECT", "INSERT"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="Handover",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="CallAttempt",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="Exclusion",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="Phrase",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="Reply",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="Sample",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="Verification",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="SavedFilter",
            web=("SELECT", "INSERT", "UPDATE", "DELETE"),
            worker=("SELECT", "INSERT", "UPDATE", "DELETE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="TicketExport",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="TicketSource",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="Partner",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="PartnerReceipt",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="ImportFile",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="ImportRun",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="ImportRow",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="ImportPart",
            web=("SELECT", "INSERT", "DELETE"),
            worker=("SELECT", "INSERT", "DELETE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="ImportTrouble",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="PartnerCall",
            web=("SELECT", "INSERT"),
            worker=("SELECT", "INSERT", "DELETE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="PartnerUsage",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE", "DELETE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="Webhook",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="WebhookDelivery",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE", "DELETE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="ClassModel",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="ClassModelVersion",
            web=("SELECT", "INSERT", "UPDATE", "DELETE"),
            worker=("SELECT", "INSERT", "UPDATE", "DELETE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="UpkeepCheck",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
    ]
