import datetime

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.operations
import django.db.migrations.operations.special
import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import linli.kernel.ids
import linli.kernel.scope.operations
import linli.kernel.scope.references
import linli.kernel.spans

# Shanghai and its sixteen districts with their division codes (GB/T 2260, as of 2016: the merger of Zhabei, Chongming a district).
CITY = ("310000", "上海市")
DISTRICTS = (
    ("310101", "黄浦区"),
    ("310104", "徐汇区"),
    ("310105", "长宁区"),
    ("310106", "静安区"),
    ("310107", "普陀区"),
    ("310109", "虹口区"),
    ("310110", "杨浦区"),
    ("310112", "闵行区"),
    ("310113", "宝山区"),
    ("310114", "嘉定区"),
    ("310115", "浦东新区"),
    ("310116", "金山区"),
    ("310117", "松江区"),
    ("310118", "青浦区"),
    ("310120", "奉贤区"),
    ("310151", "崇明区"),
)


def lay(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    area = apps.get_model("org", "Area")
    # A municipality's code is that of a province.
    city, _ = area.objects.get_or_create(code=CITY[0], defaults={"name": CITY[1], "level": "province"})
    for code, name in DISTRICTS:
        area.objects.get_or_create(code=code, defaults={"name": name, "level": "district", "parent": city})


class Migration(migrations.Migration):
    replaces = [
        ("org", "0001_initial"),
        ("org", "0002_teams"),
        ("org", "0003_grid_imports"),
        ("org", "0004_areas_of_shanghai"),
        ("org", "0005_base_map"),
        ("org", "0006_email"),
    ]

    initial = True

    dependencies = [
        ("kernel", "0004_journal"),
    ]

    operations = [
        django.contrib.postgres.operations.BtreeGistExtension(),
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
                "indexes": [],
            },
        ),
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
                "indexes": [],
            },
        ),
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
                "indexes": [],
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "code"), name="unit_code_once"),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("name", ""), _negated=True), models.Q(("short_name", ""), _negated=True)),
                        name="unit_has_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("parent__isnull", True), models.Q(("parent", models.F("id")), _negated=True), _connector="OR"),
                        name="unit_not_its_own_parent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__isnull", True), ("valid_until__gt", models.F("valid_from")), _connector="OR"),
                        name="unit_ends_after_begin",
                    ),
                ],
            },
        ),
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
                ("email", models.BinaryField(blank=True, default=b"", verbose_name="e-mail")),
            ],
            options={
                "db_table": "person",
                "indexes": [
                    models.Index(fields=["subdistrict_id", "full_name_code"], name="person_by_name"),
                    models.Index(fields=["subdistrict_id", "work_phone_code"], name="person_by_phone"),
                    models.Index(fields=["subdistrict_id", "work_phone_tail"], name="person_by_tail"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("left_on__isnull", True), ("left_on__gte", models.F("joined_on")), _connector="OR"),
                        name="person_leaves_after_joining",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("kind", "staff"), _negated=True), ("unit__isnull", False), _connector="OR"),
                        name="person_staff_has_unit",
                    ),
                ],
            },
        ),
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
                "indexes": [],
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "code"), name="grid_code_once"),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("name", ""), _negated=True), models.Q(("code", ""), _negated=True)),
                        name="grid_has_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__isnull", True), ("valid_until__gt", models.F("valid_from")), _connector="OR"),
                        name="grid_ends_after_begin",
                    ),
                ],
            },
        ),
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
                "indexes": [],
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
                                ("area_m2__isnull", False),
                                ("east__isnull", False),
                                ("north__isnull", False),
                                ("polygons__isnull", False),
                                ("south__isnull", False),
                                ("south__lt", models.F("north")),
                                ("west__isnull", False),
                                ("west__lt", models.F("east")),
                            ),
                            _connector="OR",
                        ),
                        name="grid_extent_polygon_has_box",
                    ),
                ],
            },
        ),
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
                "indexes": [],
            },
        ),
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
                "indexes": [],
            },
        ),
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
                "indexes": [],
            },
        ),
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
                "indexes": [],
            },
        ),
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
                "indexes": [],
            },
        ),
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
                "indexes": [],
            },
        ),
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
                "indexes": [],
            },
        ),
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
                "indexes": [],
            },
        ),
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
                "indexes": [],
            },
        ),
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
                "indexes": [],
            },
        ),
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
                "indexes": [],
            },
        ),
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
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="GridImport",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("system", models.CharField(max_length=20)),
                ("columns", models.JSONField(default=dict)),
                ("sent_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "grid_import",
                "indexes": [models.Index(fields=["subdistrict_id", "-sent_at"], name="grid_import_latest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("done_at__isnull", True), ("done_at__gte", models.F("sent_at")), _connector="OR"),
                        name="grid_import_done_after_sent",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BaseMap",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("code", models.CharField(default="ground", max_length=40)),
                ("version", models.PositiveIntegerField(default=0)),
                ("source", models.CharField(default="", max_length=200)),
                ("replaced_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "base_map",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "code"), name="base_map_one_each"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("replaced_at__isnull", True), ("version", 0)),
                            models.Q(("replaced_at__isnull", False), ("version__gt", 0), models.Q(("source", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="base_map_says_its_source",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="BaseFeature",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("river", "River"),
                            ("water", "Water"),
                            ("railway", "Railway"),
                            ("metro", "Metro"),
                            ("station", "Station"),
                            ("street", "Street"),
                            ("green", "Green"),
                            ("building", "Building"),
                            ("landmark", "Landmark"),
                        ],
                        max_length=20,
                    ),
                ),
                ("name", models.CharField(default="", max_length=80)),
                ("form", models.CharField(choices=[("point", "point"), ("line", "line"), ("area", "area")], max_length=10)),
                ("rank", models.CharField(default="", max_length=10)),
                ("parts", models.JSONField()),
                ("west", models.FloatField()),
                ("south", models.FloatField()),
                ("east", models.FloatField()),
                ("north", models.FloatField()),
                (
                    "base_map",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="features", to="org.basemap"
                    ),
                ),
            ],
            options={
                "db_table": "base_feature",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "base_map", "number"), name="base_feature_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["river", "water", "railway", "metro", "station", "street", "green", "building", "landmark"])
                        ),
                        name="base_feature_known_kind",
                    ),
                    models.CheckConstraint(condition=models.Q(("form__in", ["point", "line", "area"])), name="base_feature_known_form"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "street"), ("rank__in", ["main", "street", "lane"])),
                            models.Q(models.Q(("kind", "street"), _negated=True), ("rank", "")),
                            _connector="OR",
                        ),
                        name="base_feature_street_has_rank",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("east__lte", 180),
                            ("north__lte", 90),
                            ("south__gte", -90),
                            ("south__lte", models.F("north")),
                            ("west__gte", -180),
                            ("west__lte", models.F("east")),
                        ),
                        name="base_feature_has_box",
                    ),
                ],
                "indexes": [],
            },
        ),
        linli.kernel.scope.operations.Own(
            model_name="DutyRole",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="Post",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="Unit",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="Person",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="Grid",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="GridExtent",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="Duty",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="PostHolding",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="TeamTemplate",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="SeatLine",
            web=("SELECT", "INSERT"),
            worker=("SELECT", "INSERT"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="TaskForce",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="Seat",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="SeatHolding",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="Committee",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="CommitteeTerm",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="CommitteeMember",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="Shift",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="ShiftMember",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="RotaPattern",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="RotaTurn",
            web=("SELECT", "INSERT", "UPDATE", "DELETE"),
            worker=("SELECT", "INSERT", "UPDATE", "DELETE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="GridImport",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="BaseMap",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="BaseFeature",
            web=("SELECT", "INSERT", "UPDATE", "DELETE"),
            worker=("SELECT", "INSERT", "UPDATE", "DELETE"),
            auditor=("SELECT",),
        ),
        migrations.RunPython(
            code=lay,
            reverse_code=django.db.migrations.operations.special.RunPython.noop,
        ),
    ]
