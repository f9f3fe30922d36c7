import django.db.models.deletion
from django.db import migrations, models

import linli.kernel.ids
import linli.kernel.scope.references
from linli.kernel.scope.operations import EVERYTHING, READ_AND_ADD, Own


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("org", "0001_squashed_0006_email"),
        ("places", "0001_squashed_0004_filters"),
    ]

    operations = [
        migrations.CreateModel(
            name="Form",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("name", models.CharField(max_length=60)),
                ("sender", models.CharField(max_length=60)),
                ("basis", models.CharField(max_length=300)),
                ("personal_basis", models.CharField(blank=True, max_length=300)),
                ("purpose", models.CharField(max_length=200)),
                (
                    "frequency",
                    models.CharField(
                        choices=[
                            ("once", "Once"),
                            ("yearly", "Every year"),
                            ("half_yearly", "Every half-year"),
                            ("quarterly", "Every quarter"),
                            ("monthly", "Every month"),
                            ("weekly", "Every week"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "subject",
                    models.CharField(
                        choices=[
                            ("place", "One row for each place"),
                            ("grid", "One row for each grid"),
                            ("street", "One row for the subdistrict"),
                        ],
                        max_length=10,
                    ),
                ),
                ("kinds", models.JSONField(default=list)),
                ("grid_ids", models.JSONField(default=list)),
                ("titles", models.JSONField(default=list)),
                ("head", models.JSONField(default=list)),
                ("task_reason", models.CharField(blank=True, max_length=200)),
                ("task_until", models.DateField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Waits for approval"),
                            ("approved", "On the list"),
                            ("refused", "Not admitted"),
                            ("expired", "Expired"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("expires_on", models.DateField()),
                ("proposed_at", models.DateTimeField()),
                ("proposed_by", models.UUIDField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.UUIDField(null=True)),
                ("why", models.CharField(blank=True, max_length=200)),
                ("ended_at", models.DateTimeField(null=True)),
                ("told_at", models.DateTimeField(null=True)),
                (
                    "owner_person",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.person"
                    ),
                ),
                (
                    "owner_unit",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                    ),
                ),
            ],
            options={
                "db_table": "form",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["proposed", "approved"])),
                        fields=("subdistrict_id", "name"),
                        name="form_name_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True),
                            models.Q(("sender", ""), _negated=True),
                            models.Q(("basis", ""), _negated=True),
                            models.Q(("purpose", ""), _negated=True),
                        ),
                        name="form_has_ground",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["approved", "expired", "proposed", "refused", "withdrawn"])),
                        name="form_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("owner_person__isnull", False), ("owner_unit__isnull", True)),
                            models.Q(("owner_person__isnull", True), ("owner_unit__isnull", False)),
                            _connector="OR",
                        ),
                        name="form_one_owner",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decided_by__isnull", True), ("state", "proposed")),
                            ("state", "withdrawn"),
                            models.Q(
                                ("state__in", ["approved", "refused", "expired"]),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="form_decided_has_decider",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True), models.Q(("decided_by", models.F("proposed_by")), _negated=True), _connector="OR"
                        ),
                        name="form_decided_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True), models.Q(("why", ""), _negated=True), _connector="OR"
                        ),
                        name="form_refused_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", False), ("state__in", ["expired", "withdrawn"])),
                            models.Q(models.Q(("state__in", ["expired", "withdrawn"]), _negated=True), ("ended_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="form_ended_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("task_reason", ""), ("task_until__isnull", True)),
                            models.Q(models.Q(("task_reason", ""), _negated=True), ("task_until__isnull", False)),
                            _connector="OR",
                        ),
                        name="form_task_is_whole",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["subdistrict_id", "state", "expires_on", "id"], name="form_in_order"),
                ],
            },
        ),
        migrations.CreateModel(
            name="FormAnswer",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("period_on", models.DateField()),
                ("values", models.JSONField(default=dict)),
                ("taken_at", models.DateTimeField()),
                (
                    "form",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="form_registry.form"
                    ),
                ),
                (
                    "grid",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.grid"
                    ),
                ),
                (
                    "place",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
            ],
            options={
                "db_table": "form_answer",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("place__isnull", False)),
                        fields=("subdistrict_id", "form", "period_on", "place"),
                        name="form_answer_of_place_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("grid__isnull", False)),
                        fields=("subdistrict_id", "form", "period_on", "grid"),
                        name="form_answer_of_grid_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("grid__isnull", True), ("place__isnull", True)),
                        fields=("subdistrict_id", "form", "period_on"),
                        name="form_answer_of_street_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("place__isnull", True), ("grid__isnull", True), _connector="OR"), name="form_answer_of_one"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FormField",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("name", models.CharField(max_length=60)),
                ("group", models.CharField(blank=True, max_length=60)),
                ("column", models.PositiveSmallIntegerField()),
                (
                    "form",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="fields", to="form_registry.form"
                    ),
                ),
            ],
            options={
                "db_table": "form_field",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "form", "group", "name"), name="form_field_once"),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="form_field_has_name"),
                ],
            },
        ),
        migrations.CreateModel(
            name="FieldMatch",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("fact", models.CharField(blank=True, max_length=30)),
                ("is_same", models.BooleanField()),
                ("decided_at", models.DateTimeField()),
                ("decided_by", models.UUIDField(null=True)),
                (
                    "field",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="matches", to="form_registry.formfield"
                    ),
                ),
                (
                    "other",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="form_registry.formfield"
                    ),
                ),
            ],
            options={
                "db_table": "form_field_match",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("other__isnull", True)),
                        fields=("subdistrict_id", "field", "fact"),
                        name="form_field_match_fact_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("other__isnull", False)),
                        fields=("subdistrict_id", "field", "other"),
                        name="form_field_match_other_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("fact", ""), ("other__isnull", False)),
                            models.Q(models.Q(("fact", ""), _negated=True), ("other__isnull", True)),
                            _connector="OR",
                        ),
                        name="form_field_match_is_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("other__isnull", True), models.Q(("other", models.F("field")), _negated=True), _connector="OR"),
                        name="form_field_match_not_itself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FormFiller",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                (
                    "form",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="fillers", to="form_registry.form"
                    ),
                ),
                (
                    "grid",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.grid"
                    ),
                ),
                (
                    "post",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.post"
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
                "db_table": "form_filler",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grid__isnull", True), ("post__isnull", False), ("unit__isnull", True)),
                            models.Q(("grid__isnull", True), ("post__isnull", True), ("unit__isnull", False)),
                            models.Q(("grid__isnull", False), ("post__isnull", True), ("unit__isnull", True)),
                            _connector="OR",
                        ),
                        name="form_filler_is_one",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["subdistrict_id", "form"], name="form_filler_of_form"),
                ],
            },
        ),
        migrations.CreateModel(
            name="FormReturn",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("period_on", models.DateField()),
                ("file_name", models.CharField(max_length=200)),
                ("taken_at", models.DateTimeField()),
                ("taken_by", models.UUIDField(null=True)),
                ("rows", models.PositiveIntegerField()),
                ("refused", models.PositiveIntegerField(default=0)),
                ("left_out", models.PositiveIntegerField(default=0)),
                ("troubles", models.JSONField(default=list)),
                ("strangers", models.JSONField(default=list)),
                (
                    "form",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="returns", to="form_registry.form"
                    ),
                ),
            ],
            options={
                "db_table": "form_return",
                "indexes": [
                    models.Index(fields=["subdistrict_id", "form", "-taken_at"], name="form_return_latest"),
                ],
            },
        ),
        Own("Form"),
        # While a form is only proposed, who fills it and what it asks may be taken back.
        Own("FormFiller", web=EVERYTHING),
        Own("FormField", web=EVERYTHING),
        Own("FieldMatch", web=EVERYTHING),
        Own("FormReturn", web=READ_AND_ADD),
        Own("FormAnswer"),
    ]
