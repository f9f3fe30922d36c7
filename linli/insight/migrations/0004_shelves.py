import django.db.models.functions.math
import django.db.models.lookups
from django.db import migrations, models

import linli.kernel.ids
from linli.kernel.scope.operations import Own


class Migration(migrations.Migration):
    """New tables and empty columns: safe before the code; after a revert of the code nothing reads or fills them.

    What the code before takes in or corrects meanwhile lies on no shelf as it is now: the next look through all tickets lays it there.
    """

    dependencies = [
        ("insight", "0003_answer_findings"),
    ]

    operations = [
        migrations.CreateModel(
            name="HotShelf",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("span", models.IntegerField()),
                ("shelf", models.PositiveIntegerField()),
                ("entries", models.BinaryField()),
            ],
            options={
                "db_table": "hot_shelf",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "shelf", "span"), name="hot_shelf_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.Exact(
                                django.db.models.functions.math.Mod(
                                    models.Func(models.F("entries"), function="octet_length", output_field=models.IntegerField()), 8
                                ),
                                0,
                            )
                        ),
                        name="hot_shelf_holds_whole_entries",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HotProgress",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("mark_epoch", models.UUIDField()),
                ("mark_xid", models.BigIntegerField()),
                ("mark_entry_id", models.UUIDField()),
                ("through_at", models.DateTimeField(null=True)),
                ("through_id", models.UUIDField(null=True)),
                ("next_number", models.PositiveIntegerField(default=1)),
            ],
            options={
                "db_table": "hot_progress",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id",), name="hot_progress_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("through_at__isnull", True), ("through_id__isnull", True)),
                            models.Q(("through_at__isnull", False), ("through_id__isnull", False)),
                            _connector="OR",
                        ),
                        name="hot_progress_through_is_whole",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="hotreading",
            name="number",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="hotreading",
            name="laid",
            field=models.UUIDField(null=True),
        ),
        migrations.AddConstraint(
            model_name="hotreading",
            constraint=models.UniqueConstraint(fields=("subdistrict_id", "number"), name="hot_reading_number_once"),
        ),
        Own("HotShelf"),
        Own("HotProgress"),
    ]
