"""A statement and an import name their key instead of holding it.

Going forward no key is moved: code from before this looks for it in the row, and serves while this runs.
`manage.py rotate_keys` moves the keys once the new code runs. Going back puts every key into its row again.
"""

from django.db import migrations, models

_BATCH = 500


def _put_keys_back(apps, schema_editor):
    """Copy each key from its table into the row that it opens, a batch at a time."""
    alias = schema_editor.connection.alias
    keys = apps.get_model("kit", "RecordKey").objects.using(alias)
    for name in ("Statement", "ImportBatch"):
        rows = apps.get_model("nominations", name).objects.using(alias)
        after = 0
        while batch := list(
            rows.filter(pk__gt=after, key_id__isnull=False).order_by("pk").only("pk", "key_id", "sealed_key")[:_BATCH]
        ):
            wrapped = keys.in_bulk([row.key_id for row in batch])
            # What holds a key itself was written by the older code since: that one is the newer.
            changed = [row for row in batch if not row.sealed_key and row.key_id in wrapped]
            for row in changed:
                row.sealed_key = wrapped[row.key_id].wrapped
            rows.bulk_update(changed, ["sealed_key"])
            after = batch[-1].pk
    keys.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("kit", "0003_record_keys"),
        ("nominations", "0004_entry_joined"),
    ]

    operations = [
        migrations.AddField(
            model_name="statement",
            name="key_id",
            field=models.UUIDField(editable=False, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="key_id",
            field=models.UUIDField(editable=False, null=True, unique=True),
        ),
        migrations.AlterField(
            model_name="importrow",
            name="sealed_key",
            field=models.BinaryField(help_text="Empty: its import's key opens every row"),
        ),
        migrations.RunPython(migrations.RunPython.noop, _put_keys_back),
    ]
