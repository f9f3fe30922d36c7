from django.db import migrations, models

import linli.kernel.ids
from linli.kernel.scope.operations import Own


class Migration(migrations.Migration):
    dependencies = [
        ("org", "0002_teams"),
    ]

    operations = [
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
        Own("GridImport"),
        # An unknown number passes a check: the old one let an extent with polygons have no box.
        migrations.RemoveConstraint(model_name="gridextent", name="grid_extent_polygon_has_box"),
        migrations.AddConstraint(
            model_name="gridextent",
            constraint=models.CheckConstraint(
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
        ),
    ]
