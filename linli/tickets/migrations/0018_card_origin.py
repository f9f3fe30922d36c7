from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("org", "0001_squashed_0006_email"),
        ("places", "0005_cards"),
        ("tickets", "0001_squashed_0017_upkeep"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("origin_kind", "contact_card")),
                fields=["subdistrict_id", "origin_id", "-received_at", "-id"],
                name="ticket_by_card",
            ),
        ),
    ]
