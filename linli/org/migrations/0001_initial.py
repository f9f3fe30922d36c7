import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.comparison
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models

import linli.kernel.ids
import linli.kernel.scope.references
import linli.kernel.spans
from linli.kernel.scope.operations import Own


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("kernel", "0004_journal"),
    ]

    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
            name="DutyRole",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("code", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=40)),
                ("is_single", models.BooleanField(default=False)),
                (
                    "required_for",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None),
                ),
                ("is_public", models.BooleanField(default=False)),
                ("order", models.PositiveSmallIntegerField(default=100)),
            ],
            options={
                "db_table": "duty_role",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "code"), name="duty_role_code_once"),
                    models.UniqueConstraint(fields=("subdistrict_id", "name"), name="duty_role_name_once"),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("name", ""), _negated=True), models.Q(("code", ""), _negated=True)),
                        name="duty_role_has_name",
                    ),
                ],
            },
        ),
        Own("DutyRole"),
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("code", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=40)),
                (
                    "permissions",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list, size=None),
                ),
                ("order", models.PositiveSmallIntegerField(default=100)),
            ],
            options={
                "db_table": "post",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "code"), name="post_code_once"),
                    models.UniqueConstraint(fields=("subdistrict_id", "name"), name="post_name_once"),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("name", ""), _negated=True), models.Q(("code", ""), _negated=True)),
                        name="post_has_name",
                    ),
                ],
            },
        ),
        Own("Post"),
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("code", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=120)),
                ("short_name", models.CharField(max_length=40)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ops_center", "Operations centre"),
                            ("office", "Office of the subdistrict"),
                            ("outpost", "Department outpost"),
                            ("residents_committee", "Residents' committee"),
                            ("property_firm", "Property firm"),
                            ("utility", "Utility"),
                            ("service_center", "Service centre"),
                            ("block_branch", "Block Party branch"),
                            ("alliance", "Alliance member"),
                            ("other", "Other unit"),
                        ],
                        max_length=30,
                    ),
                ),
                ("office_phone", models.CharField(blank=True, max_length=40)),
                ("address", models.CharField(blank=True, max_length=200)),
                ("valid_from", models.DateTimeField()),
                ("valid_until", models.DateTimeField(null=True)),
                (
                    "parent",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="children", to="org.unit"
                    ),
                ),
            ],
            options={
                "db_table": "unit",
            },
        ),
        Own("Unit"),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("full_name", models.BinaryField(default=b"", verbose_name="name")),
                ("full_name_code", models.UUIDField(editable=False, null=True)),
                ("work_phone", models.BinaryField(blank=True, default=b"", verbose_name="work phone")),
                ("work_phone_code", models.UUIDField(editable=False, null=True)),
                ("work_phone_tail", models.UUIDField(editable=False, null=True)),
                ("private_phone", models.BinaryField(blank=True, default=b"", verbose_name="private phone")),
                ("kind", models.CharField(choices=[("staff", "Staff"), ("representative", "Representative")], max_length=20)),
                ("joined_on", models.DateField()),
                ("left_on", models.DateField(null=True)),
                (
                    "unit",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="people", to="org.unit"
                    ),
                ),
            ],
            options={
                "db_table": "person",
                "indexes": [
                    models.Index(fields=["subdistrict_id", "full_name_code"], name="person_by_name"),
                    models.Index(fields=["subdistrict_id", "work_phone_code"], name="person_by_phone"),
                    models.Index(fields=["subdistrict_id", "work_phone_tail"], name="person_by_tail"),
                ],
            },
        ),
        Own("Person"),
        migrations.CreateModel(
            name="Grid",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("code", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=80)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("comprehensive", "Comprehensive grid"),
                            ("dedicated", "Dedicated grid"),
                            ("micro", "Micro-grid"),
                            ("block", "Block"),
                            ("building", "Building"),
                            ("compound", "Compound"),
                        ],
                        max_length=20,
                    ),
                ),
                ("valid_from", models.DateTimeField()),
                ("valid_until", models.DateTimeField(null=True)),
                (
                    "holder_unit",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                    ),
                ),
            ],
            options={
                "db_table": "grid",
            },
        ),
        Own("Grid"),
        migrations.CreateModel(
            name="Area",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=12, unique=True)),
                ("name", models.CharField(max_length=80)),
                (
                    "level",
                    models.CharField(
                        choices=[("province", "Province"), ("city", "City"), ("district", "District"), ("subdistrict", "Subdistrict")],
                        max_length=20,
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="children", to="org.area"),
                ),
                (
                    "subdistrict",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.subdistrict"),
                ),
            ],
            options={
                "db_table": "area",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("code__regex", "^[0-9]{2,12}$")), name="area_code_is_digits"),
                    models.CheckConstraint(
                        condition=models.Q(("subdistrict__isnull", True), ("level", "subdistrict"), _connector="OR"),
                        name="area_only_street_is_subdistrict",
                    ),
                    models.UniqueConstraint(fields=("subdistrict",), name="area_one_for_each_subdistrict"),
                ],
            },
        ),
        migrations.CreateModel(
            name="GridExtent",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("polygons", models.JSONField(null=True)),
                (
                    "members",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), default=list, size=None),
                ),
                ("west", models.FloatField(null=True)),
                ("south", models.FloatField(null=True)),
                ("east", models.FloatField(null=True)),
                ("north", models.FloatField(null=True)),
                ("area_m2", models.FloatField(null=True)),
                ("valid_from", models.DateTimeField()),
                ("valid_until", models.DateTimeField(null=True)),
                (
                    "grid",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="extents", to="org.grid"
                    ),
                ),
                (
                    "parent",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.grid"
                    ),
                ),
            ],
            options={
                "db_table": "grid_extent",
                "indexes": [models.Index(fields=["subdistrict_id", "valid_from"], name="grid_extent_by_time")],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (models.F("subdistrict_id"), "="),
                            (models.F("grid"), "="),
                            (
                                linli.kernel.spans.Span("valid_from", "valid_until", django.contrib.postgres.fields.ranges.RangeBoundary()),
                                "&&",
                            ),
                        ],
                        name="grid_extent_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__isnull", True), ("valid_until__gt", models.F("valid_from")), _connector="OR"),
                        name="grid_extent_ends_after_begin",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("parent__isnull", True), models.Q(("parent", models.F("grid")), _negated=True), _connector="OR"
                        ),
                        name="grid_extent_not_its_own_parent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("east__isnull", True),
                                ("north__isnull", True),
                                ("polygons__isnull", True),
                                ("south__isnull", True),
                                ("west__isnull", True),
                            ),
                            models.Q(
                                ("area_m2__gt", 0),
                                ("polygons__isnull", False),
                                ("south__lt", models.F("north")),
                                ("west__lt", models.F("east")),
                            ),
                            _connector="OR",
                        ),
                        name="grid_extent_polygon_has_box",
                    ),
                ],
            },
        ),
        Own("GridExtent"),
        migrations.CreateModel(
            name="Duty",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("is_single", models.BooleanField()),
                ("valid_from", models.DateTimeField()),
                ("valid_until", models.DateTimeField(null=True)),
                (
                    "role",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="duties", to="org.dutyrole"
                    ),
                ),
                (
                    "grid",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="duties", to="org.grid"
                    ),
                ),
                (
                    "person",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="duties", to="org.person"
                    ),
                ),
            ],
            options={
                "db_table": "duty",
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("is_single", True)),
                        expressions=[
                            (models.F("subdistrict_id"), "="),
                            (models.F("grid"), "="),
                            (models.F("role"), "="),
                            (
                                linli.kernel.spans.Span("valid_from", "valid_until", django.contrib.postgres.fields.ranges.RangeBoundary()),
                                "&&",
                            ),
                        ],
                        name="duty_one_responsible_at_a_time",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (models.F("subdistrict_id"), "="),
                            (models.F("grid"), "="),
                            (models.F("role"), "="),
                            (models.F("person"), "="),
                            (
                                linli.kernel.spans.Span("valid_from", "valid_until", django.contrib.postgres.fields.ranges.RangeBoundary()),
                                "&&",
                            ),
                        ],
                        name="duty_same_person_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__isnull", True), ("valid_until__gt", models.F("valid_from")), _connector="OR"),
                        name="duty_ends_after_begin",
                    ),
                ],
            },
        ),
        Own("Duty"),
        migrations.CreateModel(
            name="PostHolding",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("valid_from", models.DateTimeField()),
                ("valid_until", models.DateTimeField(null=True)),
                (
                    "grid",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.grid"
                    ),
                ),
                (
                    "person",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="holdings", to="org.person"
                    ),
                ),
                (
                    "post",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="holdings", to="org.post"
                    ),
                ),
            ],
            options={
                "db_table": "post_holding",
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (models.F("subdistrict_id"), "="),
                            (models.F("person"), "="),
                            (models.F("post"), "="),
                            (django.db.models.functions.comparison.Coalesce("grid", "subdistrict_id"), "="),
                            (
                                linli.kernel.spans.Span("valid_from", "valid_until", django.contrib.postgres.fields.ranges.RangeBoundary()),
                                "&&",
                            ),
                        ],
                        name="post_holding_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__isnull", True), ("valid_until__gt", models.F("valid_from")), _connector="OR"),
                        name="post_holding_ends_after_begin",
                    ),
                ],
            },
        ),
        Own("PostHolding"),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.UniqueConstraint(fields=("subdistrict_id", "code"), name="unit_code_once"),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("name", ""), _negated=True), models.Q(("short_name", ""), _negated=True)), name="unit_has_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(("parent__isnull", True), models.Q(("parent", models.F("id")), _negated=True), _connector="OR"),
                name="unit_not_its_own_parent",
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_until__isnull", True), ("valid_until__gt", models.F("valid_from")), _connector="OR"),
                name="unit_ends_after_begin",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("left_on__isnull", True), ("left_on__gte", models.F("joined_on")), _connector="OR"),
                name="person_leaves_after_joining",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("kind", "staff"), _negated=True), ("unit__isnull", False), _connector="OR"),
                name="person_staff_has_unit",
            ),
        ),
        migrations.AddConstraint(
            model_name="grid",
            constraint=models.UniqueConstraint(fields=("subdistrict_id", "code"), name="grid_code_once"),
        ),
        migrations.AddConstraint(
            model_name="grid",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("name", ""), _negated=True), models.Q(("code", ""), _negated=True)), name="grid_has_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="grid",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_until__isnull", True), ("valid_until__gt", models.F("valid_from")), _connector="OR"),
                name="grid_ends_after_begin",
            ),
        ),
    ]
