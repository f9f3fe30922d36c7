import django.db.models.deletion
from django.db import migrations, models

import linli.kernel.ids
import linli.kernel.scope.operations
import linli.kernel.scope.references


class Migration(migrations.Migration):
    replaces = [("notices", "0001_initial"), ("notices", "0002_letters"), ("notices", "0003_channels")]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("account_id", models.UUIDField()),
                ("kind", models.CharField(max_length=60)),
                ("facts", models.JSONField(default=dict)),
                ("about", models.CharField(max_length=80)),
                ("cause_seq", models.PositiveIntegerField()),
                ("created_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                ("mailed_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "notice",
                "indexes": [models.Index(fields=["subdistrict_id", "account_id", "-created_at", "-id"], name="notice_of_account")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subdistrict_id", "account_id", "about", "cause_seq", "kind"), name="notice_once_per_cause"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WayIn",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("account_id", models.UUIDField()),
                ("about", models.CharField(max_length=80)),
                ("token_digest", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "way_in",
                "constraints": [models.UniqueConstraint(fields=("subdistrict_id", "token_digest"), name="way_in_token_once")],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Carrier",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("name", models.CharField(max_length=40)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("wecom", "WeCom group robot"),
                            ("dingtalk", "DingTalk group robot"),
                            ("sms", "Text messages by a gateway"),
                            ("aliyun", "Text messages by Aliyun"),
                            ("webhook", "Webhook of a unit's own system"),
                        ],
                        max_length=20,
                    ),
                ),
                ("host", models.CharField(max_length=500)),
                ("address", models.BinaryField()),
                ("user", models.CharField(blank=True, max_length=80)),
                ("secret", models.BinaryField()),
                ("signature", models.CharField(blank=True, max_length=80)),
                ("template", models.CharField(blank=True, max_length=80)),
                ("created_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "notice_carrier",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)), fields=("subdistrict_id", "name"), name="notice_carrier_name_once"
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="NoticeChoice",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                (
                    "subject",
                    models.CharField(choices=[("street", "The subdistrict"), ("unit", "A unit"), ("person", "A person")], max_length=10),
                ),
                ("subject_id", models.UUIDField()),
                ("by_mail", models.BooleanField(default=True)),
                ("by_sms", models.BooleanField(default=False)),
                ("is_digest", models.BooleanField(default=False)),
                ("quiet_from", models.TimeField(null=True)),
                ("quiet_until", models.TimeField(null=True)),
                (
                    "carrier",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="notices.carrier"
                    ),
                ),
            ],
            options={
                "db_table": "notice_choice",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "subject", "subject_id"), name="notice_choice_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("quiet_from__isnull", True), ("quiet_until__isnull", True)),
                            models.Q(("quiet_from__isnull", False), ("quiet_until__isnull", False)),
                            _connector="OR",
                        ),
                        name="notice_choice_quiet_is_whole",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="NoticeDelivery",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                (
                    "way",
                    models.CharField(choices=[("mail", "Letter"), ("sms", "Text message"), ("group", "Group or system")], max_length=10),
                ),
                ("account_id", models.UUIDField(null=True)),
                ("kind", models.CharField(max_length=60)),
                ("about", models.CharField(max_length=80)),
                ("cause_seq", models.PositiveIntegerField()),
                ("facts", models.JSONField(default=dict)),
                ("is_held", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(choices=[("waiting", "waiting"), ("delivered", "delivered"), ("dead", "given up")], max_length=10),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("answer", models.CharField(blank=True, max_length=40)),
                ("made_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "carrier",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="notices.carrier"
                    ),
                ),
                (
                    "notice",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="notices.notice"
                    ),
                ),
            ],
            options={
                "db_table": "notice_delivery",
                "indexes": [
                    models.Index(condition=models.Q(("state", "waiting")), fields=["subdistrict_id", "due_at"], name="notice_delivery_due"),
                    models.Index(fields=["subdistrict_id", "-made_at", "-id"], name="notice_delivery_latest"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("notice__isnull", False)),
                        fields=("subdistrict_id", "notice", "way"),
                        name="notice_delivery_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("notice__isnull", True)),
                        fields=("subdistrict_id", "carrier", "about", "cause_seq", "kind"),
                        name="notice_delivery_group_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("state", "waiting")),
                            models.Q(("state__in", ["dead", "delivered"]), ("ended_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="notice_delivery_ended_has_time",
                    ),
                ],
            },
        ),
        linli.kernel.scope.operations.Own(
            model_name="Notice",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="WayIn",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="Carrier",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="NoticeChoice",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE"),
            auditor=("SELECT",),
        ),
        linli.kernel.scope.operations.Own(
            model_name="NoticeDelivery",
            web=("SELECT", "INSERT", "UPDATE"),
            worker=("SELECT", "INSERT", "UPDATE", "DELETE"),
            auditor=("SELECT",),
        ),
    ]
