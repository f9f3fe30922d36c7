import django.db.models.deletion
from django.db import migrations, models

import linli.kernel.ids
import linli.kernel.scope.references
from linli.kernel.scope.operations import EVERYTHING, Own

KINDS = [
    ("river", "River"),
    ("water", "Water"),
    ("railway", "Railway"),
    ("metro", "Metro"),
    ("station", "Station"),
    ("street", "Street"),
    ("green", "Green"),
    ("building", "Building"),
    ("landmark", "Landmark"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("org", "0004_areas_of_shanghai"),
    ]

    operations = [
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
            },
        ),
        Own("BaseMap"),
        migrations.CreateModel(
            name="BaseFeature",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("number", models.PositiveIntegerField()),
                ("kind", models.CharField(choices=KINDS, max_length=20)),
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
                    models.CheckConstraint(condition=models.Q(("kind__in", [kind for kind, _ in KINDS])), name="base_feature_known_kind"),
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
            },
        ),
        # Replaced as a whole: the old features go.
        Own("BaseFeature", web=EVERYTHING),
    ]
