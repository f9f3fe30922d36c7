"""What everybody takes along in a campaign."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0001_campaigns")]

    operations = [migrations.AddField(model_name="campaign", name="kit", field=models.JSONField(default=dict))]
