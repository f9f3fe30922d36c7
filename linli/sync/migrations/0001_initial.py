import django.db.models.deletion
from django.db import migrations, models

import linli.kernel.ids
import linli.kernel.scope.references
from linli.kernel.scope.operations import EVERYTHING, READ_ADD_CHANGE, READ_AND_ADD, Own


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("tickets", "0001_squashed_0017_upkeep"),
    ]

    operations = [
        migrations.CreateModel(
            name="Device",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("account_id", models.UUIDField()),
                ("label", models.CharField(max_length=80)),
                ("unlock_key", models.BinaryField()),
                ("registered_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "sync_device",
                "indexes": [models.Index(fields=["subdistrict_id", "account_id"], name="sync_device_of_account")],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("account_id", models.UUIDField()),
                ("total_bytes", models.BigIntegerField()),
                ("begun_at", models.DateTimeField()),
                (
                    "device",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sync.device"
                    ),
                ),
            ],
            options={
                "db_table": "sync_attachment",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("total_bytes__gt", 0)), name="sync_attachment_is_not_empty"),
                ],
                "indexes": [
                    models.Index(fields=["subdistrict_id", "begun_at"], name="sync_attachment_begun"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("device_seq", models.BigIntegerField()),
                ("kind", models.CharField(max_length=40)),
                ("digest", models.BinaryField(max_length=32)),
                ("status", models.CharField(max_length=20)),
                ("code", models.CharField(blank=True, max_length=60)),
                ("message", models.TextField(blank=True)),
                ("result", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField()),
                ("about", models.CharField(blank=True, db_collation="C", max_length=80)),
                ("version_before", models.PositiveIntegerField(null=True)),
                ("version_after", models.PositiveIntegerField(null=True)),
                (
                    "device",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sync.device"
                    ),
                ),
            ],
            options={
                "db_table": "sync_receipt",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["applied", "conflict", "refused"])), name="sync_receipt_status_is_final"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "refused"), _negated=True),
                            models.Q(models.Q(("code", ""), _negated=True), models.Q(("message", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="sync_receipt_refusal_has_code",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("about", ""), ("version_after__isnull", True), ("version_before__isnull", True)),
                            models.Q(
                                models.Q(("about", ""), _negated=True), ("version_after__isnull", False), ("version_before__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="sync_receipt_about_has_versions",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("about", ""), _negated=True), fields=["subdistrict_id", "about"], name="sync_receipt_about"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AttachmentPart",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("start", models.BigIntegerField()),
                ("size", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
                (
                    "attachment",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="sync.attachment"
                    ),
                ),
            ],
            options={
                "db_table": "sync_attachment_part",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "attachment", "start"), name="sync_attachment_part_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Conflict",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("command_id", models.UUIDField()),
                ("account_id", models.UUIDField()),
                ("person_id", models.UUIDField(null=True)),
                ("kind", models.CharField(max_length=40)),
                ("payload", models.JSONField()),
                ("made_at", models.DateTimeField()),
                ("seen", models.PositiveIntegerField()),
                ("current", models.PositiveIntegerField()),
                ("state", models.CharField(default="open", max_length=20)),
                ("note", models.TextField(blank=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by_account_id", models.UUIDField(null=True)),
                (
                    "ticket",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ticket"
                    ),
                ),
                (
                    "device",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sync.device"
                    ),
                ),
            ],
            options={
                "db_table": "sync_conflict",
                "indexes": [
                    models.Index(condition=models.Q(("state", "open")), fields=["subdistrict_id", "id"], name="sync_conflict_open"),
                    models.Index(fields=["subdistrict_id", "account_id", "id"], name="sync_conflict_of_account"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "command_id"), name="sync_conflict_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["applied", "left", "open"])), name="sync_conflict_state_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at__isnull", True), ("state", "open")),
                            models.Q(models.Q(("state", "open"), _negated=True), ("settled_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="sync_conflict_settled_has_time",
                    ),
                ],
            },
        ),
        Own("Device", web=READ_ADD_CHANGE),
        Own("Attachment", web=EVERYTHING),
        # What became of a command is never changed.
        Own("Receipt", web=READ_AND_ADD),
        Own("AttachmentPart", web=EVERYTHING),
        Own("Conflict", web=READ_ADD_CHANGE),
    ]
