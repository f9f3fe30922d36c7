"""The tests' own tables."""

import django.db.models.deletion
from django.db import migrations, models

import linli.kernel.ids
import linli.kernel.models
from linli.kernel.scope.operations import EVERYTHING, Own

KEY = models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    initial = True

    operations = [
        migrations.CreateModel(
            name="Yard",
            fields=[
                ("id", KEY),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("name", models.CharField(max_length=40)),
            ],
            options={
                "db_table": "test_yard",
                "constraints": [models.UniqueConstraint(name="test_yard_name", fields=["subdistrict_id", "name"])],
            },
        ),
        Own("Yard", web=EVERYTHING),
        migrations.CreateModel(
            name="Tree",
            fields=[
                ("id", KEY.clone()),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", editable=False, max_length=32)),
                ("label", models.CharField(max_length=40)),
                ("height_cm", models.IntegerField(default=0)),
                (
                    "yard",
                    linli.kernel.models.OwnedForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="trees",
                        to="ownedapp.yard",
                    ),
                ),
            ],
            options={"db_table": "test_tree"},
        ),
        Own("Tree", web=EVERYTHING),
        migrations.CreateModel(
            name="Gardener",
            fields=[
                ("id", KEY.clone()),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", editable=False, max_length=32)),
                ("full_name", models.BinaryField(default=b"")),
                ("full_name_code", models.UUIDField(editable=False, null=True)),
                ("phone", models.BinaryField(blank=True, default=b"")),
                ("phone_code", models.UUIDField(editable=False, null=True)),
                ("phone_last_four", models.UUIDField(editable=False, null=True)),
                ("remark", models.BinaryField(blank=True, default=b"")),
                ("left_on", models.DateField(null=True)),
                ("asked_at", models.DateTimeField(null=True)),
                (
                    "yard",
                    linli.kernel.models.OwnedForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="gardeners",
                        to="ownedapp.yard",
                    ),
                ),
            ],
            options={
                "db_table": "test_gardener",
                "indexes": [models.Index(name="test_gardener_phone", fields=["subdistrict_id", "phone_code"])],
            },
        ),
        Own("Gardener", web=EVERYTHING),
    ]
