import django.db.models.deletion
from django.db import migrations, models

import linli.kernel.ids
import linli.kernel.scope.references
from linli.kernel.scope.operations import READ_AND_ADD, Own


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("org", "0001_squashed_0006_email"),
        ("tickets", "0001_squashed_0017_upkeep"),
    ]

    operations = [
        migrations.CreateModel(
            name="HotlineSender",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("name", models.CharField(max_length=30)),
                ("source", models.CharField(max_length=40)),
                ("mapping", models.TextField()),
                (
                    "unit",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                    ),
                ),
            ],
            options={
                "db_table": "hotline_sender",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "name"), name="hotline_sender_name_once"),
                    models.UniqueConstraint(fields=("subdistrict_id", "source"), name="hotline_sender_source_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="HotlineOrder",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("number", models.CharField(max_length=40)),
                ("state", models.CharField(max_length=20)),
                ("sent_at", models.DateTimeField()),
                ("accept_by_at", models.DateTimeField(null=True)),
                ("contact_by_at", models.DateTimeField(null=True)),
                ("return_by_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("content_mark", models.UUIDField()),
                (
                    "return_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not_ours", "Not this subdistrict's area"),
                            ("not_a_duty", "Not this subdistrict's duty"),
                            ("too_little_said", "Too little is said to act on"),
                            ("legal_route", "A legal route is open or under way"),
                            ("duplicate", "The same order is being handled already"),
                        ],
                        max_length=20,
                    ),
                ),
                ("return_note", models.TextField(blank=True)),
                ("return_signed_at", models.DateTimeField(null=True)),
                ("return_person_id", models.UUIDField(null=True)),
                (
                    "ticket",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ticket"
                    ),
                ),
                (
                    "sender",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="orders", to="hotline.hotlinesender"
                    ),
                ),
            ],
            options={
                "db_table": "hotline_order",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "sender", "number"), name="hotline_order_number_once"),
                    models.UniqueConstraint(fields=("subdistrict_id", "ticket"), name="hotline_order_one_of_a_ticket"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["answered", "closed", "in_hand", "returned", "returning", "sent", "withdrawn"])),
                        name="hotline_order_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("return_reason", ""), ("return_signed_at__isnull", True)),
                            models.Q(
                                ("return_signed_at__isnull", False),
                                models.Q(("return_reason", ""), _negated=True),
                                models.Q(("return_note", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="hotline_order_return_is_whole",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["subdistrict_id", "sender", "content_mark"], name="hotline_order_by_content"),
                    models.Index(fields=["subdistrict_id", "sender", "state"], name="hotline_order_by_state"),
                ],
            },
        ),
        migrations.CreateModel(
            name="HotlineFile",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("direction", models.CharField(max_length=3)),
                ("kind", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=120)),
                ("digest", models.UUIDField()),
                ("rows", models.PositiveIntegerField()),
                ("created", models.PositiveIntegerField(default=0)),
                ("duplicate", models.PositiveIntegerField(default=0)),
                ("refused", models.PositiveIntegerField(default=0)),
                ("at", models.DateTimeField()),
                ("account_id", models.UUIDField(null=True)),
                ("person_id", models.UUIDField(null=True)),
                (
                    "sender",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="hotline.hotlinesender"
                    ),
                ),
            ],
            options={
                "db_table": "hotline_file",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("direction__in", ["in", "out"])), name="hotline_file_goes_in_or_out"),
                ],
                "indexes": [
                    models.Index(fields=["subdistrict_id", "sender", "-at", "-id"], name="hotline_file_latest"),
                    models.Index(fields=["subdistrict_id", "sender", "kind", "-at"], name="hotline_file_by_kind"),
                ],
            },
        ),
        migrations.CreateModel(
            name="HotlineStep",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("kind", models.CharField(max_length=20)),
                ("is_yes", models.BooleanField(default=True)),
                ("happened_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("said", models.JSONField()),
                ("mark", models.UUIDField()),
                ("row", models.PositiveIntegerField(null=True)),
                ("is_by_hand", models.BooleanField(default=False)),
                ("account_id", models.UUIDField(null=True)),
                ("person_id", models.UUIDField(null=True)),
                (
                    "file",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="hotline.hotlinefile"
                    ),
                ),
                (
                    "order",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="hotline.hotlineorder"
                    ),
                ),
            ],
            options={
                "db_table": "hotline_step",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "order", "mark"), name="hotline_step_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "called_back",
                                    "extension_answered",
                                    "extension_asked",
                                    "first_contact",
                                    "receipt",
                                    "received",
                                    "redispatched",
                                    "replied",
                                    "return_answered",
                                    "return_asked",
                                    "withdrawn",
                                ],
                            )
                        ),
                        name="hotline_step_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("file__isnull", True), ("is_by_hand", True)),
                            models.Q(("file__isnull", False), ("is_by_hand", False), ("row__isnull", False)),
                            _connector="OR",
                        ),
                        name="hotline_step_came_or_went",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HotlineRow",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("row", models.PositiveIntegerField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("refused", "Not taken over"),
                            ("question", "Asks for a decision"),
                            ("held", "Written down, the ticket could not follow"),
                            ("listed", "Stands in their list"),
                        ],
                        max_length=10,
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=40)),
                ("reason", models.TextField(blank=True)),
                ("state", models.CharField(blank=True, max_length=20)),
                ("due_at", models.DateTimeField(null=True)),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[("same", "The same order under a new number"), ("other", "Another order"), ("seen", "Looked at")],
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("account_id", models.UUIDField(null=True)),
                ("person_id", models.UUIDField(null=True)),
                (
                    "file",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="hotline.hotlinefile"
                    ),
                ),
                (
                    "order",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="hotline.hotlineorder"
                    ),
                ),
            ],
            options={
                "db_table": "hotline_row",
                "indexes": [
                    models.Index(
                        condition=models.Q(("decided_at__isnull", True), ("outcome__in", ["held", "question"])),
                        fields=["subdistrict_id", "outcome", "id"],
                        name="hotline_row_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "file", "row"), name="hotline_row_once"),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["held", "listed", "question", "refused"])), name="hotline_row_outcome_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("outcome", "listed"),
                                ("state__in", ["answered", "closed", "in_hand", "returned", "returning", "sent", "withdrawn"]),
                            ),
                            models.Q(models.Q(("outcome", "listed"), _negated=True), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="hotline_row_says_its_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decision", "")),
                            models.Q(("decided_at__isnull", False), ("decision__in", ["other", "same", "seen"])),
                            _connector="OR",
                        ),
                        name="hotline_row_decided_says_how",
                    ),
                ],
            },
        ),
        Own("HotlineSender"),
        Own("HotlineFile"),
        Own("HotlineOrder"),
        # A ledger: rows are added and never changed.
        Own("HotlineStep", web=READ_AND_ADD),
        Own("HotlineRow"),
    ]
