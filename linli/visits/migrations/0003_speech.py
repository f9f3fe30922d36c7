"""Whether phones offer to write down what is spoken; off, because speech may leave the phone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("visits", "0002_patrols")]

    operations = [migrations.AddField(model_name="visitsetting", name="is_speech_offered", field=models.BooleanField(default=False))]
