import django.db.models.deletion
from django.db import migrations, models

import linli.kernel.ids
import linli.kernel.scope.references
from linli.kernel.scope.operations import READ_AND_ADD, Own


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("org", "0001_squashed_0006_email"),
        ("places", "0001_squashed_0004_filters"),
    ]

    operations = [
        migrations.CreateModel(
            name="Campaign",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("journal_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("journal_head", models.BinaryField(default=b"", max_length=32)),
                ("name", models.CharField(max_length=80)),
                ("kind", models.CharField(choices=[("round", "Visit round"), ("drive", "Drive, door by door")], max_length=10)),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Being prepared"), ("running", "Running"), ("ended", "Ended")], default="draft", max_length=10
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("frozen_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("denominator", models.PositiveIntegerField(default=0)),
                ("stages", models.JSONField(default=list)),
                ("concerns", models.JSONField(default=list)),
                ("hold_days", models.PositiveSmallIntegerField(default=30)),
                ("waits_for", models.CharField(blank=True, max_length=80)),
                ("waits_until", models.DateField(null=True)),
            ],
            options={
                "db_table": "campaign",
                "indexes": [models.Index(fields=["subdistrict_id", "-starts_on", "-id"], name="campaign_in_order")],
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "name"), name="campaign_name_once"),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="campaign_has_name"),
                    models.CheckConstraint(condition=models.Q(("kind__in", ["drive", "round"])), name="campaign_kind_is_known"),
                    models.CheckConstraint(condition=models.Q(("ends_on__gt", models.F("starts_on"))), name="campaign_ends_after_begin"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("denominator", 0), ("frozen_at__isnull", True), ("state", "draft")),
                            models.Q(("denominator__gte", 1), ("frozen_at__isnull", False), ("state__in", ["running", "ended"])),
                            _connector="OR",
                        ),
                        name="campaign_runs_frozen",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", False), ("state", "ended")),
                            models.Q(models.Q(("state", "ended"), _negated=True), ("ended_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="campaign_ended_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("waits_until__isnull", True), models.Q(("waits_for", ""), _negated=True), _connector="OR"),
                        name="campaign_waits_for_something_named",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CampaignTarget",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("name", models.CharField(max_length=120)),
                (
                    "place_kind",
                    models.CharField(
                        choices=[
                            ("shop", "Shop"),
                            ("restaurant", "Eatery"),
                            ("mall", "Mall or market"),
                            ("office", "Office"),
                            ("building", "Office building"),
                            ("school", "School or kindergarten"),
                            ("training", "Training school"),
                            ("clinic", "Hospital or clinic"),
                            ("elderly_care", "Home for the elderly"),
                            ("hotel", "Hotel or lodging"),
                            ("courier_station", "Parcel station"),
                            ("service_station", "Service station"),
                            ("metro_station", "Metro station"),
                            ("site", "Building site"),
                            ("compound", "Residential compound"),
                            ("public_space", "Public space"),
                            ("facility", "Filling station, cash machine or other facility"),
                            ("vacant_unit", "Vacant unit"),
                            ("other", "Another place"),
                        ],
                        max_length=20,
                    ),
                ),
                ("is_later", models.BooleanField(default=False)),
                ("added_at", models.DateTimeField()),
                ("stage", models.CharField(blank=True, max_length=30)),
                ("stage_on", models.DateField(null=True)),
                ("stage_by", models.UUIDField(null=True)),
                ("concern", models.CharField(blank=True, max_length=30)),
                ("due_on", models.DateField(null=True)),
                (
                    "campaign",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="targets", to="campaigns.campaign"
                    ),
                ),
                (
                    "grid",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.grid"
                    ),
                ),
                (
                    "owner_person",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.person"
                    ),
                ),
                (
                    "owner_team",
                    linli.kernel.scope.references.OwnedForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.taskforce"
                    ),
                ),
                (
                    "place",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
            ],
            options={
                "db_table": "campaign_target",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "campaign", "place"), name="campaign_target_once"),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="campaign_target_has_name"),
                    models.CheckConstraint(
                        condition=models.Q(("owner_person__isnull", True), ("owner_team__isnull", True), _connector="OR"),
                        name="campaign_target_one_owner",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stage", ""), ("stage_by__isnull", True), ("stage_on__isnull", True)),
                            models.Q(models.Q(("stage", ""), _negated=True), ("stage_by__isnull", False), ("stage_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="campaign_target_stage_is_whole",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["subdistrict_id", "campaign", "name", "id"], name="campaign_target_in_order"),
                    models.Index(fields=["subdistrict_id", "place"], name="campaign_target_by_place"),
                    models.Index(
                        condition=models.Q(("due_on__isnull", False)), fields=["subdistrict_id", "due_on"], name="campaign_target_due"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TargetStep",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("stage", models.CharField(max_length=30)),
                ("concern", models.CharField(blank=True, max_length=30)),
                ("note", models.CharField(blank=True, max_length=200)),
                ("on", models.DateField()),
                ("by", models.UUIDField()),
                ("recorded_at", models.DateTimeField()),
                ("materials", models.PositiveSmallIntegerField(default=0)),
                ("services", models.PositiveSmallIntegerField(default=0)),
                ("person_times", models.PositiveSmallIntegerField(default=0)),
                (
                    "target",
                    linli.kernel.scope.references.OwnedForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="campaigns.campaigntarget"
                    ),
                ),
            ],
            options={
                "db_table": "campaign_target_step",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "target", "number"), name="campaign_target_step_once"),
                    models.CheckConstraint(condition=models.Q(("stage", ""), _negated=True), name="campaign_target_step_has_stage"),
                ],
            },
        ),
        Own("Campaign"),
        Own("CampaignTarget"),
        # Steps are appended, never changed.
        Own("TargetStep", web=READ_AND_ADD),
    ]
