"""Searches by the last four digits, counted per account."""

from django.db import migrations, models

import linli.kernel.ids
from linli.kernel.scope.operations import Own


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0004_journal"),
    ]

    operations = [
        migrations.CreateModel(
            name="PersonalSearch",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("account_id", models.UUIDField()),
                ("column", models.CharField(max_length=120)),
                ("found", models.PositiveSmallIntegerField()),
                ("searched_at", models.DateTimeField()),
            ],
            options={
                "db_table": "personal_search",
                "indexes": [
                    models.Index(name="personal_search_of_account", fields=["subdistrict_id", "account_id", "searched_at"]),
                ],
            },
        ),
        Own("PersonalSearch", web=("SELECT", "INSERT"), worker=("SELECT", "DELETE")),
    ]
