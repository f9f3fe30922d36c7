import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

import linli.kernel.ids
import linli.kernel.scope.operations
import linli.kernel.scope.references
import linli.kernel.spans


class Migration(migrations.Migration):
    replaces = [("places", "0001_places"), ("places", "0002_periods"), ("places", "0003_imports"), ("places", "0004_filters")]

    initial = True

    dependencies = [
        ("org", "0001_squashed_0006_email"),
    ]

    operations = [
        migrations.CreateModel(
            name="Place",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("name", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("shop", "Shop"),
                            ("restaurant", "Eatery"),
                            ("mall", "Mall or market"),
                            ("office", "Office"),
                            ("building", "Office building"),
                            ("school", "School or kindergarten"),
                            ("training", "Training school"),
                            ("clinic", "Hospital or clinic"),
                            ("elderly_care", "Home for the elderly"),
                            ("hotel", "Hotel or lodging"),
                            ("courier_station", "Parcel station"),
                            ("service_station", "Service station"),
                            ("metro_station", "Metro station"),
                            ("site", "Building site"),
                            ("compound", "Residential compound"),
                            ("public_space", "Public space"),
                            ("facility", "Filling station, cash machine or other facility"),
                            ("vacant_unit", "Vacant unit"),
                            ("other", "Another place"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("fitting_out", "Being fitted out"),
                            ("open", "In operation"),
                            ("suspended", "Closed for a time"),
                            ("closed", "Closed for good"),
                            ("vacant", "Standing empty"),
                        ],
                        max_length=20,
                    ),
                ),
                ("stage_on", models.DateField()),
                ("address", models.CharField(blank=True, max_length=200)),
                ("name_key", models.CharField(max_length=400)),
                ("address_key", models.CharField(blank=True, max_length=400)),
                ("lon", models.FloatField(null=True)),
                ("lat", models.FloatField(null=True)),
                ("coord_system", models.CharField(blank=True, max_length=10)),
                ("accuracy_m", models.FloatField(null=True)),
                ("quiet_from", models.TimeField(null=True)),
                ("quiet_until", models.TimeField(null=True)),
                ("asked_for_none", models.BooleanField(default=False)),
                ("visited_at", models.DateTimeField(null=True)),
                ("spoke_at", models.DateTimeField(null=True)),
                (
                    "followed_by",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="predecessors", to="places.place"
                    ),
                ),
                (
                    "grid",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.grid"
                    ),
                ),
                (
                    "merged_into",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="merged", to="places.place"
                    ),
                ),
                (
                    "parted_from",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="places.place"
                    ),
                ),
                ("cell", models.BigIntegerField(null=True)),
            ],
            options={
                "db_table": "place",
                "indexes": [
                    models.Index(fields=["subdistrict_id", "name", "id"], name="place_in_order"),
                    models.Index(fields=["subdistrict_id", "name_key"], name="place_by_name"),
                    models.Index(fields=["subdistrict_id", "address_key"], name="place_by_address"),
                    models.Index(fields=["subdistrict_id", "lat", "lon"], name="place_by_point"),
                    models.Index(
                        condition=models.Q(("merged_into__isnull", True)),
                        fields=["subdistrict_id", "stage", "name", "id"],
                        name="place_by_stage",
                    ),
                    models.Index(fields=["subdistrict_id", "cell"], name="place_by_cell"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("name", ""), _negated=True), models.Q(("name_key", ""), _negated=True)),
                        name="place_has_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "building",
                                    "clinic",
                                    "compound",
                                    "courier_station",
                                    "elderly_care",
                                    "facility",
                                    "hotel",
                                    "mall",
                                    "metro_station",
                                    "office",
                                    "other",
                                    "public_space",
                                    "restaurant",
                                    "school",
                                    "service_station",
                                    "shop",
                                    "site",
                                    "training",
                                    "vacant_unit",
                                ],
                            )
                        ),
                        name="place_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stage__in", ["closed", "fitting_out", "open", "planned", "suspended", "vacant"])),
                        name="place_stage_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "vacant_unit"), _negated=True), ("stage__in", ["closed", "vacant"]), _connector="OR"
                        ),
                        name="place_vacant_unit_is_empty",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accuracy_m__isnull", True), ("coord_system", ""), ("lat__isnull", True), ("lon__isnull", True)),
                            models.Q(
                                ("coord_system__in", ["bd09", "cgcs2000", "gcj02", "wgs84"]),
                                ("lat__gte", -90),
                                ("lat__isnull", False),
                                ("lat__lte", 90),
                                ("lon__gte", -180),
                                ("lon__isnull", False),
                                ("lon__lte", 180),
                            ),
                            _connector="OR",
                        ),
                        name="place_point_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("accuracy_m__isnull", True), ("accuracy_m__gte", 0), _connector="OR"),
                        name="place_accuracy_is_a_distance",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("quiet_from__isnull", True), ("quiet_until__isnull", True)),
                            models.Q(
                                ("quiet_from__isnull", False),
                                ("quiet_until__isnull", False),
                                models.Q(("quiet_from", models.F("quiet_until")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="place_quiet_hours_are_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("merged_into__isnull", True), models.Q(("merged_into", models.F("id")), _negated=True), _connector="OR"
                        ),
                        name="place_not_merged_into_itself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("followed_by__isnull", True), models.Q(("followed_by", models.F("id")), _negated=True), _connector="OR"
                        ),
                        name="place_not_followed_by_itself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlaceContact",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("in_charge", "In charge"),
                            ("shift_leader", "Leads the shift"),
                            ("staff", "Works there"),
                            ("safety", "Answers for safety"),
                            ("property", "Looks after the building"),
                            ("letter", "Lets the rooms"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[("everyday", "Everyday matters"), ("emergency", "Emergencies only"), ("news", "News and policies")],
                        max_length=20,
                    ),
                ),
                ("full_name", models.BinaryField(blank=True, default=b"", verbose_name="name")),
                ("phone", models.BinaryField(blank=True, default=b"", verbose_name="phone")),
                ("phone_code", models.UUIDField(editable=False, null=True)),
                ("phone_tail", models.UUIDField(editable=False, null=True)),
                ("is_do_not_contact", models.BooleanField(default=False)),
                ("ended_on", models.DateField(null=True)),
                (
                    "place",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="contacts", to="places.place"
                    ),
                ),
            ],
            options={
                "db_table": "place_contact",
                "indexes": [
                    models.Index(fields=["subdistrict_id", "phone_code"], name="place_contact_by_phone"),
                    models.Index(fields=["subdistrict_id", "phone_tail"], name="place_contact_by_tail"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["in_charge", "letter", "property", "safety", "shift_leader", "staff"])),
                        name="place_contact_role_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("purpose__in", ["emergency", "everyday", "news"])), name="place_contact_purpose_is_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlaceLikeness",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("score", models.FloatField()),
                ("distance_m", models.FloatField(null=True)),
                ("is_same_name", models.BooleanField()),
                ("is_same_address", models.BooleanField()),
                ("proposed_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("is_same", models.BooleanField(default=False)),
                (
                    "other",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
                (
                    "place",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
            ],
            options={
                "db_table": "place_likeness",
                "indexes": [
                    models.Index(
                        condition=models.Q(("decided_at__isnull", True)),
                        fields=["subdistrict_id", "-score", "id"],
                        name="place_likeness_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "place", "other"), name="place_likeness_once"),
                    models.CheckConstraint(
                        condition=models.Q(("place", models.F("other")), _negated=True), name="place_likeness_not_itself"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_same", False), ("decided_at__isnull", False), _connector="OR"),
                        name="place_likeness_same_is_decided",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlacePaper",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("licence", "Licence"),
                            ("prepaid", "Prepaid scheme"),
                            ("equipment", "Special equipment"),
                            ("frontage", "Frontage duty"),
                            ("pact", "Pact"),
                            ("joint_visit", "Joint visit"),
                        ],
                        max_length=20,
                    ),
                ),
                ("title", models.CharField(max_length=80)),
                ("number", models.CharField(blank=True, max_length=60)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("expires_on", models.DateField(null=True)),
                ("added_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "place",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="places.place"
                    ),
                ),
            ],
            options={
                "db_table": "place_paper",
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)), fields=["subdistrict_id", "expires_on"], name="place_paper_expiring"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("title", ""), _negated=True), name="place_paper_has_title"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["equipment", "frontage", "joint_visit", "licence", "pact", "prepaid"])),
                        name="place_paper_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ended_at__isnull", True), ("ended_at__gte", models.F("added_at")), _connector="OR"),
                        name="place_paper_ends_after_begin",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlaceStage",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("fitting_out", "Being fitted out"),
                            ("open", "In operation"),
                            ("suspended", "Closed for a time"),
                            ("closed", "Closed for good"),
                            ("vacant", "Standing empty"),
                        ],
                        max_length=20,
                    ),
                ),
                ("began_on", models.DateField()),
                ("ended_on", models.DateField(null=True)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("set_at", models.DateTimeField()),
                (
                    "place",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="stages", to="places.place"
                    ),
                ),
            ],
            options={
                "db_table": "place_stage",
                "indexes": [],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (models.F("subdistrict_id"), "="),
                            (models.F("place"), "="),
                            (
                                linli.kernel.spans.DaySpan("began_on", "ended_on", django.contrib.postgres.fields.ranges.RangeBoundary()),
                                "&&",
                            ),
                        ],
                        name="place_stage_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ended_on__isnull", True), ("ended_on__gte", models.F("began_on")), _connector="OR"),
                        name="place_stage_ends_after_begin",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stage__in", ["closed", "fitting_out", "open", "planned", "suspended", "vacant"])),
                        name="place_stage_row_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlaceTag",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("tag", models.CharField(max_length=20)),
                (
                    "place",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tags", to="places.place"
                    ),
                ),
            ],
            options={
                "db_table": "place_tag",
                "indexes": [models.Index(fields=["subdistrict_id", "tag", "place"], name="place_tag_by_tag")],
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "place", "tag"), name="place_tag_once"),
                    models.CheckConstraint(condition=models.Q(("tag", ""), _negated=True), name="place_tag_says_something"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlacePeriod",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("shop", "Shop"),
                            ("restaurant", "Eatery"),
                            ("mall", "Mall or market"),
                            ("office", "Office"),
                            ("building", "Office building"),
                            ("school", "School or kindergarten"),
                            ("training", "Training school"),
                            ("clinic", "Hospital or clinic"),
                            ("elderly_care", "Home for the elderly"),
                            ("hotel", "Hotel or lodging"),
                            ("courier_station", "Parcel station"),
                            ("service_station", "Service station"),
                            ("metro_station", "Metro station"),
                            ("site", "Building site"),
                            ("compound", "Residential compound"),
                            ("public_space", "Public space"),
                            ("facility", "Filling station, cash machine or other facility"),
                            ("vacant_unit", "Vacant unit"),
                            ("other", "Another place"),
                        ],
                        max_length=20,
                    ),
                ),
                ("days", models.PositiveSmallIntegerField(null=True)),
            ],
            options={
                "db_table": "place_period",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "kind"), name="place_period_once"),
                    models.CheckConstraint(
                        condition=models.Q(("days__isnull", True), models.Q(("days__gte", 1), ("days__lte", 730)), _connector="OR"),
                        name="place_period_is_some_days",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="PlaceMapping",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("name", models.CharField(max_length=40)),
                ("mapping", models.JSONField()),
            ],
            options={
                "db_table": "place_mapping",
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("subdistrict_id", "name"), name="place_mapping_name_once")],
            },
        ),
        migrations.CreateModel(
            name="PlaceImport",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("account_id", models.UUIDField(null=True)),
                ("name", models.CharField(max_length=200)),
                ("digest", models.UUIDField()),
                ("rows", models.PositiveIntegerField()),
                ("taken", models.PositiveIntegerField(default=0)),
                ("created", models.PositiveIntegerField(default=0)),
                ("duplicate", models.PositiveIntegerField(default=0)),
                ("proposed", models.PositiveIntegerField(default=0)),
                ("sent_at", models.DateTimeField()),
                ("begun_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("dropped_at", models.DateTimeField(null=True)),
                ("content", models.BinaryField(default=b"")),
                (
                    "mapping",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.placemapping"
                    ),
                ),
            ],
            options={
                "db_table": "place_import",
                "indexes": [models.Index(fields=["subdistrict_id", "-sent_at", "-id"], name="place_import_latest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("begun_at__isnull", True), ("mapping__isnull", False), _connector="OR"),
                        name="place_import_begun_by_a_mapping",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True),
                            models.Q(("begun_at__isnull", False), ("ended_at__gte", models.F("begun_at"))),
                            _connector="OR",
                        ),
                        name="place_import_ends_after_begin",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlaceImportRow",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("number", models.PositiveIntegerField()),
                ("digest", models.UUIDField()),
                (
                    "place",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
                (
                    "place_import",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.placeimport"
                    ),
                ),
                (
                    "mapping",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.placemapping"
                    ),
                ),
            ],
            options={
                "db_table": "place_import_row",
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("subdistrict_id", "mapping", "digest"), name="place_import_row_once")],
            },
        ),
        migrations.CreateModel(
            name="PlaceImportTrouble",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("number", models.PositiveIntegerField()),
                ("code", models.CharField(max_length=80)),
                ("facts", models.JSONField()),
                (
                    "place_import",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.placeimport"
                    ),
                ),
            ],
            options={
                "db_table": "place_import_trouble",
                "indexes": [],
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "place_import", "number"), name="place_import_trouble_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="PlaceFilter",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("account_id", models.UUIDField()),
                ("name", models.CharField(max_length=20)),
                ("query", models.CharField(blank=True, max_length=2000)),
                ("saved_at", models.DateTimeField()),
            ],
            options={
                "db_table": "place_filter",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "account_id", "name"), name="place_filter_once"),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="place_filter_has_name"),
                ],
                "indexes": [],
            },
        ),
        linli.kernel.scope.operations.Own(
            model_name="Place",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="PlaceContact",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="PlaceLikeness",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="PlacePaper",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="PlaceStage",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="PlaceTag",
            web=("SELECT", "INSERT", "UPDATE", "DELETE"),
            worker=("SELECT", "INSERT", "UPDATE", "DELETE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="PlacePeriod",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="PlaceMapping",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="PlaceImport",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="PlaceImportRow",
            web=("SELECT", "INSERT"),
            worker=("SELECT", "INSERT"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="PlaceImportTrouble",
            web=("SELECT", "INSERT"),
            worker=("SELECT", "INSERT"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="PlaceFilter",
            web=("SELECT", "INSERT", "UPDATE", "DELETE"),
            worker=("SELECT", "INSERT", "UPDATE", "DELETE"),
            auditor=("SELECT",),
        ),
    ]
