"""A table of their own for the keys of sealed records, which the backup that is kept long leaves out."""

import uuid

from django.db import migrations, models

import kit.clock


class Migration(migrations.Migration):
    dependencies = [
        ("kit", "0002_job"),
    ]

    operations = [
        migrations.CreateModel(
            name="RecordKey",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("wrapped", models.BinaryField()),
                ("created_at", models.DateTimeField(default=kit.clock.now)),
            ],
        ),
    ]
