"""A conflict may be about the target of a drive, too."""

import django.db.models.deletion
from django.db import migrations, models

import linli.kernel.scope.references
from linli.kernel.scope.operations import OwnReference


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0001_campaigns"),
        ("tickets", "0001_squashed_0017_upkeep"),
        ("sync", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="conflict",
            name="ticket",
            field=linli.kernel.scope.references.OwnedForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ticket"
            ),
        ),
        migrations.AddField(
            model_name="conflict",
            name="target",
            field=linli.kernel.scope.references.OwnedForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="campaigns.campaigntarget"
            ),
        ),
        OwnReference("Conflict", "target"),
        migrations.AddConstraint(
            model_name="conflict",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("target__isnull", True), ("ticket__isnull", False)),
                    models.Q(("target__isnull", False), ("ticket__isnull", True)),
                    _connector="OR",
                ),
                name="sync_conflict_about_one_thing",
            ),
        ),
    ]
