import django.db.models.deletion
from django.db import migrations, models

import linli.kernel.ids
import linli.kernel.scope.operations
import linli.kernel.scope.references


class Migration(migrations.Migration):
    dependencies = [
        ("org", "0001_squashed_0006_email"),
        ("places", "0001_squashed_0004_filters"),
    ]

    operations = [
        migrations.CreateModel(
            name="ContactCard",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("code", models.CharField(max_length=7)),
                (
                    "state",
                    models.CharField(choices=[("blank", "Blank"), ("bound", "Bound"), ("withdrawn", "Holds no more")], max_length=20),
                ),
                ("batch", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("bound_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("lost", "Lost"),
                            ("damaged", "Damaged or faded"),
                            ("misprinted", "Misprinted"),
                            ("person_left", "Somebody else answers now"),
                            ("not_wanted", "The place wants none"),
                            ("place_gone", "The place is gone"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "person",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.person"
                    ),
                ),
                (
                    "place",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="cards", to="places.place"
                    ),
                ),
                (
                    "replaced_by",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="replaced", to="places.contactcard"
                    ),
                ),
            ],
            options={
                "db_table": "contact_card",
                "indexes": [
                    models.Index(fields=["subdistrict_id", "state", "-id"], name="contact_card_by_state"),
                    models.Index(fields=["subdistrict_id", "batch", "-id"], name="contact_card_by_batch"),
                    models.Index(fields=["subdistrict_id", "place"], name="contact_card_by_place"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "code"), name="contact_card_code_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "bound")), fields=("subdistrict_id", "place"), name="contact_card_one_for_a_place"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("place__isnull", True), ("state", "bound")),
                        fields=("subdistrict_id", "person"),
                        name="contact_card_one_for_a_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["blank", "bound", "withdrawn"])), name="contact_card_state_is_known"
                    ),
                    models.CheckConstraint(condition=models.Q(("code", ""), _negated=True), name="contact_card_has_code"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "blank"), _negated=True),
                            models.Q(("bound_at__isnull", True), ("person__isnull", True), ("place__isnull", True)),
                            _connector="OR",
                        ),
                        name="contact_card_blank_is_nobodys",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "bound"), _negated=True),
                            models.Q(
                                ("bound_at__isnull", False), models.Q(("place__isnull", False), ("person__isnull", False), _connector="OR")
                            ),
                            _connector="OR",
                        ),
                        name="contact_card_bound_is_somebodys",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("reason__in", ["damaged", "lost", "misprinted", "not_wanted", "person_left", "place_gone"]),
                                ("state", "withdrawn"),
                                ("withdrawn_at__isnull", False),
                            ),
                            models.Q(
                                models.Q(("state", "withdrawn"), _negated=True),
                                ("reason", ""),
                                ("replaced_by__isnull", True),
                                ("withdrawn_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="contact_card_withdrawn_has_reason",
                    ),
                ],
            },
        ),
        linli.kernel.scope.operations.Own(
            model_name="ContactCard",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
    ]
